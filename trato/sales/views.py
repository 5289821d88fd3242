from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.kernel.saying import sentences
from trato.records import access, rows
from trato.records.acts import last_set
from trato.records.errors import Invalid, InvalidFields, Refused
from trato.records.registry import registry
from trato.sales.convert_page import NEW, NONE, OTHER, convert_page, deal_fields
from trato.sales.leads import COMPANIES, CONTACTS, DEALS, LEADS, convert_lead
from trato.workspace import controls, rendering
from trato.workspace.pages.record_page import refuse_binned
from trato.workspace.reader import actor_in, record_url
from trato.workspace.refusals import linked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from trato.sales.convert_page import ConvertPage

TEMPLATE = "sales/convert.html"


@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialog that asks what a lead becomes; posted, it becomes that, and leads to the deal if any.

    Raises NotFound, Denied, Binned.
    """
    actor, leads = actor_in(request), registry.get(LEADS)
    row = rows.one(actor, LEADS, pk)
    lead = access.fetch(actor, leads, pk, Right.EDIT)
    refuse_binned(actor, leads, pk)
    url, back = reverse("sales:convert", args=[pk]), record_url(LEADS, pk)
    if request.method == "GET":
        return rendering.either(request, TEMPLATE, "dialog", convert_page(actor, row, url, back))
    try:
        became = convert_lead(actor, lead, **_chosen(request, row))
    except (Invalid, Refused) as error:
        page = convert_page(actor, row, url, back, request.POST)
        if isinstance(error, Invalid):
            _tell(page, _problems(error))
        else:
            page.error = linked(actor, error)
        return rendering.either(request, TEMPLATE, "dialog", page, status=422)
    said = _("%(name)s is converted.") % {"name": row.get("name") or ""}
    rendering.say(request, said, last_set(LEADS, pk))
    leads_to = DEALS if DEALS in became else CONTACTS
    return rendering.go(request, record_url(leads_to, became[leads_to]))


def _tell(page: ConvertPage, problems: list[Invalid]) -> None:
    """What is wrong, beside the field of the deal that it is about, else above them all."""
    fields = {one["name"]: one for one in page.fields}
    others = [one for one in problems if one.field not in fields]
    for one in problems:
        if one.field in fields:
            fields[one.field]["error"] = str(one.sentence)
    page.error = sentences(one.sentence for one in others)


def _problems(error: Invalid) -> list[Invalid]:
    return error.problems if isinstance(error, InvalidFields) else [error]


def _chosen(request: HttpRequest, row: rows.Row) -> dict[str, Any]:
    """What the dialog says, as the act takes it. Raises Invalid."""
    data = request.POST
    contact, company = _picked(data, "contact", CONTACTS), _picked(data, "company", COMPANIES)
    found: dict[str, Any] = {
        "contact": None if contact == NEW else _number(contact, "contact"),
        "company": None if company == NEW else False if company == NONE else _number(company, "company"),
        "deal": False,
    }
    if data.get("deal") == "on":
        currency = controls.currency_of(row.get("value"))
        fields = deal_fields(actor_in(request))
        found["deal"] = {
            one.name: controls.given(one, controls.posted(one, data, currency)) for one in fields
        }
    return found


def _picked(data: QueryDict, name: str, type_key: str) -> str:
    """What was chosen of the lines; of the last, what was found by searching. Raises Invalid."""
    chosen = data.get(name, NEW)
    if chosen != OTHER:
        return chosen
    found = data.get(f"{type_key}-{OTHER}", "")
    if not found:
        raise Invalid(_("Choose which one it becomes."), field=name)
    return found


def _number(text: str, field: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("Choose one of the lines."), field=field)
    return int(text)
