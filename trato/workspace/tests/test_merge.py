"""Merging on the screen: the bulk bar, the picker, the page side by side, and what it refuses."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.errors import NotFound
from trato.testing.assertions import assert_same_queries, unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def pair(cast: Cast, make: Makers) -> tuple[int, int]:
    """Two contacts of Ana's that are one person, the second with a deal."""
    one = make.contact(owner=cast.ana, name="Ida Lo", emails="ida@acme.com")
    two = make.contact(owner=cast.ana, name="Ida Loo", job_title="Buyer", emails="lo@acme.com")
    make.deal(owner=cast.ana, name="Ring", contacts=[two])
    return one, two


def sent(pair: tuple[int, int], **more: object) -> dict[str, object]:
    versions = {f"version-{pk}": 1 for pk in pair}
    return {"ids": list(pair), "into": pair[0], **versions, **more}


def test_it_works(ana_client: Client, cast: Cast, pair: tuple[int, int]) -> None:
    """From the list to the comparison, to one record, and by the undo of its message back to two."""
    one, two = pair
    asked = ana_client.post("/contacts/bulk", {"ids": [one, two], "step": "merge"}, headers=HTMX)
    page = body(ana_client, asked["HX-Redirect"])
    assert "Merge 2 contacts" in page
    assert "1 deal" in page
    # The fuller one stays unless one says otherwise; what is the same does not show.
    assert re.search(rf'name="into" value="{two}" checked', page)
    assert 'name="field-last_name"' in page
    assert 'name="field-first_name"' not in page
    done = ana_client.post("/contacts/merge", sent(pair, **{"field-last_name": two, "field-job_title": one}))
    assert (done.status_code, done["Location"]) == (303, f"/contacts/{one}")
    row = rows.one(cast.ana, "contacts", one)
    assert (row["name"], row["job_title"]) == ("Ida Loo", None)
    assert [mail.value for mail in row["emails"]] == ["ida@acme.com", "lo@acme.com"]
    text = body(ana_client, f"/contacts/{one}")
    assert "One record was merged into this one." in text
    ana_client.post(f"/undo/{text.split('/undo/')[1].split(chr(34))[0]}")
    assert rows.one(cast.ana, "contacts", two)["job_title"] == "Buyer"


def test_the_old_address(ana_client: Client, pair: tuple[int, int]) -> None:
    one, two = pair
    ana_client.post("/contacts/merge", sent(pair))
    moved = ana_client.get(f"/contacts/{two}")
    assert (moved.status_code, moved["Location"]) == (302, f"/contacts/{one}")
    assert ana_client.get(f"/contacts/{two}/panel", headers=HTMX)["Location"] == f"/contacts/{one}/panel"
    assert ana_client.get("/contacts/987654").status_code == 404


def test_an_old_address_of_what_one_may_not_see(
    ana_client: Client, cleo_client: Client, cast: Cast, make: Makers
) -> None:
    """Who may not see the record that stands learns nothing of the one that has gone."""
    one, two = (make("boats", owner=cast.ana, name=name) for name in ("Argo", "Ark"))
    ana_client.post("/boats/merge", sent((one, two)))
    assert ana_client.get(f"/boats/{two}").status_code == 302
    assert cleo_client.get(f"/boats/{two}").status_code == 404


def test_the_picker_knows_who_is_probably_the_same(ana_client: Client, cast: Cast, make: Makers) -> None:
    one = make.contact(owner=cast.ana, name="Ida Lo", emails="ida@acme.com")
    two = make.contact(owner=cast.ana, name="I. L.", emails="ida@acme.com")
    make.contact(owner=cast.ana, name="Somebody Else")
    assert f'href="/contacts/{one}/merge"' in body(ana_client, f"/contacts/{one}")
    page = body(ana_client, f"/contacts/{one}/merge")
    assert re.search(rf'name="ids" value="{two}" checked', page)
    assert "Somebody Else" not in page


def test_the_picker_tells_namesakes_apart(ana_client: Client, cast: Cast, make: Makers) -> None:
    acme, beta = make.company(owner=cast.ana, name="Acme"), make.company(owner=cast.ana, name="Beta")
    one = make.contact(owner=cast.ana, name="Ida Lo", companies=[acme])
    make.contact(owner=cast.ana, name="Ida Lo", companies=[acme], job_title="Buyer")
    make.contact(owner=cast.ana, name="Ida Lo", companies=[beta])
    page = body(ana_client, f"/contacts/{one}/merge")
    assert re.findall(r"<span>Ida Lo<small>([^<]*)</small></span>", page) == ["Acme · Buyer", "Beta"]


def test_a_record_that_was_changed_meanwhile(ana_client: Client, cast: Cast, pair: tuple[int, int]) -> None:
    """The page comes again with what is so now, and says who was quicker; nothing is merged."""
    actions.change(cast.ana, "contacts", pair[1], {"job_title": "Boss"})
    chosen = {"field-last_name": pair[1], "field-job_title": pair[0]}  # neither is what is proposed
    with unchanged():
        again = ana_client.post("/contacts/merge", sent(pair, **chosen))
    assert again.status_code == 412
    text = again.content.decode()
    assert "Somebody changed “Ida Loo” meanwhile" in text
    assert "Boss" in text
    assert f'name="version-{pair[1]}" value="2"' in text
    for name, pk in chosen.items():
        assert re.findall(rf'name="{name}" value="(\d+)" checked', text) == [str(pk)]


def test_what_was_typed_for_a_record_that_is_merged_meanwhile(
    ana_client: Client, cleo_client: Client, cast: Cast, pair: tuple[int, int]
) -> None:
    """The form of the one that stands, with what its writer touched and nothing else of the other."""
    one, two = pair
    page = body(ana_client, f"/contacts/{two}/edit")
    seen = dict(re.findall(r'name="(seen-[\w]+)" value="([^"]*)"', page))
    ana_client.post("/contacts/merge", sent(pair, **{"field-first_name": one, "field-last_name": one}))
    given = {**seen, "first_name": "Ida", "last_name": "Loo", "job_title": "Head of buying"}
    with unchanged():
        again = ana_client.post(f"/contacts/{two}/edit", given)
    text = again.content.decode()
    assert again.status_code == 422
    assert "This was merged into “Ida Lo” meanwhile. Save again to change that one." in text
    assert f'action="/contacts/{one}/edit"' in text
    assert re.search(r'name="job_title"[^>]*value="Head of buying"', text)
    assert re.search(r'name="last_name"[^>]*value="Lo"', text)
    assert ana_client.get(f"/contacts/{two}/edit")["Location"] == f"/contacts/{one}/edit"


def test_an_act_on_a_record_that_is_merged_meanwhile(
    ana_client: Client, cleo_client: Client, cast: Cast, make: Makers
) -> None:
    """It says where it went, to whoever may see that."""
    one, two = (make("boats", owner=cast.ana, name=name) for name in ("Argo", "Ark"))
    ana_client.post("/boats/merge", sent((one, two)))
    note = {"kind": "notes", "text": "Call them"}
    said = ana_client.post(f"/boats/{two}/write", note, headers=HTMX)
    assert said.status_code == 412
    link = f'This was merged into “<a href="/boats/{one}" dir="auto">Argo</a>” meanwhile.'
    assert link in said.content.decode()
    hidden = cleo_client.post(f"/boats/{two}/write", note, headers=HTMX)
    assert (hidden.status_code, "Argo" in hidden.content.decode()) == (404, False)


def test_what_is_refused(
    ana_client: Client, cleo_client: Client, rita_client: Client, pair: tuple[int, int]
) -> None:
    one, two = pair
    with unchanged():
        assert ana_client.get(f"/contacts/merge?ids={one}").status_code == 422
        assert ana_client.get(f"/contacts/merge?ids={one}&ids={one}").status_code == 422
        assert ana_client.get(f"/contacts/merge?ids={one}&ids=987654").status_code == 404
        assert ana_client.get("/deals/merge?ids=1&ids=2").status_code == 409
        assert ana_client.post("/contacts/merge", {"ids": [one, two]}).status_code == 422
        assert ana_client.post("/contacts/merge", {"ids": [one, two], "into": 987654}).status_code == 422
        assert ana_client.post("/contacts/bulk", {"ids": [one], "step": "merge"}).status_code == 422
        assert ana_client.post("/contacts/bulk", {"all": "1", "step": "merge"}).status_code == 422
        assert cleo_client.post("/contacts/merge", sent(pair)).status_code == 403
        assert rita_client.post("/contacts/merge", sent(pair)).status_code == 403
        assert rita_client.get(f"/contacts/{one}/merge").status_code == 403


def test_the_second_of_two_who_merge_at_once(ana_client: Client, cast: Cast, pair: tuple[int, int]) -> None:
    assert ana_client.post("/contacts/merge", sent(pair)).status_code == 303
    with unchanged():
        assert ana_client.post("/contacts/merge", sent((pair[1], pair[0]))).status_code == 404
    with pytest.raises(NotFound):
        rows.one(cast.ana, "contacts", pair[1])


def test_queries_do_not_grow(ana_client: Client, cast: Cast, make: Makers) -> None:
    few = [make.contact(owner=cast.ana) for _one in range(2)]
    many = [*few, *[make.contact(owner=cast.ana, job_title="Buyer") for _one in range(8)]]
    addresses = ["/contacts/merge?" + "&".join(f"ids={pk}" for pk in ids) for ids in (few, many)]
    for address in addresses:
        ana_client.get(address)
    assert_same_queries(lambda: ana_client.get(addresses[0]), lambda: ana_client.get(addresses[1]))
