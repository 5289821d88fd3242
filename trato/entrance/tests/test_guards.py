from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from trato.accounts.actor import SYSTEM, Actor, actor_of, owner_actor
from trato.accounts.models import Invitation, Token, User
from trato.entrance import invitations, tokens
from trato.entrance.tests.conftest import MakeUser
from trato.records import actions
from trato.records.errors import Denied, RecordError, Refused
from trato.records.undo import undo


def role_of(user: User) -> str:
    user.refresh_from_db()
    return user.role


def refused(error: type[RecordError], act: Callable[..., Any], *given: Any) -> None:
    """The act is refused, and nobody has changed."""
    before = list(User.objects.order_by("pk").values())
    with pytest.raises(error):
        act(*given)
    assert list(User.objects.order_by("pk").values()) == before


def test_an_owner_makes_an_owner(owner: Actor, ben: User) -> None:
    actions.change(owner, "users", ben.pk, {"role": "owner"})
    assert role_of(ben) == "owner"


def test_nobody_else_does(ben: User, cleo: User, ana: User) -> None:
    admin = actor_of(ben)
    refused(Denied, actions.change, admin, "users", cleo.pk, {"role": "owner"})
    refused(Denied, actions.create, admin, "users", {"name": "Eve", "role": "owner"})
    refused(Denied, actions.change, admin, "users", ana.pk, {"role": "member"})
    refused(Denied, actions.change_all, admin, "users", [cleo.pk, ana.pk], {"role": "admin"})


def test_an_administrator_makes_administrators(ben: User, cleo: User) -> None:
    actions.change(actor_of(ben), "users", cleo.pk, {"role": "admin"})
    assert role_of(cleo) == "admin"


def test_nobody_raises_the_own_role(ben: User, cleo: User) -> None:
    refused(Denied, actions.change, actor_of(ben), "users", ben.pk, {"role": "owner"})
    refused(Denied, actions.change, actor_of(cleo), "users", cleo.pk, {"role": "admin"})


def test_an_owners_account_is_not_for_those_below(ben: User, ana: User) -> None:
    admin = actor_of(ben)
    refused(Denied, actions.change, admin, "users", ana.pk, {"email": "mine@example.com"})
    refused(Denied, actions.archive, admin, "users", [ana.pk])


def test_the_last_owner_stays(owner: Actor, ana: User, make_user: MakeUser) -> None:
    make_user("Dov Katz", "owner", password="")  # an owner, but one who cannot sign in
    refused(Refused, actions.change, owner, "users", ana.pk, {"role": "admin"})
    refused(Refused, actions.change, owner, "users", ana.pk, {"email": None})
    refused(Refused, actions.archive, owner, "users", [ana.pk])
    refused(Refused, actions.change, SYSTEM, "users", ana.pk, {"role": "admin"})


def test_the_last_owners_stay_in_bulk(owner: Actor, ana: User, make_user: MakeUser) -> None:
    eve = make_user("Eve Stern", "owner")
    refused(Refused, actions.change_all, owner, "users", [ana.pk, eve.pk], {"role": "member"})
    refused(Refused, actions.archive, owner, "users", [ana.pk, eve.pk])


def test_one_of_two_owners_may_go(owner: Actor, ana: User, make_user: MakeUser) -> None:
    make_user("Eve Stern", "owner")
    actions.change(owner, "users", ana.pk, {"role": "admin"})
    assert role_of(ana) == "admin"


def test_an_undo_is_guarded_too(owner: Actor, ana: User, make_user: MakeUser) -> None:
    eve = make_user("Eve Stern", "owner")
    given = actions.change_all(owner, "users", [eve.pk], {"role": "admin"})
    actions.change_all(owner, "users", [ana.pk], {"name": "Ana"})
    assert given.set
    refused(Denied, undo, actor_of(User.objects.get(pk=eve.pk)), given.set)


def test_the_unclaimed_owner_waits_untouched() -> None:
    waiting = owner_actor("command line")
    refused(Refused, actions.change, waiting, "users", waiting.user_id, {"email": "x@example.com"})
    refused(Refused, actions.change, waiting, "users", waiting.user_id, {"role": "member"})


def test_leavers_lose_access(owner: Actor, cleo: User, as_user: Callable[[User], Client]) -> None:
    browser = as_user(cleo)
    tokens.make(cleo, "Spreadsheet")
    invitations.invite(owner, cleo.pk)
    actions.archive(owner, "users", [cleo.pk])
    assert browser.get("/profile").status_code == 302
    assert not Token.objects.filter(revoked_at=None).exists()
    assert not Invitation.objects.exists()
    actions.archive(owner, "users", [cleo.pk], archived=False)
    assert browser.get("/profile").status_code == 302
    assert not Token.objects.filter(revoked_at=None).exists()
