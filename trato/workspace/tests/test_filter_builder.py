"""Conditions built by hand: alternatives beside each other, fields of linked records."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client

from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


def led_to(client: Client, query: str) -> str:
    """The filter of the list that a filled-in dialog leads to."""
    done = client.get(f"/deals/filter?{query}&add=1")
    assert done.status_code == 303, done.content.decode()[-1500:]
    assert client.get(done["Location"]).status_code == 200
    return unquote(done["Location"]).partition("filter=")[2]


def test_a_condition_gets_an_alternative(ana_client: Client, deal: int, make: Makers, cast: Cast) -> None:
    form = body(ana_client, "/deals/filter?filter=status:open%20value>1&place=1&field=value", headers=HTMX)
    assert "/deals/filter?filter=status:open%20value%3E1&amp;place=1&amp;or=999" in form
    fields = body(ana_client, "/deals/filter?filter=status:open%20value>1&place=1&or=999", headers=HTMX)
    assert "field=company&amp;place=1&amp;or=999" in fields
    found = led_to(ana_client, "filter=status:open%20value>1&place=1&or=999&field=owner&op=:&value=me")
    assert found == "status:open (value>1 or owner:me)"
    text = body(ana_client, f"/deals/?filter={found}")
    assert "<span>Any of</span>" in text
    assert "Value over $1 or Owner is me" in text


def test_alternatives_are_changed_one_by_one(ana_client: Client, deal: int) -> None:
    asked = "filter=status:open (value>1 or owner:me)&place=1"
    page = body(ana_client, f"/deals/filter?{asked}", headers=HTMX)
    assert "Any of these" in page
    assert "Owner is me" in page
    assert "place=1&amp;field=owner&amp;or=1" in page
    assert 'href="/deals/?filter=status:open%20owner:me"' in page
    assert "Or another condition" in page
    assert led_to(ana_client, f"{asked}&or=0&field=value&op=<&value=9") == "status:open (value<9 or owner:me)"
    more = led_to(ana_client, f"{asked}&or=999&field=name&op=:&value=x")
    assert more == "status:open (value>1 or owner:me or name:x)"
    assert 'value="1"' in body(ana_client, f"/deals/filter?{asked}&or=0&field=value", headers=HTMX)


@pytest.mark.parametrize("query", ["place=9", "place=1&or=7", "place=x&or=y", "place=0&or=0", "or=3"])
def test_places_that_are_not_there(ana_client: Client, deal: int, query: str) -> None:
    found = led_to(ana_client, f"filter=status:open%20value>1&{query}&field=owner&op=:&value=me")
    assert "owner:me" in found
    body(ana_client, f"/deals/filter?filter=status:open&{query}", headers=HTMX)
    body(ana_client, f"/deals/filter?filter=((&{query}", headers=HTMX)


def test_fields_of_linked_records(ana_client: Client, deal: int) -> None:
    page = body(ana_client, "/deals/filter", headers=HTMX)
    assert "field=company.industry" in page
    assert 'name="op"' in body(ana_client, "/deals/filter?field=company.industry", headers=HTMX)
    found = led_to(ana_client, "field=company.industry&op=:&value=Food")
    assert found == "company.industry:Food"
    text = body(ana_client, f"/deals/?filter={found}")
    assert "Cold storage" in text
    assert "place=0&amp;field=company.industry" in text
    changed = led_to(ana_client, f"filter={found}&place=0&field=company.industry&op=!=&value=Food")
    assert changed == "company.industry!=Food"
    assert led_to(ana_client, "field=company.owner&op=:&value=me") == "company.owner:me"
