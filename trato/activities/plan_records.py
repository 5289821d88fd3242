"""Plans and where they were applied, as record types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from typing_extensions import override

from trato.accounts.rights import OWNED, SHARED
from trato.activities.models import Plan, PlanRun, Task
from trato.activities.plans import ME, OWNER, PERSON, PLANS, RUNS, apply_plan, stop_run
from trato.records.errors import InvalidLine
from trato.records.fields.choice import ChoiceField
from trato.records.fields.link import PersonField
from trato.records.fields.number import IntegerField
from trato.records.fields.text import LongTextField, TextField
from trato.records.record_type import Facts, Many, Page, RecordType, Refine, Transfer, Verb, Words
from trato.records.registry import register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field

#: A plan is over within a year.
LAST_DAY = 365


def _parts() -> tuple[Field, ...]:
    """What is said of each step."""
    day = IntegerField("day", gettext_lazy("day"))
    day.minimum, day.maximum, day.default = 0, LAST_DAY, 0
    kind = ChoiceField("kind", gettext_lazy("kind"))
    kind.choices, kind.default = list(Task._meta.get_field("kind").flatchoices), Task.TO_DO
    name = TextField("name", gettext_lazy("what is to be done"))
    name.required, name.max_length, name.along = True, 250, ("body",)
    body = LongTextField("body", gettext_lazy("details"))
    body.max_length = 4000
    assignee = ChoiceField("assignee", gettext_lazy("for whom"))
    assignee.default, assignee.along = OWNER, ("person",)
    assignee.choices = [
        (OWNER, gettext_lazy("owner of the record")),
        (ME, gettext_lazy("whoever applies the plan")),
        (PERSON, gettext_lazy("a certain person")),
    ]
    person = PersonField("person", gettext_lazy("person"), target="users", title="name")
    return day, kind, name, body, assignee, person


@register
class Plans(RecordType):
    """Steps that are taken again and again, to be applied to any record."""

    model, key, icon, title = Plan, PLANS, "list-checks", "name"
    columns = ("name", "purpose", "skips_weekends", "created_at")
    sorts = ("name", "created_at")
    default_sort = "name"
    filters = ("name", "skips_weekends")
    words = Words.of(name=3, purpose=1, steps=1)
    refine = (Refine.of("steps", parts=_parts()),)
    page = Page(facts=(Facts.of("name", "purpose", "skips_weekends"),))
    verbs = (Verb("apply", gettext_lazy("Apply"), apply_plan, icon="play", shown=False),)
    policy = SHARED
    group = "settings"
    transfer = Transfer(
        match_on=("name",),
        synonyms={
            "name": ("plan", "sequence", "plantilla", "secuencia", "计划"),
            "steps": ("pasos", "步骤"),
            "purpose": ("description", "descripción", "描述"),
        },
    )
    empty = gettext_lazy("A plan is a row of steps: a call today, a mail in three days, a visit next week.")

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        for one in touched:
            for number, step in enumerate(one.value("steps") or (), 1):
                if step["assignee"] == PERSON and not step["person"] and "steps" in one.after:
                    raise InvalidLine(number, _("Say which person."), field="steps", part="person")


def _runs(values: Mapping[str, Any]) -> bool:
    return values["stopped_at"] is None


@register
class PlanRuns(RecordType):
    """Where plans were applied: each is stopped by itself."""

    model, key, icon, title = PlanRun, RUNS, "list-checks", "name"
    columns = ("name", "plan", "about", "starts_on", "stopped_at", "owner")
    sorts = ("name", "created_at")
    filters = ("plan", "about", "owner", "stopped_at")
    words = Words.of(name=1)
    many = (Many("about", "", gettext_lazy("about")),)
    page = Page(facts=(Facts.of("name", "plan", "about", "starts_on", "stopped_at", "owner"),))
    timeline_to = ("about",)
    verbs = (Verb("stop", pgettext_lazy("plan", "Stop"), stop_run, icon="square", when=_runs),)
    policy = OWNED
    customizable = False
