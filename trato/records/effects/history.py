from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from trato.records.effects import archiving
from trato.records.effects.archiving import ARCHIVED
from trato.records.effects.moving import MOVED
from trato.records.fields.link import ref_to_json
from trato.records.models import Change, Snapshot
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.effects.moving import Moved
    from trato.records.effects.removal import Removal
    from trato.records.touched import Touched
    from trato.records.work import Work

ENCODER = DjangoJSONEncoder
#: So many that were made go again in one transaction.
MOST_IDS = 500


def write_history(work: Work, changed: list[Touched]) -> None:
    """A row for so many that were made (ids only), one for each changed record, one for what was removed."""
    rows: list[Change] = []
    by_type: dict[str, list[int]] = {}
    for touched in work.created:
        by_type.setdefault(touched.record_type.key, []).append(touched.id)
    rows += [
        _of_ids(work, Change.CREATE, key, ids[start : start + MOST_IDS])
        for key, ids in by_type.items()
        for start in range(0, len(ids), MOST_IDS)
    ]
    labels = _labels(changed) | _gone(work)
    rows += [_of_change(work, touched, labels) for touched in changed if not touched.is_new]
    rows += [_of_move(work, moved) for moved in work.moved]
    Change.objects.bulk_create(rows, batch_size=500)
    for removal in work.removed:
        _write_removal(work, removal)


def _of_ids(work: Work, op: str, key: str, ids: list[int]) -> Change:
    return Change(
        change_set=work.change_set,
        batch=work.batch,
        op=op,
        type=key,
        first_id=min(ids),
        last_id=max(ids),
        ids=sorted(ids) if len(ids) > 1 else None,
    )


def _of_change(work: Work, touched: Touched, labels: dict[tuple[str, int], str]) -> Change:
    names = touched.changed()
    return Change(
        change_set=work.change_set,
        batch=work.batch,
        op=Change.HEAL if touched.is_healed else Change.CHANGE,
        type=touched.record_type.key,
        first_id=touched.id,
        last_id=touched.id,
        before={name: to_history(touched, name, touched.before.get(name), labels) for name in names},
        after={name: to_history(touched, name, touched.after.get(name), labels) for name in names},
        derived=sorted(touched.derived & set(names)) or None,
    )


def _of_move(work: Work, moved: Moved) -> Change:
    return Change(
        change_set=work.change_set,
        batch=work.batch,
        op=Change.MOVE,
        type=moved.type_key,
        first_id=moved.old,
        last_id=moved.old,
        after={MOVED: moved.as_json()},
    )


def to_history(touched: Touched, name: str, value: Any, labels: dict[tuple[str, int], str]) -> Any:
    """A field's value as history keeps it: enough to show it, and to put it back."""
    if name == ARCHIVED:
        return archiving.to_history(value)
    if isinstance(value, Ref):
        return ref_to_json(_labeled(value, labels))
    if isinstance(value, tuple) and value and isinstance(value[0], Ref):
        return [ref_to_json(_labeled(ref, labels)) for ref in value]
    field = touched.fields[name]
    if field.kind == "money" and value is not None:
        return {"minor": value.minor, "currency": value.currency}
    return field.to_json(value)


def _labeled(ref: Ref, labels: dict[tuple[str, int], str]) -> Ref:
    if ref.label or ref.id is None:
        return ref
    return Ref(ref.type, ref.id, labels.get((ref.type, ref.id), ""), ref.role, ref.text)


def _labels(changed: Iterable[Touched]) -> dict[tuple[str, int], str]:
    """What the links that are not named yet are called, one query a type."""
    wanted: dict[str, set[int]] = {}
    for touched in changed:
        if touched.is_new:
            continue
        for name in touched.changed():
            for ref in _refs(touched.before.get(name), touched.after.get(name)):
                if ref.id is not None and not ref.label:
                    wanted.setdefault(ref.type, set()).add(ref.id)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles(key, ids).items()}


def _gone(work: Work) -> dict[tuple[str, int], str]:
    """What those are called that this very work takes away."""
    return {
        (removal.type_key, pk): str(data["columns"].get(registry.get(removal.type_key).title) or "")
        for removal in work.removed
        for pk, data in removal.data.items()
    }


def _refs(*values: Any) -> Iterable[Ref]:
    for value in values:
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Ref))


def _write_removal(work: Work, removal: Removal) -> None:
    change = _of_ids(work, Change.REMOVE, removal.type_key, list(removal.data))
    change.save(force_insert=True)
    Snapshot.objects.bulk_create(
        [
            Snapshot(change=change, type=removal.type_key, record_id=pk, data=data)
            for pk, data in removal.data.items()
        ],
        batch_size=500,
    )
