"""Where records stand in a list that people put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast

from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models.expressions import Combinable

    from trato.records.record_type import RecordType
    from trato.records.touched import Touched

#: What lies between two that came one after the other, so that few records move when one is put between.
STEP = 10
#: No place reaches it.
_PLACES = 2**31


def place_of(target: str, prefix: str) -> Combinable | None:
    """The number by which linked records of a type are in order; None where their names order them.

    Those of one record that they are within stand together.
    """
    record_type = registry.get(target)
    if record_type.picklist is None or not record_type.picklist.order:
        return None
    place = F(f"{prefix}{record_type.picklist.order}")
    if not record_type.within:
        return place
    first = place_of(record_type.fields[record_type.within].target, f"{prefix}{record_type.within}__")
    if first is None:
        return place
    number = BigIntegerField()
    return ExpressionWrapper(
        Cast(first, number) * Value(_PLACES, output_field=number) + place, output_field=number
    )


def place_new(record_type: RecordType, batch: Sequence[Touched]) -> None:
    """Records that come without a number stand at the end."""
    order = record_type.picklist.order if record_type.picklist is not None else ""
    fresh = [one for one in batch if order and one.is_new and not one.is_inverse and order not in one.after]
    if not fresh:
        return
    last = record_type.model._base_manager.order_by(f"-{order}").values_list(order, flat=True).first()
    for place, touched in enumerate(fresh, start=1):
        touched.set(order, (last or 0) + STEP * place)
