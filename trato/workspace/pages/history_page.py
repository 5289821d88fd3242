"""The ledger of thirty days, and one act with every record that it touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from trato.records import access, settings
from trato.records.effects.archiving import ARCHIVED
from trato.records.errors import NotFound
from trato.records.models import Change, ChangeSet, Snapshot
from trato.records.registry import registry
from trato.records.stored import from_history
from trato.records.values import Labeled, Ref
from trato.web.addresses import address
from trato.web.components import ui
from trato.workspace.cells import Cells
from trato.workspace.ledger import IMPORT, Told, titles_for, told, visible_sets
from trato.workspace.reader import actor_in, capitalized, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.web.formats import Formats
    from trato.workspace.cells import Value

PAGE = 50
OPS = {
    Change.CREATE: lambda: _("Created"),
    Change.REMOVE: lambda: _("Deleted for good"),
    Change.HEAL: lambda: _("Link followed"),
    Change.MOVE: lambda: _("History moved"),
}


@dataclass
class HistoryPage:
    """The acts, newest first."""

    url: str
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""
    is_everybodys: bool = False


@dataclass
class SetLine:
    """What an act did to one record."""

    type_key: str
    id: int
    title: str
    url: str
    type_label: str
    text: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    is_undone: bool = False
    can_undo: bool = False


@dataclass
class SetPage:
    """One act with its records."""

    set: int
    title: str
    when: str
    hint: str
    via: str
    back: str
    lines: list[SetLine] = field(default_factory=list)
    more_url: str = ""
    undo_url: str = ""
    row_url: str = ""
    state: str = ""
    #: How far an act in the background has come: done, of how many, where to ask again.
    progress: tuple[int, int, str] | None = None
    problem: str = ""


def surface(via: str) -> str:
    """Through which surface somebody acted."""
    words = {
        "screen": _("Screen"),
        "api": "API",
        "command line": _("Command line"),
        "import": _("Import"),
        "system": _("By itself"),
    }
    return words.get(via, via)


def state_of(found: ChangeSet) -> str:
    """A word for what became of the act; empty while it stands."""
    words = {
        ChangeSet.UNDONE: _("Undone"),
        ChangeSet.OPEN: _("Runs"),
        ChangeSet.UNDOING: _("Is being undone"),
    }
    return words.get(found.state, "")


def history_page(request: HttpRequest) -> HistoryPage:
    """Fifty acts, older than the one that the address names."""
    actor, formats = actor_in(request), formats_for(actor_in(request))
    before = request.GET.get("before", "")
    sets = visible_sets(actor).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        sets = sets.filter(pk__lt=int(before))
    found = list(sets[: PAGE + 1])
    shown = found[:PAGE]
    page = HistoryPage(reverse("workspace:history"), _columns(), is_everybodys=actor.administers)
    page.rows = [_act(request, one, formats) for one in told(actor, shown, formats)]
    if len(found) > PAGE:
        page.more_url = f"{page.url}?before={shown[-1].pk}"
    return page


def _columns() -> list[dict[str, Any]]:
    return [
        {"name": "text", "label": pgettext("column", "Change"), "size": "", "place": "name"},
        {"name": "at", "label": _("When"), "size": "m", "place": "at"},
        {"name": "via", "label": _("Through"), "size": "l", "wide": True},
        {"name": "undo", "label": _("Undo"), "size": "m", "place": "act", "numeric": True, "unsaid": True},
    ]


def _act(request: HttpRequest, one: Told, formats: Formats) -> dict[str, Any]:
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
        "cells": [
            {"kind": "person", "text": one.text, "by": one.who},
            when,
            surface(found.via),
            _way_back(request, found),
        ],
    }


def _way_back(request: HttpRequest, found: ChangeSet) -> Markup | str:
    """The button of an act that stands, else what became of it."""
    if found.state != ChangeSet.COMPLETE:
        return Markup(ui.chip(state_of(found)))  # noqa: S704  # a component escapes what it is given
    if found.kind in settings.final_kinds():
        return ""
    page = address("transfer:set", found.pk) if found.kind == IMPORT else ""
    if page:
        return Markup(ui.icon_button(_("Undo"), "undo", href=page))  # noqa: S704  # as above
    label = _("Redo") if found.kind == "undo" else _("Undo")
    url = reverse("workspace:undo", args=[found.pk])
    fields = {"back": request.get_full_path()}
    said = {"title": label, "aria-label": label}
    button: Markup = ui.post_button(
        label, url, get_token(request), icon="undo", kind="icon-only", fields=fields, attrs=said
    )
    return button


def set_page(request: HttpRequest, set_id: int) -> SetPage:
    """One act. Raises NotFound for those of others, and for those of more than thirty days ago."""
    actor, formats = actor_in(request), formats_for(actor_in(request))
    found = visible_sets(actor).filter(pk=set_id).first()
    if found is None:
        raise NotFound(_("There is no change %(number)s.") % {"number": set_id})
    lasting = {IMPORT, *settings.final_kinds()}
    is_standing = found.state == ChangeSet.COMPLETE and found.kind not in lasting
    act = told(actor, [found], formats)[0]
    page = SetPage(
        found.pk,
        act.text,
        formats.relative(found.at),
        formats.hint(found.at),
        surface(found.via),
        reverse("workspace:history"),
        undo_url=reverse("workspace:undo", args=[found.pk]) if is_standing else "",
        row_url=reverse("workspace:undo-row", args=[found.pk]),
        state=state_of(found),
    )
    page.problem = str(found.details.get("problem") or "")
    if found.state == ChangeSet.OPEN and found.details.get("total"):
        url = reverse("workspace:history-set", args=[found.pk])
        page.progress = (found.details.get("done", 0), found.details["total"], f"{url}?bar=1")
    touched, onward = _touched(found, request.GET.get("after", ""))
    page.lines = _lines(Cells(actor, formats), found, touched)
    if onward:
        page.more_url = f"{reverse('workspace:history-set', args=[found.pk])}?after={onward}"
    return page


def _touched(found: ChangeSet, after: str) -> tuple[list[tuple[Change, int]], str]:
    """Fifty records with what was done to them, and where the next ones begin."""
    first, _dash, skip = after.partition("-")
    start = int(first) if first.isdecimal() and len(first) < 19 else 0
    place = int(skip) if skip.isdecimal() and len(skip) < 9 else 0
    listed: list[tuple[Change, int]] = []
    for change in found.changes.filter(pk__gte=start).exclude(op=Change.MOVE).order_by("pk")[: PAGE + 1]:
        begin = place if change.pk == start else 0
        for offset, pk in enumerate(change.record_ids[begin:], begin):
            if len(listed) == PAGE:
                return listed, f"{change.pk}-{offset}"
            listed.append((change, pk))
    return listed, ""


def _lines(cells: Cells, found: ChangeSet, touched: list[tuple[Change, int]]) -> list[SetLine]:
    """Each record by its name, with its fields before and after; one out of sight has neither."""
    by_type: dict[str, set[int]] = {}
    for change, pk in touched:
        if registry.knows(change.type):
            by_type.setdefault(change.type, set()).add(pk)
    titles = {key: titles_for(cells.actor, registry.get(key), ids) for key, ids in by_type.items()}
    there = {
        key: set(registry.get(key).model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
        for key, ids in by_type.items()
    }
    is_merge = found.changes.filter(op=Change.MOVE).exists()
    gone = _removed([(change.pk, pk) for change, pk in touched if change.op == Change.REMOVE])
    whole = found.state != ChangeSet.COMPLETE or is_merge
    lines = []
    for change, pk in touched:
        if change.op == Change.SET:
            lines.append(_set_line(change))
        if change.type not in by_type:
            continue
        is_there = pk in there[change.type]
        title = titles[change.type].get(pk, "") if is_there else gone.get((change.type, pk), "")
        line = _line(cells, change, pk, title, is_seen=not is_there or pk in titles[change.type])
        if is_merge and change.op == Change.REMOVE:
            line.text = _("Merged away")
        line.is_undone = _is_undone(change, is_there=is_there)
        line.can_undo = not whole and not line.is_undone and change.op != Change.HEAL
        lines.append(line)
    return lines


def _set_line(change: Change) -> SetLine:
    """What was set for the whole workspace; it is taken back with the whole act."""
    kept = settings.named(change.type)
    label = str(kept.label) if kept else _("Settings")
    line = SetLine(change.type, 0, label, address(kept.screen) if kept else "", _("Settings"), "")
    line.fields = [
        {"label": capitalized(name), "before": before, "after": after}
        for name, before, after in settings.told(change)
    ]
    line.is_undone = change.undone_by_id is not None
    return line


def _removed(removed: list[tuple[int, int]]) -> dict[tuple[str, int], str]:
    """What removed records were called."""
    found = {}
    kept = Snapshot.objects.filter(
        change__in={change for change, _pk in removed}, record_id__in={pk for _change, pk in removed}
    )
    for key, pk, data in kept.values_list("type", "record_id", "data"):
        if registry.knows(key):
            found[key, pk] = str(data["columns"].get(registry.get(key).title) or "")
    return found


def _is_undone(change: Change, *, is_there: bool) -> bool:
    if change.op == Change.CREATE:
        return not is_there
    if change.op == Change.REMOVE:
        return is_there
    return change.undone_by_id is not None


def _line(cells: Cells, change: Change, pk: int, title: str, *, is_seen: bool) -> SetLine:
    record_type = registry.get(change.type)
    label = capitalized(record_type.label)
    if not is_seen:
        return SetLine(change.type, pk, _("A record out of your sight"), "", label, "")
    made = OPS[change.op]() if change.op in OPS else ""
    if ARCHIVED in (change.after or {}):
        made = _("Put into the bin") if (change.after or {})[ARCHIVED] else _("Brought back")
    url = record_url(change.type, pk) if change.op != Change.REMOVE else ""
    line = SetLine(change.type, pk, title or f"{label} {pk}", url, label, made)
    line.fields = _fields(cells, change)
    return line


def _fields(cells: Cells, change: Change) -> list[dict[str, Any]]:
    record_type = registry.get(change.type)
    known = access.told_fields(cells.actor, record_type)
    before, after = change.before or {}, change.after or {}
    return [
        {
            "label": capitalized(known[name].label),
            "before": _shown(cells, known[name], from_history(record_type, name, before.get(name))),
            "after": _shown(cells, known[name], from_history(record_type, name, after.get(name))),
        }
        for name in after
        if name in known
    ]


def _shown(cells: Cells, one: Field, value: Any) -> Value:
    """A value in one line, a list with commas between."""
    if isinstance(value, tuple) and value and isinstance(value[0], Ref | Labeled):
        return ", ".join(part.label or part.text if isinstance(part, Ref) else part.value for part in value)
    # What was decided once is told by its date: “today” would move on.
    return cells.whole_date(one, value) if value and one.component == "date" else cells.cell(one, value)


def recent_text(actor: Actor, found: ChangeSet, formats: Formats) -> str:
    """An act in one sentence with its time, for the question whether to take it back."""
    act = told(actor, [found], formats)[0]
    return _("%(act)s, %(when)s") % {"act": act.text, "when": formats.relative(found.at)}
