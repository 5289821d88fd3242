"""A list in groups: by a choice, a person, a link or a month, each with its count and sum."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, rows
from trato.records.errors import NotFound
from trato.records.filters import And, Not, Term
from trato.records.registry import registry
from trato.records.values import ById, Quoted, Ref
from trato.workspace.cells import portrait_of, spoken
from trato.workspace.columns import field_named
from trato.workspace.pages.totals import is_summed, sum_text
from trato.workspace.parents import places as places_in_order
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress
    from trato.workspace.cells import Cells

GROUPABLE = {"choice", "link", "person", "boolean", "date", "datetime"}
MONTHS = {"date", "datetime"}
NONE = "none"
MOST_GROUPS = 200
#: So many groups stand open at first, while they have no more rows than a page together.
MOST_OPEN = 5


@dataclass
class Group:
    """One heading of a grouped list and, where it stands open, its first rows."""

    value: Any
    key: str
    count: int
    heading: Any = ""
    said: str = ""
    number: str = ""
    total: str = ""
    url: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    more_url: str = ""
    is_open: bool = False
    amounts: list[Any] = field(default_factory=list)


def grouping(actor: Actor, record_type: RecordType, name: str) -> Field | None:
    """The field that a list is grouped by, if rows can be."""
    found = field_named(actor, record_type, name) if name else None
    return found if found is not None and is_groupable(found) else None


def is_groupable(one: Field) -> bool:
    return one.component in GROUPABLE and not one.is_many


def group_menu(actor: Actor, record_type: RecordType, asked: ListAddress, by: str) -> list[dict[str, Any]]:
    """What the menu offers to group by, and the way back to one list."""
    known = access.readable_fields(actor, record_type)
    found = [one for one in known.values() if is_groupable(one) and not one.hidden]
    lines = [{"label": _("No groups"), "url": asked.opted(group="").url(), "current": not by}]
    return lines + [
        {
            "label": _("%(field)s, by month") % {"field": capitalized(one.label)}
            if one.component in MONTHS
            else capitalized(one.label),
            "url": asked.opted(group=one.name).url(),
            "current": one.name == by,
        }
        for one in found
    ]


def groups(
    cells: Cells, record_type: RecordType, by: Field, fields: Sequence[Field], node: Node
) -> list[Group]:
    """The groups in their order, counted and summed by one query."""
    summed = next((one.name for one in fields if is_summed(one) and one.component == "money"), "")
    found = rows.group(
        cells.actor,
        record_type.key,
        by=by.name,
        total=summed,
        filter=node,
        by_month=by.component in MONTHS,
    )
    joined: dict[str, Group] = {}
    for row in found:
        value = None if row.value == "" else row.value
        group = joined.setdefault(_key(value), Group(value, _key(value), 0))
        group.count += row.count
        group.amounts.append(row.total)
    listed = _in_order(cells.actor, by, list(joined.values()))[:MOST_GROUPS]
    cells.look_up([by], [{by.name: group.value} for group in listed if by.component not in MONTHS])
    for group in listed:
        group.number = cells.formats.number(group.count)
        group.total = sum_text(cells, group.amounts) if summed else ""
        group.heading = _heading(cells, by, group.value)
        group.said = group.heading if isinstance(group.heading, str) else spoken(group.heading)
    return listed


def _key(value: Any) -> str:
    """A group's value as the address has it."""
    if value is None:
        return NONE
    if isinstance(value, Ref):
        return str(value.id)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.strftime("%Y-%m") if isinstance(value, date) else str(value)


def _in_order(actor: Actor, by: Field, found: list[Group]) -> list[Group]:
    """Choices and stages as they are set up, months by time, others by name; without a value last."""
    places: dict[Any, int] = {}
    if by.component == "choice":
        places = {value: place for place, (value, _label) in enumerate(by.choices)}
        return sorted(found, key=lambda one: (one.value is None, places.get(one.value, len(places))))
    if by.component in MONTHS or by.component == "boolean":
        return sorted(found, key=lambda one: (one.value is None, one.key))
    if portrait_of(by) == "stage":
        places = places_in_order(actor, registry.get(by.target))
    return sorted(
        found,
        key=lambda one: (
            one.value is None,
            places.get(getattr(one.value, "id", None), len(places)),
            str(getattr(one.value, "label", "")).casefold(),
        ),
    )


def _heading(cells: Cells, by: Field, value: Any) -> Any:
    if value is None:
        return _("No %(field)s") % {"field": by.label}
    if by.component in MONTHS:
        return capitalized(cells.formats.month(value))
    shown = cells.fact(by, value)
    if isinstance(shown, dict):
        return shown | ({"url": ""} if "url" in shown else {})
    return shown or str(value)


def only(by: Field, key: str) -> Node:
    """The condition that picks one group's rows. Raises NotFound for a key that no group has."""
    path = tuple(by.name.split("."))
    if key == NONE:
        return Not(Term(path, ":", ("any",)))
    if by.component in MONTHS:
        try:
            first = date.fromisoformat(f"{key}-01")
        except ValueError:
            raise NotFound(_("There is no such group.")) from None
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Term(path, ":", (f"{first.isoformat()}..{last.isoformat()}",))
    if by.target:
        if not key.isdecimal() or len(key) > 18:
            raise NotFound(_("There is no such group."))
        return Term(path, "=", (ById(key),))
    return Term(path, "=", (key if by.component == "boolean" else Quoted(key),))


def within(node: Node, by: Field, key: str) -> Node:
    """A list's filter and one of its groups."""
    return And((node, only(by, key)))
