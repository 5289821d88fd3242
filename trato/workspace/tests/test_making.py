"""A deal's company, contacts and products made on the way, by their names, in the deal's own form."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.test_list import body


def test_what_is_linked_is_made_with_it_as_one_act(ana_client: Client, cast: Cast) -> None:
    sent = {
        "name": "Ovens",
        "company": "new: Zeta  Fridges",
        "contacts": ["new:Ida Ferrer", "new:Ido Ferrer"],
    }
    done = ana_client.post("/deals/new", sent)
    assert done.status_code == 303
    pk = int(done["Location"].split("/")[-1])
    deal = rows.one(cast.ana, "deals", pk, ("company", "contacts"))
    assert deal["company"].label == "Zeta Fridges"
    assert [ref.label for ref in deal["contacts"]] == ["Ida Ferrer", "Ido Ferrer"]
    person = rows.one(cast.ana, "contacts", deal["contacts"][0].id, ("first_name", "last_name", "owner"))
    assert (person["first_name"], person["last_name"], person["owner"].label) == ("Ida", "Ferrer", "Ana")
    undo(cast.ana, ChangeSet.objects.latest("pk").pk)
    for type_key in ("deals", "companies", "contacts"):
        assert rows.read(cast.ana, type_key, columns=()).rows == []


def test_an_edited_record_makes_it_too(ana_client: Client, cast: Cast, make: Makers) -> None:
    pk = make.deal(owner=cast.ana, name="Ovens")
    done = ana_client.post(f"/deals/{pk}/edit", {"name": "Ovens", "company": "new:Zeta"})
    assert done.status_code == 303
    assert rows.one(cast.owner, "deals", pk, ("company",))["company"].label == "Zeta"


def test_what_is_there_by_now_is_taken(ana_client: Client, cast: Cast, make: Makers) -> None:
    pk = make.company(owner=cast.ana, name="Zeta")
    ana_client.post("/deals/new", {"name": "Ovens", "company": "new:zeta"})
    (deal,) = rows.read(cast.ana, "deals", columns=("company",)).rows
    assert deal["company"].id == pk
    assert len(rows.read(cast.ana, "companies", columns=()).rows) == 1


def test_nothing_is_made_for_a_form_that_is_refused(ana_client: Client) -> None:
    """What was chosen to be made stays chosen; a name that cannot be is told at its box."""
    with unchanged():
        refused = ana_client.post("/deals/new", {"name": "Ovens", "value": "12x", "company": "new:Zeta & Co"})
        too_long = ana_client.post("/deals/new", {"name": "Ovens", "company": f"new:{'Z' * 500}"})
        empty = ana_client.post("/deals/new", {"name": "Ovens", "company": "new: "})
    assert '<option value="new:Zeta &amp; Co" selected>New company: Zeta &amp; Co</option>' in refused.text
    assert [one.status_code for one in (refused, too_long, empty)] == [422] * 3
    for one in (too_long, empty):
        assert 'href="#field-company"' in one.text


@pytest.mark.parametrize(
    ("field", "makes"), [("company", "New company: {}"), ("contacts", "New contact: {}")]
)
def test_the_box_offers_it(ana_client: Client, field: str, makes: str) -> None:
    part = body(ana_client, "/deals/new").split(f'for="field-{field}"')[1].split("</select>")[0]
    assert f'data-makes="{makes}"' in part


def test_who_may_not_make_one_is_not_offered_to(cast: Cast, make: Makers) -> None:
    """People are invited, not made by a name; a door refuses what the box does not offer."""
    page = body(sign_in(cast.ana), "/deals/new")
    assert "data-makes" not in page.split('for="field-owner"')[1].split("</select>")[0]
    with unchanged():
        answer = sign_in(cast.ana).post("/deals/new", {"name": "Ovens", "owner": "new:Zed"})
    assert answer.status_code == 422
    with unchanged():
        answer = sign_in(cast.owner).post("/deals/new", {"name": "Ovens", "stage": "new:Trial"})
    assert (answer.status_code, "There is no stage “Trial”." in answer.text) == (422, True)
    task = make.task(owner=cast.ana)
    with unchanged():
        answer = sign_in(cast.ana).post(f"/tasks/{task}/edit", {"name": "Call", "about": "new:Zed"})
    assert answer.status_code == 422
    assert actions.create(cast.ana, "deals", {"name": "Ovens"})
