"""The plans that were applied to a record: how far they are, and how to stop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.activities import plans
from trato.activities.timeline import ahead
from trato.records import access, rows
from trato.records.filters.tree import Term
from trato.records.registry import registry
from trato.records.values import ById
from trato.web.addresses import address
from trato.workspace.reader import actor_in, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

MOST = 10


def may_apply(actor: Actor) -> bool:
    """Whether somebody may make what a plan makes."""
    kinds = (ahead.TASKS, plans.RUNS)
    may_create = all(access.may(actor, registry.get(key), Right.CREATE) for key in kinds)
    return may_create and access.may(actor, registry.get(plans.PLANS), Right.READ)


def plans_panel(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """The applied plans, the newest first; nothing for those who may neither see nor apply any."""
    actor = actor_in(request)
    runs = _runs(actor, record_type, row)
    if not runs and not may_apply(actor):
        return ""
    context = {
        "runs": runs,
        "may_apply": may_apply(actor),
        "apply_url": address("activities:plan", record_type.key),
        "url": address("activities:plans", record_type.key, row.id),
        "pk": row.id,
        "back": record_url(record_type.key, row.id),
    }
    return render_to_string("activities/plans.html", context, request)


def _runs(actor: Actor, record_type: RecordType, row: Row) -> list[dict[str, Any]]:
    if not ahead.knows(actor, plans.RUNS, "about", "name", "stopped_at", "created_at"):
        return []
    return _told_runs(actor, ahead.about(record_type.key, row.id))


def running_panel(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """Where a plan was applied last, on its own page."""
    actor = actor_in(request)
    if not ahead.knows(actor, plans.RUNS, "plan", "about", "name", "stopped_at", "created_at"):
        return ""
    runs = _told_runs(actor, Term(("plan",), ":", (ById(str(row.id)),)))
    context = {"runs": runs, "back": record_url(record_type.key, row.id)}
    return render_to_string("activities/runs.html", context, request)


def _told_runs(actor: Actor, asked: Node) -> list[dict[str, Any]]:
    """Applied plans, the newest first: three queries, however many."""
    columns = ("name", "about", "stopped_at", "created_at")
    found = rows.read(actor, plans.RUNS, columns=columns, filter=asked, sort="-created_at", limit=MOST).rows
    ids = [one.id for one in found]
    steps, editable = plans.progress(actor, ids), ahead.editable_ids(actor, plans.RUNS, ids)
    formats = formats_for(actor)
    return [_told(one, *steps.get(one.id, (0, 0)), formats, may_stop=one.id in editable) for one in found]


def _told(one: Row, done: int, number: int, formats: Any, *, may_stop: bool) -> dict[str, Any]:
    is_stopped = one["stopped_at"] is not None
    state = _("%(done)s of %(number)s done") % {"done": done, "number": number}
    if is_stopped:
        state = _("Stopped %(when)s") % {"when": formats.relative(one["stopped_at"])}
    return {
        "id": one.id,
        "name": one["name"],
        "about": ", ".join(ref.label for ref in one["about"]) or one["name"],
        "url": next((record_url(ref.type, ref.id or 0) for ref in one["about"]), ""),
        "stop_url": address("activities:stop", one.id),
        "state": state,
        "percent": round(100 * done / number) if number else 0,
        "is_over": is_stopped or done == number,
        "may_stop": may_stop and not is_stopped and done < number,
    }
