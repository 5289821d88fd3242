"""The cast, the makers, the clock and a clean engine for every test; the test run loads this by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from trato.accounts.actor import Actor
from trato.testing import kept
from trato.testing.cast import Cast, gather, sign_in
from trato.testing.makers import Makers

#: A Friday.
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A workspace in the fresh database, made once; each test's own transaction begins after it."""
    from trato.accounts import workspace

    with django_db_blocker.unblock():
        workspace.ensure()


@pytest.fixture(scope="session", autouse=True)
def _questions_stay_written() -> Iterator[None]:
    """Tests begin with the same fields and rights: what one has written down to ask, the next need not."""
    from trato.records import snapshot

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_load", kept.serving(snapshot._load))
        yield


@pytest.fixture(autouse=True)
def _fresh_engine() -> Iterator[None]:
    """What a test added to fields and rights is rolled back; this process's copy of it goes, too."""
    from trato.records import at_hand, snapshot
    from trato.records.rows import plan

    snapshot.reset()
    at_hand.forget()
    yield
    snapshot.reset()
    at_hand.forget()
    # A rolled-back generation comes again with other fields; its statements must not.
    for key in [key for key in plan._statements if key[2] > 1]:
        del plan._statements[key]


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def owner(cast: Cast) -> Actor:
    """The workspace's owner."""
    return cast.owner


@pytest.fixture
def adam(cast: Cast) -> Actor:
    """Administers the workspace."""
    return cast.adam


@pytest.fixture
def mia(cast: Cast) -> Actor:
    """Ana's manager."""
    return cast.mia


@pytest.fixture
def ana(cast: Cast) -> Actor:
    """Owns the records of most tests."""
    return cast.ana


@pytest.fixture
def ben(cast: Cast) -> Actor:
    """On Ana's team."""
    return cast.ben


@pytest.fixture
def cleo(cast: Cast) -> Actor:
    """In another team: what Ana owns is nothing to her."""
    return cast.cleo


@pytest.fixture
def rita(cast: Cast) -> Actor:
    """Reads, and changes nothing; on Cleo's team."""
    return cast.rita


@pytest.fixture
def dov(cast: Cast) -> Actor:
    """A customer, without an account."""
    return cast.dov


@pytest.fixture
def eve(db: None) -> Client:
    """Somebody who has not signed in."""
    return Client()


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[Actor], Client]:
    """The browser of a person: `signed_in(ana).get("/deals/")`."""
    return sign_in


@pytest.fixture
def ana_client(ana: Actor) -> Client:
    return sign_in(ana)


@pytest.fixture
def ben_client(ben: Actor) -> Client:
    return sign_in(ben)


@pytest.fixture
def cleo_client(cleo: Actor) -> Client:
    return sign_in(cleo)


@pytest.fixture
def mia_client(mia: Actor) -> Client:
    return sign_in(mia)


@pytest.fixture
def rita_client(rita: Actor) -> Client:
    return sign_in(rita)


@pytest.fixture
def owner_client(owner: Actor) -> Client:
    return sign_in(owner)


@pytest.fixture
def make(owner: Actor) -> Makers:
    """`make.deal(owner=ana, value="900")`: records, by the actions that people use."""
    return Makers(owner)


@pytest.fixture
def clock() -> Iterator[Any]:
    """Time stands still on a Friday morning until the test moves it."""
    with time_machine.travel(MORNING, tick=False) as coordinates:
        yield coordinates
