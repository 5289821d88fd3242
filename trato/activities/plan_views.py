"""Applying a plan to one record or to many, and stopping it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trato.accounts.rights import Right
from trato.activities import plans
from trato.activities.plan_page import PlanPage, asked_steps, choose_page, plan_asked, preview_page
from trato.activities.plan_panel import plans_panel
from trato.activities.timeline.ahead import TASKS
from trato.records import access, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.pages.bulk_page import noun, opened
from trato.workspace.reader import actor_in, formats_for, list_url, record_url, type_on_screen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.activities.models import Plan
    from trato.activities.plans import Planned
    from trato.records.record_type import RecordType

TEMPLATE = "activities/plan.html"


@require_POST
def apply(request: HttpRequest, type_key: str) -> HttpResponse:
    """Step by step: which plan, what it will make, then the tasks. Raises NotFound, Denied."""
    page, actor = opened(request, type_key, PlanPage, guard=_guard, sees=True), actor_in(request)
    plan = plan_asked(actor, request.POST.get("plan", ""))
    if plan is None:
        return rendering.either(request, TEMPLATE, "dialog", choose_page(actor, page))
    return _preview(request, actor, page, plan, page.ids)


def _guard(actor: Actor, record_type: RecordType) -> None:
    if not plans.is_planned_for(record_type.key):
        raise NotFound
    plans.require_rights(actor)


def _preview(request: HttpRequest, actor: Actor, page: PlanPage, plan: Plan, ids: list[int]) -> HttpResponse:
    again = request.POST.get("again") == "1"
    try:
        steps = asked_steps(actor, plan, request.POST, is_single=len(ids) == 1)
        if request.POST.get("step") == "apply":
            return _apply(request, actor, page, plan, ids, steps, again=again)
    except Invalid as error:
        page.error, status = str(error.sentence), 422
        steps = plans.planned(plan, formats_for(actor).today)
    else:
        status = 200
    page.starts_on = request.POST.get("starts_on") or formats_for(actor).today.isoformat()
    preview_page(actor, page, plan, ids, steps, again=again)
    return rendering.either(request, TEMPLATE, "dialog", page, status=status)


def _apply(
    request: HttpRequest,
    actor: Actor,
    page: PlanPage,
    plan: Plan,
    ids: list[int],
    steps: list[Planned],
    *,
    again: bool,
) -> HttpResponse:
    """Make the tasks. Raises Refused."""
    done = plans.apply_steps(actor, plan, page.record_type.key, ids, steps, again=again)
    if done.is_running:
        return rendering.go(request, address("workspace:history-set", done.set))
    numbers = formats_for(actor)
    if not done.records:
        rendering.say(request, _("“%(plan)s” is running there already.") % {"plan": plan.name})
        return rendering.go(request, page.back)
    said = _("“%(plan)s”: %(tasks)s for %(rows)s.") % {
        "plan": plan.name,
        "tasks": noun(registry.get(TASKS), done.tasks, numbers.number(done.tasks)),
        "rows": noun(page.record_type, done.records, numbers.number(done.records)),
    }
    rendering.say(request, said, done.set)
    return rendering.go(request, page.back)


@require_GET
def panel(request: HttpRequest, type_key: str, pk: int) -> HttpResponse:
    """The plans of a record, as its page shows them anew."""
    record_type, row = _record(request, type_key, pk)
    if not rendering.asks_fragment(request):
        return rendering.go(request, record_url(type_key, pk))
    return HttpResponse(plans_panel(request, record_type, row))


def _record(request: HttpRequest, type_key: str, pk: int) -> tuple[RecordType, rows.Row]:
    record_type = type_on_screen(actor_in(request), type_key)
    return record_type, rows.one(actor_in(request), type_key, pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan goes no further; its open tasks go into the bin. Raises NotFound, Denied."""
    actor = actor_in(request)
    run = access.fetch(actor, registry.get(plans.RUNS), pk, Right.EDIT)
    plans.stop_run(actor, run)
    said = _("“%(plan)s” is stopped; its open tasks are in the bin.") % {"plan": run.name}
    rendering.say(request, said, last_set(plans.RUNS, pk))
    return rendering.go(request, rendering.way_back(request, list_url(TASKS)))
