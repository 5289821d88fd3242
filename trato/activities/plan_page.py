"""The dialog of applying a plan: which one, then what it will make, before it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from typing_extensions import override

from trato.activities import plans
from trato.activities.models import Plan
from trato.activities.timeline.ahead import TASK_ICONS, TASKS
from trato.records import access, rows
from trato.records.contexts import context_for
from trato.records.errors import Invalid
from trato.records.fields.moment import DateField
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.cells import choice_label
from trato.workspace.pages.bulk_page import BulkPage, noun
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.activities.plans import Planned
    from trato.records.record_type import RecordType
    from trato.web.formats import Formats

MOST_PLANS = 200


@dataclass
class PlanPage(BulkPage):
    """What the dialog shows."""

    choices: list[dict[str, str]] = field(default_factory=list)
    plan: int | None = None
    starts_on: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    #: Whether each step's day can be chosen, since all is about one record.
    is_single: bool = False
    warning: str = ""
    may_repeat: bool = False
    again: bool = False
    error: str = ""
    empty_url: str = ""

    @property
    @override
    def action(self) -> str:
        return reverse("activities:plan", args=[self.record_type.key])


def choose_page(actor: Actor, page: PlanPage) -> PlanPage:
    """The first step: which plan."""
    page.title = _("Apply a plan to %(rows)s") % {"rows": page.count}
    columns = [name for name in ("name", "purpose") if name in access.readable_fields(actor, _plans())]
    found = rows.read(actor, plans.PLANS, columns=columns, sort="name", limit=MOST_PLANS).rows
    page.choices = [
        {"id": str(row.id), "name": str(row.get("name") or row.id), "purpose": str(row.get("purpose") or "")}
        for row in found
    ]
    page.empty_url = address("workspace:create", plans.PLANS)
    return page


def _plans() -> RecordType:
    return registry.get(plans.PLANS)


def asked_steps(actor: Actor, plan: Plan, data: QueryDict, *, is_single: bool) -> list[Planned]:
    """The steps on the days that were asked for. Raises Invalid."""
    read = DateField("starts_on", "")
    start: date = read.parse(data.get("starts_on"), context_for(actor)) or context_for(actor).today
    found = plans.planned(plan, start)
    if not is_single or not data.get("moved") or data.get("moved") != data.get("starts_on"):
        return found
    for place, one in enumerate(found):
        one.left_out = f"keep-{place}" not in data
        one.day = read.parse(data.get(f"day-{place}"), context_for(actor)) or one.day
    return found


def preview_page(
    actor: Actor, page: PlanPage, plan: Plan, ids: Sequence[int], steps: list[Planned], *, again: bool
) -> PlanPage:
    """The second step: the days, how many tasks that makes, and where the plan runs already."""
    formats = formats_for(actor)
    kept = [one for one in steps if not one.left_out]
    running = plans.running_on(plan, page.record_type.key, ids)
    number = len(ids) if again else len(ids) - len(running)
    page.title, page.plan, page.again = plan.name, plan.pk, again
    page.is_single = len(ids) == 1
    page.steps = [_step(actor, page, place, one, formats) for place, one in enumerate(steps)]
    page.may_repeat = bool(running)
    if running:
        page.warning = _warning(page, len(running))
    tasks = registry.get(TASKS)
    made = noun(tasks, number * len(kept), formats.number(number * len(kept)))
    if kept and number:
        first, last = min(one.day for one in kept), max(one.day for one in kept)
        page.sentence = _("This makes %(tasks)s for %(rows)s, from %(first)s to %(last)s.") % {
            "tasks": made,
            "rows": noun(page.record_type, number, formats.number(number)),
            "first": formats.long_date(first),
            "last": formats.long_date(last),
        }
        page.submit = _("Make %(tasks)s") % {"tasks": made}
    elif not kept:
        page.sentence = _("This plan has no steps.") if not steps else _("Choose at least one step.")
    return page


def _warning(page: PlanPage, number: int) -> str:
    if page.is_single:
        return _("This plan is running on this %(type)s already.") % {"type": page.record_type.label}
    return ngettext(
        "It is running on one of them already; that one is left out.",
        "It is running on %(count)s of them already; those are left out.",
        number,
    ) % {"count": number}


def _step(actor: Actor, page: PlanPage, place: int, one: Planned, formats: Formats) -> dict[str, Any]:
    step, fields = one.step, registry.get(TASKS).fields
    person = step["person"]
    names = {plans.ME: actor.name, plans.OWNER: _("owner of the record")}
    if person is not None:
        names[plans.PERSON] = rows.titles("users", [person.id]).get(person.id, person.label)
    return {
        "place": place,
        "name": step["name"],
        "icon": TASK_ICONS.get(step["kind"], "task"),
        "kind": choice_label(fields["kind"], step["kind"]),
        "who": names.get(step["assignee"], ""),
        "day": formats.long_date(one.day),
        "iso": one.day.isoformat(),
        "kept": not one.left_out,
    }


def plan_asked(actor: Actor, text: str) -> Plan | None:
    """The plan of that number. Raises NotFound, Invalid."""
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("Choose a plan."), field="plan")
    found: Plan = access.fetch(actor, _plans(), int(text))
    return found
