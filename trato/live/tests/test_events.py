"""What a page is told of what others change, and what nobody else is told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.live import news
from trato.live.hub import END, Hub
from trato.live.news import LATE, MOST_EVENTS, MOST_IDS, Newest, known_number, last_number
from trato.live.telling import told_to
from trato.live.views import Reader
from trato.records import actions, outbox
from trato.records.models import ChangeSet, OutboxEvent
from trato.testing.assertions import assert_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def heard(client: Client, after: int, **headers: str) -> list[Any]:
    """The data of the stream's events."""
    answer = client.get(f"/events?after={after}", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
    lines = answer.content.decode().splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def told(actor: Actor, after: int) -> Any:
    return told_to(actor, news.after(after) or [])


class Line:
    """An open stream without a network."""

    def __init__(self, client: Client, actor: Actor, number: int = 0) -> None:
        self.reader = Reader(actor.user_id or 0, client.session.session_key or "", number)
        self.got: list[bytes] = []

    def put(self, data: bytes) -> None:
        self.got.append(data)


def hub_of(*lines: Line) -> Hub:
    """A hub that has looked once."""
    hub = Hub()
    hub.streams.update(lines)  # type: ignore[arg-type]  # all that the hub needs of a stream
    hub.look()
    return hub


def test_a_page_hears_what_it_missed(cast: Cast, make: Makers, ana_client: Client) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    after = last_number()
    assert heard(ana_client, after) == []
    actions.change(cast.ben, "deals", deal, {"name": "Roof"})
    assert heard(ana_client, after) == [{"deals": [deal]}]
    # After a break the browser names what it heard last, whatever the page's own address says.
    assert heard(ana_client, 0, **{"Last-Event-ID": str(last_number())}) == []


def test_the_page_says_what_it_knows(cast: Cast, make: Makers, ana_client: Client) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    page = ana_client.get(f"/deals/{deal}").content.decode()
    assert f'data-events="/events?after={known_number()}"' in page
    assert f'data-live="deals/{deal}"' in page
    assert 'data-live="deals"' in ana_client.get("/deals/?layout=table").content.decode()


def test_what_stands_on_a_records_timeline_is_news_of_it(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    after = last_number()
    note = make("notes", by=cast.ben, owner=cast.ben, about=[f"deals/{deal}"], body="Called")
    assert told(cast.ana, after) == {"deals": [deal], "notes": [note]}


def test_strangers_hear_nothing(cast: Cast, make: Makers) -> None:
    after = last_number()
    deal = make.deal(owner=cast.ana, name="Hall")
    actions.change(cast.ana, "deals", deal, {"name": "Roof"})
    assert told(cast.ben, after) == {"deals": [deal]}
    assert told(cast.cleo, after) == {}
    assert told(cast.dov, after) == {}


def test_who_loses_sight_of_a_record_is_told_without_its_number(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    after = last_number()
    actions.change(cast.adam, "deals", deal, {"owner": cast.cleo.user_id})
    assert told(cast.cleo, after) == {"deals": [deal]}
    assert told(cast.ana, after) == {"deals": None}


def test_many_at_once_are_told_as_many(cast: Cast, make: Makers) -> None:
    deals = make.many("deals", MOST_IDS + 1, owner=cast.ana)
    after = last_number()
    actions.change_all(cast.ana, "deals", deals, {"value": "5"})
    assert told(cast.ben, after) == {"deals": None}


def test_too_much_is_everything(cast: Cast, ana_client: Client) -> None:
    after = last_number()
    OutboxEvent.objects.bulk_create(
        OutboxEvent(name="x", type="deals", record_ids=[1], change_set_id=1) for _ in range(MOST_EVENTS + 1)
    )
    assert heard(ana_client, after) == [{"*": None}]
    assert heard(ana_client, after + 1) == [{}]


def test_nonsense_in_the_address_hears_from_the_beginning(cast: Cast, ana_client: Client) -> None:
    OutboxEvent.objects.all().delete()
    for text in ("x", "-1", "9" * 30, "²"):
        assert ana_client.get("/events", {"after": text}).status_code == 200
    assert ana_client.get("/events", headers={"Last-Event-ID": "x"}).status_code == 200


def test_people_can_be_told_of_what_is_no_record(cast: Cast) -> None:
    outbox.drain()
    after = last_number()
    outbox.tell("notifications", [cast.ana.user_id or 0])
    outbox.tell("notifications", [])
    assert told(cast.ana, after) == {"notifications": None}
    assert told(cast.ben, after) == {}
    assert outbox.waiting() == []


def test_a_notification_is_news(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    outbox.drain()
    after = last_number()
    actions.change(cast.adam, "deals", deal, {"owner": cast.ben.user_id})
    outbox.drain()
    assert told(cast.ben, after) == {"deals": [deal], "notifications": None}


def test_a_late_number_is_not_passed_over(cast: Cast, clock: Any, monkeypatch: Any) -> None:
    """On PostgreSQL a number may be committed after a higher one."""
    now = [100.0]
    monkeypatch.setattr("trato.live.news.time.monotonic", lambda: now[0])
    newest = Newest()
    last = last_number()
    assert newest.read() == []
    OutboxEvent.objects.create(id=last + 2, name="x", type="deals", record_ids=[2], change_set_id=1)
    assert [item.ids for item in newest.read()] == [{2}]
    OutboxEvent.objects.create(id=last + 1, name="x", type="deals", record_ids=[1], change_set_id=1)
    assert [item.ids for item in newest.read()] == [{1}]
    assert newest.read() == []
    now[0] += LATE + 1
    assert newest.read() == []
    assert (newest.floor, newest.seen) == (last + 2, {})


def test_a_page_hears_of_a_number_committed_after_it_was_read(
    cast: Cast, make: Makers, ana_client: Client
) -> None:
    """On PostgreSQL: the page saw the higher number, and not yet what the lower one tells."""
    deal, other = make.deal(owner=cast.ana, name="Hall"), make.deal(owner=cast.ana, name="Roof")
    last = last_number()
    OutboxEvent.objects.update(at=timezone.now() - timedelta(seconds=LATE + 1))
    assert known_number() == last

    def event(number: int, pk: int, at: datetime) -> None:
        OutboxEvent.objects.create(id=number, name="x", type="deals", record_ids=[pk], change_set_id=1, at=at)

    event(last + 2, deal, timezone.now())
    page = ana_client.get(f"/deals/{deal}").content.decode()
    assert f'data-events="/events?after={last}"' in page
    event(last + 1, other, timezone.now())
    assert known_number() == last + 2
    assert heard(ana_client, last) == [{"deals": sorted([deal, other])}]
    event(last + 4, deal, timezone.now() - timedelta(seconds=LATE + 1))
    assert known_number() == last + 4  # whoever had the number between has given it up


def test_the_hub_tells_each_what_he_may_know(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    ana, cleo = Line(sign_in(cast.ana), cast.ana), Line(sign_in(cast.cleo), cast.cleo)
    hub = hub_of(ana, cleo)
    actions.change(cast.ben, "deals", deal, {"name": "Roof"})
    hub.look()
    hub.look()
    assert ana.got == [f'id: {last_number()}\ndata: {{"deals":[{deal}]}}\n\n'.encode()]
    assert cleo.got == []


def test_what_came_before_the_hub_looked_is_caught_up(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    hub = hub_of()
    ana = Line(sign_in(cast.ana), cast.ana, last_number())
    actions.change(cast.ben, "deals", deal, {"name": "Roof"})
    hub.look()
    hub.join(ana)  # type: ignore[arg-type]  # all that the hub needs of a stream
    hub.look()
    assert [data.split(b"\n")[1] for data in ana.got] == [f'data: {{"deals":[{deal}]}}'.encode()]
    hub.leave(ana)  # type: ignore[arg-type]


def test_a_stream_ends_with_its_session(cast: Cast, make: Makers) -> None:
    lines = [Line(sign_in(actor), actor) for actor in (cast.ana, cast.ben, cast.mia)]
    hub = hub_of(*lines)
    Session.objects.filter(session_key=lines[0].reader.session).delete()
    User.objects.filter(pk=cast.ben.user_id or 0).update(archived_at="2026-01-01T00:00:00Z")
    deal = make.deal(owner=cast.ana, name="Hall")
    hub.look()
    assert [line.got[-1:] for line in lines[:2]] == [[END], [END]]
    assert f'"deals":[{deal}]' in lines[2].got[-1].decode()


def test_silence_costs_one_read_and_writes_nothing(cast: Cast) -> None:
    hub = hub_of(*(Line(sign_in(cast.ana), cast.ana) for _ in range(3)))
    with assert_queries(1):
        hub.look()
    sets = ChangeSet.objects.count()
    hub.look()
    assert ChangeSet.objects.count() == sets


def test_a_stranger_has_no_stream(client: Client, cast: Cast) -> None:
    assert client.get("/events?after=0").status_code == 302


def test_a_page_that_looks_anew_takes_no_messages(cast: Cast, make: Makers, ana_client: Client) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    ana_client.post(f"/deals/{deal}/archive")
    quiet = ana_client.get("/deals/?layout=table", headers={"X-Live": "1"}).content.decode()
    assert "is in the bin" not in quiet
    assert "bin" in ana_client.get("/deals/?layout=table").content.decode().split('id="toasts"')[1][:600]


def test_as_many_rows_come_back_as_were_there(cast: Cast, make: Makers, ana_client: Client) -> None:
    make.many("deals", 70, owner=cast.ana)

    def rows(there: str) -> int:
        page = ana_client.get("/deals/?layout=table", headers={"X-Live": there})
        return page.content.decode().count("<tr data-id=") or page.content.decode().count('data-id="')

    assert (rows("0"), rows("60"), rows("x"), rows("99999999")) == (50, 60, 50, 70)
