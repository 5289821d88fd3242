"""The small dialog that adds a condition to a list's filter, or changes one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access, filters
from trato.records.contexts import context_for
from trato.records.errors import FilterError, Invalid
from trato.records.fields.before import BeforeField
from trato.records.filters import Term
from trato.records.filters.binding import bind
from trato.records.paths import next_step_field
from trato.records.upcoming import is_planned
from trato.records.values import REMOVED, Quoted
from trato.web.addresses import address as room_address
from trato.workspace.cells import Cells
from trato.workspace.chips import conditions, replaced, said
from trato.workspace.columns import field_named, linked_fields
from trato.workspace.numbers import in_filter, localized
from trato.workspace.pages.fields import MOST_LISTED, labels, options
from trato.workspace.reader import capitalized, formats_for, list_url
from trato.workspace.words import OFFERED_PERIODS, period_label

if TYPE_CHECKING:
    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.filters import Node
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress

UNASKED = {"files", "json", "lines", "table"}
CONTROLS = {
    "longtext": "text",
    "email": "text",
    "phone": "text",
    "url": "text",
    "emails": "text",
    "phones": "text",
}
EMPTY, FILLED, BETWEEN = "none", "any", "between"
#: The alternative that is not there yet.
NEW_ONE = 999


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
    #: Which of the alternatives at that place is meant; `NEW_ONE` for one more of them.
    alternative: int | None = None
    #: Fields of linked records, under each link's name.
    groups: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    #: The alternatives at that place, each with its editor and the list without it.
    alternatives: list[dict[str, Any]] = field(default_factory=list)
    or_url: str = ""
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
        kept = [(name, str(value)) for name, value in self.where.items()]
        return [*self.address.pairs(), ("field", self.asked.name if self.asked else ""), *kept]

    @property
    def where(self) -> dict[str, int]:
        """Which condition is meant, as the dialog's addresses have it."""
        given = {"place": self.place, "or": self.alternative}
        return {name: value for name, value in given.items() if value is not None}


def askable(actor: Actor, record_type: RecordType) -> list[Field]:
    """The fields that a condition may speak of, those that the type offers first."""
    known = access.readable_fields(actor, record_type)
    names = [*(name.split(".")[0] for name in record_type.filters), *known]
    fields = [known[name] for name in dict.fromkeys(names) if name in known]
    if is_planned(record_type):
        fields.insert(len(record_type.filters), next_step_field(actor, record_type))
    return [one for one in fields if is_askable(one)]


def is_askable(one: Field) -> bool:
    return bool(one.operators) and not one.hidden and one.component not in UNASKED


def filter_page(actor: Actor, record_type: RecordType, address: ListAddress, data: QueryDict) -> FilterPage:
    """The dialog for this step."""
    page = FilterPage(record_type, address, _("Add a filter"))
    place = data.get("place", "")
    page.place = int(place) if place.isdecimal() and len(place) < 4 else None
    alternative = data.get("or", "")
    page.alternative = int(alternative) if alternative.isdecimal() and len(alternative) < 5 else None
    page.asked = _asked(actor, record_type, data.get("field", ""))
    part = _part(page, address)
    if page.asked is None and isinstance(part, filters.Or) and page.alternative is None:
        return _list_alternatives(actor, page, part)
    if page.asked is None:
        page.fields = [_line(page, one) for one in askable(actor, record_type)]
        page.groups = [
            (capitalized(link.label), [_line(page, one) for one in behind if is_askable(one)])
            for link, behind in linked_fields(actor, record_type)
        ]
        return page
    if part is not None and page.alternative is None:
        page.or_url = address.part("filter", place=page.place, **{"or": NEW_ONE})
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
    if EMPTY in dict(asked.choices):
        ends = []
    return [(":", _("is")), ("!=", _("is not")), *ends]


def _asked(actor: Actor, record_type: RecordType, name: str) -> Field | None:
    found = field_named(actor, record_type, name) if name else None
    return found if found is not None and is_askable(found) else None


def _line(page: FilterPage, one: Field) -> dict[str, Any]:
    """A field that a condition may speak of, with the dialog that asks for the rest."""
    return {
        "label": capitalized(one.label),
        "url": page.address.part("filter", field=one.name, **page.where),
    }


def _part(page: FilterPage, address: ListAddress) -> Node | None:
    """The condition at the place that is meant."""
    if page.place is None:
        return None
    try:
        parts = conditions(filters.parse(address.filter or ""))
    except FilterError:
        return None
    return parts[page.place] if page.place < len(parts) else None


def _list_alternatives(actor: Actor, page: FilterPage, part: filters.Or) -> FilterPage:
    """Conditions of which one must hold, to be changed one by one."""
    page.title = _("Any of these")
    cells = Cells(actor, formats_for(actor))
    for at, one in enumerate(part.parts):
        rest = part.parts[:at] + part.parts[at + 1 :]
        without = replaced(_parts(page), page.place, rest[0] if len(rest) == 1 else filters.Or(rest))
        line = {
            "label": said(cells, page.record_type, one),
            "url": "",
            "remove_url": page.address.but(filter=without).url(),
        }
        if isinstance(one, Term):
            line["url"] = page.address.part(
                "filter", place=page.place, field=".".join(one.path), **{"or": at}
            )
        page.alternatives.append(line)
    page.or_url = page.address.part("filter", place=page.place, **{"or": NEW_ONE})
    return page


def _term(page: FilterPage, address: ListAddress) -> Term | None:
    """The condition that is being changed."""
    found = _part(page, address)
    if page.alternative is not None:
        parts = found.parts if isinstance(found, filters.Or) else ()
        found = parts[page.alternative] if page.alternative < len(parts) else None
    is_meant = isinstance(found, Term) and page.asked and ".".join(found.path) == page.asked.name
    return found if is_meant else None  # type: ignore[return-value]  # a Term by then


def _operator(term: Term, asked: Field) -> str:
    if term.values[0] in {EMPTY, FILLED} & dict(operators(asked)).keys():
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
    elif asked.component in {"choice", "choices", "before", "next"}:
        offered = asked.offered(first) if isinstance(asked, BeforeField) else asked.choices
        choices = [(value, capitalized(label)) for value, label in offered]
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
            page.control["value"] = data.get(name, "..".join(localized(edge) for edge in first.split("..")))


def _dict(name: str, label: str, kind: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "value": value, **more}


def _link_control(actor: Actor, asked: Field, values: list[str]) -> dict[str, Any]:
    """A picker of records; of people, oneself and one's team come first."""
    words = people_words(asked)
    listed = [(str(pk), name) for pk, name in options(actor, asked.target, MOST_LISTED)]
    if asked.component == "tags":
        listed = [(name, name) for _pk, name in listed]
    chosen = [
        {"id": value, "label": value_of(words, value)}
        for value in values
        if value not in {EMPTY, FILLED, REMOVED}
    ]
    is_short = bool(words) or len(listed) < MOST_LISTED
    url = "" if is_short and asked.target else room_address("search:options", asked.target or "any")
    return _dict("value", capitalized(asked.label), "links", chosen, url=url, choices=[*words, *listed])


def people_words(asked: Field) -> list[tuple[str, str]]:
    """The people that a filter names without their names, where the field holds people."""
    return [("me", _("Me")), ("my-team", _("My team"))] if asked.target == "users" else []


def value_of(words: list[tuple[str, str]], value: str) -> str:
    return dict(words).get(value, value)


def new_filter(actor: Actor, page: FilterPage, asked: Field, data: QueryDict) -> str:
    """The list's filter with the condition of this form. Raises FilterError."""
    operator = data.get("op", ":")
    if operator in {EMPTY, FILLED}:
        term = Term(tuple(asked.name.split(".")), ":", (operator,))
    elif operator == BETWEEN or (_days_given(data) and not data.get("value")):
        start, end = data.get("from", ""), data.get("to", "")
        if not start and not end:
            raise FilterError(_("Choose a day."))
        term = Term(tuple(asked.name.split(".")), ":", (f"{start}..{end}",))
    else:
        term = Term(
            tuple(asked.name.split(".")),
            operator if operator in asked.operators else ":",
            _values(actor, asked, data),
        )
    bind(page.record_type, term, context_for(actor))
    return replaced(_parts(page), page.place, _joined(page, term))


def _joined(page: FilterPage, term: Term) -> Node:
    """The condition, as one of the alternatives at its place if that is meant."""
    part = _part(page, page.address)
    if page.alternative is None or part is None:
        return term
    parts: list[Node] = list(part.parts) if isinstance(part, filters.Or) else [part]
    if page.alternative < len(parts) and isinstance(part, filters.Or):
        parts[page.alternative] = term
    else:
        parts.append(term)
    return filters.Or(tuple(parts))


def _written(actor: Actor, asked: Field, value: str) -> str:
    """What was typed as the filter language has it. Raises FilterError."""
    if asked.component not in {"number", "money"}:
        return value
    try:
        return in_filter(asked, value, context_for(actor))
    except Invalid as error:
        raise FilterError(error.sentence, field=asked.name) from None


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
        return tuple(_written(actor, asked, value) for value in given)
    names = dict(labels(actor, asked, [value for value in given if value.isdecimal()]))
    return tuple(
        Quoted(names[value])
        if value in names and names[value] in {EMPTY, FILLED, REMOVED}
        else names.get(value, value)
        for value in given
    )
