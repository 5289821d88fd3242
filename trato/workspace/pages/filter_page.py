"""The small dialog that adds a condition to a list's filter, or changes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, filters
from trato.records.contexts import context_for
from trato.records.errors import FilterError
from trato.records.filters import Term
from trato.records.filters.binding import bind
from trato.records.values import Quoted
from trato.workspace.chips import conditions, replaced
from trato.workspace.pages.fields import MOST_LISTED, labels, options
from trato.workspace.reader import address as room_address
from trato.workspace.reader import capitalized, list_url
from trato.workspace.words import OFFERED_PERIODS, period_label

if TYPE_CHECKING:
    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress

UNASKED = {"files", "json", "lines"}
CONTROLS = {
    "longtext": "text",
    "email": "text",
    "phone": "text",
    "url": "text",
    "emails": "text",
    "phones": "text",
}
EMPTY, FILLED, BETWEEN = "none", "any", "between"


@dataclass
class FilterPage:
    """What the dialog shows: first the fields, then one field's operators and its value."""

    record_type: RecordType
    address: ListAddress
    title: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    asked: Field | None = None
    operators: list[tuple[str, str]] = field(default_factory=list)
    operator: str = ""
    control: dict[str, Any] = field(default_factory=dict)
    second: dict[str, Any] | None = None
    place: int | None = None
    error: str = ""

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

    @property
    def action(self) -> str:
        return f"{list_url(self.record_type.key)}filter"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The list's address, and which condition is meant."""
        place = [] if self.place is None else [("place", str(self.place))]
        return [*self.address.pairs(), ("field", self.asked.name if self.asked else ""), *place]


def askable(actor: Actor, record_type: RecordType) -> list[Field]:
    """The fields that a condition may speak of, those that the type offers first."""
    known = access.readable_fields(actor, record_type)
    names = [*(name.split(".")[0] for name in record_type.filters), *known]
    fields = [known[name] for name in dict.fromkeys(names) if name in known]
    return [one for one in fields if one.operators and not one.hidden and one.component not in UNASKED]


def filter_page(actor: Actor, record_type: RecordType, address: ListAddress, data: QueryDict) -> FilterPage:
    """The dialog for this step."""
    page = FilterPage(record_type, address, _("Add a filter"))
    place = data.get("place", "")
    page.place = int(place) if place.isdecimal() and len(place) < 4 else None
    fields = askable(actor, record_type)
    page.asked = next((one for one in fields if one.name == data.get("field")), None)
    if page.asked is None:
        page.fields = [
            {"label": capitalized(one.label), "url": address.part("filter", field=one.name)} for one in fields
        ]
        return page
    page.title = capitalized(page.asked.label)
    page.operators = operators(page.asked)
    term = _term(page, address)
    page.operator = data.get("op") or (_operator(term, page.asked) if term else page.operators[0][0])
    _ask(actor, page, page.asked, term, data)
    return page


def operators(asked: Field) -> list[tuple[str, str]]:
    """What a condition on this field may say, most wanted first."""
    component = asked.component
    ends = [(EMPTY, _("is empty")), (FILLED, _("is filled in"))]
    if component in {"number", "money"}:
        return [
            (">=", _("at least")),
            ("<=", _("at most")),
            (">", _("over")),
            ("<", _("under")),
            (":", _("is")),
            *ends,
        ]
    if component in {"date", "datetime"}:
        return [(":", _("in the period")), (BETWEEN, _("between")), *ends]
    if component in CONTROLS or component == "text":
        return [(":", _("contains")), ("=", _("is")), ("!=", _("is not")), *ends]
    if component == "boolean":
        return [(":", _("is"))]
    return [(":", _("is")), ("!=", _("is not")), *ends]


def _term(page: FilterPage, address: ListAddress) -> Term | None:
    """The condition that is being changed."""
    if page.place is None:
        return None
    try:
        parts = conditions(filters.parse(address.filter or ""))
    except FilterError:
        return None
    found = parts[page.place] if page.place < len(parts) else None
    return found if isinstance(found, Term) and page.asked and found.path == (page.asked.name,) else None


def _operator(term: Term, asked: Field) -> str:
    if term.values[0] in {EMPTY, FILLED}:
        return term.values[0]
    if asked.component in {"date", "datetime"}:
        return BETWEEN if ".." in term.values[0] or not period_label(term.values[0]) else ":"
    return ":" if term.operator == "=" and (":", _("is")) in operators(asked) else term.operator


def _ask(actor: Actor, page: FilterPage, asked: Field, term: Term | None, data: QueryDict) -> None:
    """The control of the field's own kind, with the value it has."""
    values = [str(value) for value in term.values] if term else []
    first = values[0] if values and values[0] not in {EMPTY, FILLED} else ""
    name = "value"
    if asked.component in {"date", "datetime"}:
        choices = [(word, capitalized(period_label(word))) for word in OFFERED_PERIODS]
        known = first if first in OFFERED_PERIODS else ""
        page.control = _dict(name, _("Period"), "choice", known, choices=choices)
        start, _dots, end = first.partition("..")
        page.second = {
            "from": _dict("from", _("From"), "date", start if _dots else "" if known else first),
            "to": _dict("to", _("To"), "date", end if _dots else "" if known else first),
        }
    elif asked.component in {"choice", "choices"}:
        choices = [(value, capitalized(label)) for value, label in asked.choices]
        page.control = _dict(name, capitalized(asked.label), "choices", values, choices=choices)
    elif asked.component == "boolean":
        page.control = _dict(
            name,
            capitalized(asked.label),
            "choice",
            first or "yes",
            choices=[("yes", _("Yes")), ("no", _("No"))],
        )
        page.control["required"] = True
    elif asked.target:
        page.control = _link_control(actor, asked, values)
    else:
        page.control = _dict(name, _("Value"), "text", data.get(name, first))
        if asked.component in {"number", "money"}:
            page.control["attrs"] = {"inputmode": "decimal"}


def _dict(name: str, label: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "value": value, **more}


def _link_control(actor: Actor, asked: Field, values: list[str]) -> dict[str, Any]:
    """A picker of records; of people, oneself and one's team come first."""
    words = [("me", _("Me")), ("my-team", _("My team"))] if asked.target == "users" else []
    listed = [(str(pk), name) for pk, name in options(actor, asked.target, MOST_LISTED)]
    if asked.component == "tags":
        listed = [(name, name) for _pk, name in listed]
    chosen = [
        {"id": value, "label": value_of(words, value)} for value in values if value not in {EMPTY, FILLED}
    ]
    is_short = bool(words) or len(listed) < MOST_LISTED
    url = "" if is_short and asked.target else room_address("search:options", asked.target or "any")
    return _dict("value", capitalized(asked.label), "links", chosen, url=url, choices=[*words, *listed])


def value_of(words: list[tuple[str, str]], value: str) -> str:
    return dict(words).get(value, value)


def new_filter(actor: Actor, page: FilterPage, asked: Field, data: QueryDict) -> str:
    """The list's filter with the condition of this form. Raises FilterError."""
    operator = data.get("op", ":")
    if operator in {EMPTY, FILLED}:
        term = Term((asked.name,), ":", (operator,))
    elif operator == BETWEEN or (_days_given(data) and not data.get("value")):
        start, end = data.get("from", ""), data.get("to", "")
        if not start and not end:
            raise FilterError(_("Choose a day."))
        term = Term((asked.name,), ":", (f"{start}..{end}",))
    else:
        term = Term(
            (asked.name,), operator if operator in asked.operators else ":", _values(actor, asked, data)
        )
    bind(page.record_type, term, context_for(actor))
    return replaced(_parts(page), page.place, term)


def _days_given(data: QueryDict) -> bool:
    return bool(data.get("from") or data.get("to"))


def _parts(page: FilterPage) -> list[Node]:
    return [part for part in conditions(filters.parse(page.address.filter or "")) if part != filters.And(())]


def _values(actor: Actor, asked: Field, data: QueryDict) -> tuple[str, ...]:
    """The chosen values as words; records by their names, so that the filter can be read."""
    given = [value.strip() for value in data.getlist("value") if value.strip()]
    if not given:
        raise FilterError(_("Choose or write a value."))
    if not asked.target:
        return tuple(given)
    names = dict(labels(actor, asked, [value for value in given if value.isdecimal()]))
    return tuple(
        Quoted(names[value])
        if value in names and names[value] in {EMPTY, FILLED}
        else names.get(value, value)
        for value in given
    )
