"""A call without a subject is called after whom it is with."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from trato.activities.tests.test_talks import CALL, HTMX
from trato.records import actions, rows
from trato.records.errors import FilterError
from trato.records.undo import undo
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta(make: Makers) -> int:
    return make("contacts", first_name="Marta", last_name="Soler")


def called(actor: Any, pk: int) -> str:
    return str(rows.one(actor, "calls", pk)["name"])


def words(answer: Any) -> str:
    """What stands on a page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def about(*refs: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"type": key, "id": pk} for key, pk in refs]


def test_a_call_without_a_subject_says_whom_it_is_with(
    cast: Cast, make: Makers, deal: int, marta: int, clock: Any
) -> None:
    client = sign_in(cast.ana)
    client.post(f"/contacts/{marta}/write", {**CALL, "text": ""}, headers=HTMX)
    (call,) = rows.read(cast.ana, "calls").rows
    for door in (
        "/calls/",
        f"/calls/{call.id}",
        "/calendar/?view=agenda&on=2026-11-20",
        "/search?q=call+marta",
    ):
        assert "Call with Marta Soler" in words(client.get(door)), door


def test_people_are_named_before_firms(cast: Cast, make: Makers, deal: int, marta: int) -> None:
    firm = make("companies", name="Acme")
    both = make(
        "calls", by=cast.ana, name="", about=about(("deals", deal), ("companies", firm), ("contacts", marta))
    )
    assert called(cast.ana, both) == "Call with Marta Soler"
    assert (
        called(cast.ana, make("calls", by=cast.ana, name="", about=about(("deals", deal))))
        == "Call with Cold storage"
    )
    assert (
        called(cast.ana, make("calls", by=cast.ana, name="Prices", about=about(("contacts", marta))))
        == "Prices"
    )
    assert not rows.one(cast.ana, "calls", make("calls", by=cast.ana, name=""))["name"]


def test_such_a_name_follows_until_somebody_names_it(cast: Cast, make: Makers, marta: int) -> None:
    leo = make("contacts", first_name="Leo")
    pk = make("calls", by=cast.ana, name="", about=about(("contacts", marta)))
    moved = last_set(
        cast.ana, lambda: actions.change(cast.ana, "calls", pk, {"about": about(("contacts", leo))})
    )
    assert called(cast.ana, pk) == "Call with Leo"
    undo(cast.ana, moved)
    assert called(cast.ana, pk) == "Call with Marta Soler"
    actions.change(cast.ana, "calls", pk, {"name": "Prices"})
    actions.change(cast.ana, "calls", pk, {"about": about(("contacts", leo))})
    assert called(cast.ana, pk) == "Prices"
    actions.change(cast.ana, "calls", pk, {"name": ""})
    assert called(cast.ana, pk) == "Call with Leo"


def test_such_a_name_tells_no_more_than_its_links(cast: Cast, make: Makers) -> None:
    """Who sees the call and not the deal reads what both are called, and gets no further (0035)."""
    deal = make.deal(owner=cast.ana, name="Cold storage")
    pk = make("calls", by=cast.owner, owner=cast.cleo, name="", about=about(("deals", deal)))
    row = rows.one(cast.cleo, "calls", pk, ("name", "about"))
    assert (row["name"], [ref.label for ref in row["about"]]) == ("Call with Cold storage", ["Cold storage"])
    client = sign_in(cast.cleo)
    for door in (f"/calls/{pk}", "/calls/?columns=name,about"):
        assert "Cold storage" in words(client.get(door)).replace("Call with Cold storage", ""), door
    assert client.get(f"/deals/{deal}").status_code == 404
    assert rows.read(cast.cleo, "deals", filter="storage").rows == []
    with pytest.raises(FilterError):
        rows.read(cast.cleo, "calls", filter='about:"deals/Cold storage"')
    actions.change(cast.owner, "calls", pk, {"about": []})
    assert rows.one(cast.cleo, "calls", pk, ("name",))["name"] is None


def test_on_the_page_of_whom_it_is_with_it_is_only_a_call(
    cast: Cast, make: Makers, marta: int, clock: Any
) -> None:
    """Elsewhere it says with whom, and a name that somebody gave stays."""
    firm = make("companies", name="Acme")
    with_both = about(("contacts", marta), ("companies", firm))
    first = make("calls", by=cast.ana, name="", body="Price agreed", outcome="connected", about=with_both)
    make("calls", by=cast.ana, name="", started_at="2026-11-20T15:00:00Z", about=with_both)
    client = sign_in(cast.ana)
    own = words(client.get(f"/contacts/{marta}/timeline", headers=HTMX))
    assert "Call with" not in own
    assert "Call 15:00" in own  # what is to come
    assert "Ana called: Connected" in own
    assert "Ana planned a call: 15:00" in own
    theirs = words(client.get(f"/companies/{firm}/timeline", headers=HTMX))
    assert "Ana called: Connected 09:00 Call with Marta SolerPrice agreed" in theirs
    assert "Ana planned a call: Call with Marta Soler 15:00" in theirs
    actions.change(cast.ana, "calls", first, {"name": "Prices of Marta Soler"})
    named = words(client.get(f"/contacts/{marta}/timeline", headers=HTMX))
    assert "Prices of Marta Soler" in named


def test_it_is_so_in_whatever_language_it_was_written(
    cast: Cast, make: Makers, marta: int, clock: Any
) -> None:
    with translation.override("es"):
        call = make("calls", by=cast.ana, name="", outcome="connected", about=about(("contacts", marta)))
    assert called(cast.ana, call) == "Llamada con Marta Soler"
    own = words(sign_in(cast.ana).get(f"/contacts/{marta}/timeline", headers=HTMX))
    assert "Ana called: Connected" in own
    assert "Llamada" not in own


def test_it_is_called_anew_when_they_are_renamed(cast: Cast, make: Makers, marta: int, clock: Any) -> None:
    """Its name follows the person's, also in search, and comes back with theirs; a given one stays."""
    leo = make("contacts", first_name="Leo")
    with_both = about(("contacts", marta), ("contacts", leo))
    one = make("calls", by=cast.ana, name="", about=about(("contacts", marta)))
    both = make("calls", by=cast.ana, name="", about=with_both)
    named = make("calls", by=cast.ana, name="Prices of Marta Soler", about=with_both)
    with translation.override("es"):
        spanish = make("calls", by=cast.ana, name="", about=about(("contacts", marta)))
    renamed = last_set(
        cast.ana,
        lambda: actions.change(cast.ana, "contacts", marta, {"name": "Ana Gil"}),
    )
    assert [called(cast.ana, pk) for pk in (one, both, named, spanish)] == [
        "Call with Ana Gil",
        "Call with Ana Gil, Leo",
        "Prices of Marta Soler",
        "Llamada con Ana Gil",
    ]
    client = sign_in(cast.ana)
    assert "Call with Ana Gil, Leo" in words(client.get("/search?q=call+gil"))
    assert "Call with Marta" not in words(client.get("/search?q=call+marta"))
    assert "Ana planned a call: 09:00" in words(client.get(f"/contacts/{marta}/timeline", headers=HTMX))
    undo(cast.ana, renamed)
    assert [called(cast.ana, pk) for pk in (one, both)] == [
        "Call with Marta Soler",
        "Call with Marta Soler, Leo",
    ]
    assert "Call with Marta Soler" in words(client.get("/search?q=call+marta"))


def test_whoever_renames_need_not_see_the_call(cast: Cast, make: Makers, marta: int) -> None:
    hidden = make("calls", by=cast.owner, owner=cast.owner, name="", about=about(("contacts", marta)))
    actions.change(cast.ana, "contacts", marta, {"last_name": "Gil"})
    assert called(cast.owner, hidden) == "Call with Marta Gil"
    assert rows.one(cast.owner, "calls", hidden).version == 2


def test_a_rename_that_is_none_writes_nothing_else(cast: Cast, make: Makers, marta: int) -> None:
    pk = make("calls", by=cast.ana, name="", about=about(("contacts", marta)))
    actions.change(cast.ana, "contacts", marta, {"job_title": "Director"})
    assert rows.one(cast.ana, "calls", pk).version == 1
