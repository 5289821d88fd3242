"""The view of an address is found once, and is still that of the address."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def test_two_records_keep_their_numbers() -> None:
    for _again in range(2):
        assert [resolve(f"/contacts/{pk}").kwargs["pk"] for pk in (7, 8)] == [7, 8]
    assert resolve("/contacts/7").view_name == "workspace:record"
    assert reverse("workspace:record", args=["contacts", 7]) == "/contacts/7"


def test_what_leads_nowhere_is_asked_again() -> None:
    for _again in range(2):
        with pytest.raises(Resolver404):
            resolve("/no/such/place")


def test_an_address_with_a_slash_too_many_leads_on(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    deal = make.deal(owner=cast.ana)
    answer = client.get(f"/deals/{deal}/?tab=changes")
    assert (answer.status_code, answer["Location"]) == (302, f"/deals/{deal}?tab=changes")
    assert client.get("/%2Fevil.example/").status_code == 404
    assert client.get("/no/such/place/").status_code == 404
    assert client.post(f"/deals/{deal}/").status_code == 404


@pytest.mark.parametrize("act", ["/undo/1", "/sign-out"])
def test_an_address_that_only_does_something_says_so(cast: Cast, act: str) -> None:
    """Somebody opens it, such as from their browser's history."""
    answer = sign_in(cast.ana).get(act)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is nothing to see at this address. Nothing was changed." in answer.text
    assert 'class="sidebar' in answer.text


def test_and_to_strangers(cast: Cast) -> None:
    answer = Client().get("/language")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is nothing to see at this address. Nothing was changed." in answer.text
