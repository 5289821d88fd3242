"""The ledger of thirty days, and one act with every record that it touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from trato.records import settings
from trato.records.models import ChangeSet
from trato.web.addresses import address
from trato.web.components import ui
from trato.workspace.ledger import IMPORT, Told, told, visible_sets
from trato.workspace.pages.act_page import PAGE, state_of, surface
from trato.workspace.pages.history_filter import HistoryFilter
from trato.workspace.reader import actor_in, capitalized, formats_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.web.formats import Formats
    from trato.workspace.pages.act_page import ActPanel


@dataclass
class HistoryPage:
    """The acts, newest first."""

    url: str
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""
    is_everybodys: bool = False
    #: What is asked for, and the fields of the form that asks.
    filter: HistoryFilter = field(default_factory=HistoryFilter)
    controls: list[dict[str, Any]] = field(default_factory=list)
    #: The act that lies open over the list.
    panel: ActPanel | None = None


def history_page(request: HttpRequest) -> HistoryPage:
    """Fifty acts, older than the one that the address names."""
    actor, formats = actor_in(request), formats_for(actor_in(request))
    asked = HistoryFilter.of(actor, request.GET)
    before = request.GET.get("before", "")
    sets = asked.narrow(actor, visible_sets(actor)).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        sets = sets.filter(pk__lt=int(before))
    found = list(sets[: PAGE + 1])
    shown = found[:PAGE]
    page = HistoryPage(reverse("workspace:history"), _columns(), is_everybodys=actor.administers)
    page.filter, page.controls = asked, asked.controls(actor)
    page.rows = [_act(request, asked, one, formats) for one in told(actor, shown, formats)]
    if len(found) > PAGE:
        page.more_url = asked.url(before=shown[-1].pk)
    return page


def _columns() -> list[dict[str, Any]]:
    return [
        {"name": "text", "label": pgettext("column", "Change"), "size": "", "place": "name"},
        {"name": "at", "label": _("When"), "size": "m", "place": "at"},
        {"name": "via", "label": _("Through"), "size": "l", "wide": True},
        {"name": "undo", "label": _("Undo"), "size": "m", "place": "act", "numeric": True, "unsaid": True},
    ]


def _act(request: HttpRequest, asked: HistoryFilter, one: Told, formats: Formats) -> dict[str, Any]:
    found = one.set
    when = {
        "kind": "time",
        "text": formats.relative(found.at),
        "iso": found.at.isoformat(),
        "hint": formats.hint(found.at),
    }
    return {
        "id": found.pk,
        "label": one.text,
        "url": reverse("workspace:history-set", args=[found.pk]),
        "panel": asked.url("workspace:history-panel", found.pk),
        "cells": [
            {"kind": "person", "text": one.text, "by": one.who, "of": _of(one)},
            when,
            surface(found.via),
            "" if one.is_said_alone else _way_back(request, asked, found),
        ],
    }


def _of(one: Told) -> dict[str, str] | None:
    """The type of what the act was about; a record's name alone does not say it."""
    found = one.record_type
    return {"icon": found.icon, "label": capitalized(found.label)} if found else None


def _way_back(request: HttpRequest, asked: HistoryFilter, found: ChangeSet) -> Markup | str:
    """The button of an act that stands, else what became of it; one is where the newest stand afterwards."""
    if found.state != ChangeSet.COMPLETE:
        return Markup(ui.chip(state_of(found)))  # noqa: S704  # a component escapes what it is given
    if found.kind in settings.final_kinds():
        return ""
    page = address("transfer:set", found.pk) if found.kind == IMPORT else ""
    if page:
        return Markup(ui.icon_button(_("Undo"), "undo", href=page))  # noqa: S704  # as above
    label = _("Redo") if found.kind == "undo" else _("Undo")
    url = reverse("workspace:undo", args=[found.pk])
    fields = {"back": asked.url()}
    said = {"title": label, "aria-label": label}
    button: Markup = ui.post_button(
        label, url, get_token(request), icon="undo", kind="icon-only", fields=fields, attrs=said
    )
    return button


def recent_text(actor: Actor, found: ChangeSet, formats: Formats) -> str:
    """An act in one sentence with its time, for the question whether to take it back."""
    act = told(actor, [found], formats)[0]
    return _("%(act)s, %(when)s") % {"act": act.text, "when": formats.relative(found.at)}
