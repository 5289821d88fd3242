"""What a card of a board tells beside its title."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import time_machine
from django.test import Client

from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.tests.test_list import body


def cards(client: Client, url: str) -> list[str]:
    return body(client, url).split('<article class="card')[1:]


def test_open_cards_tell_for_how_long_closed_ones_since_when(
    ana_client: Client, cast: Cast, make: Makers
) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC), tick=False):
        ring, kiln = (make.deal(owner=cast.ana, name=name) for name in ("Ring", "Kiln"))
        actions.change(cast.ana, "deals", kiln, {"stage": "Won"})
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        found = cards(ana_client, "/deals/?layout=board")
    assert [ring, kiln] == [int(card.split('data-id="')[1].split('"')[0]) for card in found]
    assert '<span class="days" title="In this column for 4 d">4 d</span>' in found[0]
    assert '<span class="days" title="Thu 5 Mar 2026, 12:00">5 Mar</span>' in found[1]


def test_a_type_without_a_board_tells_the_day_and_whom_it_is_about(
    ana_client: Client, cast: Cast, make: Makers
) -> None:
    forge = make.company(owner=cast.ana, name="Orbital Forge")
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        make.task(name="Ring Nora", owner=cast.ana, due_on="2026-03-05", about=[f"companies/{forge}"])
        (card,) = cards(ana_client, "/tasks/?view=0&layout=board&by=owner")
    assert "Orbital Forge" in card
    assert '<span class="days late" title="Thu 5 Mar 2026">5 Mar</span>' in card


def test_a_day_is_late_until_its_record_is_over(ana_client: Client, cast: Cast, make: Makers) -> None:
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        make.task(name="Done", owner=cast.ana, due_on="2026-03-05", status="done")
        make.task(name="Today", owner=cast.ana, due_on="2026-03-09")
        found = cards(ana_client, "/tasks/?view=0&layout=board&by=owner")
    assert len(found) == 2
    assert not any('class="days late"' in card for card in found)


def test_a_day_that_is_near_is_called_so_where_it_stands_alone(
    ana_client: Client, cast: Cast, make: Makers
) -> None:
    """In a list and on a card; not after a label, and not in what was changed."""
    with time_machine.travel(datetime(2026, 3, 9, 12, tzinfo=UTC), tick=False):
        task = make.task(name="Ring Nora", owner=cast.ana, due_on="2026-03-09")
        (card,) = cards(ana_client, "/tasks/?view=0&layout=board&by=owner")
        head = body(ana_client, f"/tasks/{task}").split('class="record-head"')[1].split("</header>")[0]
        assert ">today</time>" in body(ana_client, "/tasks/")
    assert ">today</span>" in card
    assert "Due on 9 Mar" in head


def test_nothing_is_missed_where_nothing_is_to_come(ana_client: Client, cast: Cast, make: Makers) -> None:
    """Whatever the columns are: a lead that is none, one that was converted, a deal that is won."""
    for name, status in (("Ada", "new"), ("Bo", "unqualified")):
        make.lead(owner=cast.ana, name=name, status=status)
    _ring, kiln = (make.deal(owner=cast.ana, name=name) for name in ("Ring", "Kiln"))
    actions.change(cast.ana, "deals", kiln, {"stage": "Won"})
    told = {
        url: {
            card.split("</a></h3>")[0].rsplit(">", 1)[1]: "Nothing planned" in card
            for card in cards(ana_client, url)
        }
        for url in ("/leads/?layout=board", "/leads/?layout=board&by=owner", "/deals/?layout=board&by=owner")
    }
    assert list(told.values()) == [{"Ada": True, "Bo": False}] * 2 + [{"Ring": True, "Kiln": False}]


def test_a_lane_tells_how_many_stand_in_it_and_what_they_come_to(
    owner_client: Client, cast: Cast, make: Makers
) -> None:
    for owner, value in ((cast.ana, 900), (cast.ana, 600), (cast.ben, 250)):
        make.deal(owner=owner, value=f"{value} EUR")
    page = body(owner_client, "/deals/?layout=board&lanes=owner")
    labels = [part.split("</summary>")[0] for part in page.split('<summary class="lane-label">')[1:]]
    assert page.count('<details class="lane-part"') == 2
    assert [label.split("<h2>")[1].split("</h2>")[0] for label in labels] == [cast.ana.name, cast.ben.name]
    for label, who, number in zip(labels, (cast.ana, cast.ben), (2, 1), strict=True):
        assert f'id="lane-{who.user_id}-count">{number}</span>' in label
    assert "1,500" in labels[0]
    assert "250" in labels[1]


def test_long_sums_stand_under_each_other(owner_client: Client, make: Makers) -> None:
    make.deal(value="450000 EUR")
    assert "totals long" not in body(owner_client, "/deals/?layout=board")
    make.deal(value="9950000000 EUR")
    page = body(owner_client, "/deals/?layout=board")
    assert '<p class="totals long"><span class="money">€9,950,450,000' in page


def test_a_card_writes_what_somebody_typed_as_it_is(owner_client: Client, make: Makers) -> None:
    make.company(name="Etxe", domain="etxeberri.example")
    told = "".join(cards(owner_client, "/companies/?layout=board"))
    assert set(re.findall(r"\w+\.example", told)) == {"etxeberri.example"}
