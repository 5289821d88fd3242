"""What is written once for every filter reads as if it had been written for this one."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast
from trato.workspace.pages import list_page
from trato.workspace.stand_in import STAND_IN
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body
from trato.workspace.tests.test_views import saved

#: Signs that mean something in HTML, in addresses and in Python.
FILTERS = (
    "name:storage",
    "name:\"A&B <i>'x' 100%25 +1 #?/=王ñ\"",
    "valeu>1",
    "(value>1M or stage:won) name!=x",
)
#: What is new with each answer.
FRESH = re.compile(r'(csrfmiddlewaretoken" value=|nonce=|data-token=|content=)"[^"]*"')


def read(client: Client, url: str) -> str:
    """A page as a browser reads it, whichever way its addresses are quoted."""
    text = client.get(url, headers=HTMX).content.decode()
    return unquote(unquote(unescape(FRESH.sub("", text))))


@pytest.mark.parametrize("words", FILTERS)
@pytest.mark.parametrize("more", ["", "group=stage", "as-of=2026-01-01", "sort=-value&columns=name,value"])
def test_it_reads_the_same(
    ana_client: Client, deal: int, monkeypatch: pytest.MonkeyPatch, words: str, more: str
) -> None:
    url = f"/deals/?{urlencode({'filter': words})}&{more}"
    other = f"/deals/?{urlencode({'filter': 'name:other'})}&{more}"
    read(ana_client, other)  # what stands around the rows is written for another one
    told = read(ana_client, url)
    assert STAND_IN not in told
    assert "name:other" not in told
    monkeypatch.setattr(list_page, "shaped", lambda asked, _known: asked)
    assert told == read(ana_client, url)


def test_it_is_written_as_text_and_in_addresses(ana_client: Client, deal: int) -> None:
    body(ana_client, "/deals/?filter=name:other")
    text = body(ana_client, "/deals/?filter=name%3A%22Cold+%26+%3Cb%3E%22+or+name%3Acold")
    assert (
        '<input type="hidden" name="filter" value="name:&#34;Cold &amp; &lt;b&gt;&#34; or name:cold">' in text
    )
    assert 'href="/deals/?filter=name:%22Cold%20%26%20%3Cb%3E%22%20or%20name:cold&amp;sort=-value"' in text


def test_a_view_and_its_own_filter(ana_client: Client, cast: Cast, deal: int) -> None:
    actions.create(cast.ana, "deals", {"name": "Warm storage", "value": "1"})
    pk = saved(ana_client, filter="name:cold")
    own = "Save changes to this view"
    assert own not in body(ana_client, f"/deals/?view={pk}&filter=name:cold")
    assert own in body(ana_client, f"/deals/?view={pk}&filter=name:warm")
    assert own not in body(ana_client, f"/deals/?view={pk}")
