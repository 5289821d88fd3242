"""The tabs of a list: everything, one's own, and the views that somebody saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.filters import And, Or, Term
from trato.records.registry import registry
from trato.workspace.address import ListAddress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

VIEWS = "views"
MINE = "owner:me"
MOST = 20


def saved_views(actor: Actor, record_type: RecordType) -> list[rows.Row]:
    """The views of a type that this person made, or that are there for their team or for everyone."""
    if not registry.knows(VIEWS) or not access.may(actor, registry.get(VIEWS), Right.READ):
        return []
    audience = Or((Term(("audience",), "=", ("everyone", "team")), Term(("owner",), "=", ("me",))))
    wanted = And((Term(("type",), "=", (record_type.key,)), audience))
    names = ("name", "filter", "sort", "columns")
    return rows.read(actor, VIEWS, columns=names, filter=wanted, sort="id", limit=MOST).rows


def view_tabs(record_type: RecordType, views: Sequence[rows.Row], asked: ListAddress) -> list[dict[str, Any]]:
    """All, then the saved views, or one's own where there are none."""
    plain = ListAddress(record_type.key)
    tabs = [{"label": _("All"), "url": plain.url(), "current": asked.view is None and not asked.filter}]
    if not views and record_type.is_owned:
        mine = plain.but(filter=MINE)
        tabs.append({"label": _("Mine"), "url": mine.url(), "current": asked.filter == MINE})
    tabs += [
        {"label": view["name"], "url": plain.but(view=view.id).url(), "current": asked.view == view.id}
        for view in views
    ]
    return tabs if len(tabs) > 1 else []
