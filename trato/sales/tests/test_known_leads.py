"""A lead that is a contact already: its form says so, with the way there."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from trato.records import actions
from trato.records.errors import Refused
from trato.sales.tests.test_leads import convert
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.workspace.refusals import linked

pytestmark = pytest.mark.django_db


def test_a_lead_that_is_a_contact_already(cast: Cast) -> None:
    """By address and by number, with the way there; the form asks once."""
    ana = sign_in(cast.ana)
    person = {"name": "Marta Quiroga", "emails": ["marta@harbour.example"], "phones": ["+44 117 496 0123"]}
    contact = actions.create(cast.ana, "contacts", person)
    said = {"emails": "MARTA@harbour.example", "phones": "+44 (117) 496-0123"}
    for name, value in said.items():
        told = ana.get(f"/leads/duplicates?name=M&{urlencode({name: value})}").text
        assert f'href="/contacts/{contact}"' in told
        label = {"emails": "E-mails", "phones": "Phones"}[name]
        assert f"Contact · {label}: " in told
    assert ana.get("/leads/duplicates?name=Marta Quiroga").text == ""
    form = ana.get("/leads/new").text
    assert 'hx-get="/leads/duplicates"' in form
    assert "from:#field-emails" in form
    assert "from:#field-phones" in form
    sent = {"name": "M. Q.", **said}
    with unchanged():
        asked = ana.post("/leads/new", sent)
    assert asked.status_code == 422
    assert f'href="/contacts/{contact}"' in asked.content.decode()
    assert ana.post("/leads/new", {**sent, "anyway": "1"}).status_code == 303


def test_whom_a_lead_became_is_nobody_else(cast: Cast) -> None:
    ana = sign_in(cast.ana)
    lead = actions.create(cast.ana, "leads", {"name": "Marta", "emails": ["marta@harbour.example"]})
    became = convert(cast.ana, lead)
    asked = "/leads/duplicates?emails=marta@harbour.example"
    assert ana.get(f"{asked}&id={lead}").text == ""
    told = ana.get(asked).text
    assert told.count("href=") == 2
    assert f'href="/contacts/{became["contacts"]}"' in told


def test_a_conversion_left_open_leads_to_what_it_became(cast: Cast) -> None:
    """Posted from another window: the dialog says so, with a way to each that one may see."""
    ana = sign_in(cast.ana)
    lead = actions.create(cast.ana, "leads", {"name": "Marta", "company_name": "Harbour & Vale"})
    became = convert(cast.ana, lead)
    for headers in ({"HX-Request": "true"}, {}):
        with unchanged():
            answer = ana.post(f"/leads/{lead}/convert", {"contact": "new", "company": "new"}, headers=headers)
        assert answer.status_code == 422
        contact = f'<a href="/contacts/{became["contacts"]}" dir="auto">Marta</a>'
        firm = f'<a href="/companies/{became["companies"]}" dir="auto">Harbour &amp; Vale</a>'
        assert f"This lead has become {contact}, {firm} already." in answer.content.decode()


def test_what_one_may_not_see_has_no_way_there(cast: Cast) -> None:
    """Everybody sees contacts, and those of another team no deal of Ana's."""
    lead = actions.create(cast.ana, "leads", {"name": "Marta"})
    became = convert(cast.ana, lead, deal={"name": "Cold room"})
    with pytest.raises(Refused) as told:
        convert(cast.ana, lead)
    contact = f'<a href="/contacts/{became["contacts"]}" dir="auto">Marta</a>'
    deal = f'<a href="/deals/{became["deals"]}" dir="auto">Cold room</a>'
    assert linked(cast.ana, told.value) == f"This lead has become {contact}, {deal} already."
    assert linked(cast.cleo, told.value) == f"This lead has become {contact}, Cold room already."
