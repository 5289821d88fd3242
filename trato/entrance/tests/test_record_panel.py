from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.entrance import invitations
from trato.entrance.record_panels import PANELS
from trato.entrance.tests.conftest import MakeUser
from trato.records import rows
from trato.records.registry import registry


def shown(actor: Actor, user: User) -> str:
    request: Any = RequestFactory().get(f"/users/{user.pk}")
    request.actor = actor
    request.csp_nonce = ""
    return PANELS[0].render(request, registry.get("users"), rows.one(actor, "users", user.pk))


def test_it_is_for_users_alone() -> None:
    assert [one.key for one in registry.types() if PANELS[0].applies(one)] == ["users"]


def test_what_an_owner_is_offered(owner: Actor, make_user: MakeUser, cleo: User) -> None:
    dov = make_user("Dov Katz", password="")
    assert "Not invited" in shown(owner, dov)
    assert f'action="/users/{dov.pk}/invitation"' in shown(owner, dov)
    invitations.invite(owner, dov.pk)
    assert "Send again" in shown(owner, dov)
    assert "Active" in shown(owner, cleo)
    assert f'action="/users/{cleo.pk}/sessions"' in shown(owner, cleo)
    assert "the work of their own teams" in shown(owner, cleo)


@pytest.mark.parametrize("name", ["cleo", "ben"])
def test_nobody_is_offered_an_owner(name: str, ana: User, request: pytest.FixtureRequest) -> None:
    assert "<form" not in shown(actor_of(request.getfixturevalue(name)), ana)


def test_without_an_address_nobody_is_invited(owner: Actor, make_user: MakeUser) -> None:
    page = shown(owner, make_user("Dov Katz", password="", email=None))
    assert "needed before" in page
    assert "/invitation" not in page


def test_when_somebody_was_here_is_for_administrators(owner: Actor, ben: User, cleo: User) -> None:
    User.objects.filter(pk=cleo.pk).update(last_login=timezone.now())
    assert "Last time" in shown(owner, cleo)
    assert "Last time" in shown(actor_of(ben), cleo)
    assert "Last time" not in shown(actor_of(cleo), cleo)


def test_a_link_that_has_ended_is_sent_again(owner: Actor, make_user: MakeUser) -> None:
    dov = make_user("Dov Katz", password="")
    invitations.invite(owner, dov.pk)
    assert "Link until" in shown(owner, dov)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        page = shown(owner, dov)
    assert ("Link ended" in page, "Send again" in page) == (True, True)
