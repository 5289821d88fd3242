"""What activities show on the page of every record: composer, timeline, open tasks and the whole history."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from secrets import token_hex
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import Right
from trato.activities.composer import FIELDS, TALKS, Composer
from trato.activities.composing import Draft, keeper
from trato.activities.plan_panel import plans_panel, running_panel
from trato.activities.plans import PLANS
from trato.activities.timeline import ahead
from trato.activities.timeline.page import read_page
from trato.activities.timeline.sets import read_sets
from trato.records import access, rows, snapshot
from trato.records.panels import Panel
from trato.records.registry import registry
from trato.records.upcoming import is_planned
from trato.web.addresses import address
from trato.web.escaping import escaped
from trato.web.tokens import csrf_token
from trato.workspace.reader import actor_in, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: What one can write on a record's page, in this order.
WRITTEN = (ahead.NOTES, ahead.CALLS, ahead.MEETINGS, ahead.TASKS)
MOST_OPEN = 8
#: What stands in a composer that is kept for where it is sent, its id and its token; in nobody's text.
_ACTION, _PLACE, _TOKEN = (f"/{token_hex(16)}/", f"composer-{token_hex(16)}", token_hex(16))


def timeline(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    page = read_page(actor_in(request), record_type, row, kind=request.GET.get("kind", ""))
    return render_to_string("activities/timeline.html", {"timeline": page}, request)


def composer(
    request: HttpRequest,
    record_type: RecordType,
    row: Row,
    draft: Draft | None = None,
    error: str = "",
    *,
    is_aside: bool = False,
) -> str:
    """Where one writes; nothing for those who may write nothing.

    With `is_aside` it takes the place of the page's composer from within another answer.
    """
    actor = actor_in(request)
    kinds = [key for key in WRITTEN if access.may(actor, registry.get(key), Right.CREATE)]
    if not kinds:
        return ""
    draft = draft or draft_of(request)
    draft.kind = draft.kind if draft.kind in kinds else kinds[0]
    draft.after = draft.after if draft.after in TALKS and ahead.TASKS in kinds else ""
    page = Composer(
        draft=draft,
        error=error,
        kinds=kinds,
        action=address("activities:write", record_type.key, row.id),
        place=f"composer-{record_type.key}-{row.id}",
        attaches=keeper() is not None,
        formats=formats_for(actor),
        is_aside=is_aside,
    )
    if error or is_aside or draft != Draft(ahead.NOTES):
        return render_to_string("activities/composer.html", {"composer": page}, request)
    return _empty(page, request)


def _empty(page: Composer, request: HttpRequest) -> str:
    """The composer before anything is written: the same on every record, but for where it is sent."""
    key = ("composer", *page.kinds, page.attaches, page.formats.today, get_language())
    wanted = {_ACTION: page.action, _PLACE: page.place, _TOKEN: str(csrf_token(request))}
    text: str = snapshot.lately(
        key,
        lambda: render_to_string(
            "activities/composer.html",
            {"composer": replace(page, action=_ACTION, place=_PLACE), "csrf_token": _TOKEN},
        ),
    )
    for stand_in, own in wanted.items():
        text = text.replace(stand_in, escaped(own))
    return text


def draft_of(request: HttpRequest) -> Draft:
    """What the address holds of a text half written."""
    asked = {name: request.GET.get(name, "") for name in FIELDS}
    return Draft(
        kind=request.GET.get("write", ""),
        text=request.GET.get("text", ""),
        given={name: text for name, text in asked.items() if text},
        after=request.GET.get("after", ""),
    )


def open_tasks(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """The tasks that are still open, each done with one click; and a line to add another."""
    actor = actor_in(request)
    page = ahead.open_tasks(actor, record_type.key, row.id)  # as the timeline asks
    if page is None:
        return ""
    shown = page.rows[:MOST_OPEN]
    formats = formats_for(actor)
    editable = ahead.editable_ids(actor, ahead.TASKS, [task.id for task in shown])
    tasks = [
        {
            "id": task.id,
            "title": task["name"],
            "url": record_url(ahead.TASKS, task.id),
            "due": formats.soon(task["due_on"]),
            "hint": formats.long_date(task["due_on"]),
            "urgency": ahead.urgency(task["due_on"], formats),
            "editable": task.id in editable,
        }
        for task in shown
    ]
    asked = ahead.about(record_type.key, row.id, ("status", "open"))
    count = rows.count(actor, ahead.TASKS, filter=asked) if page.next else rows.Count(len(page.rows))
    context = {
        "tasks": tasks,
        "count": formats.count(count.number, count.capped) if tasks else None,
        "more": len(page.rows) > MOST_OPEN,
        "all_url": ahead.list_url(record_type.key, row.id),
        "url_of_part": address("activities:tasks", record_type.key, row.id),
        "may_add": access.may(actor, registry.get(ahead.TASKS), Right.CREATE),
    }
    return render_to_string("activities/tasks.html", context, request)


def checklist(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    """The lines of a task, each ticked off with one click; nothing for those who may not know of them."""
    actor = actor_in(request)
    if "checklist" not in access.readable_fields(actor, record_type):
        return ""
    may_edit = bool(ahead.editable_ids(actor, record_type.key, [row.id]))
    context = {
        "lines": row["checklist"] or [],
        "action": address("activities:checklist", row.id),
        "may_edit": may_edit and access.may_write(actor, record_type, "checklist"),
    }
    return render_to_string("activities/checklist.html", context, request)


def changes(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    page = read_sets(actor_in(request), record_type, row, older=request.GET.get("older", ""))
    return render_to_string("activities/changes.html", {"changes": page}, request)


#: Of types that people write notes and tasks about.
NOTED = attrgetter("is_noted")
PANELS = [
    Panel("composer", _("Write"), "composer", composer, applies=NOTED),
    Panel("timeline", _("Timeline"), "middle", timeline, position=10),
    Panel("tasks", _("Tasks"), "side", open_tasks, applies=NOTED, position=10),
    Panel(
        "checklist", _("Checklist"), "side", checklist, applies=lambda one: one.key == ahead.TASKS, position=5
    ),
    Panel("plans", _("Activity plans"), "side", plans_panel, applies=is_planned, position=12),
    Panel("runs", _("Applied to"), "side", running_panel, applies=lambda one: one.key == PLANS, position=12),
    Panel("changes", _("Changes"), "middle", changes, position=90),
]
