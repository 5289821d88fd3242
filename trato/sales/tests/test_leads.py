"""Leads: converting them in one act, what goes along, what is refused, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import API
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.kernel.money import Money
from trato.records import access, actions, rows
from trato.records.checksum import checksum
from trato.records.errors import Denied, Invalid, Refused
from trato.records.models import ChangeSet, TimelineEntry
from trato.records.registry import registry
from trato.records.undo import undo
from trato.sales.leads import convert_lead
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def convert(actor: Any, pk: int, **given: Any) -> dict[str, int]:
    lead = access.fetch(actor, registry.get("leads"), pk)
    return convert_lead(actor, lead, **given)


@pytest.fixture
def lead(make: Makers, cast: Cast) -> int:
    return make.lead(
        name="Ana Ruiz",
        company_name="Harbour & Vale",
        job_title="Buyer",
        emails=["ana@harbour.example"],
        phones=["+34 600 100 200"],
        value="1200",
        source="referral",
        tags=["hot"],
        owner=cast.ana,
    )


def test_a_lead_becomes_a_contact_a_company_and_a_deal(lead: int, cast: Cast) -> None:
    became = convert(cast.ana, lead, deal={"name": "Cold room"})
    contact = rows.one(cast.ana, "contacts", became["contacts"])
    assert (contact["name"], contact["job_title"], contact["emails"][0].value) == (
        "Ana Ruiz",
        "Buyer",
        "ana@harbour.example",
    )
    assert [ref.label for ref in contact["companies"]] == ["Harbour & Vale"]
    assert [ref.label for ref in contact["tags"]] == ["hot"]
    deal = rows.one(cast.ana, "deals", became["deals"])
    assert (deal["name"], deal["value"], deal["company"].id) == (
        "Cold room",
        Money.of("1200", "USD"),
        became["companies"],
    )
    assert [ref.id for ref in deal["contacts"]] == [became["contacts"]]
    assert deal["owner"].id == cast.ana.user_id
    found = rows.one(cast.ana, "leads", lead)
    assert found["status"] == "converted"
    assert {(ref.type, ref.id) for ref in found["became"]} == set(became.items())


def test_what_is_about_the_lead_is_about_what_it_became(lead: int, make: Makers, cast: Cast) -> None:
    about = [{"type": "leads", "id": lead}]
    note = make.note(body="Wants a cold room", about=about, owner=cast.ana)
    task = make.task(name="Call back", about=about, owner=cast.ben)
    became = convert(cast.ana, lead)
    for key, pk in (("notes", note), ("tasks", task)):
        links = {(ref.type, ref.id) for ref in rows.one(cast.owner, key, pk)["about"]}
        assert links == {("leads", lead), *became.items()}
    told = TimelineEntry.objects.filter(type="contacts", record_id=became["contacts"])
    subjects = set(told.values_list("subject_type", "kind"))
    assert {
        ("notes", "created"),
        ("tasks", "created"),
        ("leads", "created"),
        ("leads", "leads.converted"),
    } <= subjects
    page = sign_in(cast.ana).get(f"/contacts/{became['contacts']}").content.decode()
    assert "Wants a cold room" in page
    assert "converted" in page


def test_one_undo_takes_everything_back(lead: int, make: Makers, cast: Cast) -> None:
    make.note(body="Wants a cold room", about=[{"type": "leads", "id": lead}], owner=cast.ana)
    there = make.contact(name="Ana R.", owner=cast.ana)
    for given in ({"deal": True}, {"contact": there, "company": False}):
        before = checksum()
        convert(cast.ana, lead, **given)
        assert checksum() != before
        assert undo(cast.ana, ChangeSet.objects.latest("pk").pk).kept == []
        assert checksum() == before


def test_a_contact_that_is_there_gets_what_it_lacks(lead: int, make: Makers, cast: Cast) -> None:
    there = make.contact(name="Ana R.", emails=["ana@home.example"], owner=cast.ana)
    firm = make.company(name="Harbour")
    became = convert(cast.ana, lead, contact=there, company=firm)
    assert became == {"contacts": there, "companies": firm}
    found = rows.one(cast.ana, "contacts", there)
    assert found["name"] == "Ana R."
    assert [one.value for one in found["emails"]] == ["ana@home.example", "ana@harbour.example"]
    assert [ref.id for ref in found["companies"]] == [firm]
    assert rows.count(cast.owner, "companies").number == 1


def test_twice_is_refused_with_where_it_went(lead: int, cast: Cast) -> None:
    convert(cast.ana, lead)
    before = checksum()
    with pytest.raises(Refused, match="This lead has become Ana Ruiz, Harbour & Vale already"):
        convert(cast.ana, lead)
    assert checksum() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"contact": 10**9}, "contact"),
        ({"contact": True}, "contact"),
        ({"company": "Acme"}, "company"),
        ({"deal": "yes"}, "deal"),
        ({"deal": {"value": "much"}}, "value"),
        ({"deal": {"colour": "red"}}, "colour"),
    ],
)
def test_what_is_wrong_changes_nothing(lead: int, cast: Cast, given: dict[str, Any], field: str) -> None:
    before = checksum()
    with pytest.raises(Invalid) as refused:
        convert(cast.ana, lead, **given)
    assert refused.value.field == field
    assert checksum() == before


def test_the_bin_and_strangers(lead: int, make: Makers, cast: Cast) -> None:
    binned = make.contact(name="Ana R.")
    actions.archive(cast.owner, "contacts", [binned])
    with pytest.raises(Invalid, match="lies in the bin"):
        convert(cast.ana, lead, contact=binned)
    client = sign_in(cast.cleo)
    assert client.get(f"/leads/{lead}/convert").status_code == 404
    assert client.post(f"/leads/{lead}/convert").status_code == 404
    with pytest.raises(Denied):
        convert(cast.rita, make.lead(owner=cast.rita))


def test_by_hand_no_lead_becomes_converted(lead: int, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Convert the lead instead"):
        actions.change(cast.ana, "leads", lead, {"status": "converted"})
    with pytest.raises(Invalid, match="follows from other fields"):
        actions.change(cast.ana, "leads", lead, {"became": []})
    client = sign_in(cast.ana)
    sent = client.post(f"/leads/{lead}/move", {"by": "status", "status": "converted"})
    assert (sent.status_code, sent["Location"]) == (303, f"/leads/{lead}/convert")
    assert rows.one(cast.ana, "leads", lead)["status"] == "new"


def test_programs(lead: int, make: Makers, cast: Cast) -> None:
    program = program_of(User.objects.get(pk=cast.ana.user_id or 0))
    firm = make.company(name="Harbour")
    body = {
        "contact": None,
        "company": firm,
        "deal": {"name": "Cold room", "value": "900", "currency": "EUR"},
    }
    answer = program.post(f"/api/leads/{lead}/convert", body)
    assert (answer.status, answer.data["status"]) == (200, "converted")
    assert [one["label"] for one in answer.data["became"]] == ["Ana Ruiz", "Harbour", "Cold room"]
    deal = next(one["id"] for one in answer.data["became"] if one["type"] == "deals")
    assert rows.one(cast.ana, "deals", deal)["value"] == Money.of("900", "EUR")
    again = program.post(f"/api/leads/{lead}/convert", {})
    assert again.status == 409
    assert "Ana Ruiz" in again.data["detail"]
    assert ChangeSet.objects.latest("pk").via == API


def test_who_has_a_role_in_the_company_stays_there_once(lead: int, make: Makers, cast: Cast) -> None:
    firm = make.company(name="Harbour & Vale")
    same = make.contact(name="A. Ruiz", owner=cast.ana, companies=[{"id": firm, "role": "buyer"}])
    assert convert(cast.ana, lead, contact=same, company=firm) == {"contacts": same, "companies": firm}
    found = rows.one(cast.ana, "contacts", same)
    assert [(ref.id, ref.role) for ref in found["companies"]] == [(firm, "buyer")]


def test_the_dialog_offers_who_is_there(lead: int, make: Makers, cast: Cast) -> None:
    firm = make.company(name="Quay Street")
    same = make.contact(name="A. Ruiz", emails=["ana@harbour.example"], companies=[firm])
    client = sign_in(cast.ana)
    text = client.get(f"/leads/{lead}/convert", headers={"HX-Request": "true"}).content.decode()
    assert f'value="{same}" checked' in " ".join(text.split())
    assert "New contact: Ana Ruiz" in text
    assert "The company of A. Ruiz" in text
    assert "New company: Harbour &amp; Vale" in text
    data = {"contact": str(same), "company": "new", "deal": "on", "name": "Refit", "value": "oops"}
    wrong = client.post(f"/leads/{lead}/convert", data)
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'value="oops"' in text
    beside = text.split('id="field-value-error"')[1].split("</p>")[0]
    assert "“oops” is not an amount" in beside
    assert text.count("“oops” is not an amount") == 1
    done = client.post(f"/leads/{lead}/convert", {**data, "value": "50"})
    (deal,) = rows.read(cast.ana, "deals", columns=("name",), filter="name:refit").rows
    assert (done.status_code, done["Location"]) == (303, f"/deals/{deal.id}")
    assert "Ana Ruiz is converted." in client.get(done["Location"]).content.decode()
    text = client.get(f"/leads/{lead}").content.decode()
    assert f"/leads/{lead}/convert" not in text


def test_undone_on_the_deal_one_is_on_the_lead_again(lead: int, cast: Cast, make: Makers) -> None:
    """The deal's page is gone; what was made anew goes to its list."""
    client = sign_in(cast.ana)
    data = {"contact": "new", "company": "new", "deal": "on", "name": "Refit"}
    page = client.post(f"/leads/{lead}/convert", data)["Location"]
    act = ChangeSet.objects.latest("pk").pk
    assert client.post(f"/undo/{act}", headers={"Referer": f"http://testserver{page}"})["Location"] == (
        f"/leads/{lead}"
    )
    made = make.deal(owner=cast.ana, company=make.company(name="Quay Street"))
    act = ChangeSet.objects.latest("pk").pk
    gone = client.post(f"/undo/{act}", headers={"Referer": f"http://testserver/deals/{made}"})
    assert gone["Location"] == "/deals/"


def test_any_other_contact_and_company_can_be_chosen(lead: int, make: Makers, cast: Cast) -> None:
    firm, leo = make.company(name="Quay Street"), make.contact(first_name="Leo", last_name="Kay")
    client = sign_in(cast.ana)
    text = client.get(f"/leads/{lead}/convert", headers={"HX-Request": "true"}).content.decode()
    assert ("Another contact" in text, "Another company" in text) == (True, True)
    assert f'<option value="{leo}">Leo Kay</option>' in text
    data = {"contact": "other", "company": "other", "companies-other": str(firm)}
    wrong = client.post(f"/leads/{lead}/convert", data)
    assert (wrong.status_code, "Choose which one it becomes." in wrong.content.decode()) == (422, True)
    assert f'<option value="{firm}" selected>Quay Street</option>' in wrong.content.decode()
    done = client.post(f"/leads/{lead}/convert", {**data, "contacts-other": str(leo)})
    assert (done.status_code, done["Location"]) == (303, f"/contacts/{leo}")
    assert [ref.id for ref in rows.one(cast.ana, "contacts", leo)["companies"]] == [firm]


def test_the_ledger_says_that_a_lead_was_converted(lead: int, make: Makers, cast: Cast) -> None:
    """Not that something was changed in it, by the name of a field of the calls that went along."""
    make.call(name="Rang", about=[{"type": "leads", "id": lead}], owner=cast.ana)
    convert(cast.ana, lead)
    page = sign_in(cast.ana).get("/history/").content.decode()
    assert "Ana converted Ana Ruiz" in page
    assert "Ana changed Ana Ruiz" not in page
