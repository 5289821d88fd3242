"""What activities do with many chosen records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import Right
from trato.activities.plan_panel import may_apply
from trato.activities.timeline.ahead import TASKS
from trato.records import access
from trato.records.bulk_acts import BulkAct
from trato.records.registry import registry
from trato.records.upcoming import is_planned

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


def _may_work(actor: Actor, record_type: RecordType) -> bool:
    return record_type.key == TASKS and access.may(actor, record_type, Right.EDIT)


def _may_plan(actor: Actor, record_type: RecordType) -> bool:
    return is_planned(record_type) and may_apply(actor)


def _may_make(actor: Actor, record_type: RecordType) -> bool:
    return is_planned(record_type) and access.may(actor, registry.get(TASKS), Right.CREATE)


ACTS = [
    BulkAct(
        "queue",
        _("Start queue"),
        "play",
        "activities:queue",
        applies=_may_work,
        asks=False,
        whole=True,
        position=10,
    ),
    BulkAct(
        "task",
        _("Plan task"),
        "task",
        "activities:task_each",
        applies=_may_make,
        of_one=False,
        position=15,
    ),
    BulkAct("plan", _("Apply plan"), "list-checks", "activities:plan", applies=_may_plan, position=20),
]
