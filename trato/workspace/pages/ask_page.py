"""A few fields to fill in before something is done, or a few places to choose from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.saying import in_a_row
from trato.records import access
from trato.records.errors import Denied, Invalid, InvalidFields, Needed
from trato.workspace import controls
from trato.workspace.pages.fields import control
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row


#: Components that are edited on a tab of their record, which has the same name.
ON_A_TAB = {"lines", "table"}


@dataclass
class AskPage:
    """What the dialog shows; `choices` are buttons that each do it, `places` lead to what comes first."""

    title: str
    action: str
    submit: str
    back: str
    text: str = ""
    controls: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    places: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


class Asked:
    """Some fields that a dialog asks for, of one record or of many: their controls, and what was posted."""

    def __init__(self, actor: Actor, record_type: RecordType, row: Row | None, names: Iterable[str]) -> None:
        known = access.readable_fields(actor, record_type)
        self.actor, self.record_type, self._row = actor, record_type, row
        self.fields: list[Field] = [
            known[name]
            for name in dict.fromkeys(names)
            if name in known
            and controls.is_editable(known[name])
            and access.may_write(actor, record_type, name)
        ]

    def more(self, names: Iterable[str]) -> Asked:
        """Other fields of the same record."""
        return Asked(self.actor, self.record_type, self._row, names)

    def controls(
        self, data: QueryDict | None = None, error: Invalid | None = None, needed: Iterable[str] = ()
    ) -> list[dict[str, Any]]:
        """One control for each field, as it is or as it was posted, with what is wrong with it."""
        wrong = _sentences(error)
        marked = set(needed)
        shown = []
        for one in self.fields:
            plain = (
                controls.posted(one, data, controls.currency_of(self._value(one)))
                if data is not None
                else controls.shown(one, self._value(one), self.actor.time_zone)
            )
            is_needed = one.name in marked
            shown.append(control(self.actor, one, plain, error=wrong.get(one.name, ""), is_needed=is_needed))
        return shown

    def carried(self, needed: Iterable[str]) -> list[tuple[str, str]]:
        """What the next dialog has to know of this one: what it asked for, and what of that is needed."""
        names = [one.name for one in self.fields]
        marked = [("needed", name) for name in needed if name in names]
        return [*(("also", name) for name in names), *marked]

    def _value(self, one: Field) -> Any:
        """What stands there already; nothing where many records are asked for at once."""
        return None if self._row is None else self._row[one.name]

    def given(self, data: QueryDict) -> dict[str, Any]:
        """What was posted, for an action."""
        found = {}
        for one in self.fields:
            value = self._value(one)
            plain = controls.posted(one, data, controls.currency_of(value))
            found[one.name] = controls.given(one, plain, value)
        return found

    def first(self, error: Invalid) -> list[Field]:
        """What is needed and no dialog asks for. Raises Denied where this person may not fill it in."""
        known, asked = access.readable_fields(self.actor, self.record_type), {one.name for one in self.fields}
        names = [one.field for one in error.problems] if isinstance(error, Needed) else []
        found = [known.get(name) for name in names if name not in asked]
        for one in found:
            if one is None or one.component not in ON_A_TAB or not self._may_write(one):
                raise Denied(_("This place asks for what you may not fill in.")) from error
        return [one for one in found if one is not None]

    def _may_write(self, one: Field) -> bool:
        return access.may_write(self.actor, self.record_type, one.name)


def needed_in(data: QueryDict, error: Invalid) -> list[str]:
    """What is missing, and what was needed in the dialog before: whatever else is wrong, it is needed yet."""
    missing = [one.field for one in error.problems] if isinstance(error, Needed) else []
    return list(dict.fromkeys([*data.getlist("needed"), *missing]))


def first_page(title: str, record_type: RecordType, pk: int, first: list[Field]) -> AskPage:
    """What has to be filled in on the record's own page before it can be done."""
    url = record_url(record_type.key, pk)
    places = [(capitalized(one.label), f"{url}?tab={one.component}") for one in first]
    return AskPage(title, "", "", url, first_sentence(first), places=places)


def first_sentence(first: list[Field]) -> str:
    return _("First fill in: %(fields)s.") % {"fields": in_a_row([capitalized(one.label) for one in first])}


def _sentences(error: Invalid | None) -> Mapping[str, str]:
    if error is None:
        return {}
    problems = error.problems if isinstance(error, InvalidFields) else [error]
    return {one.field: str(one.sentence) for one in problems}
