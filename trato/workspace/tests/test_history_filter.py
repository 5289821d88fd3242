"""The ledger's filter by person, type and day, kept in the address; and one act over the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from trato.accounts.models import FieldRight, RoleRight, User
from trato.records import actions, snapshot
from trato.records.models import Change, ChangeSet
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

ROW = re.compile(r'data-panel="/history/(\d+)/panel')


@dataclass
class Acts:
    """On 9 March Ana changed a deal; on the 10th Ben a company, and a deal by itself; today Ana a deal."""

    monday: int
    ben: int
    by_itself: int
    today: int


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def acts(cast: Cast, make: Makers) -> Iterator[Acts]:
    with time_machine.travel(at(11), tick=False):
        deal = make.deal(owner=cast.ana, name="Cold storage", value="48600")
        firm = make.company(owner=cast.ben, name="Ben & Sons")
        ChangeSet.objects.all().delete()
        monday = last_set(cast.ana, lambda: actions.change(cast.ana, "deals", deal, {"value": "50000"}))
        ben = last_set(cast.ben, lambda: actions.change(cast.ben, "companies", firm, {"industry": "Food"}))
        today = last_set(cast.ana, lambda: actions.change(cast.ana, "deals", deal, {"name": "Freezer"}))
        alone = ChangeSet.objects.create(kind="deals.aged", via="system", state=ChangeSet.COMPLETE)
        Change.objects.create(
            change_set=alone, op=Change.CHANGE, type="deals", first_id=deal, last_id=deal, after={}
        )
        for number, when in ((monday, at(9, 23)), (ben, at(10)), (alone.pk, at(10, 1))):
            ChangeSet.objects.filter(pk=number).update(at=when)
        yield Acts(monday, ben, alone.pk, today)


def told(client: Client, query: str = "") -> set[int]:
    """The acts that the ledger shows."""
    return {int(number) for number in ROW.findall(body(client, f"/history/{query}"))}


def test_by_person_type_and_day(acts: Acts, cast: Cast) -> None:
    adam = sign_in(cast.adam)
    assert told(adam) == {acts.monday, acts.ben, acts.by_itself, acts.today}
    assert told(adam, f"?person={cast.ana.user_id}") == {acts.monday, acts.today}
    assert told(adam, "?person=0") == {acts.by_itself}
    assert told(adam, "?type=companies") == {acts.ben}
    assert told(adam, "?type=deals&when=yesterday") == {acts.by_itself}
    assert told(adam, "?when=today") == {acts.today}
    assert told(adam, "?when=2026-03-09") == {acts.monday}
    assert told(adam, "?when=2026-03-10..") == {acts.ben, acts.by_itself, acts.today}
    assert told(adam, f"?person={cast.ana.user_id}&type=deals&when=2026-03-01..2026-03-10") == {acts.monday}


def test_a_day_is_one_of_the_reader(acts: Acts, cast: Cast) -> None:
    """Late on Monday in London is Tuesday in Madrid."""
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Madrid")
    ana = sign_in(cast.ana)
    assert told(ana, "?when=2026-03-09") == set()
    assert told(ana, "?when=2026-03-10") == {acts.monday}


def test_what_is_set_for_the_workspace_is_a_type_of_its_own(acts: Acts, cast: Cast) -> None:
    adam = sign_in(cast.adam)
    assert told(adam, "?type=settings") == set()
    made = ChangeSet.objects.create(
        kind="workspace.settings", via="screen", actor_id=cast.adam.user_id, state="complete"
    )
    Change.objects.create(
        change_set=made, op=Change.SET, type="workspace", first_id=0, last_id=0, after={"name": "Norte"}
    )
    assert told(adam, "?type=settings") == {made.pk}
    assert '<option value="settings"' not in body(sign_in(cast.ana), "/history/")


def test_the_form_says_what_is_chosen(acts: Acts, cast: Cast) -> None:
    adam = sign_in(cast.adam)
    page = body(adam, f"/history/?person={cast.ana.user_id}&type=deals&when=yesterday")
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    assert chosen == [str(cast.ana.user_id), "deals", "yesterday"]
    assert "Clear the filter" in page
    assert "Everyone’s, last 30 days" not in page
    page = body(adam, "/history/?when=2026-03-02..2026-03-09")
    assert '<option value="days" selected' in page
    assert 'value="2026-03-02"' in page
    assert 'value="2026-03-09"' in page
    plain = body(adam, "/history/")
    assert " selected" not in plain
    assert "Clear the filter" not in plain
    assert "Everyone’s, last 30 days" in plain


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("person=&type=deals&when=&from=&to=", "?type=deals"),
        ("type=&when=days&from=2026-03-02&to=2026-03-09", "?when=2026-03-02..2026-03-09"),
        ("when=days&from=2026-03-09&to=2026-03-02", "?when=2026-03-02..2026-03-09"),
        ("when=days&from=2026-03-09&to=2026-03-09", "?when=2026-03-09"),
        ("when=days&from=2026-03-09&to=", "?when=2026-03-09.."),
        ("when=today&from=2026-03-09&to=", "?when=today"),
        ("when=days&from=&to=", ""),
    ],
)
def test_a_sent_form_has_a_short_address(acts: Acts, ana_client: Client, sent: str, address: str) -> None:
    found = ana_client.get(f"/history/?{sent}")
    assert (found.status_code, found["Location"]) == (303, f"/history/{address}")


@pytest.mark.parametrize("query", ["?person=x", "?person=1", "?type=secrets", "?when=once", "?when=2026-99"])
def test_what_nobody_may_ask_asks_nothing(acts: Acts, ana_client: Client, query: str) -> None:
    """Whose acts one sees is no choice of those who do not administer."""
    assert told(ana_client, query) == {acts.monday, acts.today}
    assert "Clear the filter" not in body(ana_client, f"/history/{query}")
    assert 'name="person"' not in body(ana_client, "/history/")


def test_types_out_of_reach_are_not_offered(acts: Acts, cast: Cast) -> None:
    assert '<option value="companies"' in body(sign_in(cast.ana), "/history/")
    RoleRight.objects.create(role=cast.ana.role, type="companies", right="read", scope="none")
    snapshot.reset()
    assert '<option value="companies"' not in body(sign_in(cast.ana), "/history/")
    assert told(sign_in(cast.ana), "?type=companies") == {acts.monday, acts.today}


def test_nothing_fits(acts: Acts, ana_client: Client) -> None:
    page = body(ana_client, "/history/?type=companies")
    assert "Nothing fits this filter" in page
    assert '<option value="companies" selected' in page


def test_further_pages_keep_the_filter(cast: Cast, make: Makers) -> None:
    for number in range(52):
        make.deal(owner=cast.ana, name=f"Deal {number}")
        make.company(owner=cast.ana, name=f"Firm {number}")
    ana = sign_in(cast.ana)
    more = re.search(r'hx-get="(/history/\?type=deals&amp;before=\d+)"', body(ana, "/history/?type=deals"))
    assert more is not None
    text = body(ana, more[1].replace("&amp;", "&"), headers=HTMX)
    assert ("Ana added Deal 1<" in text, "Firm" in text) == (True, False)
    assert 'name="back" value="/history/?type=deals"' in text


def test_an_act_opens_over_the_list(acts: Acts, cast: Cast) -> None:
    adam = sign_in(cast.adam)
    assert f'data-panel="/history/{acts.today}/panel?type=deals"' in body(adam, "/history/?type=deals")
    panel = body(adam, f"/history/{acts.monday}/panel?type=deals", headers=HTMX)
    assert "<html" not in panel
    assert re.search(r"Value</span> <s><bdi>\$48,600</bdi></s> .*→</span> <b><bdi>\$50,000</bdi></b>", panel)
    assert f'href="/history/?type=deals&amp;open={acts.today}"' in panel
    assert f'href="/history/?type=deals&amp;open={acts.ben}"' not in panel
    whole = body(adam, f"/history/?type=deals&open={acts.monday}")
    assert "$48,600" in whole
    assert f"/history/{acts.today}/panel" in whole
    assert "$48,600" not in body(adam, "/history/?type=deals&open=999999")


def test_a_field_out_of_sight_is_not_told(acts: Acts, cast: Cast) -> None:
    FieldRight.objects.create(role="member", type="deals", field="value", level="hidden")
    snapshot.reset()
    ana = sign_in(cast.ana)
    for address in (f"/history/{acts.monday}", f"/history/{acts.monday}/panel"):
        page = body(ana, address)
        assert "Freezer" in page
        assert "50,000" not in page
        assert "Value" not in page
    assert sign_in(cast.ben).get(f"/history/{acts.monday}/panel").status_code == 404


def test_queries_do_not_grow_with_acts(acts: Acts, cast: Cast, make: Makers) -> None:
    adam = sign_in(cast.adam)
    query = "/history/?type=deals&when=this-week"
    adam.get(query)
    before = count_queries(lambda: adam.get(query))
    deals = make.many("deals", 30, owner=cast.ana)
    for pk in deals:
        actions.change(cast.ana, "deals", pk, {"value": "8"})
    assert count_queries(lambda: adam.get(query)) == before
