"""The lines of the sort menu: one for each field, with the direction in words that fit its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access
from trato.workspace.columns import field_named, is_since, is_sortable, label_of, next_sort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress

AMOUNTS, TIMES = {"money", "number", "before"}, {"date", "datetime"}


def sort_lines(
    actor: Actor, record_type: RecordType, asked: ListAddress, sort: str, shown: Sequence[Field]
) -> list[dict[str, Any]]:
    """The sorts with an index, what the heads of the shown columns offer, and the one that holds; under
    that one its other direction.
    """
    known = access.readable_fields(actor, record_type)
    now = sort.removeprefix("-")
    names = [one for one in record_type.sorts if isinstance(one, str)] + [one.name for one in shown] + [now]
    found = [known.get(name) or field_named(actor, record_type, name) for name in dict.fromkeys(names)]
    lines = []
    for one in found:
        if one is None or not is_sortable(one):
            continue
        asks = [sort, next_sort(one, sort)] if one.name == now else [next_sort(one, "")]
        lines += [_line(one, asked, ask, is_now=ask == sort) for ask in asks]
    return lines


def _line(field: Field, asked: ListAddress, sort: str, *, is_now: bool) -> dict[str, Any]:
    return {
        "label": label_of(field),
        "note": direction(field, sort),
        "url": asked.but(sort=sort).url(),
        "current": is_now,
    }


def direction(field: Field, sort: str) -> str:
    """What comes first, in words."""
    is_turned = sort.startswith("-")
    if is_since(field):
        return _("Shortest first") if is_turned else _("Longest first")
    if field.component in TIMES:
        return _("Newest first") if is_turned else _("Oldest first")
    if field.component in AMOUNTS:
        return _("Largest first") if is_turned else _("Smallest first")
    if field.component == "boolean":
        return _("Yes first") if is_turned else _("No first")
    return _("Z to A") if is_turned else _("A to Z")
