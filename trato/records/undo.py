"""Undo: the inverse of a change set, whole, or with the name of what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts.rights import Right
from trato.records import access, settings
from trato.records.actions import complete_set
from trato.records.bringing_back import bring_back, still_there, targets_there
from trato.records.effects import archiving
from trato.records.effects.archiving import ARCHIVED
from trato.records.effects.moving import MOVED, Moved, turn_back
from trato.records.errors import NotFound, RecordError, Refused
from trato.records.fields.first import FirstField
from trato.records.fields.link import LinkField, LinksField
from trato.records.models import Change, ChangeSet, Link, Made, Snapshot
from trato.records.registry import registry
from trato.records.stored import from_history
from trato.records.transactions import write_transaction
from trato.records.values import Ref
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched

#: So many changes go back in one transaction while somebody waits.
BATCH = 500
#: In the background.
STEP = 50
#: In the details of an undo of one record alone: its type and number.
ROW = "row"


@dataclass
class Kept:
    """A record that undo left as it is, and why."""

    type: str
    id: int
    reason: str
    field: str = ""


@dataclass
class Undone:
    """What an undo did: how many records went back, and what was kept."""

    #: Its own change set; 0 where something stood in the way of everything, for that is no act.
    set: int
    undone: int = 0
    kept: list[Kept] = field(default_factory=list)
    #: Whether it goes on in the background; then nothing has gone back yet.
    is_running: bool = False
    #: Whether what went back was set for the workspace, and is no record.
    is_settings: bool = False


def undo(actor: Actor, set_id: int) -> Undone:
    """Undo a change set. Raises NotFound, Refused (undone already, still open, or not one's own).

    What did an act again is undone by undoing that act once more.
    """
    if record := _record_done_again(set_id):
        result = undo_row(actor, *record)
        if result.undone:
            ChangeSet.objects.filter(pk=set_id).update(state=ChangeSet.UNDONE)
        return result
    with write_transaction():
        found, undoing = begin(actor, set_id)
    result = Undone(undoing.pk)
    kept: set[int] = set()
    moves_stories = found.changes.filter(op=Change.MOVE).exists()
    most = STEP if "total" in undoing.details else BATCH
    for chunk in iter(lambda: _next_changes(found, kept, most), []):
        with writing(actor, "undo", into=undoing, batch=undoing.batches, heals=False) as work:
            work.moves_stories = moves_stories
            _load_changed(work, chunk)
            done = [change.pk for change in chunk if _invert_whole(work, change, found, result, kept)]
            work.flush_rows()
            Change.objects.filter(pk__in=done).update(undone_by=undoing)
        undoing.batches += 1
        _note(undoing, chunk)
    with writing(actor, "undo", into=undoing, batch=undoing.batches) as work:
        _sweep_made(work)
        found.state = ChangeSet.COMPLETE if kept else ChangeSet.UNDONE
        found.save(update_fields=["state"])
        ChangeSet.objects.filter(undoes__undoes=found, state=ChangeSet.COMPLETE).update(
            state=ChangeSet.UNDONE
        )
        if found.undoes_id is not None and (result.undone or not kept):  # the first set stands again
            ChangeSet.objects.filter(pk=found.undoes_id).update(state=ChangeSet.COMPLETE)
            Change.objects.filter(change_set_id=found.undoes_id, undone_by=found).update(undone_by=None)
    if "total" in undoing.details:
        undoing.details["problem"] = _problem(result)
    _end(undoing, result)
    return result


def begin(actor: Actor, set_id: int) -> tuple[ChangeSet, ChangeSet]:
    """The set that is taken back, and the one that does it, or goes on with it. Raises NotFound, Refused."""
    found = what_stands(set_id)
    if found is None:
        raise NotFound(_("There is no change %(number)s.") % {"number": set_id})
    _require(actor, found)
    undoing = found.undo_sets.filter(state=ChangeSet.OPEN).first()
    if undoing is None:
        undoing = ChangeSet.objects.create(
            kind="undo", actor_id=actor.user_id, via=actor.via, undoes=found, details={"of": found.kind}
        )
    found.state = ChangeSet.UNDOING
    found.save(update_fields=["state"])
    return found, undoing


def what_stands(set_id: int) -> ChangeSet | None:
    """The change set of this number; of one that did an act again, the act, which stands in its place."""
    found = ChangeSet.objects.select_related("undoes__undoes").filter(pk=set_id).first()
    taken_back = found.undoes if found else None
    return taken_back.undoes if taken_back and taken_back.undoes else found


def _record_done_again(set_id: int) -> tuple[int, str, int] | None:
    """The act, type and number of the one record that this change set did again."""
    back = ChangeSet.objects.filter(undo_sets=set_id, details__has_key=ROW).first()
    return (back.undoes_id, *back.details[ROW]) if back and back.undoes_id else None


def _note(undoing: ChangeSet, chunk: list[Change]) -> None:
    """How far it has come, for those who wait."""
    if "total" in undoing.details:
        undoing.details["done"] += sum(len(one.record_ids) for one in chunk)
        with write_transaction():
            undoing.save(update_fields=["batches", "details"])


def _problem(result: Undone) -> str:
    """What stayed as it is, with the first reason."""
    number = len({(one.type, one.id) for one in result.kept})
    if not number:
        return ""
    sentence = ngettext("One stays as it is. %(reason)s", "%(count)s stay as they are. %(reason)s", number)
    return sentence % {"count": number, "reason": result.kept[0].reason}


def undo_row(actor: Actor, set_id: int, type_key: str, pk: int) -> Undone:
    """Undo what a change set did to one record alone. Raises NotFound, Refused."""
    with write_transaction():
        found = ChangeSet.objects.filter(pk=set_id).first()
        if found is None:
            raise NotFound(_("There is no change %(number)s.") % {"number": set_id})
        _require(actor, found)
        if found.state != ChangeSet.COMPLETE:
            raise Refused(_("Change set %(number)s still runs.") % {"number": found.pk})
        if found.changes.filter(op=Change.MOVE).exists():
            raise Refused(_("A merge comes apart as a whole; undo all of it."))
        changes = _of_record(found, type_key, pk)
        undoing = ChangeSet.objects.create(
            kind="undo",
            actor_id=actor.user_id,
            via=actor.via,
            undoes=found,
            details={"of": found.kind, ROW: [type_key, pk]},
        )
        result = Undone(undoing.pk)
        with writing(actor, "undo", into=undoing, heals=False) as work:
            _load_changed(work, changes)
            done = [one.pk for one in changes if _invert_whole(work, one, found, result, set())]
            work.flush_rows()
            alone = Change.objects.filter(pk__in=done, ids__isnull=True)
            alone.update(undone_by=undoing)
        if not found.changes.filter(undone_by=None).exists():
            ChangeSet.objects.filter(pk=found.pk).update(state=ChangeSet.UNDONE)
        _end(undoing, result)
    return result


def _end(undoing: ChangeSet, result: Undone) -> None:
    """Complete it; one that nobody saw run, and that took nothing back, is forgotten."""
    if not result.kept or "total" in undoing.details or undoing.changes.exists():
        complete_set(undoing)
        return
    with write_transaction():
        undoing.delete()
    result.set = 0


def _of_record(found: ChangeSet, type_key: str, pk: int) -> list[Change]:
    """What the set did to this record, the last first; of a batch its part. Raises NotFound, Refused."""
    rows = found.changes.filter(type=type_key, first_id__lte=pk, last_id__gte=pk).order_by("-batch", "-pk")
    changes = [one for one in rows if pk in one.record_ids]
    if not changes:
        raise NotFound
    left = [one for one in changes if one.undone_by_id is None]
    if not left:
        raise Refused(_("This is undone already."))
    for one in left:
        one.ids, one.first_id, one.last_id = None, pk, pk
    return left


def _require(actor: Actor, found: ChangeSet) -> None:
    if not (actor.is_system or actor.administers or found.actor_id == actor.user_id):
        raise NotFound(_("There is no change %(number)s.") % {"number": found.pk})
    if found.state == ChangeSet.UNDONE:
        raise Refused(_("Change set %(number)s is undone already.") % {"number": found.pk})
    if found.state == ChangeSet.COMPLETE and not found.changes.exists():
        raise Refused(_("This changed no record; there is nothing to take back."))
    settings.require_undo(actor, found)


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


def _next_changes(found: ChangeSet, kept: set[int], most: int) -> list[Change]:
    """The last changes that are not undone yet; those of one kind and type that fit one transaction."""
    rows = list(found.changes.filter(undone_by=None).exclude(pk__in=kept).order_by("-batch", "-pk")[:most])
    if not rows:
        return []
    if len(rows[0].record_ids) > 1:
        return rows[:1]
    for place, row in enumerate(rows):
        if len(row.record_ids) > 1:
            return rows[:place]
    return rows


def _invert(work: Work, change: Change, found: ChangeSet, result: Undone) -> int:
    if change.op == Change.SET:
        return _invert_set(work, change, result)
    if not registry.knows(change.type):
        return 0
    if change.op == Change.CREATE:
        return _invert_create(work, change, found, result)
    if change.op == Change.REMOVE:
        return _invert_remove(work, change, result)
    if change.op == Change.MOVE:
        return _invert_move(work, change)
    return invert_change(work, change, result)


def _invert_set(work: Work, change: Change, result: Undone) -> int:
    """Set again what stood in the settings."""
    is_set, later = settings.give_back(change, work.change_set, work.batch)
    result.kept += [Kept(change.type, 0, _("It was changed again since."), name) for name in later]
    kept = settings.named(change.type)
    if kept is not None and kept.is_of_records:
        return 0  # an act on records, of which this is no record
    result.is_settings = is_set
    return int(is_set)


def invert_change(work: Work, change: Change, result: Undone) -> int:
    """Give a loaded record back what a change took, where that still stands; how many records it did."""
    record_type = registry.get(change.type)
    touched = work.touched.get((change.type, change.first_id))
    if touched is None:  # gone with the undo of its own creation
        return 0
    values: dict[str, Any] = {}
    is_archiving = False
    for name, before in (change.before or {}).items():
        after = (change.after or {}).get(name)
        if name == ARCHIVED:
            work.archive(touched, since=archiving.from_history(before, work.at))
            is_archiving = True
            continue
        if name not in record_type.fields or name in (change.derived or ()):
            continue
        if not _still(touched, name, after):
            result.kept.append(Kept(change.type, change.first_id, _("It was changed again since."), name))
            continue
        values[name] = still_there(from_history(record_type, name, before))
    touched.is_inverse = True
    work.change(touched, values)
    return int(bool(values) or is_archiving)


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
    return _take_away(work, change.type, sorted(ids - later), result)


def _take_away(work: Work, type_key: str, going: list[int], result: Undone) -> int:
    """Remove these records, or if one of them must stay, each by itself; how many went."""
    if not going:
        return 0
    try:
        work.remove(type_key, going, is_inverse=True)
    except RecordError as error:
        if len(going) > 1:
            return sum(_take_away(work, type_key, [pk], result) for pk in going)
        result.kept.append(Kept(type_key, going[0], str(error)))
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


def _invert_remove(work: Work, change: Change, result: Undone) -> int:
    """Bring removed records back; a link whose target has gone meanwhile waits for it by name."""
    record_type = registry.get(change.type)
    there = set(record_type.model._base_manager.filter(pk__in=change.record_ids).values_list("pk", flat=True))
    snapshots = Snapshot.objects.filter(change=change, record_id__gte=change.first_id)
    snapshots = snapshots.filter(record_id__lte=change.last_id).exclude(record_id__in=there)
    snapshots = snapshots.order_by("record_id")
    data = {snapshot.record_id: snapshot.data for snapshot in snapshots}
    arriving = {(change.type, pk) for pk in data}
    known = targets_there(data.values()) | arriving
    back = [pk for pk in data if not _needs_what_is_gone(record_type, pk, data[pk], known, result)]
    for pk in back:
        bring_back(work.create(change.type, {}, pk=pk), data[pk], known)
    work.flush_rows()
    return len(back)


def _invert_move(work: Work, change: Change) -> int:
    """Give back what was handed over to another record; it stays there if its own record is not back."""
    moved = Moved.from_json(change.type, change.first_id, (change.after or {})[MOVED])
    model = registry.get(change.type).model
    if model._base_manager.filter(pk=moved.new if moved.is_back else moved.old).exists():
        work.moved.append(turn_back(moved))
    return 0


def _needs_what_is_gone(
    record_type: RecordType, pk: int, data: dict[str, Any], known: set[tuple[str, int]], result: Undone
) -> bool:
    """Whether the record cannot stand without something that has gone; undo says so then."""
    single = list(data.get("links", {}).items())
    for name, one in [*single, *((name, one) for name, refs in data["many"].items() for one in refs)]:
        field = record_type.fields.get(name)
        if field is not None and field.required and (one["type"], one["id"]) not in known:
            reason = _("It needs “%(name)s”, which is gone.") % {"name": one["label"]}
            result.kept.append(Kept(record_type.key, pk, reason, name))
            return True
    return False


def _sweep_made(work: Work) -> None:
    """Take away what undone acts had made on the way, once nothing uses it any more."""
    staying: set[tuple[str, int]] = set()
    while True:
        idle: dict[str, list[int]] = {}
        for key, pk in _idle_made() - staying:
            idle.setdefault(key, []).append(pk)
        if not idle:
            return
        for key, ids in sorted(idle.items()):
            result = Undone(0)
            _take_away(work, key, sorted(ids), result)
            staying |= {(key, one.id) for one in result.kept}
        work.flush_rows()


def _idle_made() -> set[tuple[str, int]]:
    """What undone acts had made that is still there, and that nothing uses."""
    undone = Made.objects.filter(change_set__state__in=[ChangeSet.UNDOING, ChangeSet.UNDONE])
    by_type: dict[str, set[int]] = {}
    for key, pk in undone.values_list("type", "record_id"):
        by_type.setdefault(key, set()).add(pk)
    return {
        (key, pk)
        for key, ids in by_type.items()
        if registry.knows(key)
        for pk in registry.get(key).model._base_manager.filter(pk__in=ids).values_list("pk", flat=True)
        if not in_use(registry.get(key), pk)
    }


def in_use(record_type: RecordType, pk: int) -> bool:
    """Whether a record, a standing change or a field's values need this record."""
    if record_type.in_use(pk) or _changed_by_hand(record_type, pk):
        return True
    if Link.objects.filter(target_type=record_type.key, target_id=pk).exists():
        return True
    return any(
        _links_to(other, link, record_type, pk)
        for other in registry.types()
        for link in other.fields.values()
    )


def _links_to(other: RecordType, link: Field, record_type: RecordType, pk: int) -> bool:
    if link.target != record_type.key or isinstance(link, FirstField):
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
