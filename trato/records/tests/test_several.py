"""An act of several transactions is one act: a refusal in a later one takes back what was done before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from trato.records import actions, rows, several
from trato.records.errors import NotFound, RecordError
from trato.records.models import ChangeSet
from trato.records.tasks import take_back_broken_acts
from trato.records.transactions import write_transaction
from trato.records.undo import begin
from trato.records.work import writing
from trato.testing.assertions import assert_no_drift
from trato.testing.cast import Cast


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)


@pytest.fixture
def companies(cast: Cast) -> list[int]:
    return [
        actions.create(cast.ana, "companies", {"name": f"Forge {place}", "city": "Leeds"})
        for place in range(5)
    ]


def cities(cast: Cast) -> list[str]:
    return [row["city"] for row in rows.read(cast.owner, "companies", columns=("city",), sort="id").rows]


def states() -> set[str]:
    return set(ChangeSet.objects.values_list("state", flat=True))


def test_several_batches_are_one_act(cast: Cast, companies: list[int]) -> None:
    sets = ChangeSet.objects.count()
    done = actions.change_all(cast.ana, "companies", companies, {"city": "York"})
    assert (done.changed, ChangeSet.objects.count()) == (5, sets + 1)
    assert cities(cast) == ["York"] * 5
    assert states() == {ChangeSet.COMPLETE}


def test_what_was_done_before_a_refusal_is_taken_back(cast: Cast, companies: list[int]) -> None:
    actions.archive(cast.ana, "companies", [companies[4]])
    with pytest.raises(RecordError):
        actions.change_all(cast.ana, "companies", companies, {"city": "York"})
    assert cities(cast) == ["Leeds"] * 4
    assert ChangeSet.OPEN not in states()
    assert_no_drift()


def test_an_act_that_did_nothing_leaves_no_trace(cast: Cast, companies: list[int]) -> None:
    sets = ChangeSet.objects.count()
    with pytest.raises(NotFound):
        actions.change_all(cast.ana, "companies", [10**6, *companies], {"city": "York"})
    assert cities(cast) == ["Leeds"] * 5
    assert ChangeSet.objects.count() == sets


class Crash(BaseException):
    """The machine stops."""


def stop_half_way(cast: Cast, companies: list[int]) -> None:
    kind = "companies.change"
    with several.one_act(cast.ana, kind, 2) as act:
        with writing(cast.ana, kind, into=act) as work:
            work.change(work.load("companies", companies[:1])[companies[0]], {"city": "York"})
        raise Crash


def test_what_a_crash_broke_off_is_taken_back_later(
    cast: Cast, companies: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before no request can be at it any more."""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(several, "_take_back", lambda *_given: None)  # there is no time left for it
        with pytest.raises(Crash):
            stop_half_way(cast, companies)
    take_back_broken_acts()
    assert cities(cast) == ["York", *["Leeds"] * 4]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        take_back_broken_acts()
    assert cities(cast) == ["Leeds"] * 5
    assert ChangeSet.OPEN not in states()
    assert_no_drift()


def test_an_undo_that_a_crash_broke_off_is_ended_later(cast: Cast, companies: list[int]) -> None:
    done = actions.change_all(cast.ana, "companies", companies, {"city": "York"})
    with write_transaction():
        begin(cast.ana, done.set or 0)
    take_back_broken_acts()
    assert cities(cast) == ["York"] * 5
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        take_back_broken_acts()
    assert cities(cast) == ["Leeds"] * 5
    assert ChangeSet.OPEN not in states()
    assert ChangeSet.UNDONE in states()
