"""The places where a record may stand by one of its fields: the columns of a board, the targets of a move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, rows
from trato.records.fields.link import ViaField
from trato.records.filters import And, Term
from trato.records.registry import registry
from trato.records.values import ById
from trato.workspace.cells import choice_label
from trato.workspace.pages.ends import OPEN
from trato.workspace.parents import parent_link, parents
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.workspace.cells import Cells

MOST_PLACES = 24
NONE = "none"


@dataclass(frozen=True)
class Place:
    """One place: its value as a filter says it and as a form posts it, and how it looks."""

    word: str
    plain: Any
    label: str
    shown: Any
    outcome: str = OPEN
    #: How much its total weighs, in percent; None where nothing says so.
    weight: int | None = None
    #: Days without news after which something here is stale.
    stale_after: int | None = None


@dataclass(frozen=True)
class Way:
    """One of several sets of places, such as a pipeline."""

    id: int
    label: str


def word_of(value: Any) -> str:
    """The word of the place where a record of this value stands."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return NONE if value is None else str(getattr(value, "id", value))


def is_board_field(actor: Actor, record_type: RecordType, name: str) -> bool:
    """Whether a board can have its columns by this field: a choice, yes or no, a person, a setting."""
    field = access.readable_fields(actor, record_type).get(name)
    if field is None or field.is_many or not field.editable:
        return False
    if field.component in {"choice", "boolean", "person"}:
        return True
    known = field.component == "link" and registry.knows(field.target)
    return known and registry.get(field.target).is_setting


def ways_of(actor: Actor, field: Field) -> list[Way]:
    """The parents of a field's targets, if they have one: several pipelines have stages of their own."""
    if field.component != "link" or not registry.knows(field.target):
        return []
    return [Way(pk, label) for pk, label in parents(actor, registry.get(field.target)).items()]


def places_of(
    cells: Cells, record_type: RecordType, field: Field, row: Row | None = None, way: int | None = None
) -> list[Place]:
    """The places by this field, in order; of a record, those of its own way."""
    if field.component == "boolean":
        return [Place("yes", "yes", _("Yes"), _("Yes")), Place("no", "no", _("No"), _("No"))]
    if field.component == "choice":
        places = [
            Place(str(value), str(value), capitalized(label), capitalized(choice_label(field, value)))
            for value, label in field.choices
        ]
        return [*places, *_nowhere(field)]
    return [*_linked(cells, record_type, field, row, way), *_nowhere(field)]


def _nowhere(field: Field) -> list[Place]:
    if field.required or field.default is not None:
        return []
    label = _("No %(field)s") % {"field": field.label}
    return [Place(NONE, "", label, {"kind": "text", "text": label})]


def _linked(
    cells: Cells, record_type: RecordType, field: Field, row: Row | None, way: int | None
) -> list[Place]:
    actor, target = cells.actor, registry.get(field.target)
    board = record_type.board
    extra = {name for name in (board.weight, board.stale_after) if name} if board else set()
    kind = {"kind"} if target.portrait == "stage" else set()
    known = access.readable_fields(actor, target)
    columns = (target.title, *sorted((extra | kind) & known.keys()))
    wanted = None
    parent = parent_link(actor, target)
    if parent:
        way = _way_of(actor, field, target, parent, row) or way or next(iter(_ids(actor, field)), None)
        wanted = Term((parent,), "=", (ById(way),)) if way else None
    found = rows.read(actor, target.key, columns=columns, filter=wanted, limit=MOST_PLACES).rows
    return [_place(cells, record_type, field, one, target.title) for one in found]


def _ids(actor: Actor, field: Field) -> list[int]:
    return [way.id for way in ways_of(actor, field)]


def _way_of(actor: Actor, field: Field, target: RecordType, parent: str, row: Row | None) -> int | None:
    value = row[field.name] if row is not None else None
    if value is None or value.id is None:
        return None
    above = rows.one(actor, target.key, value.id, columns=(parent,))[parent]
    return above.id if above is not None else None


def _place(cells: Cells, record_type: RecordType, field: Field, one: Row, title: str) -> Place:
    board = record_type.board
    label = str(one[title] or one.id)
    outcome = one.values_by_name.get("kind") or OPEN
    weight = one.values_by_name.get(board.weight) if board else None
    shown: Any = {"kind": registry.get(field.target).portrait or "text", "text": label}
    if shown["kind"] == "stage":
        percent = 100 if outcome == "won" else (weight or 0)
        shown |= {"percent": percent, "outcome": "" if outcome == OPEN else outcome}
    return Place(
        str(one.id),
        str(one.id),
        label,
        shown,
        outcome,
        weight if outcome == OPEN else None,
        one.values_by_name.get(board.stale_after) if board and outcome == OPEN else None,
    )


def places_within(record_type: RecordType, shown: Field, places: list[Place], node: Node) -> list[Place]:
    """The places in which rows of this filter may stand, as far as the filter itself says: of what is open
    none stands among the won. All of them where it leaves no place, so that cards can still move.
    """
    outcomes = [
        _outcomes(record_type, shown, part) for part in (node.parts if isinstance(node, And) else [node])
    ]
    kept = [one for one in places if all(said is None or one.outcome in said for said in outcomes)]
    return kept or places


def _outcomes(record_type: RecordType, shown: Field, part: Node) -> set[str] | None:
    """Of a condition on how records end, where that follows from their place: the ends that it allows."""
    if not isinstance(part, Term) or part.operator not in {":", "="} or len(part.path) != 1:
        return None
    ending = record_type.ending
    if ending is None or part.path[0] != ending.by:
        return None
    field = record_type.fields[ending.by]
    follows = isinstance(field, ViaField) and field.link == shown.name
    known = {str(value) for value, _label in field.choices}
    return set(part.values) if follows and set(part.values) <= known else None
