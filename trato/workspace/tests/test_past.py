"""Lists and boards as of a past day: then's rows and sums, nothing to change, and the ways there and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.past import as_of
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=UTC)
THEN = "as-of=2026-10-31"
#: The count and the sum over a column.
HEADS = re.compile(
    r'<header class="column-head".*?<span class="count">(\d+)</span>'
    r'.*?<p class="totals"><span class="money">([^<]*)<'
)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """In October at first; the test goes on."""
    with time_machine.travel(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def ring(owner: Actor, make: Makers, now: Any) -> int:
    """A deal of October that is another by November, beside one that is new then and one that is gone."""
    deal = make.deal(name="Ring", value="900")
    gone = make.deal(name="Gone bell", value="50")
    now.move_to(NOVEMBER)
    User.objects.update(last_login=NOVEMBER)
    stages = [row.id for row in rows.read(owner, "stages", columns=(), sort="position").rows]
    actions.change(owner, "deals", deal, {"name": "Ring again", "value": "100", "stage": stages[1]})
    actions.archive(owner, "deals", [gone])
    actions.purge(owner, "deals", [gone])
    make.deal(name="Newcomer", value="7")
    return deal


def test_the_list_of_last_month(owner_client: Client, ring: int) -> None:
    text = body(owner_client, f"/deals/?{THEN}")
    assert "As of 31 Oct 2026" in text
    assert re.findall(r'class="name[^"]*" role="cell"><a [^>]*>([^<]+)</a>', text) == ["Gone bell", "Ring"]
    assert "Sum<b>$950</b>" in text
    assert "Ring again" in body(owner_client, "/deals/")


def test_nothing_can_be_changed_there(owner_client: Client, ring: int) -> None:
    for layout in ("", "&layout=board"):
        text = body(owner_client, f"/deals/?{THEN}{layout}")
        for mark in (
            "data-edit",
            'type="checkbox"',
            "data-movable",
            'hx-get="/deals/new',
            "/move?",
            "data-paste=",
        ):
            assert mark not in text, (layout, mark)
    assert 'type="checkbox"' in body(owner_client, "/deals/")
    assert "data-movable" in body(owner_client, "/deals/?layout=board")


def test_the_board_of_last_month(owner_client: Client, ring: int) -> None:
    """All stood in the first column, with their sum of then."""
    text = body(owner_client, f"/deals/?layout=board&{THEN}")
    heads = HEADS.findall(text)
    assert heads[0] == ("2", "$950")
    assert {number for number, _sum in heads[1:]} == {"0"}
    assert "Nothing planned" not in text
    today = body(owner_client, "/deals/?layout=board")
    assert HEADS.findall(today)[:2] == [("1", "$7"), ("1", "$100")]


def test_filter_sort_and_more_rows(owner: Actor, owner_client: Client, make: Makers, now: Any) -> None:
    """The pages after the first are of the same day."""
    ids = [make.company(name=f"Firm {number:02}", city="Rome") for number in range(60)]
    now.move_to(NOVEMBER)
    for pk in ids[50:]:
        actions.change(owner, "companies", pk, {"city": "Oslo", "name": f"Other {pk}"})
    text = body(owner_client, f"/companies/?filter=city:Rome&sort=name&{THEN}")
    assert "<b>60</b> companies" in text
    url = re.findall(r'hx-get="(/companies/\?[^"]*after=[^"]*)"', text)[0].replace("&amp;", "&")
    assert THEN in url
    more = body(owner_client, url, headers=HTMX)
    assert re.findall(r">(Firm \d\d)</span>", more) == [f"Firm {number}" for number in range(50, 60)]
    assert 'type="checkbox"' not in more


def test_more_cards_are_of_that_day(owner: Actor, owner_client: Client, make: Makers, now: Any) -> None:
    ids = [make.deal(name=f"Ring {number:02}") for number in range(25)]
    now.move_to(NOVEMBER)
    for pk in ids:
        actions.change(owner, "deals", pk, {"name": "Sold"})
    text = body(owner_client, f"/deals/?layout=board&sort=name&{THEN}")
    url = re.findall(r'hx-get="(/deals/\?[^"]*after=[^"]*)"', text)[0].replace("&amp;", "&")
    more = body(owner_client, url, headers=HTMX)
    assert re.findall(r">(Ring \d\d)</a>", more) == [f"Ring {number}" for number in range(20, 25)]
    assert "/move?" not in more


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2027-01-01", "That day is still to come"),
        ("yesterday", "“yesterday” is not a day; write it as 2026-10-31"),
    ],
)
def test_what_is_no_past_day_says_so(owner_client: Client, ring: int, day: str, sentence: str) -> None:
    text = body(owner_client, f"/deals/?as-of={day}", 422)
    assert sentence in text
    assert "No such day" in text
    assert "Newcomer" not in text
    # What is wrong is the day, not the filter.
    field = text.partition('name="as-of"')[2].partition(">")[0]
    assert (f'value="{day}"' in field, 'aria-invalid="true"' in field) == (True, True)
    assert ("filter-error" in text, "Clear the filter" in text) == (False, False)
    assert text.count("Back to today") == 2


def test_there_and_back(owner_client: Client, ring: int) -> None:
    """The list leads to the end of last month and keeps its filter; the banner leads back and to any day."""
    assert f'href="/deals/?filter=value%3E5&amp;{THEN}"' in body(owner_client, "/deals/?filter=value>5")
    text = body(owner_client, f"/deals/?filter=value>5&{THEN}")
    assert 'href="/deals/?filter=value%3E5"' in text
    assert '<input type="hidden" name="filter" value="value&gt;5">' in text
    assert 'name="as-of" value="2026-10-31"' in text
    assert f"{THEN}" in re.findall(r'href="(/export/[^"]*|[^"]*export[^"]*)"', text)[0]


def test_tabs_stay_on_that_day_and_tell_no_numbers_of_today(owner_client: Client, ring: int) -> None:
    tabs = re.compile(r'<a href="(/deals/[^"]*)"[^>]*>(?:All|Mine|Open)(<span class="count" data-count)?')
    then = [(url, bool(count)) for url, count in tabs.findall(body(owner_client, f"/deals/?{THEN}"))]
    now = [(url, bool(count)) for url, count in tabs.findall(body(owner_client, "/deals/?filter="))]
    assert (len(now), all(counts for _url, counts in now)) == (3, True)
    assert [(THEN in url, counts) for url, counts in then] == [(True, False)] * 3


def test_a_day_before_everything(owner_client: Client, ring: int) -> None:
    text = body(owner_client, "/deals/?as-of=2020-01-01")
    assert "There were no deals on 1 Jan 2020." in text
    assert "As of 1 Jan 2020" in text
    assert ("Clear the filter" in text, text.count("Back to today")) == (False, 2)
    asked = body(owner_client, "/deals/?as-of=2020-01-01&filter=value>5")
    assert ("No deals fit this filter." in asked, "Clear the filter" in asked) == (True, True)
    board = body(owner_client, "/deals/?as-of=2020-01-01&layout=board")
    assert "There were no deals on 1 Jan 2020." in board


def test_words_are_refused_there(owner_client: Client, ring: int) -> None:
    assert "Words cannot be searched for" in body(owner_client, f"/deals/?filter=ring&{THEN}", 422)


def test_it_takes_no_more_queries_for_more_rows(owner: Actor, make: Makers, now: Any) -> None:
    """Changed rows are read and laid over the table in a few statements each."""
    counts = []
    for number in (3, 40):
        now.move_to(datetime(2026, 10, 20, 12, tzinfo=UTC) + timedelta(minutes=number))
        ids = make.many("deals", number)
        now.move_to(NOVEMBER)
        for pk in ids:
            actions.change(owner, "deals", pk, {"value": "8"})
        with CaptureQueriesContext(connection) as captured, as_of(owner, "deals", "2026-10-31"):
            rows.read(owner, "deals")
        counts.append(len([one for one in captured if "INSERT" not in one["sql"]]))
    assert counts[0] == counts[1]


def test_cards_of_a_past_day_are_not_chosen(owner_client: Client, ring: int) -> None:
    text = body(owner_client, f"/deals/?layout=board&{THEN}")
    assert 'class="card' in text
    assert 'name="ids"' not in text
    assert "bulkbar" not in text
    assert 'name="ids"' in body(owner_client, "/deals/?layout=board")


def test_what_is_opened_there_says_that_it_is_todays(
    owner: Actor, owner_client: Client, make: Makers, now: Any, ring: int
) -> None:
    """Its neighbors are those of that day, of which the ones that are gone cannot be opened."""
    now.move_to(datetime(2026, 10, 20, 12, tzinfo=UTC))
    bell = make.deal(name="Alarm bell", value="70")
    now.move_to(NOVEMBER)
    actions.change(owner, "deals", bell, {"name": "Zero bell"})
    there = "?list=sort%3Dname%26as-of%3D2026-10-31"
    for part in ("", "/panel"):
        text = body(owner_client, f"/deals/{ring}{part}{there}", headers=HTMX)
        assert "As it stands today. The list shows 31 Oct 2026." in text, part
        assert "2 of 2" in text
        assert re.findall(rf'href="(/deals/{bell}[^"]*)"', text) == [f"/deals/{bell}{there}"]
    plain = body(owner_client, f"/deals/{ring}/panel?list=sort%3Dname", headers=HTMX)
    assert "As it stands today" not in plain
    assert "2 of 3" in plain
