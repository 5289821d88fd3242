"""How one is reached who has no telephone: by that of the firm, which says so."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.accounts.models import RoleRight
from trato.records import actions, snapshot
from trato.testing.cast import Cast
from trato.testing.makers import Makers

FIRM, OWN = "tel:+441174960123", "tel:+34600100200"


@pytest.fixture
def firm(make: Makers) -> int:
    return make.company(name="Harbour & Vale", phones=["+44 117 496 0123"])


def head(client: Client, url: str) -> str:
    text = " ".join(client.get(url).content.decode().split())
    return text.split('<div class="actions">')[1].split("</div>")[0]


def test_by_the_firm(ana_client: Client, cast: Cast, make: Makers, firm: int) -> None:
    silent = make.company(name="Silent")
    pk = make.contact(name="Ana Ruiz", emails=["ana@harbour.example"], companies=[silent, firm])
    told = head(ana_client, f"/contacts/{pk}")
    assert told.count("tel:") == 1
    assert f'href="{FIRM}"' in told
    assert '<span class="label">Call (company)</span>' in told
    assert "Harbour &amp; Vale · +441174960123" in told
    assert 'href="mailto:ana@harbour.example"' in told
    panel = ana_client.get(f"/contacts/{pk}/panel", headers={"HX-Request": "true"}).content.decode()
    assert f'href="{FIRM}"' in panel


def test_ones_own_goes_first(ana_client: Client, make: Makers, firm: int) -> None:
    pk = make.contact(name="Ana Ruiz", phones=["+34 600 100 200"], companies=[firm])
    told = head(ana_client, f"/contacts/{pk}")
    assert OWN in told
    assert FIRM not in told
    assert "(company)" not in told


def test_cards_of_whom_a_meeting_is_about(ana_client: Client, cast: Cast, make: Makers, firm: int) -> None:
    people = [make.contact(name=name, companies=[firm]) for name in ("Ana Ruiz", "Ben Roe")]
    given = {
        "name": "Plan",
        "starts_at": "2026-03-10T10:00:00Z",
        "about": [f"contacts/{pk}" for pk in people],
    }
    pk = actions.create(cast.ana, "meetings", given)
    text = ana_client.get(f"/meetings/{pk}").content.decode()
    for name in ("Ana Ruiz", "Ben Roe"):
        assert f'aria-label="Call (company): {name} · Harbour &amp; Vale · +441174960123"' in text


@pytest.mark.parametrize("gone", ["bin", "right"])
def test_not_by_a_firm_that_one_does_not_see(
    gone: str, ana_client: Client, cast: Cast, make: Makers, firm: int
) -> None:
    pk = make.contact(name="Ana Ruiz", companies=[firm])
    if gone == "bin":
        actions.archive(cast.owner, "companies", [firm])
    else:
        RoleRight.objects.create(role="member", type="companies", right="read", scope="none")
        snapshot.reset()
    assert FIRM not in ana_client.get(f"/contacts/{pk}").content.decode()
