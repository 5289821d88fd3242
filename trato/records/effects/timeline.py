"""One row for each thing that happened, on the record itself and on those that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.models import TimelineEntry
from trato.records.registry import registry
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from trato.records.touched import Touched
    from trato.records.work import Work

CREATED, CHANGED = "created", "changed"
#: On both ends of what tied them and was taken away: what it was, by the values that it had.
UNTIED = "untied"


def write_timeline(work: Work, changed: list[Touched]) -> None:
    """Say on every record concerned what happened."""
    rows: list[TimelineEntry] = []
    for touched in changed:
        if touched.is_new:
            shown = [] if work.moves_stories else shown_on(touched)
            rows += [_beginning(work, ref, touched) for ref in shown]
            continue
        if not touched.is_healed:
            own = Ref(touched.record_type.key, touched.id)
            rows.append(_entry(work, own, touched, CHANGED, work.at))
            if touched.record_type.page.path in touched.changed():
                rows += [_entry(work, ref, touched, CHANGED, work.at) for ref in shown_on(touched)]
        rows += [] if work.moves_stories else _moved(work, touched)
    for event, key, ids, payload in work.events:
        rows += _of_event(work, event, key, ids, payload)
    rows += _untied(work)
    TimelineEntry.objects.bulk_create(rows, batch_size=500)


def _entry(work: Work, on: Ref, touched: Touched, kind: str, at: datetime) -> TimelineEntry:
    return TimelineEntry(
        type=on.type,
        record_id=on.id or 0,
        at=at,
        kind=kind,
        subject_type=touched.record_type.key,
        subject_id=touched.id,
        actor_id=work.actor.user_id,
        change_set_id=work.change_set.pk,
    )


def _beginning(work: Work, on: Ref, touched: Touched) -> TimelineEntry:
    """When it was made and by whom, whoever links it here and however much later."""
    entry = _entry(work, on, touched, CREATED, touched.record.created_at)
    entry.actor_id = touched.record.created_by_id
    return entry


def shown_on(touched: Touched) -> list[Ref]:
    """The records whose timelines show what happens to this one."""
    names = touched.record_type.timeline_to
    return list(dict.fromkeys(ref for name in names for ref in _refs(touched.value(name))))


def _moved(work: Work, touched: Touched) -> list[TimelineEntry]:
    """When a record is linked elsewhere, its story goes along."""
    names = touched.record_type.timeline_to
    if not any(name in touched.after for name in names):
        return []
    old = {ref for name in names for ref in _refs(touched.was(name))}
    new = {ref for name in names for ref in _refs(touched.value(name))}
    for ref in old - new:
        TimelineEntry.objects.filter(
            type=ref.type,
            record_id=ref.id or 0,
            subject_type=touched.record_type.key,
            subject_id=touched.id,
        ).delete()
    return [_beginning(work, ref, touched) for ref in new - old]


def _of_event(
    work: Work, event: str, key: str, ids: list[int], payload: dict[str, Any]
) -> Iterable[TimelineEntry]:
    for pk in ids:
        touched = work.touched.get((key, pk))
        if touched is None:
            continue
        for ref in (Ref(registry.get(key).key, pk), *shown_on(touched)):
            entry = _entry(work, ref, touched, event, work.at)
            entry.data = payload
            yield entry


def _untied(work: Work) -> Iterable[TimelineEntry]:
    """That a tie was taken away is told by the records that it tied, of those that are still there."""
    if work.change_set.undoes_id is not None:  # as if it had not been taken away, or never made
        TimelineEntry.objects.filter(change_set_id=work.change_set.undoes_id, kind=UNTIED).delete()
        return
    gone = {(removal.type_key, pk) for removal in work.removed for pk in removal.data}
    for removal in work.removed if not work.moves_stories else ():
        record_type = registry.get(removal.type_key)
        for data in removal.data.values() if record_type.ends else ():
            ends = {name: data["many"][name][0] for name in record_type.ends if data["many"].get(name)}
            for name, end in ends.items():
                if (end["type"], end["id"]) not in gone:
                    told = {"end": name, "links": {**data["links"], **ends}, "by": record_type.key}
                    yield TimelineEntry(
                        type=end["type"],
                        record_id=end["id"],
                        at=work.at,
                        kind=UNTIED,
                        subject_type=end["type"],
                        subject_id=end["id"],
                        actor_id=work.actor.user_id,
                        change_set_id=work.change_set.pk,
                        data=told,
                    )


def _refs(value: Any) -> list[Ref]:
    refs = value if isinstance(value, tuple) else (value,)
    return [ref for ref in refs if isinstance(ref, Ref) and ref.id is not None]
