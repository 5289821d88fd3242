from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.checksum import checksum
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def card(text: str, label: str) -> str:
    """The card of that name."""
    sections = re.findall(r'<section class="section"[^>]*>.*?</section>', text, re.DOTALL)
    return next((one for one in sections if f"<h2>{label}" in one), "")


def linked(cast: Cast, key: str, pk: int, name: str) -> list[int]:
    value = rows.one(cast.owner, key, pk, columns=(name,))[name]
    return [ref.id for ref in (value if isinstance(value, tuple) else (value,)) if ref]


@pytest.fixture
def eva(make: Makers) -> int:
    return make.contact(name="Eva Lind")


def undo_last(client: Client, page: str) -> None:
    number = body(client, page).split('action="/undo/')[-1].split('"')[0]
    client.post(f"/undo/{number}")


def test_one_that_is_there_is_linked(ana_client: Client, cast: Cast, company: int, eva: int) -> None:
    page = card(body(ana_client, f"/companies/{company}"), "People")
    assert f"/companies/{company}/related/contacts/companies" in page
    url = f"/companies/{company}/related/contacts/companies"
    assert "Eva Lind" in body(ana_client, url, headers=HTMX)
    done = ana_client.post(url, {"whom": str(eva)})
    assert done["Location"] == f"/companies/{company}"
    assert linked(cast, "contacts", eva, "companies") == [company]
    page = body(ana_client, f"/companies/{company}")
    assert "Eva Lind is linked." in page
    assert f'name="remove" value="{eva}"' in card(page, "People")


def test_and_unlinked_with_a_way_back(ana_client: Client, cast: Cast, company: int, deal: int) -> None:
    ana_client.post(f"/companies/{company}/related/deals/company", {"remove": str(deal)})
    assert linked(cast, "deals", deal, "company") == []
    undo_last(ana_client, f"/companies/{company}")
    assert linked(cast, "deals", deal, "company") == [company]


def test_one_s_own_links(ana_client: Client, cast: Cast, company: int, eva: int) -> None:
    assert f"/contacts/{eva}/link/companies" in card(body(ana_client, f"/contacts/{eva}"), "Companies")
    ana_client.post(f"/contacts/{eva}/link/companies", {"whom": str(company)})
    assert linked(cast, "contacts", eva, "companies") == [company]
    ana_client.post(f"/contacts/{eva}/link/companies", {"remove": str(company)})
    assert linked(cast, "contacts", eva, "companies") == []
    undo_last(ana_client, f"/contacts/{eva}")
    assert linked(cast, "contacts", eva, "companies") == [company]


def test_roles_of_the_others_stay(ana_client: Client, cast: Cast, company: int, make: Makers) -> None:
    given = {"name": "Tom Berg", "companies": [{"id": company, "role": "Decides"}]}
    tom = actions.create(cast.ana, "contacts", given)
    other = make.company(name="Other")
    ana_client.post(f"/contacts/{tom}/link/companies", {"whom": str(other)})
    refs = rows.one(cast.ana, "contacts", tom)["companies"]
    assert [(ref.id, ref.role) for ref in refs] == [(company, "Decides"), (other, "")]


def test_what_cannot_be(ana_client: Client, cast: Cast, company: int, eva: int, make: Makers) -> None:
    child = make.company(name="Child", parent=company)
    before = checksum()
    refused = {
        (f"/companies/{company}/related/contacts/companies", "whom", ""): 422,
        (f"/companies/{company}/related/contacts/companies", "whom", "nobody"): 404,
        (f"/companies/{company}/related/contacts/companies", "whom", "999999"): 404,
        (f"/companies/{company}/related/contacts/companies", "remove", str(eva)): 404,
        (f"/companies/{company}/related/contacts/owner", "whom", str(eva)): 404,
        (f"/companies/{company}/related/nothing/owner", "whom", str(eva)): 404,
        (f"/companies/{company}/related/companies/parent", "whom", str(company)): 422,
        (f"/companies/{child}/related/companies/parent", "whom", str(company)): 422,
        (f"/contacts/{eva}/link/name", "whom", "1"): 404,
        (f"/contacts/{eva}/link/created_by", "whom", "1"): 403,
        ("/contacts/999999/link/companies", "whom", str(company)): 404,
    }
    for (url, name, value), status in refused.items():
        response = ana_client.post(url, {name: value}, headers=HTMX)
        assert response.status_code == status, (url, value, response.content.decode()[-300:])
    assert checksum() == before


def test_a_link_that_is_needed_stays(owner_client: Client, cast: Cast) -> None:
    pipeline = rows.read(cast.owner, "pipelines", columns=()).rows[0].id
    page = card(body(owner_client, f"/pipelines/{pipeline}"), "Stages")
    assert "Qualified" in page
    assert 'name="remove"' not in page
    stage = rows.read(cast.owner, "stages", columns=(), sort="position").rows[0].id
    before = checksum()
    url = f"/pipelines/{pipeline}/related/stages/pipeline"
    assert owner_client.post(url, {"remove": str(stage)}).status_code == 422
    assert checksum() == before


def test_who_may_only_read_and_strangers(cast: Cast, company: int, deal: int, cleo_client: Client) -> None:
    rita = sign_in(cast.rita)
    page = body(rita, f"/companies/{company}")
    assert "/related/" not in page
    assert rita.get(f"/companies/{company}/related/contacts/companies").status_code == 403
    before = checksum()
    url = f"/companies/{company}/related/deals/company"
    assert cleo_client.post(url, {"remove": str(deal)}).status_code == 404
    assert cleo_client.post(url, {"whom": str(deal)}).status_code == 404
    assert checksum() == before


def test_what_lies_in_the_bin_is_left_alone(ana_client: Client, cast: Cast, company: int, deal: int) -> None:
    actions.archive(cast.owner, "deals", [deal])
    before = checksum()
    url = f"/companies/{company}/related/deals/company"
    answer = ana_client.post(url, {"remove": str(deal)})
    assert answer.status_code == 409
    assert "This lies in the bin meanwhile. Bring it back first." in answer.content.decode()
    assert checksum() == before
