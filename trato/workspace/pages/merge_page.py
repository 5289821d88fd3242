"""Records side by side before they become one: what differs, what is kept of each, what moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.errors import Invalid, NotFound, Refused
from trato.records.merge import MOST, is_united
from trato.records.registry import registry
from trato.records.uses import uses_of
from trato.workspace import duplicates
from trato.workspace.cells import Cells
from trato.workspace.pages.bulk_page import noun
from trato.workspace.pages.facts import groups_of
from trato.workspace.reader import capitalized, formats_for, list_url, record_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

EMPTY: tuple[Any, ...] = (None, "", (), [])


@dataclass
class Candidate:
    """One of the records: a column of the page."""

    id: int
    title: str
    url: str
    version: int
    note: str
    is_kept: bool = False
    #: What hangs on it, such as "12 deals".
    moves: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One field: what each record says, and which of them is kept."""

    name: str
    label: str
    values: list[dict[str, Any]]
    is_united: bool = False
    #: Whether this person may not choose, only see.
    is_fixed: bool = False


@dataclass
class MergePage:
    """What the page shows."""

    record_type: RecordType
    title: str
    submit: str
    candidates: list[Candidate]
    lines: list[Line]
    same: str = ""
    back: str = ""
    error: str = ""

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

    @property
    def action(self) -> str:
        return f"{list_url(self.record_type.key)}merge"


@dataclass
class PickPage:
    """The question with which other records one is to be merged."""

    record_type: RecordType
    title: str
    id: int
    doubles: list[dict[str, Any]]
    options_url: str
    action: str
    back: str

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)


def is_offered(actor: Actor, record_type: RecordType) -> bool:
    """Whether this person may merge records of this type at all."""
    return (
        record_type.mergeable
        and access.may(actor, record_type, Right.EDIT)
        and access.may(actor, record_type, Right.DELETE)
    )


def ids_in(data: QueryDict) -> list[int]:
    """The records that are asked for, each once. Raises Invalid."""
    found = [int(one) for one in data.getlist("ids") if one.isdecimal() and len(one) < 19]
    ids = list(dict.fromkeys(found))
    if len(ids) < 2:
        raise Invalid(_("Choose at least two records to merge."))
    if len(ids) > MOST:
        raise Invalid(_("No more than %(most)s records can be merged at once.") % {"most": MOST})
    return ids


def require_merging(actor: Actor, record_type: RecordType) -> None:
    """Raises Refused for types that are never merged, Denied."""
    if not record_type.mergeable:
        raise Refused(_("%(type)s cannot be merged.") % {"type": record_type.label_plural})
    access.require(actor, record_type, Right.EDIT)
    access.require(actor, record_type, Right.DELETE)


def merge_page(
    actor: Actor,
    record_type: RecordType,
    ids: list[int],
    into: int | None,
    back: str,
    chosen: Mapping[str, int],
) -> MergePage:
    """The comparison; unless `into` says which, the fullest record is the one that stays. Raises NotFound.

    `chosen` says for fields which record's value is kept.
    """
    fields = compared(actor, record_type)
    names = list(dict.fromkeys(["created_at", record_type.title, *(one.name for one in fields)]))
    found = rows.some(actor, record_type.key, ids, names)
    if len(found) < len(ids):
        raise NotFound(_("One of these records is gone. Choose again."))
    batch = [found[pk] for pk in ids]
    kept = into if into in found else _fullest(batch, fields)
    cells = Cells(actor, formats_for(actor))
    cells.look_up(fields, batch)
    lines = [_line(cells, one, batch, kept, chosen.get(one.name)) for one in fields if _differs(one, batch)]
    same = sum(1 for one in fields if not _differs(one, batch) and batch[0][one.name] not in EMPTY)
    count = noun(record_type, len(ids), cells.formats.number(len(ids)))
    page = MergePage(
        record_type,
        _("Merge %(rows)s") % {"rows": count},
        _("Merge %(rows)s") % {"rows": count},
        _candidates(cells, record_type, batch, kept),
        lines,
        back=back,
    )
    if same:
        page.same = _("Fields that are the same everywhere: %(count)s") % {"count": same}
    return page


def compared(actor: Actor, record_type: RecordType) -> list[Field]:
    """The fields that a merge decides about, as the record's page has them."""
    return [
        one
        for _label, fields in groups_of(actor, record_type)
        for one in fields
        if one.editable and not one.hidden and not one.unique and one.component not in {"json", "files"}
    ]


def chosen_in(actor: Actor, record_type: RecordType, data: QueryDict) -> dict[str, int]:
    """For each field the record whose value is kept, of those this person may write."""
    found = {}
    for one in compared(actor, record_type):
        given = data.get(f"field-{one.name}", "")
        if given.isdecimal() and len(given) < 19 and access.may_write(actor, record_type, one.name):
            found[one.name] = int(given)
    return found


def versions_in(data: QueryDict, ids: list[int]) -> dict[int, int]:
    """The versions that were looked at."""
    given = {pk: data.get(f"version-{pk}", "") for pk in ids}
    return {pk: int(one) for pk, one in given.items() if one.isdecimal() and len(one) < 19}


def _fullest(batch: list[Row], fields: list[Field]) -> int:
    """The record with the most filled fields, of several the oldest."""
    filled = {row.id: sum(row[one.name] not in EMPTY for one in fields) for row in batch}
    return min(filled, key=lambda pk: (-filled[pk], pk))


def _differs(one: Field, batch: list[Row]) -> bool:
    marks = {repr(one.to_json(row[one.name])) for row in batch}
    return len(marks) > 1


def _line(cells: Cells, one: Field, batch: list[Row], kept: int, chosen: int | None) -> Line:
    filled = [row.id for row in batch if row[one.name] not in EMPTY]
    default = kept if kept in filled else next(iter(filled), kept)
    if chosen in {row.id for row in batch}:
        default = chosen
    values = [
        {
            "id": row.id,
            "shown": cells.fact(one, row[one.name]),
            "is_chosen": row.id == default,
            "is_empty": row.id not in filled,
        }
        for row in batch
    ]
    fixed = not access.may_write(cells.actor, registry.get(one.type_key), one.name)
    return Line(one.name, capitalized(one.label), values, is_united=is_united(one), is_fixed=fixed)


def _candidates(cells: Cells, record_type: RecordType, batch: list[Row], kept: int) -> list[Candidate]:
    counts = uses_of(cells.actor, record_type, [row.id for row in batch])
    found = []
    for row in batch:
        title = str(row[record_type.title] or f"{capitalized(record_type.label)} {row.id}")
        moves = [
            noun(registry.get(key), number, cells.formats.number(number))
            for key, number in counts.get(row.id, {}).items()
        ]
        note = _("Created %(date)s") % {"date": cells.formats.date(row["created_at"])}
        url = record_url(record_type.key, row.id)
        found.append(Candidate(row.id, title, url, row.version, note, row.id == kept, moves))
    return found


def pick_page(actor: Actor, record_type: RecordType, pk: int, options_url: str) -> PickPage:
    """Those that are probably the same first, and a search for any other. Raises NotFound."""
    row = rows.one(actor, record_type.key, pk)
    found = duplicates.doubles(actor, record_type, row, own=pk)
    title = str(row.get(record_type.title) or f"{capitalized(record_type.label)} {pk}")
    return PickPage(
        record_type,
        _("Merge %(name)s with…") % {"name": title},
        pk,
        [
            {"id": one.id, "title": one.title, "note": one.note, "checked": one.is_exact and len(found) == 1}
            for one in found
        ],
        options_url,
        f"{list_url(record_type.key)}merge",
        record_url(record_type.key, pk),
    )
