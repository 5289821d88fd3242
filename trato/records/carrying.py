"""What is about one record becomes about others, too: notes, tasks, files, whatever may be about anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.fields.link import LinksField
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.record_type import RecordType
    from trato.records.values import Ref
    from trato.records.work import Work


def carry_over(work: Work, origin: Ref, targets: Sequence[Ref]) -> None:
    """Link everything that is about the origin to the targets as well; their timelines tell it."""
    for record_type in registry.types():
        for field in abouts(record_type):
            rows = field.many_store.holders().filter(target_type=origin.type, target_id=origin.id)
            ids = sorted(set(rows.values_list("record_id", flat=True)))
            for touched in work.load(record_type.key, ids, None).values():
                held = touched.value(field.name)
                work.change(touched, {field.name: (*held, *[one for one in targets if one not in held])})


def abouts(record_type: RecordType) -> Iterable[LinksField]:
    """The fields by which records of a type are about records of any type."""
    fields = record_type.fields.values()
    return [one for one in fields if isinstance(one, LinksField) and not one.target and one.editable]
