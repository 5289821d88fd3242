"""What has happened since one was last here: told after some hours away, as far as one may see it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from trato.accounts.models import FieldRight
from trato.records import actions, rows, snapshot
from trato.testing.assertions import assert_same_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.models import Visit


def told(client: Client, **headers: str) -> list[str]:
    """The line of what has come, its moment first."""
    page = client.get("/", headers=headers).content.decode()
    line = re.search(r'<p class="since">(.*?)</p>', page, re.DOTALL)
    return re.findall(r">([^<>]+)<", line[1]) if line else []


def stage(cast: Cast, name: str) -> int:
    return rows.read(cast.owner, "stages", filter=f'name="{name}"').rows[0].id


def test_told_after_hours_away(cast: Cast, make: Makers, ana_client: Client, clock: Any) -> None:
    old = make.deal(owner=cast.ana, name="Hall")
    assert told(ana_client) == []  # the first time there is no time before
    make.deal(owner=cast.ana, name="Roof")
    clock.shift(timedelta(hours=1))
    assert told(ana_client) == []  # an hour is no absence
    clock.shift(timedelta(hours=23))
    make.many("deals", 2, owner=cast.ana)
    actions.change(cast.ben, "deals", old, {"stage": stage(cast, "Proposal")})
    assert told(ana_client) == ["Since yesterday, 10:00", "2 new deals", "1 deal moved on"]
    clock.shift(timedelta(minutes=30))
    assert told(ana_client) == ["Since yesterday, 10:00", "2 new deals", "1 deal moved on"]
    clock.shift(timedelta(hours=5))
    assert told(ana_client) == []  # nothing came since this morning


def test_each_sentence_opens_its_rows(cast: Cast, make: Makers, ana_client: Client, clock: Any) -> None:
    told(ana_client)
    clock.shift(timedelta(days=1))
    make.deal(owner=cast.ana, name="Roof")
    page = ana_client.get("/").content.decode()
    link = re.search(r'href="([^"]+)">1 new deal<', page)
    assert link is not None
    assert "Roof" in ana_client.get(link[1].replace("&amp;", "&")).content.decode()


def test_only_what_one_may_see(cast: Cast, make: Makers, cleo_client: Client, clock: Any) -> None:
    told(cleo_client)
    clock.shift(timedelta(days=1))
    make.deal(owner=cast.ana, name="Hall")
    assert told(cleo_client) == []
    make.deal(owner=cast.cleo, name="Roof")
    assert told(cleo_client)[1:] == ["1 new deal"]
    FieldRight.objects.create(role=cast.cleo.role, type="deals", field="stage_since", level=FieldRight.HIDDEN)
    snapshot.reset()
    assert told(cleo_client)[1:] == ["1 new deal"]


def test_looking_again_writes_nothing(cast: Cast, make: Makers, ana_client: Client, clock: Any) -> None:
    told(ana_client)
    seen = Visit.objects.get().seen_at
    clock.shift(timedelta(minutes=9))
    told(ana_client)
    assert Visit.objects.get().seen_at == seen
    clock.shift(timedelta(hours=8))
    told(ana_client, **{"X-Live": "0"})
    assert Visit.objects.get().seen_at == seen  # a page left open looks by itself: nobody has come


def test_many_cost_no_more(cast: Cast, make: Makers, ana_client: Client, clock: Any) -> None:
    told(ana_client)
    clock.shift(timedelta(days=1))
    make.deal(owner=cast.ana, name="Hall")
    told(ana_client)

    def look() -> object:
        return ana_client.get("/")

    look()
    make.many("deals", 30, owner=cast.ana)
    assert_same_queries(look, look)
