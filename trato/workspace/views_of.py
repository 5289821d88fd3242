"""The tabs of a list: everything, one's own, and the views that somebody saved."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trato.records import at_hand, filters, rows, snapshot
from trato.records.errors import NotFound
from trato.records.filters import And, Or, Term, parse
from trato.records.filters.tree import terms
from trato.records.registry import registry
from trato.records.saved_views import views_for
from trato.workspace.address import EVERY_ROW, ListAddress, settled
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

DEFAULTS = "view_defaults"
MINE = "owner:me"
MOST = 50
COLUMNS = ("name", "filter", "sort", "columns", "options", "audience", "owner")


def saved_views(actor: Actor, record_type: RecordType) -> list[rows.Row]:
    """The views of a type that this person made, or that are there for their team or for everyone."""
    key = ("views", actor, record_type.key, snapshot.current().generation)
    return at_hand.answer(key, lambda: _views(actor, record_type))


def _views(actor: Actor, record_type: RecordType) -> list[rows.Row]:
    return [
        _settled(actor, record_type, view) for view in views_for(actor, COLUMNS, record_type.key, limit=MOST)
    ]


def _settled(actor: Actor, record_type: RecordType, view: rows.Row) -> rows.Row:
    words = filters.settled(actor, record_type, view["filter"] or "")
    return replace(view, values_by_name={**view.values_by_name, "filter": words})


def view_asked(views: Sequence[rows.Row], asked: ListAddress) -> rows.Row | None:
    """The saved view that an address names. Raises NotFound."""
    found = next((one for one in views if one.id == asked.view), None)
    if asked.view and found is None:
        raise NotFound(_("This view is gone."))
    return found


def whole(actor: Actor, asked: ListAddress) -> ListAddress:
    """The address with what its view says. Raises NotFound."""
    views = saved_views(actor, registry.get(asked.type_key)) if asked.view else []
    return settled(asked, view_asked(views, asked))


def defaults_of(actor: Actor, record_type: RecordType) -> list[rows.Row]:
    """What this person's list opens with: their own choice, and what is chosen for their role."""
    key = ("view defaults", actor, record_type.key, snapshot.current().generation)
    return at_hand.answer(key, lambda: _defaults(actor, record_type))


def _defaults(actor: Actor, record_type: RecordType) -> list[rows.Row]:
    own = And((Term(("owner",), "=", ("me",)), Term(("role",), "=", ("none",))))
    wanted = And(
        (
            Term(("type",), "=", (record_type.key,)),
            Or((own, Term(("role",), "=", (actor.role,)))),
            Term(("view",), "=", ("any",)),
        )
    )
    return rows.read(actor, DEFAULTS, columns=("view", "role"), filter=wanted, sort="id").rows


def default_view(
    actor: Actor, record_type: RecordType, views: Sequence[rows.Row] | None = None
) -> int | None:
    """The view that a bare address of the list means; one's own choice before the role's."""
    found = defaults_of(actor, record_type)
    if not found:
        return None
    known = {view.id for view in (saved_views(actor, record_type) if views is None else views)}
    for row in sorted(found, key=lambda one: one["role"] not in (None, "")):
        if row["view"].id in known:
            return int(row["view"].id)
    return None


def opens(actor: Actor, record_type: RecordType) -> ListAddress | None:
    """What a person's bare list means: a view, or what is open; None where it means itself."""
    bare, found = ListAddress(record_type.key), default_view(actor, record_type)
    if found:
        return bare.but(view=found)
    return bare.but(filter=record_type.open_rows) if record_type.open_rows else None


def may_change(actor: Actor, view: rows.Row) -> bool:
    """Whether this person may change a saved view, or only look through it."""
    return actor.administers or (view["owner"] is not None and view["owner"].id == actor.user_id)


def differs(asked: ListAddress, view: rows.Row) -> bool:
    """Whether the list stands otherwise than its view was saved."""
    plain = ListAddress(asked.type_key, view=asked.view)
    return settled(asked.but(as_of=""), view) != settled(plain, view)


def view_tabs(record_type: RecordType, views: Sequence[rows.Row], asked: ListAddress) -> list[dict[str, Any]]:
    """What is open, all, one's own unless a view shows just that, the saved views; of a past day, as it was.

    How many rows there were then is not told beside them.
    """
    plain = ListAddress(record_type.key, options=asked.options if not asked.view else (), as_of=asked.as_of)
    every = plain.but(view=EVERY_ROW) if views else plain
    tabs = [{"label": _("All"), "url": every.url(), "current": not asked.view and not asked.filter}]
    if record_type.open_rows:
        going_on = plain.but(filter=record_type.open_rows)
        is_current = asked.filter == record_type.open_rows
        tabs.insert(0, {"label": _going_on(record_type), "url": going_on.url(), "current": is_current})
    if record_type.is_owned and all(view["filter"] != MINE for view in views):
        mine = plain.but(filter=MINE)
        tabs.append({"label": _("Mine"), "url": mine.url(), "current": asked.filter == MINE})
    tabs += [
        {
            "label": view["name"],
            "url": ListAddress(record_type.key, view=view.id, as_of=asked.as_of).url(),
            "current": asked.view == view.id,
        }
        for view in views
    ]
    return [{**tab, "counts": not asked.as_of} for tab in tabs] if len(tabs) > 1 else []


def _going_on(record_type: RecordType) -> str:
    """What the rows are called that are still going on: as the choice is that they have in common."""
    for name, value in _conditions(record_type.open_rows):
        choices = dict(record_type.fields[name].choices) if name in record_type.fields else {}
        if value in choices:
            return capitalized(choices[value])
    return pgettext("rows", "Open")


@lru_cache(maxsize=64)
def _conditions(words: str) -> tuple[tuple[str, str], ...]:
    """The fields and the single values that a filter asks for."""
    found = terms(parse(words))
    return tuple((one.path[0], one.values[0]) for one in found if len(one.path) == len(one.values) == 1)
