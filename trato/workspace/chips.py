"""A filter for the hand: each of its conditions as a chip that can be changed or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import filters
from trato.records.contexts import context_for
from trato.records.errors import RecordError
from trato.records.fields.number import is_parted
from trato.records.filters import And, Node, Term, Text
from trato.records.registry import registry
from trato.records.resolve import candidates
from trato.records.values import REMOVED, Quoted
from trato.workspace.columns import field_named
from trato.workspace.reader import capitalized
from trato.workspace.words import operator_label, period_label

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress
    from trato.workspace.cells import Cells


def conditions(node: Node) -> list[Node]:
    """What a filter asks for, one by one, where all must hold."""
    return list(node.parts) if isinstance(node, And) else [node]


def without(parts: list[Node], place: int) -> str:
    """The filter in words without one of its conditions."""
    return filters.to_words(And(tuple(part for at, part in enumerate(parts) if at != place)))


def replaced(parts: list[Node], place: int | None, new: Node) -> str:
    """The filter with a condition changed, or added at its end."""
    found = list(parts)
    if place is not None and place < len(found):
        found[place] = new
    else:
        found.append(new)
    return filters.to_words(And(tuple(found)))


def chips(cells: Cells, record_type: RecordType, node: Node, address: ListAddress) -> list[dict[str, Any]]:
    """Every condition with the addresses of the list without it and of its editor."""
    parts = conditions(node)
    found = []
    for place, part in enumerate(parts):
        name, operator, value = _said(cells, record_type, part)
        chip = {
            "field": name,
            "op": operator,
            "value": value,
            "remove_url": address.but(filter=without(parts, place)).url(),
            "edit_url": "",
            "is_removed": is_removed(part),
        }
        if isinstance(part, Term):
            chip["edit_url"] = address.part("filter", place=place, field=".".join(part.path))
        elif isinstance(part, filters.Or):
            chip["edit_url"] = address.part("filter", place=place)
        found.append(chip)
    return found


def is_removed(node: Node) -> bool:
    """Whether a condition asks for a choice that is there no more, so that nothing can meet it."""
    return isinstance(node, Term) and node.values == (REMOVED,) and not isinstance(node.values[0], Quoted)


def said(cells: Cells, record_type: RecordType, part: Node) -> str:
    """A condition as one line of words."""
    return " ".join(word for word in _said(cells, record_type, part) if word)


def _said(cells: Cells, record_type: RecordType, part: Node) -> tuple[str, str, str]:
    if isinstance(part, Text):
        return _("Words"), _("contain"), part.words
    if isinstance(part, filters.Or):
        between = _("or")
        either = f" {between} ".join(said(cells, record_type, one) for one in part.parts)
        return _("Any of"), "", either
    if isinstance(part, And):
        return "", "", " · ".join(said(cells, record_type, one) for one in part.parts)
    if not isinstance(part, Term):
        return _("Not"), "", said(cells, record_type, part.part)
    labels, field = _path(cells, record_type, part.path)
    if field is None:
        return ".".join(part.path), part.operator, ", ".join(part.values)
    if set(part.values) <= {"none", "any"} - dict(field.choices).keys() and part.operator in {":", "="}:
        return labels, "", _("is empty") if part.values[0] == "none" else _("is filled in")
    if is_removed(part):
        return labels, operator_label(field.component, ":"), _("a removed choice")
    return labels, operator_label(field.component, part.operator), _values_said(cells, field, part)


def _values_said(cells: Cells, field: Field, part: Term) -> str:
    if field.numeric and is_parted(part.operator, list(part.values)):
        return ",".join(part.values)
    return " / ".join(value_label(cells, field, str(value)) for value in part.values)


def _path(cells: Cells, record_type: RecordType, path: tuple[str, ...]) -> tuple[str, Field | None]:
    """The labels of a path through links, and the field at its end."""
    labels: list[str] = []
    field: Field | None = None
    current: RecordType | None = record_type
    for name in path:
        field = field_named(cells.actor, current, name) if current else None
        if field is None:
            return ".".join(path), None
        labels.append(str(field.label))
        current = registry.get(field.target) if field.target else None
    return capitalized(" › ".join(labels)), field


def value_label(cells: Cells, field: Field, value: str) -> str:
    """A value of the filter language as people read it."""
    words = {"me": _("me"), "my-team": _("my team"), "none": _("empty"), "any": _("anything")}
    if value in words.keys() - dict(field.choices) and (field.target or value in {"none", "any"}):
        return words[value]
    if field.component in {"date", "datetime"} and period_label(value):
        return period_label(value)
    if ".." in value and field.component in {"date", "datetime", "number", "money"}:
        first, last = value.split("..", 1)
        return " – ".join(_plain(cells, field, edge) if edge else "…" for edge in (first, last))
    if field.target and value.isdecimal():
        found = candidates(field.target, value, context_for(cells.actor))
        return found[0].label if found else value
    return _plain(cells, field, value)


def _plain(cells: Cells, field: Field, value: str) -> str:
    if field.component not in {"money", "number", "date", "choice", "choices", "before"}:
        return str(dict(field.choices).get(value, value))
    try:
        parsed = field.parse(value, context_for(cells.actor))
    except RecordError:
        return value
    shown = cells.fact(field, parsed)
    if isinstance(shown, dict):
        return str(shown.get("text") or ", ".join(shown.get("labels", ())))
    return shown or value
