from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.rights import OWNED
from trato.activities.actions import (
    cancel_meeting,
    complete_task,
    hold_meeting,
    log_call,
    miss_meeting,
    reopen_task,
    reschedule_call,
    reschedule_meeting,
    reschedule_task,
)
from trato.activities.dues import check_repeats, follow_up, likely_day, settle_dues
from trato.activities.meeting_times import check_times, keep_length, usual_start
from trato.activities.mentions import MENTIONS, NAMING, settle_mentions, tell_mentioned
from trato.activities.models import Call, Meeting, Note, Task
from trato.activities.models.meeting import USUAL
from trato.records.record_type import (
    Calendar,
    Facts,
    Many,
    Page,
    RecordType,
    Refine,
    Transfer,
    Unnamed,
    Verb,
    Within,
    Words,
)
from trato.records.registry import register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.models import Record
    from trato.records.work import Work


OUTCOMES = Call._meta.get_field("outcome").flatchoices


def _is_open(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == Task.OPEN)


def _is_done(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == Task.DONE)


def _is_planned(values: Mapping[str, Any]) -> bool:
    return bool(values["outcome"] == Meeting.PLANNED)


def _has_no_outcome(values: Mapping[str, Any]) -> bool:
    return not values["outcome"]


def _next_after(model: type[Record]) -> str:
    """When it is over, the composer asks what comes next."""
    return f"write=tasks&after={model._meta.model_name}s"


def _reschedule(run: Callable[..., None], field: str, when: Callable[[Mapping[str, Any]], bool]) -> Verb:
    """To another day or hour, as long as it is still to come."""
    return Verb(
        "reschedule",
        _("Reschedule"),
        run,
        icon="calendar-clock",
        when=when,
        asks=(field,),
        needs=1,
        said=_("Rescheduled"),
    )


class Naming(RecordType):
    """A type whose `body` may name people: it declares `MENTIONS` and `NAMING`."""

    @override
    def settle(self, touched: Sequence[Any]) -> None:
        settle_mentions(touched)

    @override
    def follow(self, work: Work, touched: Sequence[Any]) -> None:
        tell_mentioned(work, touched)


@register
class Notes(Naming):
    """What people wrote down."""

    model, key, icon, title = Note, "notes", "notebook-pen", "name"
    this = _("this note")
    columns = ("name", "about", "owner", "created_at")
    sorts = ("name", "created_at", Within("owner", "created_at"))
    filters = ("about", "owner", "mentions", "created_at", "tags")
    words = Words.of(body=1, mentions=1)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"), MENTIONS)
    refine = NAMING
    page = Page(header=("about", "owner"), facts=(Facts.of("body", "about", "owner", "tags", "is_pinned"),))
    timeline_to = ("about",)
    policy = OWNED
    group, noted = "work", False
    transfer = Transfer(synonyms={"body": ("note", "text", "content", "nota", "texto", "备注", "内容")})
    empty = _("Write a note on any contact, company or deal; it appears here too.")


@register
class Tasks(Naming):
    """What is to be done, by whom and by when."""

    model, key, icon, title = Task, "tasks", "circle-check", "name"
    this = _("this task")
    columns = ("name", "due_on", "status", "priority", "about", "owner")
    sorts = ("name", "due_on", "created_at", Within("owner", "due_on"))
    default_sort = "due_on"
    filters = ("status", "due_on", "owner", "kind", "priority", "about")
    words = Words.of(name=3, body=1, checklist=1, mentions=1)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"), MENTIONS)
    page = Page(
        header=("about", "due_on", "status", "owner"),
        facts=(
            Facts.of(
                "name",
                "kind",
                "due_on",
                "due_at",
                "repeat",
                "remind_before",
                "status",
                "priority",
                "owner",
                "about",
                "body",
                "checklist",
                "tags",
            ),
        ),
    )
    internal = ("reminded_for",)
    calendar = Calendar(
        start="due_at", day="due_on", over=("status", "done"), done="complete", ended="done_at"
    )
    refine = (
        Refine.of("priority", spare=True, tones={"high": "amber"}),
        Refine.of("due_at", help=_("Only if it has an hour; the day then follows it."), hour_of="due_on"),
        Refine.of("status", asked_new=False),
        Refine.of("remind_before", minimum=0, maximum=40_320),
        Refine.of("run", hidden=True),
        *NAMING,
    )
    timeline_to = ("about",)
    counted_by = ("status",)
    verbs = (
        Verb("complete", _("Done"), complete_task, icon="check", when=_is_open, then=_next_after(Task)),
        Verb("reopen", _("Reopen"), reopen_task, icon="rotate-ccw", when=_is_done, said=_("Reopened")),
        _reschedule(reschedule_task, "due_on", _is_open),
    )
    handed_over = "status:open"
    open_rows = "status:open"
    policy = OWNED
    group = "work"
    transfer = Transfer(
        synonyms={
            "name": ("task", "subject", "to do", "tarea", "asunto", "任务"),
            "due_on": ("due", "due date", "deadline", "vence", "fecha límite", "截止日期"),
            "owner": ("assignee", "assigned to", "asignado a", "负责人"),
            "body": ("details", "description", "descripción", "描述"),
            "remind_before": ("reminder, minutes before", "recordatorio, minutos antes", "提前提醒（分钟）"),
        }
    )
    empty = _("Plan the first thing to do: a call, a letter, a visit.")

    @override
    def proposes(self, actor: Actor) -> dict[str, Any]:
        return {"due_on": likely_day(actor), "due_at": None}

    @override
    def settle(self, touched: Sequence[Any]) -> None:
        super().settle(touched)
        settle_dues(touched)

    @override
    def follow(self, work: Work, touched: Sequence[Any]) -> None:
        super().follow(work, touched)
        follow_up(work, touched)

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        check_repeats(touched)


@register
class Calls(Naming):
    """Telephone calls, made or planned."""

    model, key, icon, title = Call, "calls", "phone", "name"
    this = _("this call")
    made_as = _("Log call")
    unnamed = Unnamed("about", _("Call with %(names)s"))
    columns = ("name", "outcome", "direction", "started_at", "duration", "about", "owner")
    sorts = ("name", "started_at", "created_at", Within("owner", "started_at"))
    default_sort = "-started_at"
    filters = ("outcome", "direction", "started_at", "owner", "about")
    words = Words.of(name=3, body=1, mentions=1)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"), MENTIONS)
    refine = (
        Refine.of("direction", spare=True),
        Refine.of("duration", minimum=0, maximum=1440, spare=True),
        *NAMING,
    )
    page = Page(
        header=("about", "outcome", "started_at", "owner"),
        facts=(
            Facts.of(
                "name",
                "outcome",
                "direction",
                "started_at",
                "duration",
                "about",
                "owner",
                "body",
                "tags",
            ),
        ),
    )
    timeline_to = ("about",)
    calendar = Calendar(start="started_at", over=("outcome", *(str(value) for value, _label in OUTCOMES)))
    verbs = (
        Verb(
            "log",
            _("Log outcome"),
            log_call,
            icon="check",
            when=_has_no_outcome,
            asks=("outcome", "duration", "body"),
            needs=1,
            then=_next_after(Call),
            said=_("Logged"),
        ),
        _reschedule(reschedule_call, "started_at", _has_no_outcome),
    )
    handed_over = "outcome:none"
    policy = OWNED
    group = "work"
    transfer = Transfer(
        synonyms={
            "name": ("subject", "title", "asunto", "título", "主题"),
            "body": ("notes", "call notes", "description", "notas", "descripción", "通话记录", "描述"),
            "direction": ("call type", "dirección", "sentido", "方向"),
            "outcome": ("result", "call result", "resultado", "结果"),
            "started_at": ("date", "call date", "time", "fecha", "hora", "通话时间", "日期"),
            "duration": ("minutes", "length", "duración", "minutos", "时长", "分钟"),
        }
    )
    empty = _("Log a call on any contact, company or deal; it appears here too.")

    @override
    def proposes(self, actor: Actor) -> dict[str, Any]:
        return {"started_at": timezone.now()}


@register
class Meetings(Naming):
    """Meetings, planned and held."""

    model, key, icon, title = Meeting, "meetings", "video", "name"
    this = _("this meeting")
    columns = ("name", "starts_at", "outcome", "place", "about", "owner")
    sorts = ("name", "starts_at", "created_at", Within("owner", "starts_at"))
    default_sort = "-starts_at"
    filters = ("outcome", "starts_at", "owner", "attendees", "about")
    words = Words.of(name=3, place=1, body=1, mentions=1)
    many = (
        Many("about", "", _("about")),
        Many("attendees", "", _("attendees")),
        Many("tags", "tags", _("tags"), kind="tags"),
        MENTIONS,
    )
    refine = (Refine.of("place", spare=True), *NAMING)
    page = Page(
        header=("about", "starts_at", "outcome", "owner"),
        facts=(
            Facts.of(
                "name",
                "starts_at",
                "ends_at",
                "place",
                "outcome",
                "attendees",
                "about",
                "owner",
                "body",
                "tags",
            ),
        ),
    )
    timeline_to = ("about", "attendees")
    calendar = Calendar(
        start="starts_at", end="ends_at", over=("outcome", "held", "no_show", "cancelled"), done="hold"
    )
    verbs = (
        Verb("hold", _("Held"), hold_meeting, icon="check", when=_is_planned, then=_next_after(Meeting)),
        _reschedule(reschedule_meeting, "starts_at", _is_planned),
        Verb("miss", _("Nobody came"), miss_meeting, icon="user-x", when=_is_planned),
        Verb(
            "cancel",
            _("Cancel meeting"),
            cancel_meeting,
            icon="calendar-x",
            when=_is_planned,
            said=_("Canceled"),
        ),
    )
    handed_over = "outcome:planned"
    policy = OWNED
    group = "work"
    transfer = Transfer(
        synonyms={
            "name": ("subject", "title", "meeting", "asunto", "título", "reunión", "主题", "会议"),
            "starts_at": ("start", "start time", "from", "date", "inicio", "fecha", "开始时间", "日期"),
            "ends_at": ("end", "end time", "to", "until", "fin", "结束时间"),
            "place": ("location", "where", "lugar", "ubicación", "地点"),
            "attendees": ("participants", "guests", "asistentes", "participantes", "与会人"),
            "outcome": ("result", "resultado", "结果"),
            "body": ("details", "description", "descripción", "描述"),
        }
    )
    empty = _("Plan a meeting with a customer; it appears on their page too.")

    @override
    def proposes(self, actor: Actor) -> dict[str, Any]:
        begins = usual_start(actor.time_zone)
        return {"starts_at": begins, "ends_at": begins + USUAL}

    @override
    def settle(self, touched: Sequence[Any]) -> None:
        super().settle(touched)
        keep_length(touched)

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        check_times(touched)


# Plans come last in the sidebar, after what they make.
from trato.activities.plan_records import PlanRuns, Plans  # noqa: E402  # registered in this order

__all__ = ["Calls", "Meetings", "Notes", "PlanRuns", "Plans", "Tasks"]
