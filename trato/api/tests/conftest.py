from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from trato.accounts import workspace
from trato.accounts.actor import Actor, actor_of, owner_actor
from trato.accounts.models import Membership, Team, User
from trato.accounts.rights import Role
from trato.api.tests.program import Program, program_of
from trato.records import snapshot
from trato.records.rows import plan

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _workspace(db: None) -> Iterator[None]:
    """An empty workspace; what a test adds to fields and rights ends with it."""
    workspace.ensure()
    snapshot.reset()
    plan.forget()  # generations of fields begin anew with each test's database
    yield
    snapshot.reset()


@pytest.fixture
def owner() -> Actor:
    return owner_actor("api")


@pytest.fixture
def ana(owner: Actor) -> Program:
    """Owns the workspace."""
    return program_of(User.objects.get(pk=owner.user_id or 0))


@pytest.fixture
def ben() -> Program:
    """A seller in the team north."""
    return program_of(_person("Ben", Role.MEMBER, "north"))


@pytest.fixture
def bea() -> Program:
    """A seller beside Ben."""
    return program_of(_person("Bea", Role.MEMBER, "north"))


@pytest.fixture
def cleo() -> Program:
    """A seller in another team: what Ben owns is nothing to her."""
    return program_of(_person("Cleo", Role.MEMBER, "south"))


@pytest.fixture
def rita() -> Program:
    """Reads what her team, north, does."""
    return program_of(_person("Rita", Role.READER, "north"))


def _person(name: str, role: str, team: str) -> User:
    user = User.objects.create(name=name, email=f"{name.lower()}@example.com", role=role, password="!")
    joined = Team.objects.filter(name=team).first() or Team.objects.create(name=team)
    Membership.objects.create(user=user, team=joined)
    return user


@pytest.fixture
def bens_actor(ben: Program) -> Actor:
    return actor_of(ben.user, "api")
