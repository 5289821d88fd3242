"""A list's columns: which fields, how wide, how they sort, and what each becomes on a phone's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access
from trato.records.errors import Invalid
from trato.records.fields.path import PathField
from trato.records.paths import leads_on, next_step_field, through
from trato.records.registry import registry
from trato.records.rows.read import columns_of
from trato.records.stores import WorkedOutStore
from trato.records.upcoming import is_planned
from trato.records.values import NEXT_STEP
from trato.workspace.cells import portrait_of
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress

#: With more columns than this the list scrolls sideways instead of squeezing them.
MOST_AT_ONCE = 9
#: How narrow and how wide a reader may make a column, in pixels.
NARROWEST, WIDEST = 40, 1200
#: Columns after so many hide when the list is narrow.
NARROW = 5
SIZES = {
    "before": "l",
    "money": "m",
    "number": "s",
    "date": "m",
    "datetime": "m",
    "boolean": "s",
    "choice": "m",
    "person": "l",
    "phone": "phone",
    "phones": "phone",
    "next": "next",
}
#: What stands first at the end of a phone's card.
ACTS = ("next", "phones", "phone", "date", "datetime", "person", "emails", "email")
UNLISTED = {"files", "json", "lines", "table"}


def shown_fields(
    actor: Actor, record_type: RecordType, names: Sequence[str] | None
) -> tuple[list[Field], str]:
    """The title first, then the wanted fields; with the sentence for one that is not there."""
    known = access.readable_fields(actor, record_type)
    title = record_type.title if record_type.title in known else next(iter(known))
    wanted = names or [name for name in record_type.get_columns(actor) if name in known or name == NEXT_STEP]
    problem = ""
    try:
        columns_of(actor, record_type, wanted)
    except Invalid as error:
        problem = str(error.sentence)
        wanted = [name for name in wanted if field_named(actor, record_type, name)]
    return columns_of(actor, record_type, dict.fromkeys([title, *wanted])), problem


def offered_fields(actor: Actor, record_type: RecordType) -> list[Field]:
    """Every field that a column may show."""
    known = access.readable_fields(actor, record_type)
    kept = [field for field in known.values() if not field.hidden and field.component not in UNLISTED]
    return [*kept, next_step_field(actor, record_type)] if is_planned(record_type) else kept


def label_of(field: Field) -> str:
    """What a list calls a column: the moment since which a record stands somewhere is told in days.

    Over names that are put together of other fields it is the type.
    """
    record_type = registry.get(field.type_key) if field.type_key else None
    if record_type is None:
        return capitalized(field.label)
    if record_type.named_by and field.name == record_type.title:
        return capitalized(record_type.label)
    if record_type.board is None or not is_since(field):
        return capitalized(field.label)
    return _("In %(field)s") % {"field": record_type.fields[record_type.board.by].label}


def is_since(field: Field) -> bool:
    """Whether it is the moment since which a record stands in its column of the board."""
    board = registry.get(field.type_key).board if field.type_key else None
    return board is not None and board.since == field.name


def is_told(field: Field) -> bool:
    """Whether a column tells how things stand now, rather than a fact of the record."""
    return field.is_worked_out or is_since(field)


def field_named(actor: Actor, record_type: RecordType, name: str) -> Field | None:
    """The field of that name or path, if this person may know it."""
    try:
        return columns_of(actor, record_type, [name])[0]
    except Invalid:
        return None


def linked_fields(actor: Actor, record_type: RecordType) -> list[tuple[Field, list[Field]]]:
    """Every link to one record with the fields behind it that a column may show."""
    return [
        (
            link,
            [
                through(actor, link, one)  # type: ignore[arg-type]  # what leads on is a LinkField
                for one in offered_fields(actor, registry.get(link.target))
                if not one.is_many and not one.is_worked_out
            ],
        )
        for link in offered_fields(actor, record_type)
        if leads_on(actor, link)
    ]


def is_sortable(field: Field) -> bool:
    return field.sortable and not field.is_many


def table_columns(
    fields: Sequence[Field],
    address: ListAddress,
    sort: str,
    widths: str = "",
    edited: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The columns as the table shows them; each head leads to the list sorted by it. Cells of the edited are
    edited where they stand.
    """
    places = _places(fields)
    # A list that scrolls sideways gives each column the room it asks for.
    roomy = len(fields) > MOST_AT_ONCE
    chosen = widths_of(widths)
    # What comes next needs room: where that is scarce, fewer stand beside it.
    narrow = NARROW - any(field.is_worked_out for field in fields)
    heads = _heads(fields)
    columns = []
    for at, field in enumerate(fields):
        place = places.get(field.name, "")
        columns.append(
            {
                "name": field.name,
                "label": heads[at][0],
                "title": heads[at][1],
                "numeric": field.numeric or is_since(field) or field.component in {"number", "money"},
                "sort_url": address.but(sort=next_sort(field, sort)).url() if is_sortable(field) else "",
                "sorted": _sorted(field, sort),
                "place": place,
                "wide": field.spare or (at >= narrow and not place),
                "size": _size(field, place, roomy=roomy),
                "width": chosen.get(field.name),
                "editable": field.name in edited,
            }
        )
    return columns


def _heads(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """What stands over the columns, and what is said besides where that is not all: over a fact of a linked
    record its name alone, if no other column is called so.
    """
    labels = [label_of(field) for field in fields]
    if not any(isinstance(field, PathField) for field in fields):
        return [(label, "") for label in labels]
    shorts = [
        capitalized(field.short_label) if isinstance(field, PathField) else label
        for field, label in zip(fields, labels, strict=True)
    ]
    return [
        (short, label) if short != label and shorts.count(short) == 1 else (label, "")
        for short, label in zip(shorts, labels, strict=True)
    ]


def _sorted(field: Field, sort: str) -> str:
    """In which direction what the column shows goes; days since a moment go against it."""
    if sort.removeprefix("-") != field.name:
        return ""
    return "descending" if sort.startswith("-") != is_since(field) else "ascending"


def widths_of(said: str) -> dict[str, int]:
    """The widths in pixels that a reader gave to columns: `name:240,value:120`; what is none is left out."""
    found = {}
    for part in said.split(","):
        name, _colon, width = part.rpartition(":")
        if name and width.isdecimal() and NARROWEST <= int(width) <= WIDEST:
            found[name] = int(width)
    return found


def next_sort(field: Field, sort: str) -> str:
    """What a click on the head sorts by: the largest and the latest first, words from A."""
    if sort == field.name:
        return f"-{field.name}"
    if sort == f"-{field.name}":
        return field.name
    if is_since(field):  # told in days: the longest first
        return field.name
    return f"-{field.name}" if field.component in {"money", "number", "date", "datetime"} else field.name


def _size(field: Field, place: str, *, roomy: bool) -> str:
    if place in {"name", "firm"}:
        return "xl" if roomy else place
    if portrait_of(field) == "stage":
        return "l"
    if is_since(field):
        return "s"
    if field.component == "datetime" and field.editable:
        return "l"  # an appointment: the day and the hour
    return SIZES.get(field.component, "l" if roomy else "")


def _places(fields: Sequence[Field]) -> dict[str, str]:
    """Where the fields of a card stand: name, firm under it, the sum beside, at what stage, the act."""
    places = {fields[0].name: "name"}
    rest = [field for field in fields[1:] if field.component not in {"longtext", "tags", "files"}]
    rest.sort(key=lambda field: "." in field.name)  # one's own facts before those of linked records

    def give(place: str, *choices: Any) -> None:
        for choice in choices:
            found = next((field for field in rest if field.name not in places and choice(field)), None)
            if found is not None:
                places[found.name] = place
                return

    give("sum", lambda field: field.component == "money")
    give(
        "firm",
        lambda field: portrait_of(field) in {"company", "person"} and field.target != "users",
        lambda field: field.component in {"links", "link"} and portrait_of(field) != "stage",
        lambda field: field.component == "text",
    )
    give(
        "at",
        lambda field: portrait_of(field) == "stage",
        lambda field: field.component == "choice",
        lambda field: field.component == "text",
    )
    give(
        "act",
        lambda field: field.component == "choice" and isinstance(field.store, WorkedOutStore),
        *[lambda field, wanted=wanted: field.component == wanted for wanted in ACTS],
    )
    return places
