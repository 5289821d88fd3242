from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from trato.accounts import workspace
from trato.accounts.models import User
from trato.records import snapshot

GIVEN = {"name": "Norte Supply", "currency": "MXN", "language": "es", "time_zone": "America/Mexico_City"}


def test_an_administrator_sets_the_workspace_up(ben: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(ben)
    assert client.get("/settings/workspace").status_code == 200
    before = workspace.current().generation
    assert client.post("/settings/workspace", GIVEN).status_code == 302
    kept = workspace.current()
    assert (kept.name, kept.currency, kept.language, kept.time_zone) == tuple(GIVEN.values())
    assert kept.generation == before + 1
    assert "Norte Supply" in client.get("/settings/").text
    assert snapshot.current().workspace.currency == "MXN"


def test_a_member_does_not(cleo: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(cleo)
    assert client.get("/settings/workspace").status_code == 403
    assert client.post("/settings/workspace", GIVEN).status_code == 403
    assert workspace.current().name == "Trato"
    page = client.get("/settings/").text
    assert "/profile" in page
    assert "/settings/workspace" not in page
    assert "/users/invite" not in page


@pytest.mark.parametrize(
    "other", [{"name": ""}, {"currency": "XXX"}, {"language": "tlh"}, {"time_zone": "x"}]
)
def test_refusals(ben: User, as_user: Callable[[User], Client], other: dict[str, str]) -> None:
    assert as_user(ben).post("/settings/workspace", {**GIVEN, **other}).status_code == 422
    assert workspace.current().name == "Trato"


def test_strangers_see_no_settings(ana: User) -> None:
    assert Client().get("/settings/")["Location"] == "/sign-in?next=/settings/"
