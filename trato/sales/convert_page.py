"""The dialog that converts a lead: who it becomes, of which company, with which deal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.registry import registry
from trato.sales.leads import COMPANIES, CONTACTS, DEALS
from trato.web.addresses import address
from trato.workspace import controls, duplicates
from trato.workspace.pages.fields import MOST_OPTIONS, control, labels, options
from trato.workspace.pages.form_page import presets

if TYPE_CHECKING:
    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.rows import Row

NEW, NONE, OTHER = "new", "none", "other"
#: The links of a deal to what a lead becomes beside it.
LINKS = {CONTACTS: "contacts", COMPANIES: "company"}
DEAL_FIELDS = ("name", "stage", "value")


@dataclass(frozen=True)
class Choice:
    """One way to go: a new record, one that is there, or none."""

    value: str
    label: str
    hint: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Picker:
    """Finds any other record of a type: what `ui.combobox` takes."""

    name: str
    url: str
    options: list[tuple[int, str]]
    chosen: list[dict[str, Any]]


@dataclass
class ConvertPage:
    """What the dialog's template shows."""

    title: str
    url: str
    back: str
    contacts: list[Choice]
    companies: list[Choice]
    pickers: dict[str, Picker]
    makes_deal: bool = True
    may_make_deal: bool = True
    fields: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""


def convert_page(actor: Actor, row: Row, url: str, back: str, posted: QueryDict | None = None) -> ConvertPage:
    """The dialog for this lead, with what was posted if it comes back."""
    name = str(row.get("name") or "")
    contacts = _contacts(actor, row, name, posted)
    companies = _companies(actor, row, contacts, posted)
    pickers = {key: _picker(actor, key, link, posted) for key, link in LINKS.items()}
    page = ConvertPage(_("Convert %(name)s") % {"name": name}, url, back, contacts, companies, pickers)
    page.may_make_deal = access.may(actor, registry.get(DEALS), Right.CREATE)
    page.makes_deal = page.may_make_deal and (posted is None or posted.get("deal") == "on")
    page.fields = [] if not page.may_make_deal else _deal_controls(actor, row, posted)
    return page


def _contacts(actor: Actor, row: Row, name: str, posted: QueryDict | None) -> list[Choice]:
    names = ("emails", "phones", "name")
    there = _there(actor, CONTACTS, {one: row[one] for one in names if row.get(one)})
    new = [Choice(NEW, _("New contact: %(name)s") % {"name": name})]
    choices = [*_made(actor, CONTACTS, new), *there, *_any(actor, CONTACTS, _("Another contact"))]
    return _checked(choices, posted.get("contact") if posted else None, there)


def _companies(actor: Actor, row: Row, contacts: list[Choice], posted: QueryDict | None) -> list[Choice]:
    name = str(row.get("company_name") or "")
    there = _there(actor, COMPANIES, {"name": name}) if name else []
    there += _employers(actor, contacts, {one.value for one in there})
    new = [Choice(NEW, _("New company: %(name)s") % {"name": name})] if name else []
    others = _any(actor, COMPANIES, _("Another company"))
    choices = [*_made(actor, COMPANIES, new), *there, Choice(NONE, _("No company")), *others]
    return _checked(choices, posted.get("company") if posted else None, there)


def _made(actor: Actor, type_key: str, new: list[Choice]) -> list[Choice]:
    return new if access.may(actor, registry.get(type_key), Right.CREATE) else []


def _any(actor: Actor, type_key: str, label: str) -> list[Choice]:
    return [Choice(OTHER, label)] if access.may(actor, registry.get(type_key), Right.READ) else []


def _picker(actor: Actor, type_key: str, link: str, posted: QueryDict | None) -> Picker:
    """The picker of a type, by a deal's link to it."""
    name = f"{type_key}-{OTHER}"
    keys = [str(posted[name])] if posted and posted.get(name) else []
    chosen = labels(actor, registry.get(DEALS).fields[link], keys)
    found = [{"id": key, "label": label} for key, label in chosen]
    return Picker(name, address("search:options", type_key), options(actor, type_key, MOST_OPTIONS), found)


def _there(actor: Actor, type_key: str, values: dict[str, Any]) -> list[Choice]:
    """Records that may be the same, the surest first; the sure ones say why."""
    found = duplicates.doubles(actor, registry.get(type_key), values)
    return [
        Choice(
            str(one.id),
            one.title,
            one.note or (_("The same name") if one.is_exact else _("A similar name")),
            checked=one.is_exact,
        )
        for one in found
    ]


def _employers(actor: Actor, contacts: list[Choice], known: set[str]) -> list[Choice]:
    """The companies of the contacts that are offered."""
    ids = [int(one.value) for one in contacts if one.value.isdecimal()]
    field = access.readable_fields(actor, registry.get(CONTACTS)).get(COMPANIES)
    if not ids or field is None or not access.may(actor, registry.get(COMPANIES), Right.READ):
        return []
    found: dict[str, Choice] = {}
    for pk in ids:  # a handful at most
        contact = rows.one(actor, CONTACTS, pk, columns=("name", COMPANIES))
        for ref in contact[COMPANIES]:
            hint = _("The company of %(name)s") % {"name": contact["name"]}
            found.setdefault(str(ref.id), Choice(str(ref.id), ref.label, hint))
    return [one for one in found.values() if one.value not in known]


def _checked(choices: list[Choice], chosen: str | None, there: list[Choice]) -> list[Choice]:
    """Exactly one is chosen: what was, else a record that is surely the same, else the first."""
    sure = next((one.value for one in there if one.checked), "")
    values = [one.value for one in choices]
    picked = next((value for value in (chosen, sure, *values) if value and value in values), "")
    return [Choice(one.value, one.label, one.hint, one.value == picked) for one in choices]


def deal_fields(actor: Actor) -> list[Field]:
    record_type = registry.get(DEALS)
    known = access.readable_fields(actor, record_type)
    return [
        known[name] for name in DEAL_FIELDS if name in known and access.may_write(actor, record_type, name)
    ]


def _deal_controls(actor: Actor, row: Row, posted: QueryDict | None) -> list[dict[str, Any]]:
    fields = deal_fields(actor)
    if posted is not None:
        plain = {
            one.name: controls.posted(one, posted, controls.currency_of(row.get("value"))) for one in fields
        }
    else:
        from django.http import QueryDict

        plain = presets(actor, registry.get(DEALS), fields, QueryDict())
        given = {"name": row.get("company_name") or row.get("name"), "value": row.get("value")}
        for one in fields:
            if given.get(one.name):
                plain[one.name] = controls.shown(one, given[one.name], actor.time_zone)
    made = [
        control(actor, one, plain.get(one.name, controls.shown(one, None, actor.time_zone))) for one in fields
    ]
    return [{**one, "required": False} for one in made]
