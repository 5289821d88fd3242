"""A task for each of the chosen rows of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.accounts.rights import Right
from trato.activities.task_each import checked, make_tasks
from trato.activities.task_each_page import TaskEachPage, form_page, given_in, preview_page
from trato.activities.timeline.ahead import TASKS
from trato.records import access
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.records.upcoming import is_planned
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.pages.bulk_page import noun, opened
from trato.workspace.reader import actor_in, formats_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

TEMPLATE = "workspace/bulk.html"


@require_POST
def task_each(request: HttpRequest, type_key: str) -> HttpResponse:
    """Step by step: what is to be done, what that will make, then the tasks. Raises NotFound, Denied."""
    page = opened(request, type_key, TaskEachPage, guard=_guard, sees=True)
    actor, ids, step = actor_in(request), page.ids, page.step
    if step not in {"preview", "apply"}:
        return rendering.either(request, TEMPLATE, "dialog", form_page(actor, page))
    given = given_in(actor, request.POST)
    try:
        values = checked(actor, given)
    except Invalid as error:
        again = form_page(actor, page, request.POST, error)
        return rendering.either(request, TEMPLATE, "dialog", again, status=422)
    if step == "preview":
        shown = preview_page(actor, page, request.POST, len(ids), values)
        return rendering.either(request, TEMPLATE, "dialog", shown)
    made = make_tasks(actor, type_key, ids, given)
    if made.is_running:
        return rendering.go(request, address("workspace:history-set", made.set))
    tasks = noun(registry.get(TASKS), made.tasks, formats_for(actor).number(made.tasks))
    rendering.say(request, _("Planned %(tasks)s.") % {"tasks": tasks}, made.set)
    return rendering.go(request, page.back)


def _guard(actor: Actor, record_type: RecordType) -> None:
    if not is_planned(record_type):
        raise NotFound
    access.require(actor, registry.get(TASKS), Right.CREATE)
