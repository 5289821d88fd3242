"""The dialog that plans a task for each of the chosen rows: what it is, then what that will make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.activities.timeline.ahead import TASKS
from trato.records import access
from trato.records.errors import Invalid, InvalidFields
from trato.records.registry import registry
from trato.records.values import Ref
from trato.workspace import controls
from trato.workspace.pages.bulk_page import BulkPage, noun, posted
from trato.workspace.pages.fields import control
from trato.workspace.pages.form_page import presets
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field

#: What the tasks have in common.
ASKED = ("name", "kind", "due_on", "owner")
OWNER = "owner"


@dataclass
class TaskEachPage(BulkPage):
    """What the dialog shows."""

    @property
    @override
    def action(self) -> str:
        return reverse("activities:task_each", args=[self.record_type.key])


def asked_fields(actor: Actor) -> list[Field]:
    """The fields of the dialog, as far as this person may fill them in."""
    tasks = registry.get(TASKS)
    known = access.readable_fields(actor, tasks)
    return [known[name] for name in ASKED if name in known and access.may_write(actor, tasks, name)]


def given_in(actor: Actor, data: QueryDict) -> dict[str, Any]:
    """What was posted, for the act."""
    return {one.name: controls.given(one, controls.posted(one, data)) for one in asked_fields(actor)}


def form_page(
    actor: Actor, page: TaskEachPage, data: QueryDict | None = None, error: Invalid | None = None
) -> TaskEachPage:
    """The first step: what is to be done, by when and by whom, with what is wrong with it."""
    fields, wrong = asked_fields(actor), _sentences(error)
    likely = presets(actor, registry.get(TASKS), fields, QueryDict())
    if page.record_type.is_owned:
        likely.pop(OWNER, None)
    page.title = _("Plan a task for %(rows)s") % {"rows": page.count}
    page.submit, page.step = _("Continue"), "preview"
    for one in fields:
        plain = controls.posted(one, data) if data else likely.get(one.name)
        plain = controls.shown(one, None, actor.time_zone) if plain is None else plain
        made = control(actor, one, plain, error=wrong.get(one.name, ""))
        if one.name == OWNER and page.record_type.is_owned:
            made["help"] = _("Left empty, each task goes to the owner of its record.")
        page.controls.append(made)
    return page


def preview_page(
    actor: Actor, page: TaskEachPage, data: QueryDict, number: int, values: Mapping[str, Any]
) -> TaskEachPage:
    """The second step: what will be made, for how many, before it is."""
    formats = formats_for(actor)
    made = noun(registry.get(TASKS), number, formats.number(number))
    page.title = _("Plan a task for %(rows)s") % {"rows": page.count}
    said = {"tasks": made, "rows": page.count, "name": values["name"]}
    day = values.get("due_on")
    page.sentence = (
        _("This makes %(tasks)s “%(name)s” for %(rows)s, due on %(day)s.")
        % {**said, "day": formats.long_date(day)}
        if day
        else _("This makes %(tasks)s “%(name)s” for %(rows)s.") % said
    )
    owner = values.get(OWNER)
    if isinstance(owner, Ref):
        page.sentence += " " + _("%(person)s does them.") % {"person": owner.label}
    elif page.record_type.is_owned:
        page.sentence += " " + _("Each goes to the owner of its record.")
    page.sentence += " " + _("One undo takes all of them back.")
    page.submit, page.step = _("Make %(tasks)s") % {"tasks": made}, "apply"
    page.posted = [pair for one in asked_fields(actor) for pair in posted(data, one)]
    return page


def _sentences(error: Invalid | None) -> dict[str, str]:
    problems = error.problems if isinstance(error, InvalidFields) else [error] if error else []
    return {one.field: str(one.sentence) for one in problems}
