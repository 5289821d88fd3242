"""The form of a record: generated from its fields, what matters first, the rest folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access
from trato.records.carrying import abouts
from trato.records.contexts import context_for
from trato.records.errors import Invalid, InvalidFields
from trato.workspace import controls, duplicates
from trato.workspace.cells import portrait_of
from trato.workspace.pages.day_hour import hour_control, hours_of, with_days
from trato.workspace.pages.facts import groups_of
from trato.workspace.pages.fields import control, options
from trato.workspace.reader import capitalized, list_url, record_url

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row


@dataclass
class FormPage:
    """What the form's template shows."""

    record_type: RecordType
    title: str
    action: str
    submit: str
    cancel_url: str
    first: list[dict[str, Any]] = field(default_factory=list)
    more: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    doubles: list[dict[str, Any]] = field(default_factory=list)
    guard_url: str = ""
    watched: list[str] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    is_new: bool = True
    asks_anyway: bool = False
    #: The record that is edited, by its name.
    called: str = ""

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

    @property
    def above(self) -> dict[str, str]:
        """What the title stands below: the record that is edited, else its list."""
        if self.called:
            return {"label": self.called, "url": self.cancel_url}
        return {"label": self.type_label, "url": list_url(self.record_type.key)}

    @property
    def opens_more(self) -> bool:
        """Whether something in the folded part needs a look."""
        return any(one["error"] for _label, fields in self.more for one in fields)


def form_fields(actor: Actor, record_type: RecordType) -> list[tuple[str, list[Field]]]:
    """The fields of the form in their groups, the title at the very first; an order is made by dragging."""
    known = access.readable_fields(actor, record_type)
    order = record_type.picklist.order if record_type.picklist else ""

    def may(one: Field) -> bool:
        if one.name == order:
            return False
        return controls.is_editable(one) and not one.hidden and access.may_write(actor, record_type, one.name)

    groups = [(label, [one for one in fields if may(one)]) for label, fields in groups_of(actor, record_type)]
    groups = groups or [("", [])]
    named = {one.name for _label, fields in groups for one in fields}
    title = known.get(record_type.title)
    if title is not None and may(title) and (title.name in named or not named):
        groups = [(label, [one for one in fields if one is not title]) for label, fields in groups]
        groups[0][1].insert(0, title)
    needed = [
        one
        for one in known.values()
        if one.required and may(one) and one.name not in named and one is not title
    ]
    groups[0][1].extend(needed)
    return [(label, fields) for label, fields in groups if fields]


def flat(groups: Iterable[tuple[str, list[Field]]]) -> list[Field]:
    return [one for _label, fields in groups for one in fields]


def form_page(
    actor: Actor,
    record_type: RecordType,
    plain: Mapping[str, Any],
    *,
    row: Row | None = None,
    problem: Invalid | None = None,
) -> FormPage:
    """The form with these plain values, and with what was wrong with them."""
    label = record_type.label
    base = list_url(record_type.key)
    page = FormPage(
        record_type,
        title=_new(record_type, plain) if row is None else _("Edit %(type)s") % {"type": label},
        action=f"{base}new" if row is None else f"{record_url(record_type.key, row.id)}/edit",
        submit=_("Create") if row is None else _("Save"),
        cancel_url=base if row is None else record_url(record_type.key, row.id),
        is_new=row is None,
        called="" if row is None else record_type.called(row),
    )
    problems = _problems(problem)
    groups = form_fields(actor, record_type)
    if row is None:
        groups = [(heading, asked_of_new(fields, plain)) for heading, fields in groups]
    hours = hours_of(flat(groups))
    made = [
        (heading, [_control(actor, one, plain, problems, hours.get(one.name)) for one in fields])
        for heading, fields in _without(groups, hours.values())
    ]
    page.first, page.more = (made[0][1] if made else []), made[1:]
    page.errors = _errors(problems, problem, {one.name for one in flat(groups)})
    if duplicates.is_guarded(record_type):
        page.guard_url = f"{base}duplicates" + (f"?id={row.id}" if row is not None else "")
        page.watched = duplicates.watched_fields(record_type, [one.name for one in flat(groups)])
    return page


def _new(record_type: RecordType, plain: Mapping[str, Any]) -> str:
    """What the form of a new one is called: of one about another record, as the act is that leads here."""
    if record_type.made_as and any(plain.get(one.name) for one in abouts(record_type)):
        return str(record_type.made_as)
    return _("New %(type)s") % {"type": record_type.label}


def asked_of_new(fields: Iterable[Field], named: Container[str]) -> list[Field]:
    """What the form of a new record asks for: what it is to, and what is said of it already."""
    return [one for one in fields if one.asked_new or one.name in named]


def _without(
    groups: Iterable[tuple[str, list[Field]]], hours: Collection[Field]
) -> list[tuple[str, list[Field]]]:
    """The groups without hours: each stands beside its day."""
    left = [(heading, [one for one in fields if one not in hours]) for heading, fields in groups]
    return [(heading, fields) for heading, fields in left if fields]


def _control(
    actor: Actor, one: Field, plain: Mapping[str, Any], problems: Mapping[str, str], hour: Field | None
) -> dict[str, Any]:
    value = plain.get(one.name, controls.shown(one, None, actor.time_zone))
    if hour is None:
        return control(actor, one, value, error=problems.get(one.name, ""), makes=True)
    error = problems.get(one.name) or problems.get(hour.name, "")
    return {**control(actor, one, value, error=error), "hour": hour_control(hour, plain)}


def _problems(problem: Invalid | None) -> dict[str, str]:
    listed = problem.problems if isinstance(problem, InvalidFields) else [problem] if problem else []
    return {one.field: str(one.sentence) for one in reversed(listed)}


def _errors(problems: Mapping[str, str], problem: Invalid | None, names: set[str]) -> list[dict[str, str]]:
    return [
        {"field": name if name in names else "", "text": text}
        for name, text in reversed(list(problems.items()))
    ]


def presets(
    actor: Actor, record_type: RecordType, fields: Sequence[Field], data: QueryDict
) -> dict[str, Any]:
    """The plain values of a fresh form: what the address asks for, what is likely, else fields' defaults.

    What is likely belongs together: where the address names a part of it, it names all.
    """
    found = {}
    likely = record_type.proposes(actor)
    likely = {} if likely.keys() & data.keys() else likely
    for one in fields:
        if one.name in data:
            found[one.name] = controls.addressed(one, data, controls.currency_of(None))
        elif one.name in likely:
            found[one.name] = controls.shown(one, likely[one.name], actor.time_zone)
        elif one.begins is not None:
            found[one.name] = controls.shown(one, one.begins(context_for(actor)), actor.time_zone)
        elif one.default is not None and not callable(one.default):
            found[one.name] = controls.shown(one, one.default, actor.time_zone)
        elif one.component == "person" and one.name == "owner" and actor.user_id:
            found[one.name] = str(actor.user_id)
        elif one.required and one.component == "link" and portrait_of(one) == "stage":
            first = options(actor, one.target, 1)
            found[one.name] = str(first[0][0]) if first else ""
    return with_days(fields, found, data)
