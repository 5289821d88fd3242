"""Pages of rows by a two-part cursor, one row, and counts."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, F, Value
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.kernel.mentions import people_in, renamed
from trato.records import access
from trato.records.errors import CursorError, Invalid, NotFound
from trato.records.expressions import Any_, Condition, IsNull, Not, RowAfter, Slots
from trato.records.fields.base import Bound, Field
from trato.records.fields.link import LinksField
from trato.records.fields.next_step import NextStepField
from trato.records.fields.text import LongTextField
from trato.records.models import Pending
from trato.records.paths import field_at
from trato.records.people import current_names
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.rows.many import many_values, titles
from trato.records.rows.narrowing import narrowed
from trato.records.rows.plan import Selection, Statement, compiled, run_together, select

if TYPE_CHECKING:
    from django.db import models

    from trato.accounts.actor import Actor
    from trato.accounts.rights import Right
    from trato.records.filters import Node
    from trato.records.record_type import RecordType

MOST_ROWS = 5000


@dataclass(slots=True)
class Row(Mapping[str, Any]):
    """One record as a list shows it: values by field name."""

    id: int
    version: int
    values_by_name: dict[str, Any]
    type_key: str = ""
    #: It lies in the bin; told by `one` alone.
    is_archived: bool = False

    @override
    def __getitem__(self, name: str) -> Any:
        return self.values_by_name[name]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    @override
    def __len__(self) -> int:
        return len(self.values_by_name)


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor of those after them."""

    rows: list[Row]
    next: str | None
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class _Order:
    field: Field | None
    descending: bool
    text: str

    @property
    def form(self) -> Any:
        return (self.text, None if self.field is None else self.field.form)

    @property
    def params(self) -> tuple[Any, ...]:
        return () if self.field is None else self.field.params

    def key(self, slots: Slots) -> Any:
        return F("pk") if self.field is None else self.field.seated(slots).sort_expression("")


@dataclass(frozen=True)
class _Cursor:
    nulls: bool
    key: Any
    pk: int


def read(
    actor: Actor,
    type_key: str,
    *,
    columns: Iterable[str] | None = None,
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    archived: bool | None = False,
    right: Right | None = None,
    ids: Collection[int] | None = None,
    begins: str = "",
) -> Page:
    """A page of the rows that the actor may see, of those with these ids if they are given.

    With `begins`, of those whose titles begin so, whatever their case and accents. Raises FilterError,
    CursorError, Invalid, NotFound.
    """
    record_type = registry.get(type_key)
    options: dict[str, Any] = {"right": right} if right else {}
    selection = select(actor, record_type, filter, archived=archived, ids=ids, begins=begins, **options)
    fields = columns_of(actor, record_type, columns)
    order = _order(actor, record_type, sort)
    if order.field is not None:  # the table itself lies in the order of the ids
        selection = narrowed(selection)
    cursor = _decode(after, selection, order) if after else None
    limit = max(1, min(limit, MOST_ROWS))
    page = _page(selection, fields, order, _fetch(selection, fields, order, cursor, limit + 1), limit)
    _fill(fields, page.rows)
    return page


def read_each(
    actor: Actor,
    type_key: str,
    filters: Sequence[Node],
    *,
    columns: Iterable[str],
    sort: str,
    limit: int,
) -> list[Page]:
    """The first page of each filter: all of them asked at once. Raises FilterError, Invalid, NotFound."""
    record_type = registry.get(type_key)
    fields = columns_of(actor, record_type, columns)
    order = _order(actor, record_type, sort)
    selections = [narrowed(select(actor, record_type, one)) for one in filters]
    asked = [_asked(one, fields, order, None, limit + 1, nulls=False) for one in selections]
    pages = []
    for selection, raws in zip(selections, run_together(asked), strict=True):
        if len(raws) <= limit and _may_be_without(selection, order):
            raws += _part(selection, fields, order, None, limit + 1 - len(raws), nulls=True)
        pages.append(_page(selection, fields, order, raws, limit))
    _fill(fields, [row for page in pages for row in page.rows])
    return pages


def _page(
    selection: Selection, fields: list[Field], order: _Order, raws: list[tuple[Any, ...]], limit: int
) -> Page:
    """So many of these rows; from one too many follows that there are more."""
    following = _encode(raws[limit - 1], selection, order) if len(raws) > limit else None
    return Page(_rows(selection.record_type, fields, raws[:limit]), following, tuple(fields))


def columns_of(actor: Actor, record_type: RecordType, names: Iterable[str] | None) -> list[Field]:
    """The fields of these names and paths, of those the actor may know. Raises Invalid."""
    if names is None:
        known = access.readable_fields(actor, record_type)
        names = [name for name in record_type.get_columns(actor) if name in known]
    return [field_at(actor, record_type, name) for name in names]


def _order(actor: Actor, record_type: RecordType, sort: str) -> _Order:
    text = sort or record_type.default_sort
    name = text.removeprefix("-")
    if name == "id":
        return _Order(None, text.startswith("-"), text)
    field = columns_of(actor, record_type, [name])[0]
    if not field.sortable or field.is_many:
        raise Invalid(_("Rows cannot be sorted by %(field)s.") % {"field": field.label}, field=name)
    return _Order(field, text.startswith("-"), text)


def _fetch(
    selection: Selection, fields: list[Field], order: _Order, cursor: _Cursor | None, limit: int
) -> list[tuple[Any, ...]]:
    """Rows with a value first, then, where these end, rows without."""
    found: list[tuple[Any, ...]] = []
    if cursor is None or not cursor.nulls:
        found = _part(selection, fields, order, cursor, limit, nulls=False)
    if len(found) < limit and _may_be_without(selection, order):
        onward = cursor if cursor is not None and cursor.nulls else None
        found += _part(selection, fields, order, onward, limit - len(found), nulls=True)
    return found


def _may_be_without(selection: Selection, order: _Order) -> bool:
    """Whether rows without a value to sort by can be among those that are meant."""
    field = order.field
    if field is None or field.is_always_set:
        return False
    if selection.begins is not None and field.name == selection.record_type.title:
        return False
    return not any(
        part[:2] == ("field", field.name) and _is_compared(part[2]) for part in selection.conditions
    )


def _is_compared(form: tuple[Any, ...]) -> bool:
    """Whether every alternative of a field's condition asks for a value."""
    return form[0] == "any" and all(one[0] == "compare" or (one[0] == "edges" and one[1]) for one in form[1])


def _part(
    selection: Selection,
    fields: list[Field],
    order: _Order,
    cursor: _Cursor | None,
    limit: int,
    *,
    nulls: bool,
) -> list[tuple[Any, ...]]:
    statement, params = _asked(selection, fields, order, cursor, limit, nulls=nulls)
    return statement.run(params)


def _asked(
    selection: Selection,
    fields: list[Field],
    order: _Order,
    cursor: _Cursor | None,
    limit: int,
    *,
    nulls: bool,
) -> tuple[Statement, tuple[Any, ...]]:
    """The statement and what goes into its places."""
    forms = tuple(field.form for field in fields)
    shape = ("read", selection.shape, forms, order.form, nulls, cursor is not None, limit)
    statement = compiled(
        shape,
        lambda slots: _query(selection, fields, order, slots, limit, nulls=nulls, onward=cursor is not None),
    )
    params = selection.params + order.params + _params(fields)
    if cursor is not None and nulls:
        params += (cursor.pk,)
    elif cursor is not None:
        params += (_sort_parameter(order, cursor.key), cursor.pk)
    return statement, params


def _sort_parameter(order: _Order, key: Any) -> Any:
    """A cursor's key as a bound value. Raises CursorError for one that was tampered with."""
    try:
        return key if order.field is None else order.field.sort_parameter(key)
    except (ValueError, TypeError, ArithmeticError):
        raise CursorError(_("This is no cursor of a list."), field="after") from None


def _query(
    selection: Selection,
    fields: list[Field],
    order: _Order,
    slots: Slots,
    limit: int,
    *,
    nulls: bool,
    onward: bool,
) -> models.QuerySet[Any]:
    rows = selection.rows(slots)
    key, sign = order.key(slots), "<" if order.descending else ">"
    fields = [field.seated(slots) for field in fields]
    if order.field is not None:
        rows = rows.filter(IsNull(key) if nulls else Not(IsNull(key)))
    if onward and nulls:
        rows = rows.filter(Condition(sign, F("pk"), slots.next()))
    elif onward:
        rows = rows.filter(RowAfter(sign, key, F("pk"), slots.next(), slots.next()))
    pk = F("pk").desc() if order.descending else F("pk").asc()
    if not nulls and order.field is not None:
        rows = rows.order_by(key.desc() if order.descending else key.asc(), pk)
    else:
        rows = rows.order_by(pk)
    return _selected(rows, fields, key)[:limit]


def _params(fields: Iterable[Field]) -> tuple[Any, ...]:
    return tuple(param for field in fields for param in field.params)


def _selected(rows: models.QuerySet[Any], fields: list[Field], key: Any) -> models.QuerySet[Any]:
    expressions = [part for field in fields if not field.is_many for part in field.expressions("")]
    names = {f"x{position}": part for position, part in enumerate(expressions)}
    selected: models.QuerySet[Any] = rows.annotate(xkey=key, **names).values_list(
        "pk", "version", "xkey", *names
    )
    return selected


def _rows(record_type: RecordType, fields: list[Field], raws: list[tuple[Any, ...]]) -> list[Row]:
    parts: list[tuple[str, Any, Any]] = []
    place = 3
    for field in fields:
        if not field.is_many:
            width = len(field.expressions(""))
            is_plain = field.is_plain and width == 1
            parts.append(
                (field.name, None, place)
                if is_plain
                else (field.name, field.raw, slice(place, place + width))
            )
            place += width
    key = record_type.key
    return [
        Row(raw[0], raw[1], {name: load(raw[part]) if load else raw[part] for name, load, part in parts}, key)
        for raw in raws
    ]


def _fill(fields: list[Field], rows: list[Row]) -> None:
    """What is read after the rows, for all of them at once."""
    many = [field for field in fields if isinstance(field, LinksField)]
    for name, held in many_values(many, [row.id for row in rows]).items() if rows else ():
        for row in rows:
            row.values_by_name[name] = held.get(row.id, ())
    for field in fields:
        if isinstance(field, LongTextField) and field.names_people:
            _rename_people(field.name, rows)
        elif isinstance(field, NextStepField):
            field.fill(rows)


def _rename_people(name: str, rows: list[Row]) -> None:
    """Whom texts name is called as they are called now: one query a field, if anybody is named."""
    texts = [row.values_by_name[name] for row in rows]
    named = {pk for text in texts for pk in people_in(text)}
    names = current_names(named) if named else {}
    for row in rows if names else ():
        text = row.values_by_name[name]
        row.values_by_name[name] = renamed(text, names) if text else text


def one(actor: Actor, type_key: str, pk: int, columns: Iterable[str] | None = None) -> Row:
    """One record, archived or not, with all fields that the actor may know. Raises NotFound."""
    record_type = registry.get(type_key)
    selection = select(actor, record_type, archived=None)
    names = list(access.readable_fields(actor, record_type)) if columns is None else columns
    fields = columns_of(actor, record_type, names)
    shape = ("one", selection.shape, tuple(field.form for field in fields))

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).filter(Condition("=", F("pk"), slots.next()))
        # In place of the key of a sort stands whether it was put away, and when.
        key = F("archived_at") if record_type.is_archivable else Value(None, DateTimeField())
        return _selected(rows, [field.seated(slots) for field in fields], key)

    raws = compiled(shape, query).run((*selection.params, pk, *_params(fields))) if 0 < pk < 2**63 else []
    if not raws:
        raise NotFound
    rows = _rows(record_type, fields, raws)
    rows[0].is_archived = raws[0][2] is not None
    _fill(fields, rows)
    return rows[0]


def some(
    actor: Actor, type_key: str, ids: Sequence[int], columns: Iterable[str] | None = None
) -> dict[int, Row]:
    """A few records by their ids, archived or not; those that are gone or out of sight are missing."""
    record_type = registry.get(type_key)
    selection = select(actor, record_type, archived=None)
    fields = columns_of(actor, record_type, columns)
    shape = ("some", selection.shape, tuple(field.name for field in fields), len(ids))

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).filter(Any_(*[Condition("=", F("pk"), slots.next()) for _pk in ids]))
        return _selected(rows, fields, F("pk"))

    raws = compiled(shape, query).run((*selection.params, *ids)) if ids else []
    rows = _rows(record_type, fields, raws)
    _fill(fields, rows)
    return {row.id: row for row in rows}


_PENDING = Prepared(
    lambda type_key, pk: Pending.objects.filter(type=type_key, record_id=pk).values_list("field", "text")
)


def pending_of(type_key: str, pk: int) -> dict[str, list[str]]:
    """The texts of a record's links that are not found yet, by field."""
    found: dict[str, list[str]] = {}
    for name, text in _PENDING(type_key, pk):
        found.setdefault(name, []).append(text)
    return found


def _shape_mark(selection: Selection, order: _Order) -> str:
    text = repr((selection.record_type.key, order.text, selection.words, selection.archived))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _encode(raw: tuple[Any, ...], selection: Selection, order: _Order) -> str:
    key = raw[2]
    if isinstance(key, date):
        key = key.isoformat()
    elif isinstance(key, Decimal):
        key = str(key)
    text = json.dumps([_shape_mark(selection, order), key is None, key, raw[0]], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, selection: Selection, order: _Order) -> _Cursor:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        mark, nulls, key, pk = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, UnicodeError, TypeError):
        raise CursorError(_("This is no cursor of a list."), field="after") from None
    if mark != _shape_mark(selection, order) or not isinstance(pk, int):
        raise CursorError(_("This cursor belongs to another list."), field="after")
    return _Cursor(bool(nulls), key, pk)


__all__ = [
    "Bound",
    "Page",
    "Row",
    "many_values",
    "one",
    "pending_of",
    "read",
    "read_each",
    "some",
    "titles",
]
