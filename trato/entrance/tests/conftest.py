from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from trato.accounts import workspace
from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.records import actions, snapshot

PASSWORD = "four unrelated words"
MakeUser = Callable[..., User]


@pytest.fixture(autouse=True)
def _own_workspace(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    workspace.ensure()
    snapshot.reset()
    yield
    snapshot.reset()


@pytest.fixture
def ana() -> User:
    """The owner of a claimed workspace."""
    return workspace.claim(
        name="Ana Gil", email="ana@example.com", password=PASSWORD, language="en", currency="EUR"
    )


@pytest.fixture
def owner(ana: User) -> Actor:
    return actor_of(ana)


@pytest.fixture
def make_user(owner: Actor) -> MakeUser:
    def make(name: str, role: str = "member", *, password: str = PASSWORD, **given: Any) -> User:
        first = name.partition(" ")[0].lower()
        given = {"email": f"{first}@example.com", **given}
        pk = actions.create(owner, "users", {"name": name, "role": role, **given})
        user = User.objects.get(pk=pk)
        if password:
            user.set_password(password)
            user.save(update_fields=["password"])
        return user

    return make


@pytest.fixture
def ben(make_user: MakeUser) -> User:
    return make_user("Ben Ode", "admin")


@pytest.fixture
def cleo(make_user: MakeUser) -> User:
    return make_user("Cleo Marín")


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
