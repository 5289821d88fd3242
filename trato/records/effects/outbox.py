from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.models import OutboxEvent

if TYPE_CHECKING:
    from trato.records.touched import Touched
    from trato.records.work import Work

CREATED, CHANGED, REMOVED = "records.created", "records.changed", "records.removed"


def write_events(work: Work, changed: list[Touched]) -> None:
    """Put into the outbox what is to be told after commit: one row for each sentence and type."""
    ids: dict[tuple[str, str], list[int]] = {}
    fields: dict[tuple[str, str], set[str]] = {}
    for touched in changed:
        key = (CREATED if touched.is_new else CHANGED, touched.record_type.key)
        ids.setdefault(key, []).append(touched.id)
        fields.setdefault(key, set()).update(touched.changed() if not touched.is_new else ())
    for removal in work.removed:
        ids.setdefault((REMOVED, removal.type_key), []).extend(removal.data)
    rows = [
        _event(work, name, key, found, {"fields": sorted(fields.get((name, key), ()))})
        for (name, key), found in ids.items()
    ]
    rows += [_event(work, name, key, found, payload) for name, key, found, payload in work.events]
    OutboxEvent.objects.bulk_create(rows)


def _event(work: Work, name: str, key: str, ids: list[int], payload: dict[str, object]) -> OutboxEvent:
    return OutboxEvent(
        name=name, type=key, record_ids=ids, change_set_id=work.change_set.pk, payload=payload, at=work.at
    )
