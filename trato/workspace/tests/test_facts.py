from __future__ import annotations

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def editor(client: Client, url: str) -> str:
    """Where the editor posts to, with the mark of the value it shows."""
    return body(client, url, headers=HTMX).split('hx-post="')[1].split('"')[0].replace("&amp;", "&")


def test_it_works(ana_client: Client, cast: Cast, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value")
    done = ana_client.post(action, {"value": "1,054.50"}, headers=HTMX)
    assert done.status_code == 200
    assert "$1,054.50" in done.content.decode()
    assert done.content.decode().startswith("<dd")
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 105450


def test_a_cell_answers_its_inside(ana_client: Client, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value?cell=1")
    done = ana_client.post(action, {"value": "9"}, headers=HTMX)
    assert done["HX-Reswap"] == "innerHTML"
    assert done.content.decode() == '<span class="money">$9</span>'


def test_without_scripts_it_is_the_form(ana_client: Client, deal: int) -> None:
    done = ana_client.get(f"/deals/{deal}/fields/value")
    assert done["Location"] == f"/deals/{deal}/edit#field-value"


def test_a_wrong_value_stays_in_its_editor(ana_client: Client, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value")
    with unchanged():
        done = ana_client.post(action, {"value": "a lot"}, headers=HTMX)
    assert done.status_code == 422
    assert "is not an amount" in done.content.decode()
    assert 'value="a lot"' in done.content.decode()


def test_different_fields_merge(ana_client: Client, cast: Cast, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value")
    actions.change(cast.ben, "deals", deal, {"expected_close_on": "2026-12-24"})
    assert ana_client.post(action, {"value": "5"}, headers=HTMX).status_code == 200
    row = rows.one(cast.ana, "deals", deal)
    assert (row["value"].minor, str(row["expected_close_on"])) == (500, "2026-12-24")


def test_the_same_field_asks(ana_client: Client, cast: Cast, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value")
    actions.change(cast.ben, "deals", deal, {"value": "777"})
    asked = ana_client.post(action, {"value": "5"}, headers=HTMX)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Ben changed this meanwhile to" in text
    assert "$777" in text
    assert 'You wrote <b><span class="money">$5</span></b>' in text
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 77700
    mine = text.split('hx-post="')[1].split('"')[0]
    assert "$5" in ana_client.post(mine, {"value": "5"}, headers=HTMX).content.decode()
    theirs = text.split('hx-get="')[1].split('"')[0]
    assert "$5" in body(ana_client, theirs, headers=HTMX)


def test_both_wrote_the_same(ana_client: Client, cast: Cast, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/value")
    actions.change(cast.ben, "deals", deal, {"value": "48600.00"})
    assert ana_client.post(action, {"value": "48600.00"}, headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    ("name", "sent", "shown"),
    [
        ("expected_close_on", {"expected_close_on": "2026-12-24"}, "24 Dec 2026"),
        ("expected_close_on", {"expected_close_on": ""}, "–"),
        ("company", {"company": ""}, "–"),
        ("tags", {"tags": "Retrofit, Brand new"}, "Brand new"),
        ("contacts", {"contacts": []}, "–"),
    ],
)
def test_kinds(ana_client: Client, deal: int, name: str, sent: dict[str, str], shown: str) -> None:
    done = ana_client.post(editor(ana_client, f"/deals/{deal}/fields/{name}"), sent, headers=HTMX)
    assert done.status_code == 200
    assert shown in done.content.decode()


def test_addresses_with_their_kinds(ana_client: Client, cast: Cast) -> None:
    pk = actions.create(cast.ana, "contacts", {"name": "Marta", "emails": ["a@example.com"]})
    sent = {"emails": ["a@example.com", "b@example.com", ""], "emails_kind": ["work", "home", "work"]}
    ana_client.post(editor(ana_client, f"/contacts/{pk}/fields/emails"), sent, headers=HTMX)
    found = rows.one(cast.ana, "contacts", pk)["emails"]
    assert [(one.value, one.kind) for one in found] == [("a@example.com", "work"), ("b@example.com", "home")]


def test_roles_of_links_that_stay_are_kept(ana_client: Client, cast: Cast, deal: int) -> None:
    people = [actions.create(cast.ana, "contacts", {"name": name}) for name in ("Marta", "Dev")]
    actions.change(cast.ana, "deals", deal, {"contacts": [{"id": people[0], "role": "Decides"}]})
    action = editor(ana_client, f"/deals/{deal}/fields/contacts")
    ana_client.post(action, {"contacts": people}, headers=HTMX)
    found = rows.one(cast.ana, "deals", deal)["contacts"]
    assert [(ref.id, ref.role) for ref in found] == [(people[0], "Decides"), (people[1], "")]


def test_what_is_not_one_s_own(cleo_client: Client, deal: int) -> None:
    with unchanged():
        assert cleo_client.get(f"/deals/{deal}/fields/value").status_code == 404
        assert cleo_client.post(f"/deals/{deal}/fields/value", {"value": "1"}).status_code == 404


def test_a_field_that_follows(ana_client: Client, deal: int) -> None:
    with unchanged():
        assert ana_client.post(f"/deals/{deal}/fields/status", {"status": "won"}).status_code in {403, 422}
    assert ana_client.get(f"/deals/{deal}/fields/bogus").status_code == 404


def test_handing_over_to_another_team(ana_client: Client, cast: Cast, deal: int) -> None:
    action = editor(ana_client, f"/deals/{deal}/fields/owner")
    done = ana_client.post(action, {"owner": str(cast.cleo.user_id)}, headers=HTMX)
    assert (done.status_code, done["HX-Redirect"]) == (204, "/deals/")
    assert rows.one(cast.cleo, "deals", deal)["owner"].id == cast.cleo.user_id
    undo = body(ana_client, "/deals/").split('action="/undo/')[1].split('"')[0]
    assert ana_client.post(f"/undo/{undo}").status_code == 303
    assert rows.one(cast.ana, "deals", deal)["owner"].id == cast.ana.user_id
