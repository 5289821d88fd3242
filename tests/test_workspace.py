"""The workspace: made once, claimed once; managers and those below."""

from __future__ import annotations

import pytest

from trato.accounts import workspace
from trato.accounts.actor import Actor, UnknownActor, actor_for_email, owner_actor
from trato.accounts.models import Subordinate, User
from trato.accounts.rights import ALL, OWNED, SHARED, Right, Role, Scope
from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_it_is_made_once(db: None) -> None:
    first, again = workspace.ensure(), workspace.ensure(currency="EUR")
    assert (first.pk, again.currency) == (1, "USD")
    assert User.objects.filter(role=Role.OWNER).count() == 1


def test_it_is_claimed_once(db: None) -> None:
    workspace.ensure()
    token = workspace.claim_address_token()
    assert token is not None
    assert workspace.token_opens(token)
    assert not workspace.token_opens(token + "x")
    assert not workspace.token_opens("")
    given = {"language": "es", "currency": "EUR", "time_zone": "Europe/Madrid"}
    owner = workspace.claim(name="Ana", email=" Ana@Example.com ", password="long enough", **given)
    assert (owner.email, owner.check_password("long enough")) == ("ana@example.com", True)
    assert workspace.is_claimed()
    assert not workspace.token_opens(token)
    assert workspace.claim_address_token() is None
    with pytest.raises(workspace.AlreadyClaimed):
        workspace.claim(name="Eve", email="eve@example.com", password="long enough", **given)
    assert workspace.current().currency == "EUR"


def test_actors(cast: Cast) -> None:
    assert actor_for_email(" ANA@example.com", "api") == cast.ana.through("api")
    assert owner_actor("screen").administers
    assert not cast.mia.administers
    with pytest.raises(UnknownActor):
        actor_for_email("nobody@example.com", "api")


def test_a_leaver_is_no_actor(cast: Cast) -> None:
    actions.archive(cast.owner, "users", [cast.ben.user_id or 0])
    with pytest.raises(UnknownActor):
        actor_for_email("ben@example.com", "api")


def test_who_is_below_whom_follows_the_managers(cast: Cast, make: Makers) -> None:
    chief = make.user(name="Chief", role=Role.MANAGER)
    actions.change(cast.owner, "users", cast.mia.user_id or 0, {"manager": chief})
    below = set(Subordinate.objects.filter(chief_id=chief).values_list("user_id", flat=True))
    assert below == {cast.mia.user_id, cast.ana.user_id}
    actions.change(cast.owner, "users", cast.ana.user_id or 0, {"manager": None})
    below = set(Subordinate.objects.filter(chief_id=chief).values_list("user_id", flat=True))
    assert below == {cast.mia.user_id}


def test_rights_are_read_by_name(owner: Actor) -> None:
    assert {ALL.scope(right) for right in Right} == {Scope.ALL}
    assert SHARED[Role.MEMBER].scope(Right.IMPORT) is Scope.NONE
    assert OWNED[Role.MEMBER].scope(Right.DELETE) is Scope.OWN
