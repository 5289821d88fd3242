"""The page of a queue: one task with the record it is about, then how the queue went."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from trato.activities import queue as queues
from trato.activities import record_panels
from trato.activities.composer import quick_days
from trato.activities.queue import DONE, GONE, LATER, SKIPPED, Queue
from trato.activities.timeline.ahead import TASK_ICONS, TASKS, urgency
from trato.activities.timeline.texts import body
from trato.records import access, rows
from trato.records.errors import NotFound
from trato.records.registry import registry
from trato.workspace.cells import choice_label
from trato.workspace.pages.record_page import RecordPage, record_page
from trato.workspace.reader import actor_in, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.rows import Row
    from trato.web.formats import Formats


@dataclass
class QueuePage:
    """What the template shows: the task at hand, or once all are through the summary."""

    queue: Queue
    title: str
    position: str = ""
    percent: int = 0
    #: What somebody else has done meanwhile.
    said: list[str] = field(default_factory=list)
    task: dict[str, Any] | None = None
    body: Markup | str = ""
    #: The lines to tick off, as the task's own page has them.
    checklist: Markup | str = ""
    days: list[tuple[str, str, str]] = field(default_factory=list)
    may_edit: bool = False
    context: RecordPage | None = None
    about: list[dict[str, Any]] = field(default_factory=list)
    following: str = ""
    figures: list[dict[str, str]] = field(default_factory=list)
    skipped: list[dict[str, str]] = field(default_factory=list)
    again_url: str = ""

    @property
    def action(self) -> str:
        return reverse("activities:queue", args=[TASKS])

    @property
    def back(self) -> str:
        return self.queue.back or reverse("workspace:list", args=[TASKS])


def queue_page(request: HttpRequest, queue: Queue) -> QueuePage:
    """The page at the queue's next open task."""
    actor = actor_in(request)
    queue, gone = queues.advance(actor, queue)
    page = QueuePage(queue, _("Task queue"), said=_told(actor, gone))
    page.percent = round(100 * len(queue.did) / max(1, len(queue.ids)))
    if queue.current is None:
        _sum_up(page, actor)
        return page
    page.position = _("%(place)s of %(number)s") % {"place": len(queue.did) + 1, "number": len(queue.ids)}
    row = rows.one(actor, TASKS, queue.current)
    formats = formats_for(actor)
    page.task, page.body = _task(row, formats), body(row.get("body"))[0]
    if row.get("checklist"):
        lines = record_panels.checklist(request, registry.get(TASKS), row)
        page.checklist = Markup(lines)  # noqa: S704  # escaped by that template
    page.may_edit = queues.may_edit(actor, row.id)
    page.days = quick_days(formats)
    page.following = _following(actor, queue)
    _show_context(page, request, row)
    return page


def _told(actor: Actor, gone: list[int]) -> list[str]:
    names = queues.names_of(actor, gone)
    told = [_("“%(name)s” was finished or put away meanwhile.") % {"name": name} for name in names.values()]
    hidden = len(gone) - len(names)
    return told + ([_("A task is out of your sight meanwhile.")] if hidden else [])


def _task(row: Row, formats: Formats) -> dict[str, Any]:
    fields = registry.get(TASKS).fields
    due, at = row.get("due_on"), row.get("due_at")
    kind, owner = row.get("kind") or "", row.get("owner")
    return {
        "id": row.id,
        "name": str(row["name"] or ""),
        "url": record_url(TASKS, row.id),
        "icon": TASK_ICONS.get(kind, "task"),
        "kind": choice_label(fields["kind"], kind) if kind else "",
        "due": (formats.soon(at) if at else formats.soon(due)) if due else "",
        "hint": formats.long_date(due) if due else "",
        "urgency": urgency(due, formats),
        "priority": choice_label(fields["priority"], "high") if row.get("priority") == "high" else "",
        "owner": owner.label if owner is not None else "",
    }


def _following(actor: Actor, queue: Queue) -> str:
    """What the task after this one is called."""
    after = queue.past(SKIPPED).current
    return queues.names_of(actor, (after,)).get(after, "") if after is not None else ""


def _show_context(page: QueuePage, request: HttpRequest, row: Row) -> None:
    """The record that the task is about; of several the chosen one."""
    seen = [ref for ref in row.get("about") or () if record_url(ref.type, ref.id or 0)]
    chosen = request.GET.get("about", "")
    current = next((ref for ref in seen if f"{ref.type}/{ref.id}" == chosen), seen[0] if seen else None)
    for ref in seen if len(seen) > 1 else ():
        url = f"{page.queue.url}&about={ref.type}/{ref.id}"
        page.about.append({"label": ref.label, "url": url, "current": ref == current})
    if current is None:
        return
    record_type = registry.get(current.type)
    if current.id in access.visible_ids(actor_in(request), record_type, [current.id or 0]):
        try:
            page.context = record_page(request, record_type, current.id or 0, is_panel=True)
        except NotFound:
            page.context = None


def _sum_up(page: QueuePage, actor: Actor) -> None:
    """How it went, and what was skipped."""
    queue = page.queue
    page.title, page.percent = _("Queue finished"), 100
    labels = {DONE: _("Done"), LATER: _("Put off"), SKIPPED: _("Skipped"), GONE: _("Finished by others")}
    page.figures = [
        {"label": label, "text": str(queue.did.count(letter))}
        for letter, label in labels.items()
        if letter in queue.did or letter == DONE
    ]
    skipped = queue.of_letter(SKIPPED)
    page.skipped = [
        {"title": name, "url": record_url(TASKS, pk)} for pk, name in queues.names_of(actor, skipped).items()
    ]
    page.again_url = Queue(skipped, back=queue.back).url if page.skipped else ""
    page.position = ngettext("%(count)s task", "%(count)s tasks", len(queue.ids)) % {"count": len(queue.ids)}
