"""Where new records stand in a list that people put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.record_type import RecordType
    from trato.records.touched import Touched

#: What lies between two that came one after the other, so that few records move when one is put between.
STEP = 10


def place_new(record_type: RecordType, batch: Sequence[Touched]) -> None:
    """Records that come without a number stand at the end."""
    order = record_type.picklist.order if record_type.picklist is not None else ""
    fresh = [one for one in batch if order and one.is_new and not one.is_inverse and order not in one.after]
    if not fresh:
        return
    last = record_type.model._base_manager.order_by(f"-{order}").values_list(order, flat=True).first()
    for place, touched in enumerate(fresh, start=1):
        touched.set(order, (last or 0) + STEP * place)
