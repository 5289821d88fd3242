"""Undo: the inverse of a change set, whole, or with the name of what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.actions import complete_set
from trato.records.effects.archiving import ARCHIVED
from trato.records.effects.removal import columns_from
from trato.records.errors import NotFound, Refused
from trato.records.fields.link import LinkField, LinksField
from trato.records.models import Change, ChangeSet, Link, Made, Snapshot
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.stored import from_history
from trato.records.transactions import write_transaction
from trato.records.values import Ref
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched

BATCH = 500


@dataclass
class Kept:
    """A record that undo left as it is, and why."""

    type: str
    id: int
    reason: str
    field: str = ""


@dataclass
class Undone:
    """What an undo did: its own change set, how many records went back, and what was kept."""

    set: int
    undone: int = 0
    kept: list[Kept] = field(default_factory=list)


def undo(actor: Actor, set_id: int) -> Undone:
    """Undo a change set. Raises NotFound, Refused (undone already, still open, or not one's own)."""
    with write_transaction():
        found = ChangeSet.objects.filter(pk=set_id).first()
        if found is None:
            raise NotFound(_("There is no change set %(number)s.") % {"number": set_id})
        _require(actor, found)
        undoing = found.undo_sets.filter(state=ChangeSet.OPEN).first()
        if undoing is None:
            undoing = ChangeSet.objects.create(
                kind="undo", actor_id=actor.user_id, via=actor.via, undoes=found, details={"of": found.kind}
            )
        found.state = ChangeSet.UNDOING
        found.save(update_fields=["state"])
    result = Undone(undoing.pk)
    kept: set[int] = set()
    for chunk in iter(lambda: _next_changes(found, kept), []):
        with writing(actor, "undo", into=undoing, batch=undoing.batches, heals=False) as work:
            _load_changed(work, chunk)
            done = [change.pk for change in chunk if _invert_whole(work, change, found, result, kept)]
            work.flush_rows()
            Change.objects.filter(pk__in=done).update(undone_by=undoing)
        undoing.batches += 1
    with writing(actor, "undo", into=undoing, batch=undoing.batches) as work:
        _sweep_made(work)
        found.state = ChangeSet.COMPLETE if kept else ChangeSet.UNDONE
        found.save(update_fields=["state"])
        if found.undoes_id is not None:  # an undo that is undone: the first set stands again
            ChangeSet.objects.filter(pk=found.undoes_id).update(state=ChangeSet.COMPLETE)
            Change.objects.filter(change_set_id=found.undoes_id, undone_by=found).update(undone_by=None)
    complete_set(undoing)
    return result


def _require(actor: Actor, found: ChangeSet) -> None:
    if not (actor.is_system or actor.administers or found.actor_id == actor.user_id):
        raise NotFound(_("There is no change set %(number)s.") % {"number": found.pk})
    if found.state == ChangeSet.UNDONE:
        raise Refused(_("Change set %(number)s is undone already.") % {"number": found.pk})


def _load_changed(work: Work, chunk: list[Change]) -> None:
    """Lock what this chunk changes, a type at a time."""
    wanted: dict[str, list[int]] = {}
    for change in chunk:
        if change.op in {Change.CHANGE, Change.HEAL} and registry.knows(change.type):
            wanted.setdefault(change.type, []).append(change.first_id)
    for key, ids in sorted(wanted.items()):
        work.load(key, ids, None)


def _invert_whole(work: Work, change: Change, found: ChangeSet, result: Undone, kept: set[int]) -> bool:
    """Invert one change; whether nothing of it was kept. What was kept can be tried again later."""
    before = len(result.kept)
    result.undone += _invert(work, change, found, result)
    if len(result.kept) == before:
        return True
    kept.add(change.pk)
    return False


def _next_changes(found: ChangeSet, kept: set[int]) -> list[Change]:
    """The last changes that are not undone yet; those of one kind and type that fit one transaction."""
    rows = list(found.changes.filter(undone_by=None).exclude(pk__in=kept).order_by("-batch", "-pk")[:BATCH])
    if not rows:
        return []
    if len(rows[0].record_ids) > 1:
        return rows[:1]
    for place, row in enumerate(rows):
        if len(row.record_ids) > 1:
            return rows[:place]
    return rows


def _invert(work: Work, change: Change, found: ChangeSet, result: Undone) -> int:
    if not registry.knows(change.type):
        return 0
    if change.op == Change.CREATE:
        return _invert_create(work, change, found, result)
    if change.op == Change.REMOVE:
        return _invert_remove(work, change)
    return _invert_change(work, change, result)


def _invert_change(work: Work, change: Change, result: Undone) -> int:
    record_type = registry.get(change.type)
    touched = work.touched.get((change.type, change.first_id))
    if touched is None:  # gone with the undo of its own creation
        return 0
    values: dict[str, Any] = {}
    for name, before in (change.before or {}).items():
        after = (change.after or {}).get(name)
        if name == ARCHIVED:
            work.archive(touched, archived=bool(before))
            continue
        if name not in record_type.fields or name in (change.derived or ()):
            continue
        if not _still(touched, name, after):
            result.kept.append(Kept(change.type, change.first_id, _("It was changed again since."), name))
            continue
        values[name] = _there(from_history(record_type, name, before))
    touched.is_inverse = True
    work.change(touched, values)
    return 1


def _still(touched: Touched, name: str, after: Any) -> bool:
    """Whether the field holds what the change gave it; a link that became pending since is the same."""
    now, then = touched.value(name), from_history(touched.record_type, name, after)
    if now == then:
        return True
    if isinstance(now, Ref) and isinstance(then, Ref):
        return _same_target(now, then)
    if isinstance(now, tuple) and isinstance(then, tuple) and len(now) == len(then):
        return all(_same_target(one, other) for one, other in zip(now, then, strict=True))
    return False


def _same_target(now: Any, then: Any) -> bool:
    if not isinstance(now, Ref) or not isinstance(then, Ref):
        return bool(now == then)
    if now == then:
        return True
    names = {now.text or now.label, then.text or then.label}
    return (now.is_pending or then.is_pending) and now.type == then.type and len(names - {""}) <= 1


def _invert_create(work: Work, change: Change, found: ChangeSet, result: Undone) -> int:
    record_type = registry.get(change.type)
    ids = set(record_type.model._base_manager.filter(pk__in=change.record_ids).values_list("pk", flat=True))
    made = set(
        Made.objects.filter(change_set=found, type=change.type, record_id__in=ids).values_list(
            "record_id", flat=True
        )
    )
    ids -= made  # these go last, and only if nothing uses them
    later = _changed_later(change, ids, found)
    for pk in sorted(later):
        result.kept.append(Kept(change.type, pk, _("It was changed since.")))
    going = sorted(ids - later)
    if not going:
        return 0
    try:
        work.remove(change.type, going)
    except Refused as error:
        result.kept += [Kept(change.type, pk, str(error)) for pk in going]
        return 0
    return len(going)


def _changed_later(change: Change, ids: set[int], found: ChangeSet) -> set[int]:
    """Those that somebody changed after this set by an act of its own that still stands."""
    if not ids:
        return set()
    rows = (
        Change.objects.filter(type=change.type, op=Change.CHANGE, undone_by=None, first_id__in=ids)
        .filter(change_set_id__gt=found.pk)
        .exclude(change_set=found)
        .exclude(change_set__kind="undo")
    )
    return set(rows.values_list("first_id", flat=True))


def _invert_remove(work: Work, change: Change) -> int:
    record_type = registry.get(change.type)
    snapshots = list(Snapshot.objects.filter(change=change).order_by("record_id"))
    for snapshot in snapshots:
        touched = work.create(change.type, {}, pk=snapshot.record_id)
        for name, value in columns_from(record_type.model, snapshot.data).items():
            setattr(touched.record, name, value)
        for name, refs in {**snapshot.data["pending"], **snapshot.data["many"]}.items():
            if name in record_type.fields and refs:
                value = tuple(
                    Ref(r["type"], r["id"], r["label"], r.get("role", ""), r.get("text", "")) for r in refs
                )
                known = _known(value)
                touched.set(name, known if record_type.fields[name].is_many else known[0])
        for name, declared in record_type.fields.items():  # words and keys read what was set
            if declared.editable and name not in touched.after:
                touched.after[name] = touched.value(name)
    work.flush_rows()
    return len(snapshots)


def _there(value: Any) -> Any:
    """A value whose links lead only to records that are still there."""
    if isinstance(value, Ref):
        return _known((value,))[0]
    if isinstance(value, tuple) and value and isinstance(value[0], Ref):
        return _known(value)
    return value


def _known(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """Links to records that are gone by now become pending."""
    wanted: dict[str, set[int]] = {}
    for ref in refs:
        if ref.id is not None:
            wanted.setdefault(ref.type, set()).add(ref.id)
    there = {key: titles(key, ids) for key, ids in wanted.items()}
    return tuple(
        ref if ref.id is None or ref.id in there[ref.type] else Ref.pending(ref.type, ref.label, ref.role)
        for ref in refs
    )


def _sweep_made(work: Work) -> None:
    """Take away what undone acts had made on the way, once nothing uses it any more."""
    while True:
        rows = Made.objects.filter(change_set__state__in=[ChangeSet.UNDOING, ChangeSet.UNDONE]).order_by("pk")
        idle: dict[str, list[int]] = {}
        for row in rows:
            if registry.knows(row.type) and not in_use(registry.get(row.type), row.record_id):
                idle.setdefault(row.type, []).append(row.record_id)
        there = {
            key: list(registry.get(key).model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
            for key, ids in idle.items()
        }
        if not any(there.values()):
            return
        for key, ids in there.items():
            if ids:
                work.remove(key, ids)
        work.flush_rows()


def in_use(record_type: RecordType, pk: int) -> bool:
    """Whether a record, a standing change or a field's values need this record."""
    used = getattr(record_type, "in_use", None)
    if used is not None and used(pk):
        return True
    if _changed_by_hand(record_type, pk):
        return True
    if Link.objects.filter(target_type=record_type.key, target_id=pk).exists():
        return True
    return any(
        _links_to(other, link, record_type, pk)
        for other in registry.types()
        for link in other.fields.values()
    )


def _links_to(other: RecordType, link: Field, record_type: RecordType, pk: int) -> bool:
    if link.target != record_type.key:
        return False
    if isinstance(link, LinkField):
        return bool(other.model._base_manager.filter(**{link.store.columns()[0]: pk}).exists())
    if isinstance(link, LinksField):
        return bool(link.many_store.holders().filter(**{link.many_store.target_column: pk}).exists())
    return False


def _changed_by_hand(record_type: RecordType, pk: int) -> bool:
    standing = models.Q(change_set__state__in=[ChangeSet.OPEN, ChangeSet.COMPLETE]) & ~models.Q(
        change_set__kind="undo"
    )
    return Change.objects.filter(
        standing, type=record_type.key, first_id=pk, op=Change.CHANGE, undone_by=None
    ).exists()


def history_of(actor: Actor, type_key: str, pk: int) -> list[ChangeSet]:
    """The change sets that touched a record, newest first. Raises NotFound."""
    record_type = registry.get(type_key)
    if not record_type.model._base_manager.filter(pk=pk).exists():
        raise NotFound
    access.fetch(actor, record_type, pk, Right.READ)
    found: dict[int, ChangeSet] = {}
    rows = Change.objects.filter(type=type_key, first_id__lte=pk, last_id__gte=pk).select_related(
        "change_set"
    )
    for change in rows.order_by("-change_set_id", "-pk"):
        if pk in change.record_ids:
            found.setdefault(change.change_set_id, change.change_set)
    return list(found.values())
