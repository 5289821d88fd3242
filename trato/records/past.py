"""Rows as they stood at a past moment: today's, with every change since then taken back."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, shadow
from trato.records.contexts import context_for
from trato.records.effects import archiving
from trato.records.effects.archiving import ARCHIVED
from trato.records.effects.removal import columns_from
from trato.records.errors import Invalid
from trato.records.fields.first import FirstField
from trato.records.fields.link import LinkField, LinksField, ref_from_json
from trato.records.lives import Life, lives_since
from trato.records.models import Change, ChangeSet, Snapshot
from trato.records.registry import registry
from trato.records.shadow import Shadow
from trato.records.stored import from_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.taken_back import Before
    from trato.records.values import Ref

BATCH = 2000
#: The first day that can be asked for.
EARLIEST = 1970


class NoSuchDay(Invalid):
    """A day that cannot be shown: none at all, or one to come."""


def moment_of(actor: Actor, text: str) -> datetime:
    """The moment up to which changes count: the end of a day where the actor is, or an instant.

    Raises NoSuchDay for what is neither, and for the future.
    """
    context = context_for(actor)
    zone = ZoneInfo(context.time_zone)
    try:
        if len(text) == len("2026-10-31"):
            day = date.fromisoformat(text)
            moment = datetime.combine(day + timedelta(days=1), time(), zone)
            is_future = day > context.today
        else:
            given = datetime.fromisoformat(text)
            moment = (given if given.tzinfo else given.replace(tzinfo=zone)) + timedelta(microseconds=1)
            is_future = moment > timezone.now() + timedelta(microseconds=1)
        if moment.year < EARLIEST:
            raise ValueError
        moment = moment.astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError):
        raise NoSuchDay(
            _("“%(text)s” is not a day; write it as 2026-10-31.") % {"text": text[:40]}, field="as_of"
        ) from None
    if is_future:
        raise NoSuchDay(_("That day is still to come; choose today or an earlier one."), field="as_of")
    return moment


@contextmanager
def as_of(actor: Actor, type_key: str, text: str, right: Right = Right.READ) -> Iterator[None]:
    """Let `rows` read one type as it stood then; an empty text means now. Raises NoSuchDay.

    The rights of today hold: of a record that has changed since, one sees what it was if one may see what it
    is. Nothing may be written meanwhile.
    """
    if not text:
        yield
        return
    moment = moment_of(actor, text)
    record_type = registry.get(type_key)
    access.require(actor, record_type, right)
    with shadow.passing():
        own, *others = _shadows(actor, record_type, moment, right)
        for one in (own, *others):
            shadow.cast(one)
        with shadow.reading(type_key), shadow.put_right_when_asked(own):
            yield


def _shadows(actor: Actor, record_type: RecordType, moment: datetime, right: Right) -> list[Shadow]:
    lives = lives_since(record_type, moment)
    bases, today = _bases(record_type, lives.whole)
    ids = lives.ids
    seen = _seen(actor, record_type, ids, lives.whole, today, right)
    own = Shadow(record_type.model, ids, until=moment, sees_all=seen is ids)
    tables: dict[Any, Shadow] = {record_type.model: own}
    many: dict[str, dict[int, tuple[Ref, ...]]] = {}
    refs = _take_back_columns(own, lives.plain, seen if len(seen) < len(ids) else None, many)
    own.late = _changed_last(record_type, moment)
    for pk, (record, kept) in bases.items():
        if pk in seen and record.created_at < moment:
            refs += _take_back(record_type, record, lives.whole[pk], kept, many, moment)
            own.added.append(record)
    for name, held in many.items():
        _many_rows(record_type, name, held, tables)
        refs += [ref for values in held.values() for ref in values]
    refs += [ref for record in own.added for ref in _single(record_type, record)]
    _bring_targets(record_type, refs, tables)
    return list(tables.values())


def _take_back_columns(
    own: Shadow,
    plain: dict[tuple[Before, ...], list[int]],
    seen: set[int] | None,
    many: dict[str, dict[int, tuple[Ref, ...]]],
) -> list[Ref]:
    """Let rows of today stand with some of their columns as they were; the links that these name."""
    refs: list[Ref] = []
    for befores, listed in plain.items():
        ids = listed if seen is None else [pk for pk in listed if pk in seen]
        columns: dict[str, Any] = {}
        for before in reversed(befores):
            columns |= before.columns or {}
            refs += before.refs
            for name, values in before.many.items():
                many.setdefault(name, {}).update(dict.fromkeys(ids, values))
        own.copied.append((columns, ids))
    return refs


def _changed_last(record_type: RecordType, moment: datetime) -> tuple[str, str, list[Any]]:
    """How rows of then get the moment at which they had been changed last."""
    change, sets = Change._meta.db_table, ChangeSet._meta.db_table
    statement = (
        f"UPDATE {{rows}} SET updated_at = COALESCE((SELECT MAX(s.at) FROM {change} c"  # noqa: S608  # our own names
        f" JOIN {sets} s ON s.id = c.change_set_id WHERE c.type = %s AND c.first_id = {{rows}}.id"
        " AND c.op IN (%s, %s) AND s.at < %s AND s.at > {rows}.created_at), created_at)"
    )
    at = connection.ops.adapt_datetimefield_value(moment)
    return "updated_at", statement, [record_type.key, Change.CHANGE, Change.HEAL, at]


def _bases(
    record_type: RecordType, lives: dict[int, Life]
) -> tuple[dict[int, tuple[Any, dict[str, Any]]], set[int]]:
    """The rows to take changes back from, with what a snapshot kept beside; and who is there today."""
    model = record_type.model
    today: set[int] = set()
    bases: dict[int, tuple[Any, dict[str, Any]]] = {}
    for part in _parts(lives):
        for record in model._base_manager.filter(pk__in=part):
            today.add(record.pk)
            if not lives[record.pk].is_over:
                bases[record.pk] = (record, {})
    removals = {life.removed: None for life in lives.values() if life.removed is not None}
    for part in _parts(removals):
        for one in Snapshot.objects.filter(change_id__in=part, type=record_type.key):
            if lives[one.record_id].removed == one.change_id:
                bases[one.record_id] = (model(**columns_from(model, one.data)), one.data)
    return bases, today


def _seen(
    actor: Actor,
    record_type: RecordType,
    ids: set[int],
    lives: dict[int, Life],
    today: set[int],
    right: Right,
) -> set[int]:
    """The records whose past the actor may see: those that they see today, or would if they were there."""
    if access.scope_bound(actor, record_type, right) == access.EVERYTHING:
        return ids
    seen: set[int] = set()
    for part in _parts(ids):
        seen |= access.visible_ids(actor, record_type, part, right)
    gone = [pk for pk, life in lives.items() if pk not in today and life.removed is not None]
    if gone:
        last: dict[int, Any] = {}
        for part in _parts(gone):
            rows = Snapshot.objects.filter(type=record_type.key, record_id__in=part).order_by("pk")
            last |= {one.record_id: one.data for one in rows}
        model = record_type.model
        with shadow.passing():
            shadow.cast(Shadow(model, set(), [model(**columns_from(model, data)) for data in last.values()]))
            for part in _parts(last):
                seen |= access.visible_ids(actor, record_type, part, right)
    return seen


def _take_back(
    record_type: RecordType,
    record: Any,
    life: Life,
    kept: dict[str, Any],
    many: dict[str, dict[int, tuple[Ref, ...]]],
    moment: datetime,
) -> list[Ref]:
    """Give the row its values of then; the links among them, as history names them."""
    fields = record_type.fields
    for name, given in kept.get("many", {}).items():
        if name in fields:
            many.setdefault(name, {})[record.pk] = tuple(ref_from_json(one) for one in given)
    refs = [ref_from_json(one) for one in kept.get("links", {}).values()]
    for name, given in life.given().items():
        if name == ARCHIVED and record_type.is_archivable:
            record.archived_at = archiving.from_history(given, moment)
        elif name in fields:
            value = from_history(record_type, name, given)
            if isinstance(fields[name], LinksField):
                many.setdefault(name, {})[record.pk] = value
            elif isinstance(fields[name], LinkField):
                there = value is not None and not value.is_pending
                fields[name].put(record, value if there else None)
                refs += [value] if there else []
            else:
                fields[name].put(record, value)
    return refs


def _single(record_type: RecordType, record: Any) -> Iterator[Ref]:
    """The links that a row holds in columns."""
    for one in record_type.fields.values():
        if isinstance(one, LinkField) and not isinstance(one, FirstField):
            ref = one.get(record)
            if ref is not None:
                yield ref


def _many_rows(
    record_type: RecordType, name: str, held: dict[int, tuple[Ref, ...]], tables: dict[Any, Shadow]
) -> None:
    """The rows of a field of many links, as they were."""
    link = record_type.fields[name]
    if not isinstance(link, LinksField):
        return
    store = link.many_store
    model = store.holders().model
    table = tables.setdefault(model, Shadow(model))
    for part in _parts(held):
        rows = store.holders().filter(**{f"{store.record_column}__in": part})
        table.hidden |= set(rows.values_list("pk", flat=True))
    targets = {
        pk: [(ref.type, ref.id, ref.role) for ref in refs if ref.id is not None] for pk, refs in held.items()
    }
    for row in store.write(targets, []):
        row.pk = -1 - len(table.added)
        table.added.append(row)


def _bring_targets(record_type: RecordType, refs: Iterable[Ref], tables: dict[Any, Shadow]) -> None:
    """Records that were linked to and have gone since stand behind their links again, by name at least."""
    wanted: dict[str, dict[int, str]] = {}
    for ref in refs:
        if ref.id is not None and ref.type != record_type.key and registry.knows(ref.type):
            known = wanted.setdefault(ref.type, {})
            known[ref.id] = ref.label or known.get(ref.id, "")
    for key, labels in wanted.items():
        target = registry.get(key)
        gone = set(labels)
        for part in _parts(labels):
            gone -= set(target.model._base_manager.filter(pk__in=part).values_list("pk", flat=True))
        if not gone:
            continue
        back = {pk: target.model(pk=pk, **{target.title: labels[pk]}) for pk in gone}
        for part in _parts(gone):
            for one in Snapshot.objects.filter(type=key, record_id__in=part).order_by("-pk"):
                back[one.record_id] = target.model(**columns_from(target.model, one.data))
        tables.setdefault(target.model, Shadow(target.model)).added += back.values()


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
