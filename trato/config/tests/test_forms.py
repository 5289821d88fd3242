"""What is wrong with a form is said by the server: no form of any room leaves it to the browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def forms(client: Client, address: str) -> list[str]:
    """The opening tags of a page's forms."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return re.findall(r"<form\b[^>]*>", answer.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "/deals/",
        "/deals/new",
        "/deals/{deal}",
        "/tasks/{task}",
        "/calendar/",
        "/settings/workspace",
        "/import/",
    ],
)
def test_no_form_speaks_for_the_server(cast: Cast, make: Makers, address: str) -> None:
    deal = make.deal(owner=cast.owner)
    task = make.task(owner=cast.owner, about=[f"deals/{deal}"])
    found = forms(sign_in(cast.owner), address.format(deal=deal, task=task))
    assert found
    assert [one for one in found if one.count("novalidate") != 1] == []


def test_neither_before_one_has_signed_in(cast: Cast) -> None:
    found = forms(Client(), "/sign-in")
    assert found
    assert [one for one in found if one.count("novalidate") != 1] == []
