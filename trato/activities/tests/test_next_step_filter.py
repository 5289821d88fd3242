"""What comes next as a condition of a filter: the same records as the column tells it of."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts import workspace
from trato.records import actions, rows, snapshot
from trato.records.errors import FilterError
from trato.records.models import SharingRule
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def about(pk: int, type_key: str = "deals") -> list[dict[str, Any]]:
    return [{"type": type_key, "id": pk}]


def named(cast: Cast, words: str, type_key: str = "deals") -> list[str]:
    found = rows.read(cast.ana, type_key, columns=("name",), filter=words, sort="name")
    return [str(row["name"]) for row in found.rows]


@pytest.fixture
def deals(cast: Cast, make: Makers, clock: Any) -> dict[str, int]:
    """One deal for each way in which something may come next, at noon of 20 November 2026."""
    names = [
        "idle",
        "late",
        "late hour",
        "today",
        "tonight",
        "soon",
        "some day",
        "call",
        "met",
        "won",
        "done",
    ]
    known = {name: make.deal(owner=cast.ana, name=name) for name in names}
    own = {"owner": cast.ana}
    make.task(due_on="2026-11-19", about=about(known["late"]), **own)
    make.task(due_on="2026-11-24", about=about(known["late"]), **own)
    make.task(due_at="2026-11-20T08:00:00Z", about=about(known["late hour"]), **own)
    make.task(due_on="2026-11-20", about=about(known["today"]), **own)
    make.task(due_on="2026-11-24", about=about(known["today"]), **own)
    make.meeting(
        starts_at="2026-11-20T18:00:00Z", ends_at="2026-11-20T19:00:00Z", about=about(known["tonight"]), **own
    )
    make.task(due_on="2026-11-24", about=about(known["soon"]), **own)
    make.task(about=about(known["some day"]), **own)
    make.call(started_at="2026-11-25T09:00:00Z", about=about(known["call"]), **own)
    make.call(started_at="2026-11-19T09:00:00Z", outcome="connected", about=about(known["met"]), **own)
    make.task(due_on="2026-11-19", about=about(known["won"]), **own)
    actions.change(cast.ana, "deals", known["won"], {"stage": "Won"})
    make.task(due_on="2026-11-19", status="done", about=about(known["done"]), **own)
    gone = make.task(due_on="2026-11-19", about=about(known["done"]), **own)
    actions.archive(cast.ana, "tasks", [gone])
    return known


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("next-step:overdue", ["late", "late hour"]),
        ("next-step:today", ["today", "tonight"]),
        ("next-step:later", ["call", "some day", "soon"]),
        ("next-step:none", ["done", "idle", "met"]),
        ("next-step:any", ["call", "late", "late hour", "some day", "soon", "today", "tonight"]),
        ("next-step:overdue,today", ["late", "late hour", "today", "tonight"]),
        ("next-step:overdue,none", ["done", "idle", "late", "late hour", "met"]),
        ("next-step!=overdue", ["call", "done", "idle", "met", "some day", "soon", "today", "tonight"]),
        ("-next-step:any status:open", ["done", "idle", "met"]),
        ("next-step:none or name:won", ["done", "idle", "met", "won"]),
        ('next-step:"for today"', ["today", "tonight"]),
        ('next-step:"nothing planned"', ["done", "idle", "met"]),
    ],
)
def test_by_the_nearest(cast: Cast, deals: dict[str, int], words: str, expected: list[str]) -> None:
    assert named(cast, words) == expected
    assert rows.count(cast.ana, "deals", filter=words).number == len(expected)


def test_the_column_says_the_same(cast: Cast, deals: dict[str, int]) -> None:
    for state in ("overdue", "today", "later", "none"):
        found = rows.read(cast.ana, "deals", columns=("name", "next-step"), filter=f"next-step:{state}").rows
        assert {row["next-step"].state for row in found} == {state}


def test_what_one_may_not_see_is_not_planned(cast: Cast, make: Makers) -> None:
    shared = make.company(owner=cast.cleo, name="Acme")
    make.task(owner=cast.ana, due_on="2026-11-19", about=about(shared, "companies"))
    for actor, expected in ((cast.ana, []), (cast.cleo, ["Acme"])):
        found = rows.read(actor, "companies", columns=("name",), filter="next-step:none name:Acme").rows
        assert [row["name"] for row in found] == expected


def test_what_is_not_known_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(FilterError, match="“soon” is none of the choices of next step"):
        named(cast, "next-step:soon")
    with pytest.raises(FilterError, match="cannot be compared"):
        named(cast, "next-step>today")
    with pytest.raises(FilterError, match="no field “next-step”"):
        named(cast, "next-step:none", "tasks")


def test_queries_do_not_grow(cast: Cast, make: Makers, deals: dict[str, int]) -> None:
    few = count_queries(lambda: named(cast, "next-step:today"))
    for number in range(5):
        pk = make.deal(owner=cast.ana, name=f"more {number}")
        make.task(owner=cast.ana, due_on="2026-11-20", about=about(pk))
    assert count_queries(lambda: named(cast, "next-step:today")) == few


def test_the_list_its_chips_and_its_dialog_know_it(cast: Cast, deals: dict[str, int]) -> None:
    browser = sign_in(cast.ana)
    page = browser.get("/deals/", {"filter": "next-step:overdue"}).content.decode()
    assert "late hour" in page
    assert "some day" not in page
    assert "Next step" in page
    dialog = browser.get(
        "/deals/filter", {"field": "next-step"}, headers={"hx-request": "true"}
    ).content.decode()
    assert "For later" in dialog
    assert "Nothing planned" in dialog
    assert "is filled in" not in dialog
    page = browser.get("/deals/", {"filter": "next-step:none,overdue"}).content.decode()
    assert "nothing planned / overdue" in page
    given = {"filter": "next-step:none,overdue", "place": "0", "field": "next-step"}
    assert browser.get("/deals/filter", given).content.decode().count(" checked") == 2
    offered = browser.get("/deals/filter/words", {"q": "next-s"}).json()["options"]
    assert [one["text"] for one in offered] == ["next-step:"]
    offered = browser.get("/deals/filter/words", {"q": "next-step:"}).json()["options"]
    assert [one["text"].strip() for one in offered] == ["overdue", "today", "later", "none"]


def test_a_past_day_has_no_next_step(cast: Cast, deals: dict[str, int]) -> None:
    page = sign_in(cast.ana).get("/deals/", {"filter": "next-step:none", "as-of": "2026-11-01"})
    assert "What comes next is known of today alone." in page.content.decode()


def test_nobody_sees_a_record_for_what_comes_next(cast: Cast, deals: dict[str, int]) -> None:
    """A sharing rule holds until it is changed, and what is overdue is another thing each minute."""
    before = rows.count(cast.cleo, "deals").number
    for words, more in (("next-step:overdue", 0), ("name:late not next-step:any", 0), ("name:late", 2)):
        SharingRule.objects.create(type="deals", filter=words, user_id=cast.cleo.user_id)
        workspace.touch()
        snapshot.refresh()
        assert rows.count(cast.cleo, "deals").number == before + more
