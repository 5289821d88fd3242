"""What follows when a deal changes its stage: since when, when it closed, and what the stage asks for."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from trato.records.fields.choice import ChoicesField
from trato.sales.models import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.touched import Touched

WON, LOST, REOPENED = "deals.won", "deals.lost", "deals.reopened"
SAID = {Stage.WON: WON, Stage.LOST: LOST, Stage.OPEN: REOPENED}
#: What is known of a deal only once it is closed, or lost.
OF_THE_END = ("closed_on", "lost_reason", "outcome_note")


def settle_outcomes(batch: Sequence[Touched]) -> None:
    """Set since when deals stand in their stages, and open or close them as these say."""
    moved = [touched for touched in batch if _has_moved(touched)]
    stages = _stages(moved)
    for touched in moved:
        stage = stages.get(touched.record.stage_id)
        touched.set("stage_since", _since(touched, stage))
        if stage is None:
            continue
        if not touched.is_as_given:
            before = touched.before.get("stage")
            was = Stage.OPEN if before is None or before.id not in stages else stages[before.id].kind
            _settle_outcome(touched, was, stage.kind)
        if stage.kind != Stage.OPEN:
            _leave_unopened(touched)


def _settle_outcome(touched: Touched, was: str, kind: str) -> None:
    if kind == Stage.OPEN and was != Stage.OPEN:
        _empty(touched, OF_THE_END)
    elif kind != was and "closed_on" not in touched.after:
        touched.set("closed_on", timezone.localdate(touched.at))
    if kind != was:
        touched.says.append(SAID[kind])
    if kind == Stage.WON:
        _empty(touched, ("lost_reason",))


def _leave_unopened(touched: Touched) -> None:
    """What was over before it is written down was not opened today, and nobody has said when it was."""
    opened, closed = touched.value("opened_on"), touched.value("closed_on")
    if opened and "opened_on" in touched.derived and (closed is None or closed < opened):
        touched.set("opened_on", None)


def _since(touched: Touched, stage: Stage | None) -> datetime:
    """From when it stands where it stands: one that is written down after its end, since that day."""
    if not touched.is_new:
        return touched.at
    made: datetime = touched.record.created_at
    closed = touched.value("closed_on") if stage is not None and stage.kind != Stage.OPEN else None
    # What was opened lately and closed at once keeps its hour.
    if closed is None or closed == timezone.localdate(made):
        return made
    return min(timezone.make_aware(datetime.combine(closed, time.min)), touched.at)


def asked_by_stages(batch: Sequence[Touched]) -> Iterable[tuple[Touched, Sequence[str]]]:
    """The fields that the stages which deals enter ask for."""
    moved = [touched for touched in batch if _has_moved(touched)]
    stages = _stages(moved)
    for touched in moved:
        stage = stages.get(touched.record.stage_id)
        words = (stage.asks if stage else "").split(ChoicesField.MARK)
        yield touched, [name for name in words if name in touched.fields]


def _has_moved(touched: Touched) -> bool:
    if touched.is_inverse or "stage" not in touched.after:
        return False
    return touched.is_new or touched.before.get("stage") != touched.after["stage"]


def _stages(batch: Sequence[Touched]) -> dict[int, Stage]:
    """The stages that these deals leave and enter."""
    wanted = {touched.record.stage_id for touched in batch}
    wanted |= {before.id for touched in batch if (before := touched.before.get("stage")) is not None}
    found: dict[int, Stage] = Stage._base_manager.in_bulk(wanted - {None}) if wanted else {}
    return found


def _empty(touched: Touched, names: Iterable[str]) -> None:
    for name in names:
        if name not in touched.after and touched.value(name) is not None:
            touched.set(name, None)
