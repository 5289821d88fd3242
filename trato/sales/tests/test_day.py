"""My day: what wants one today, the most urgent first, each finished or put off with one act."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from trato.accounts.actor import Actor
from trato.records import actions, rows
from trato.records.models import TimelineEntry
from trato.sales.models import Deal
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import sign_in
from trato.testing.makers import Makers
from trato.workspace.models import Snooze


def day(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def sections(client: Client) -> dict[str, list[str]]:
    """The titles of the lines under each heading, in their order."""
    text = client.get("/").content.decode()
    found = {}
    for part in text.split('<section class="todo">')[1:]:
        heading = re.search(r"<h3>(.*?) <span", part)
        assert heading is not None
        found[heading.group(1)] = re.findall(r"<li.*?<b>(.*?)</b>", part, re.DOTALL)
    return found


def hear_nothing_for(pk: int, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    TimelineEntry.objects.filter(type="deals", record_id=pk).update(at=then)
    Deal._base_manager.filter(pk=pk).update(created_at=then)


def needed(dialog: str) -> list[str]:
    """The labels with the star of what has to be given."""
    return re.findall(r"<label[^>]*>([^<]+?)\s*<span class=\"must\"", dialog)


@pytest.fixture
def ana_client(ana: Actor) -> Client:
    return sign_in(ana)


def test_a_morning_to_empty(ana: Actor, ana_client: Client, make: Makers) -> None:
    """Late before due, due before deals; a deal stands in one place alone; nothing of later."""
    late = make.task(owner=ana, name="Send the quote", due_on=day(-2))
    make.task(owner=ana, name="Call back", due_on=day(0))
    make.task(owner=ana, name="Write", due_on=day(3))
    quiet = make.deal(owner=ana, name="Furnace", value="100")
    bare = make.deal(owner=ana, name="Kiln", value="50")
    planned = make.deal(owner=ana, name="Oven", value="10")
    make.task(owner=ana, name="Visit", due_on=day(9), about=[f"deals/{planned}"])
    make.deal(owner=ana, name="Sold", stage="Won")
    hear_nothing_for(quiet, 15)
    assert sections(ana_client) == {
        "Overdue": ["Send the quote"],
        "Today": ["Call back"],
        "Deals gone quiet": ["Furnace"],
        "Deals without a next step": ["Kiln"],
    }
    page = " ".join(ana_client.get("/").content.decode().split())
    lines = {name: page.split(f"<b>{name}</b>")[1].split("</li>")[0] for name in ("Call back", "Kiln")}
    assert 'aria-label="Done: Call back"' in lines["Call back"]
    assert 'aria-label="Plan a step: Kiln"' in lines["Kiln"]  # nothing is done by it
    assert "lucide-calendar-plus" in lines["Kiln"] or "Done" not in lines["Kiln"]
    ana_client.post(f"/tasks/{late}/verbs/complete", {"back": "/"})
    for queue, pk in (("stale", quiet), ("unplanned", bare)):
        put_off = ana_client.post("/day/later", {"queue": queue, "type": "deals", "id": pk, "back": "/"})
        assert put_off.status_code == 303
    today = rows.read(ana, "tasks", filter="name:call").rows[0].id
    ana_client.post("/day/later", {"queue": "today", "type": "tasks", "id": today, "back": "/"})
    assert rows.one(ana, "tasks", today)["due_on"] > timezone.localdate()
    text = ana_client.get("/").content.decode()
    # Put off from one queue, a deal that is quiet and unplanned too does not come back in the other.
    assert sections(ana_client) == {}
    assert "Send the quote" in text.split("Done today")[1]
    actions.create(ana, "tasks", {"name": "Ring", "due_on": day(2), "about": [f"deals/{quiet}"]})
    assert "Nothing waits for you" in ana_client.get("/").content.decode()


def test_calls_and_meetings_of_the_day_by_their_hour(
    ana: Actor, ben: Actor, ana_client: Client, make: Makers, clock: object
) -> None:
    """What was made or held leaves the queue for what is done today; the hours stand beside."""
    make.task(owner=ana, name="Any time", due_on=day(0))
    make.task(owner=ana, name="Offer", due_at="2026-11-20T15:00:00Z")
    call = make.call(owner=ana, name="Ring Lee", started_at="2026-11-20T14:00:00Z")
    meeting = make.meeting(owner=ana, name="Survey", starts_at="2026-11-20T11:00:00Z")
    make.meeting(owner=ana, name="Tomorrow", starts_at="2026-11-21T11:00:00Z")
    make.meeting(owner=ana, name="Off", starts_at="2026-11-20T12:00:00Z", outcome="cancelled")
    make.meeting(owner=ben, name="Of Ben", starts_at="2026-11-20T11:00:00Z")
    assert sections(ana_client) == {"Today": ["Survey", "Ring Lee", "Offer", "Any time"]}
    aside = ana_client.get("/").content.decode().split("<aside>")[1]
    hours = re.findall(r"<time[^>]*>([^<]+)</time><a[^>]*>([^<]+)<", aside)
    assert [name for _at, name in hours] == ["Survey", "Off", "Ring Lee", "Offer"]
    asked = ana_client.get(f"/calls/{call}/verbs/log", headers={"HX-Request": "true"}).content.decode()
    assert 'name="outcome"' in asked
    with unchanged():
        refused = ana_client.post(f"/calls/{call}/verbs/log", {"outcome": "", "back": "/"})
        assert (refused.status_code, "Say how the call went." in refused.content.decode()) == (422, True)
        assert needed(refused.content.decode()) == needed(asked) == ["Outcome"]
        assert ana_client.post(f"/calls/{call}/verbs/log", {"back": "/"}).status_code == 422
    told = {"outcome": "connected", "duration": "7", "body": "Price agreed", "back": "/"}
    assert ana_client.post(f"/calls/{call}/verbs/log", told)["Location"] == "/"
    ana_client.post(f"/meetings/{meeting}/verbs/hold", {"back": "/"})
    row = rows.one(ana, "calls", call)
    assert (row["outcome"], row["duration"], row["body"]) == ("connected", 7, "Price agreed")
    assert sections(ana_client) == {"Today": ["Offer", "Any time"]}
    done = ana_client.get("/").content.decode().split("Done today")[1]
    assert ("Ring Lee" in done, "Survey" in done, "Off<" in done) == (True, True, False)


def test_deals_stand_in_the_calendar_on_the_day_they_close_or_should(
    ana: Actor, ana_client: Client, make: Makers, clock: object
) -> None:
    make.deal(owner=ana, name="Kiln", expected_close_on="2026-11-24")
    make.deal(owner=ana, name="Sold", stage="Won", expected_close_on="2026-11-25")
    page = " ".join(ana_client.get("/calendar/?view=agenda&on=2026-11-20").content.decode().split())
    found = re.findall(
        r'<li class="tone-\d( over)?"[^>]*>(?:(?!</li>).)*?>All day</span>.*?<a[^>]*>([^<]+)<', page
    )
    assert found == [(" over", "Sold"), ("", "Kiln")]


def test_put_off_until_its_day(ana: Actor, ana_client: Client, make: Makers) -> None:
    deal = make.deal(owner=ana, name="Kiln")
    ana_client.post("/day/later", {"queue": "unplanned", "type": "deals", "id": deal})
    assert sections(ana_client) == {}
    Snooze.objects.update(until=timezone.localdate())
    assert sections(ana_client) == {"Deals without a next step": ["Kiln"]}


def test_figures_are_ones_own_and_open_their_rows(
    ana: Actor, ben: Actor, ana_client: Client, make: Makers
) -> None:
    for value, stage in (("1000", "Won"), ("400", "Won"), ("900", "Proposal")):
        make.deal(owner=ana, value=value, stage=stage)
    make.deal(owner=ben, value="7777", stage="Won")
    text = ana_client.get("/").content.decode()
    figures = dict(re.findall(r'<small><a href="[^"]+">([^<]+)</a></small><div><b>([^<]+)</b>', text))
    assert figures["Won this month"] == "$1,400"
    assert figures["Weighted forecast"] == "$450"
    link = re.search(r'class="stat"><small><a href="([^"]+)">Won', text)
    assert link is not None
    listed = ana_client.get(link.group(1).replace("&amp;", "&")).content.decode()
    assert listed.count('<tr role="row" data-id') == 2 or listed.count("data-id=") == 2


def test_a_note_that_tells_of_other_rows_opens_them(ana: Actor, ana_client: Client, make: Makers) -> None:
    assert 'class="note"><a' not in ana_client.get("/").content.decode()
    make.deal(owner=ana, name="Harbor", expected_close_on=day(-3))
    make.deal(owner=ana, name="Quay", expected_close_on=day(2))
    link = re.search(
        r'class="note"><a href="([^"]+)">1 past its day</a>', ana_client.get("/").content.decode()
    )
    assert link is not None
    listed = ana_client.get(link.group(1).replace("&amp;", "&")).content.decode()
    assert "Harbor" in listed
    assert "Quay" not in listed


def test_strangers_put_nothing_off(ana: Actor, cleo: Actor, make: Makers) -> None:
    task = make.task(owner=ana, due_on=day(0))
    client = sign_in(cleo)
    for queue, number in (("today", task), ("unplanned", task), ("nonsense", task), ("today", "x")):
        with unchanged():
            told = client.post("/day/later", {"queue": queue, "type": "tasks", "id": number})
            assert told.status_code == 404
    assert Snooze.objects.count() == 0


def test_queries_do_not_grow(ana: Actor, ana_client: Client, make: Makers) -> None:
    def fill(number: int) -> None:
        for place in range(number):
            make.task(owner=ana, name=f"Task {place}", due_on=day(-place % 3 - 1))
            make.deal(owner=ana, name=f"Deal {place}", value="10")

    fill(3)
    ana_client.get("/")
    few = count_queries(lambda: ana_client.get("/"))
    fill(12)
    assert count_queries(lambda: ana_client.get("/")) <= few
