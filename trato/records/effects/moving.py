"""What hangs on a record beside its links goes over to another record, and comes back exactly."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from trato.records.exact import ExactEncoder
from trato.records.fields.link import LinkField
from trato.records.models import MendDecision, TimelineEntry
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from trato.records.record_type import RecordType

#: Under this name history keeps what was handed over; no field can be called so.
MOVED = "#moved"
BATCH = 500
#: What two entries of timelines have in common if they tell the same thing.
TWIN = ("type", "record_id", "kind", "subject_type", "subject_id", "change_set_id")


@dataclass(frozen=True)
class Place:
    """A column by which rows hang on a record; beside it, unless it is a key, the one that says the type."""

    model: type[models.Model]
    column: str
    type_column: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    def rows(self, type_key: str, pk: int) -> models.QuerySet[Any]:
        found = self.model._base_manager.filter(**{self.column: pk})
        return found.filter(**{self.type_column: type_key}) if self.type_column else found


_loose: list[Place] = [
    Place(TimelineEntry, "record_id", "type"),
    Place(TimelineEntry, "subject_id", "subject_type"),
    Place(MendDecision, "target_id", "target_type"),
]


def hangs_on_records(model: type[models.Model], column: str, type_column: str) -> None:
    """Make known that rows of a model, which is no record type, name a record by type and number."""
    place = Place(model, column, type_column)
    if place not in _loose:
        _loose.append(place)


@dataclass
class Moved:
    """What hung on one record and hangs on another now. Rows that the other had already were dropped."""

    type_key: str
    old: int
    new: int
    rows: dict[str, list[int]] = field(default_factory=dict)
    dropped: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    is_back: bool = False

    def as_json(self) -> dict[str, Any]:
        kept = {"into": self.new, "rows": self.rows, "dropped": self.dropped, "back": self.is_back}
        data: dict[str, Any] = json.loads(json.dumps(kept, cls=ExactEncoder))
        return data

    @classmethod
    def from_json(cls, type_key: str, old: int, data: dict[str, Any]) -> Moved:
        return cls(type_key, old, data["into"], data["rows"], data["dropped"], data["back"])


def hand_over(record_type: RecordType, old: int, new: int) -> Moved:
    """Let everything that hangs on one record hang on another, timelines and all."""
    moved = Moved(record_type.key, old, new)
    for place in _places(record_type):
        _drop_twins(moved, place)
        ids = list(place.rows(moved.type_key, old).values_list("pk", flat=True))
        ids = _rehang(moved, place, ids)
        if ids:
            moved.rows[place.name] = ids
    return moved


def set_aside(record_type: RecordType, old: int, new: int) -> Moved:
    """Take what a record's story tells off all timelines, because it becomes another one's."""
    moved = Moved(record_type.key, old, new)
    place = Place(TimelineEntry, "subject_id", "subject_type")
    for row in list(place.rows(record_type.key, old)):
        _drop(moved, place, row)
    return moved


def turn_back(moved: Moved) -> Moved:
    """The inverse of what was handed over, or of its inverse; rows that have gone since stay gone."""
    source, target = (moved.new, moved.old) if not moved.is_back else (moved.old, moved.new)
    for name, ids in moved.rows.items():
        place = _named(moved.type_key, name)
        if place is not None:
            for start in range(0, len(ids), BATCH):
                rows = place.rows(moved.type_key, source).filter(pk__in=ids[start : start + BATCH])
                rows.update(**{place.column: target})
    for name, kept in moved.dropped.items():
        place = _named(moved.type_key, name)
        if place is not None:
            _put_back(place.model, kept, gone=moved.is_back)
    return Moved(moved.type_key, moved.old, moved.new, moved.rows, moved.dropped, not moved.is_back)


def _places(record_type: RecordType) -> Iterator[Place]:
    """Loose rows, and foreign keys that no link field of a record type speaks of."""
    yield from _loose
    told = {
        (other.model, link.store.columns()[0])
        for other in registry.types()
        for link in other.fields.values()
        if isinstance(link, LinkField) and link.target == record_type.key and link.editable
    }
    for relation in record_type.model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            column = relation.field.attname  # type: ignore[union-attr]  # the foreign key of the relation
            model = relation.related_model
            if (model, column) not in told:
                yield Place(model, column)  # type: ignore[arg-type]  # a model by now


def _named(type_key: str, name: str) -> Place | None:
    return next((place for place in _places(registry.get(type_key)) if place.name == name), None)


def _drop_twins(moved: Moved, place: Place) -> None:
    """One thing that happened stands on a timeline once, though both records showed it."""
    if place.model is not TimelineEntry:
        return
    same = [name for name in TWIN if name != place.column]
    known = set(place.rows(moved.type_key, moved.new).values_list(*same))
    twins = [
        row
        for row in place.rows(moved.type_key, moved.old)
        if tuple(getattr(row, name) for name in same) in known
    ]
    for row in twins:
        _drop(moved, place, row)


def _rehang(moved: Moved, place: Place, ids: list[int]) -> list[int]:
    """Give these rows their new number; those that may not stand beside the other's are dropped."""
    rows = place.model._base_manager
    try:
        with transaction.atomic():
            for start in range(0, len(ids), BATCH):
                rows.filter(pk__in=ids[start : start + BATCH]).update(**{place.column: moved.new})
    except IntegrityError:
        if len(ids) > 1:
            return [pk for one in ids for pk in _rehang(moved, place, [one])]
        _drop(moved, place, rows.get(pk=ids[0]))
        return []
    return ids


def _drop(moved: Moved, place: Place, row: models.Model) -> None:
    values = {column.attname: column.value_from_object(row) for column in row._meta.concrete_fields}
    moved.dropped.setdefault(place.name, []).append(values)
    type(row)._base_manager.filter(pk=row.pk).delete()


def _put_back(model: type[models.Model], kept: list[dict[str, Any]], *, gone: bool) -> None:
    """Insert dropped rows again, or delete them again."""
    key = model._meta.pk.attname
    ids = [one[key] for one in kept]
    if gone:
        model._base_manager.filter(pk__in=ids).delete()
        return
    there = set(model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
    columns = {column.attname: column for column in model._meta.concrete_fields}
    model._base_manager.bulk_create(
        [
            model(**{name: columns[name].to_python(value) for name, value in one.items() if name in columns})
            for one in kept
            if one[key] not in there
        ]
    )
