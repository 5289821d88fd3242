from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import OWNED
from trato.activities.actions import complete_task, reopen_task
from trato.activities.models import Note, Task
from trato.records.record_type import Facts, Many, Page, RecordType, Transfer, Verb, Within, Words
from trato.records.registry import register

if TYPE_CHECKING:
    from collections.abc import Mapping


def _is_open(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == Task.OPEN)


def _is_done(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == Task.DONE)


@register
class Notes(RecordType):
    """What people wrote down."""

    model, key, icon, title = Note, "notes", "notebook-pen", "name"
    columns = ("name", "about", "owner", "created_at")
    sorts = ("name", "created_at", Within("owner", "created_at"))
    filters = ("about", "owner", "created_at", "tags")
    words = Words.of(body=1)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"))
    page = Page(header=("owner",), facts=(Facts.of("body", "about", "owner", "tags", "is_pinned"),))
    timeline_to = ("about",)
    policy = OWNED
    group = "work"
    transfer = Transfer(synonyms={"body": ("note", "text", "content", "nota", "texto", "备注", "内容")})
    empty = _("Write a note on any contact, company or deal; it appears here too.")


@register
class Tasks(RecordType):
    """What is to be done, by whom and by when."""

    model, key, icon, title = Task, "tasks", "circle-check", "name"
    columns = ("name", "due_on", "status", "priority", "about", "owner")
    sorts = ("name", "due_on", "created_at", Within("owner", "due_on"))
    default_sort = "due_on"
    filters = ("status", "due_on", "owner", "priority", "about")
    words = Words.of(name=3, body=1)
    many = (Many("about", "", _("about")), Many("tags", "tags", _("tags"), kind="tags"))
    page = Page(
        header=("due_on", "status", "owner"),
        facts=(Facts.of("name", "due_on", "status", "priority", "owner", "about", "body", "tags"),),
    )
    timeline_to = ("about",)
    counted_by = ("status",)
    verbs = (
        Verb("complete", _("Done"), complete_task, icon="check", when=_is_open),
        Verb("reopen", _("Reopen"), reopen_task, icon="rotate-ccw", when=_is_done),
    )
    policy = OWNED
    group = "work"
    transfer = Transfer(
        synonyms={
            "name": ("task", "subject", "to do", "tarea", "asunto", "任务"),
            "due_on": ("due", "due date", "deadline", "vence", "fecha límite", "截止日期"),
            "owner": ("assignee", "assigned to", "asignado a", "负责人"),
            "body": ("details", "description", "descripción", "描述"),
        }
    )
    empty = _("Plan the first thing to do: a call, a letter, a visit.")
