"""The view of an address is found once, and is still that of the address."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve, reverse


def test_two_records_keep_their_numbers() -> None:
    for _again in range(2):
        assert [resolve(f"/contacts/{pk}").kwargs["pk"] for pk in (7, 8)] == [7, 8]
    assert resolve("/contacts/7").view_name == "workspace:record"
    assert reverse("workspace:record", args=["contacts", 7]) == "/contacts/7"


def test_what_leads_nowhere_is_asked_again() -> None:
    for _again in range(2):
        with pytest.raises(Resolver404):
            resolve("/no/such/place")
