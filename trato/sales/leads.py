"""Converting a lead: it becomes a contact, of a company, with a deal or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.saying import in_a_row
from trato.records import access
from trato.records.actions import parse_values
from trato.records.carrying import carry_over
from trato.records.contexts import context_for
from trato.records.errors import Invalid, InvalidFields, NotFound, Refused
from trato.records.json_rows import given_from_json
from trato.records.registry import registry
from trato.records.rows import titles
from trato.records.values import Ref
from trato.records.work import writing
from trato.sales.models import Lead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.touched import Touched
    from trato.records.work import Work

LEADS, CONTACTS, COMPANIES, DEALS = "leads", "contacts", "companies", "deals"
BECAME, CONVERTED = "became", "leads.converted"
#: What a contact takes from its lead.
TAKEN = ("name", "job_title", "emails", "phones", "owner", "tags")


def is_convertible(values: Mapping[str, Any]) -> bool:
    return values.get("status") != Lead.CONVERTED


def convert_lead(
    actor: Actor,
    lead: Lead,
    *,
    contact: int | None = None,
    company: int | bool | None = None,
    deal: Mapping[str, Any] | bool = False,
) -> dict[str, int]:
    """Make the lead a contact, in one act that one undo takes back; the ids of what it became, by type.

    `contact` and `company` name records that are there; null makes new ones (a company only if the lead names
    one), false for the company means none. `deal` holds the fields of a deal to make, or is false. Notes,
    tasks and files of the lead are about the new records as well. Raises Refused if it was converted before.
    """
    _check(contact, company, deal)
    with writing(actor, CONVERTED) as work:
        touched = work.load(LEADS, [lead.pk])[lead.pk]
        _refuse_second(touched)
        firm = _company(work, touched, company)
        person = _contact(work, touched, contact, firm)
        became = [person, *([firm] if firm else [])]
        if deal is not False:
            became.append(_deal(work, touched, {} if deal is True else deal, person, firm))
        work.change(touched, {"status": Lead.CONVERTED, BECAME: tuple(became)})
        carry_over(work, Ref(LEADS, lead.pk), became)
        work.emit(CONVERTED, LEADS, [lead.pk])
    return {ref.type: ref.id or 0 for ref in became}


def _check(contact: Any, company: Any, deal: Any) -> None:
    problems = []
    if contact is not None and (isinstance(contact, bool) or not isinstance(contact, int)):
        problems.append(
            Invalid(_("Expected the number of a contact, or null for a new one."), field="contact")
        )
    if company is not None and company is not False and (company is True or not isinstance(company, int)):
        problems.append(Invalid(_("Expected the number of a company, null or false."), field="company"))
    if not isinstance(deal, dict | bool):
        problems.append(Invalid(_("Expected the fields of a deal, or false."), field="deal"))
    if problems:
        raise InvalidFields(problems)


def _refuse_second(touched: Touched) -> None:
    became = [ref for ref in touched.value(BECAME) if ref.id is not None]
    if not became and touched.value("status") != Lead.CONVERTED:
        return
    called = [
        Ref(ref.type, ref.id, titles(ref.type, [ref.id or 0]).get(ref.id or 0, ref.label)) for ref in became
    ]
    if not called:
        raise Refused(_("This lead has been converted already."))
    names = in_a_row([ref.label for ref in called])
    raise Refused(_("This lead has become %(names)s already.") % {"names": names}, leads_to=called)


def _company(work: Work, lead: Touched, given: Any) -> Ref | None:
    name = lead.value("company_name")
    if given is False or (given is None and not name):
        return None
    if given is not None:
        return _existing(work, COMPANIES, int(given), "company")
    return _made(work, COMPANIES, {"name": name, "owner": _owner(lead)})


def _contact(work: Work, lead: Touched, given: int | None, firm: Ref | None) -> Ref:
    firms = (firm,) if firm is not None else ()
    if given is None:
        taken = {name: _plain(lead.value(name)) for name in TAKEN if lead.value(name)}
        return _made(work, CONTACTS, taken, {"companies": firms})
    found = _existing(work, CONTACTS, given, "contact")
    missing = _missing(work, given, lead, firms)
    if missing:
        access.fetch(work.actor, registry.get(CONTACTS), given, Right.EDIT)
        work.change(work.load(CONTACTS, [given])[given], missing)
    return found


def _missing(work: Work, pk: int, lead: Touched, firms: tuple[Ref, ...]) -> dict[str, Any]:
    """What the lead knows and the contact lacks: a job title, addresses, the company."""
    contact = work.load(CONTACTS, [pk], Right.READ)[pk]
    found: dict[str, Any] = {}
    if lead.value("job_title") and not contact.value("job_title"):
        found["job_title"] = lead.value("job_title")
    for name in ("emails", "phones"):
        held = contact.value(name) or ()
        known = {one.value for one in held}
        added = tuple(one for one in lead.value(name) or () if one.value not in known)
        if added:
            found[name] = (*held, *added)
    held_firms = contact.value("companies")
    there = {ref.id for ref in held_firms}  # whatever the person does there
    added_firms = tuple(ref for ref in firms if ref.id not in there)
    if added_firms:
        found["companies"] = (*held_firms, *added_firms)
    known_fields = access.readable_fields(work.actor, registry.get(CONTACTS))
    return {
        name: value
        for name, value in found.items()
        if name in known_fields and access.may_write(work.actor, registry.get(CONTACTS), name)
    }


def _deal(work: Work, lead: Touched, given: Mapping[str, Any], person: Ref, firm: Ref | None) -> Ref:
    fixed = {"contacts": (person,), **({"company": firm} if firm else {})}
    own: dict[str, Any] = {"owner": _owner(lead)}
    if lead.value("value") is not None:
        own["value"] = lead.value("value")
    asked = given_from_json(registry.get(DEALS), {k: v for k, v in given.items() if k not in fixed})
    return _made(work, DEALS, {**own, **asked}, fixed)


def _owner(lead: Touched) -> int | None:
    owner = lead.value("owner")
    return None if owner is None else owner.id


def _plain(value: Any) -> Any:
    return value.id if isinstance(value, Ref) else value


def _existing(work: Work, type_key: str, pk: int, field: str) -> Ref:
    """A record that the actor may see and that is not in the bin. Raises Invalid."""
    record_type = registry.get(type_key)
    try:
        record = access.fetch(work.actor, record_type, pk if 0 < pk < 2**63 else 0)
    except NotFound as error:
        raise Invalid(error.sentence, field=field) from None
    if record.archived_at is not None:
        raise Invalid(_("“%(name)s” lies in the bin.") % {"name": record.name}, field=field)
    return Ref(type_key, pk, str(record.name))


def _made(work: Work, type_key: str, given: dict[str, Any], fixed: Mapping[str, Any] | None = None) -> Ref:
    """A new record with as many of the given facts as the actor may write."""
    record_type = registry.get(type_key)
    access.require(work.actor, record_type, Right.CREATE)
    known = access.readable_fields(work.actor, record_type)

    def may(name: str) -> bool:
        return name not in record_type.fields or (
            name in known and access.may_write(work.actor, record_type, name)
        )

    values = parse_values(
        work.actor, record_type, {k: v for k, v in given.items() if may(k)}, context_for(work.actor)
    )
    values |= {name: value for name, value in (fixed or {}).items() if may(name)}
    touched = work.create(type_key, values)
    work.flush_rows()
    return Ref(type_key, touched.id, str(touched.value(record_type.title) or ""))
