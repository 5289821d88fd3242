"""The verbs that every record type has, single and in bulk through the same path."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.mentions import unnamed
from trato.kernel.nearest import did_you_mean
from trato.records import access, rows
from trato.records.contexts import context_for
from trato.records.errors import Denied, Invalid, InvalidFields, RecordError, Refused, Stale
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.records.rows.read import MOST_ROWS
from trato.records.transactions import write_transaction
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.values import Context

BATCH = 500


@dataclass
class BulkResult:
    """What a bulk act did: its change set, how many rows, and those that refused with the reason."""

    set: int | None
    changed: int = 0
    refused: list[tuple[int, RecordError]] = field(default_factory=list)


def parse_values(
    actor: Actor, record_type: RecordType, given: Mapping[str, Any], context: Context, record: Any = None
) -> dict[str, Any]:
    """Values from JSON or a form, by field name. Raises InvalidFields with everything that is wrong."""
    prepared = record_type.prepare(dict(given), context, record)
    known = access.readable_fields(actor, record_type)
    values: dict[str, Any] = {}
    problems: list[Invalid] = []
    for name, value in prepared.items():
        try:
            values[name] = _writable(actor, record_type, known, name).parse_again(value, context, record)
        except Invalid as error:
            error.field = error.field or name
            problems.append(error)
    if problems:
        raise InvalidFields(problems)
    return values


def _writable(actor: Actor, record_type: RecordType, known: Mapping[str, Field], name: str) -> Field:
    if name not in known:
        sentence = _("%(type)s have no field “%(name)s”.%(hint)s") % {
            "type": record_type.label_plural,
            "name": name,
            "hint": did_you_mean(name, list(known)),
        }
        raise Invalid(sentence.strip(), field=name)
    if not known[name].editable:
        raise Invalid(_("%(field)s follows from other fields.") % {"field": known[name].label}, field=name)
    if not access.may_write(actor, record_type, name):
        raise Denied(_("You may not change %(field)s.") % {"field": known[name].label}, field=name)
    return known[name]


def create(actor: Actor, type_key: str, given: Mapping[str, Any]) -> int:
    """Make a record; its id. Raises Denied, InvalidFields."""
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.CREATE)
    given = dict(given)
    if record_type.is_owned and "owner" not in given and actor.user_id:
        given["owner"] = actor.user_id
    values = parse_values(actor, record_type, given, context_for(actor))
    with writing(actor, f"{type_key}.create") as work:
        touched = work.create(type_key, values)
    return touched.id


def change(
    actor: Actor,
    type_key: str,
    pk: int,
    given: Mapping[str, Any],
    *,
    version: int | None = None,
    was: Mapping[str, Any] | None = None,
) -> int:
    """Give fields new values; the record's version afterwards.

    With `version` any change meanwhile is refused; with `was` (a field's value as the writer saw it, in JSON)
    only a change of the same field is. Raises Stale, Binned, Denied, NotFound, InvalidFields.
    """
    record_type = registry.get(type_key)
    record = access.fetch(actor, record_type, pk, Right.EDIT)
    values = parse_values(actor, record_type, given, context_for(actor), record)
    with writing(actor, f"{type_key}.change") as work:
        touched = work.load(type_key, [pk])[pk]
        if version is not None and touched.record.version != version:
            raise Stale
        touched.refuse_binned()
        _refuse_stale(touched, _known(actor, record_type, was or {}))
        work.change(touched, values)
    return int(touched.record.version)


def _known(actor: Actor, record_type: RecordType, was: Mapping[str, Any]) -> list[tuple[Field, Any]]:
    """The fields whose values the writer saw, of those that the writer may know. Raises Invalid."""
    found = list(zip(rows.columns_of(actor, record_type, was), was.values(), strict=True))
    for one, _value in found:
        if one.name not in record_type.fields:
            raise Invalid(_("%(field)s is a fact of another record.") % {"field": one.label}, field=one.name)
    return found


def _refuse_stale(touched: Touched, seen: list[tuple[Field, Any]]) -> None:
    """Raises Stale for the first field that is not as the writer saw it; a surface says what it is now."""
    for known, value in seen:
        if _without_labels(known.to_json(touched.value(known.name))) != _without_labels(value):
            raise Stale(
                _("Somebody changed %(field)s meanwhile. Look at it again.") % {"field": known.label},
                field=known.name,
            )


def _without_labels(value: Any) -> Any:
    """Links are the same if they lead to the same records, whatever these are called by now."""
    if isinstance(value, list):
        return [_without_labels(one) for one in value]
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name != "label"}
    return unnamed(value) if isinstance(value, str) else value


@contextmanager
def changing(actor: Actor, record: models.Model, *, says: str = "", **payload: Any) -> Iterator[Any]:
    """The body of a verb: a locked copy of the record, whose changed fields are written at the end.

    `says` names the event that the verb tells. Raises Binned.
    """
    record_type = registry.of_model(type(record))
    with writing(actor, says or f"{record_type.key}.change") as work:
        touched = work.load(record_type.key, [record.pk])[record.pk]
        touched.refuse_binned()
        captured = touched.capture()
        yield touched.record
        touched.adopt(captured)
        work.change(touched, {})
        if says:
            work.emit(says, record_type.key, [touched.id], **payload)


def archive(actor: Actor, type_key: str, ids: Iterable[int], *, archived: bool = True) -> BulkResult:
    """Put records into the bin, or with `archived=False` take them out. Raises NotFound, Denied."""
    record_type = registry.get(type_key)
    if not record_type.is_archivable:
        raise Refused(_("%(type)s have no bin.") % {"type": record_type.label_plural})

    def step(work: Work, chunk: list[int]) -> int:
        loaded = work.load(type_key, chunk, Right.DELETE)
        for touched in loaded.values():
            work.archive(touched, since=work.at if archived else None)
        return len(loaded)

    return _in_batches(actor, f"{type_key}.{'archive' if archived else 'restore'}", list(ids), step)


def purge(actor: Actor, type_key: str, ids: Iterable[int]) -> BulkResult:
    """Delete records for good; for 30 days the deletion can be undone. Raises NotFound, Denied, Refused."""
    record_type = registry.get(type_key)

    def step(work: Work, chunk: list[int]) -> int:
        found = access.visible_ids(actor, record_type, chunk, Right.DELETE)
        if set(chunk) - found:
            access.fetch(actor, record_type, min(set(chunk) - found), Right.DELETE)
        work.remove(type_key, chunk)
        return len(chunk)

    return _in_batches(actor, f"{type_key}.purge", list(ids), step)


def change_all(
    actor: Actor, type_key: str, which: str | dict[str, Any] | list[int], given: Mapping[str, Any]
) -> BulkResult:
    """Give the same values to many records, by ids or by a filter, as one change set.

    Raises Binned if one of these ids lies there, Denied, NotFound, InvalidFields.
    """
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.EDIT)
    # Beside a record that exists, nothing is given that was not asked for, such as a first stage.
    values = parse_values(actor, record_type, given, context_for(actor), record_type.model())
    ids = which if isinstance(which, list) else matching_ids(actor, type_key, which, Right.EDIT)

    def step(work: Work, chunk: list[int]) -> int:
        loaded = work.load(type_key, chunk)
        for touched in loaded.values():
            touched.refuse_binned()
            work.change(touched, values)
        return len(loaded)

    return _in_batches(actor, f"{type_key}.change", ids, step)


def matching_ids(
    actor: Actor,
    type_key: str,
    filter: str | dict[str, Any],
    right: Right = Right.READ,
) -> list[int]:
    """The ids of all rows that a filter picks, of those the right reaches."""
    found: list[int] = []
    after = None
    while True:
        page = rows.read(
            actor,
            type_key,
            columns=(),
            filter=filter,
            sort="id",
            limit=MOST_ROWS,
            after=after,
            right=right,
        )
        found += [row.id for row in page.rows]
        after = page.next
        if after is None:
            return found


def _in_batches(actor: Actor, kind: str, ids: list[int], step: Any) -> BulkResult:
    """Run a step over chunks, each a transaction of one change set; a refusal takes all of it back."""
    from trato.records.several import one_act  # which undoes, and undo writes by way of this module

    result = BulkResult(None)
    starts = range(0, max(1, len(ids)), BATCH)
    with one_act(actor, kind, len(starts)) as act:
        for number, start in enumerate(starts):
            with writing(actor, kind, into=act, batch=number) as work:
                chunk = ids[start : start + BATCH]
                result.changed += step(work, chunk) if chunk else 0
            result.set = work.change_set.pk
    return result


def open_set(actor: Actor, kind: str, details: dict[str, Any] | None = None) -> ChangeSet:
    """Begin a change set that spans several transactions."""
    with write_transaction():
        return ChangeSet.objects.create(
            kind=kind, actor_id=actor.user_id, via=actor.via, details=details or {}
        )


def complete_set(change_set: ChangeSet) -> None:
    """End a change set that spans several transactions."""
    with write_transaction():
        change_set.state = ChangeSet.COMPLETE
        change_set.save(update_fields=["state", "details", "batches", "completed_at"])
