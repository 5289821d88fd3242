"""A record leaves every surface: links to it become pending, its snapshot is kept for the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE
from django.utils.translation import gettext as _

from trato.records import ports
from trato.records.effects.counters import Deltas, counted
from trato.records.errors import Refused
from trato.records.exact import ExactEncoder
from trato.records.fields.link import LinkField, LinksField, ref_to_json
from trato.records.models import Link, MatchKey, MendDecision, Pending, TimelineEntry
from trato.records.registry import registry
from trato.records.rows.read import titles as titles_of
from trato.records.stores import ThroughStore
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work


#: Columns that are not kept for the way back: who returns needs a new invitation.
SECRETS = {"password", "last_login"}


@dataclass
class Removal:
    """Records of one type that were taken away, as they were, and what they had been counted for."""

    type_key: str
    data: dict[int, dict[str, Any]] = field(default_factory=dict)
    counted: Deltas = field(default_factory=dict)


def release(work: Work, record_type: RecordType, loaded: dict[int, Touched]) -> None:
    """Turn the links of other records to these into pending ones. Raises Refused where one must stay.

    What only ties these to others goes along.
    """
    _remove_ties(work, record_type, loaded)
    titles = {pk: str(touched.value(record_type.title) or pk) for pk, touched in loaded.items()}
    refuse_if_author(record_type, loaded)
    singles = [
        (other, link, _holders(other, link, titles))
        for other in registry.types()
        for link in other.fields.values()
        if isinstance(link, LinkField) and link.target == record_type.key and link.editable
    ]
    for other, link, holders in singles:
        _refuse_if_needed(other, link, holders, titles)
    for other, link, holders in singles:
        for pk, touched in work.load(other.key, holders, None).items():
            work.change(touched, {link.name: Ref.pending(link.target, titles[holders[pk]])}, heals=True)
    for other in registry.types():
        for many in other.fields.values():
            if isinstance(many, LinksField) and many.target in {record_type.key, ""}:
                _release_many(work, other, many, record_type.key, titles)


def refuse_if_author(record_type: RecordType, loaded: Iterable[int]) -> None:
    """A user who has made records stays. Raises Refused."""
    if record_type.key != "users":
        return
    for other in registry.types():
        if other.model._base_manager.filter(created_by_id__in=list(loaded)).exists():
            raise Refused(_("This person has made records; archive the person instead."))


def _remove_ties(work: Work, record_type: RecordType, ids: Iterable[int]) -> None:
    """The records that tie these to others go first, so that they come back last."""
    for other in registry.types():
        found: set[int] = set()
        for name in other.ends if other is not record_type else ():
            store: Any = other.fields[name].many_store  # type: ignore[attr-defined]  # an end is a link
            rows = store.holders().filter(target_type=record_type.key, target_id__in=list(ids))
            found |= set(rows.values_list(store.record_column, flat=True))
        if found:
            work.remove(other.key, sorted(found))


def _holders(other: RecordType, link: LinkField, titles: dict[int, str]) -> dict[int, int]:
    """Who of the others links to these by one field, and to which; those that go along do not count."""
    column = link.store.columns()[0]
    rows = other.model._base_manager.filter(**{f"{column}__in": list(titles)})
    rows = rows.exclude(pk__in=list(titles)) if other.key == link.target else rows
    return dict(rows.values_list("pk", column))


def _refuse_if_needed(
    other: RecordType, link: LinkField, holders: dict[int, int], titles: dict[int, str]
) -> None:
    if holders and link.required:
        raise Refused(
            _("“%(name)s” is in use: %(number)s %(type)s need it.")
            % {
                "name": titles[next(iter(holders.values()))],
                "number": len(holders),
                "type": other.label_plural,
            }
        )


def _release_many(
    work: Work, other: RecordType, link: LinksField, type_key: str, titles: dict[int, str]
) -> None:
    store = link.many_store
    rows = store.holders().filter(**{f"{store.target_column}__in": list(titles)})
    if not link.target:
        rows = rows.filter(target_type=type_key)
    holders = set(rows.values_list(store.record_column, flat=True))
    holders -= set(titles) if other.key == type_key else set()
    for touched in work.load(other.key, holders, None).values():
        held = tuple(
            Ref.pending(ref.type, titles[ref.id], ref.role)
            if ref.type == type_key and ref.id in titles
            else ref
            for ref in touched.value(link.name)
        )
        work.change(touched, {link.name: held}, heals=True)


def take_away(record_type: RecordType, batch: list[Touched]) -> Removal:
    """Delete rows and all that hangs on them, keeping what is needed to bring them back."""
    removal = Removal(record_type.key)
    labels = _link_labels(batch)
    for touched in batch:
        removal.data[touched.id] = snapshot_of(touched, labels)
        for key, (number, amount) in counted(touched).items():
            held = removal.counted.setdefault(key, [0, 0])
            held[0] += number
            held[1] += amount
    erase(record_type, list(removal.data))
    return removal


def erase(record_type: RecordType, ids: list[int]) -> None:
    """Delete rows and all that hangs on them. Nothing else may link to them any more."""
    for model in (Link, Pending, MatchKey, TimelineEntry):
        model._base_manager.filter(type=record_type.key, record_id__in=ids).delete()
    TimelineEntry.objects.filter(subject_type=record_type.key, subject_id__in=ids).delete()
    MendDecision._base_manager.filter(target_type=record_type.key, target_id__in=ids).delete()
    for link in record_type.fields.values():
        if isinstance(link, LinksField) and isinstance(link.many_store, ThroughStore):
            store = link.many_store
            store.model._base_manager.filter(**{f"{store.record_column}__in": ids}).delete()
    ports.search_index().replace(record_type.key, ids, [])
    _drop_dependents(record_type.model, ids)
    rows = record_type.model._base_manager.filter(pk__in=ids)
    rows._raw_delete(rows.db)  # what hangs on it is gone already; nothing may cascade
    record_type.written([])


def _drop_dependents(model: type[models.Model], ids: list[int]) -> None:
    """Delete the rows that exist only with these, such as a user's tokens."""
    for relation in relations_to(model):
        if relation.on_delete is CASCADE:
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids}).delete()


def relations_to(model: type[models.Model]) -> list[Any]:
    """Every foreign key that leads to this model, also those without a name on it."""
    found = model._meta.get_fields(include_hidden=True)
    return [one for one in found if one.auto_created and not one.concrete and hasattr(one, "on_delete")]


def _link_labels(batch: list[Touched]) -> dict[tuple[str, int], str]:
    """What the records are called that these link to by a column."""
    wanted: dict[str, set[int]] = {}
    for touched in batch:
        for ref in _links(touched).values():
            wanted.setdefault(ref.type, set()).add(ref.id or 0)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles_of(key, ids).items()}


def _links(touched: Touched) -> dict[str, Ref]:
    fields = touched.record_type.fields.values()
    held = {field.name: field.get(touched.record) for field in fields if isinstance(field, LinkField)}
    return {name: ref for name, ref in held.items() if ref is not None}


def snapshot_of(touched: Touched, labels: dict[tuple[str, int], str]) -> dict[str, Any]:
    """Everything of a record: its columns as they are, and its links with what these are called."""
    record = touched.record
    columns = {
        column.attname: column.value_from_object(record)
        for column in record._meta.concrete_fields
        if column.name not in SECRETS
    }
    many = {
        name: [ref_to_json(ref) for ref in touched.value(name)]
        for name, link in touched.record_type.fields.items()
        if link.is_many
    }
    pending = {
        name: [ref_to_json(ref) for ref in refs]
        for name, refs in touched.pending.items()
        if not touched.record_type.fields[name].is_many
    }
    links = {
        name: ref_to_json(Ref(ref.type, ref.id, labels.get((ref.type, ref.id or 0), "")))
        for name, ref in _links(touched).items()
    }
    kept = {"columns": columns, "many": many, "pending": pending, "links": links}
    text = json.dumps(kept, cls=ExactEncoder)
    data: dict[str, Any] = json.loads(text)
    return data


def columns_from(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """The column values of a snapshot, in Python's types again."""
    known = {column.attname: column for column in model._meta.concrete_fields}
    return {name: known[name].to_python(value) for name, value in data["columns"].items() if name in known}
