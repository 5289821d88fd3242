"""The request of a signed-in person, as the middleware hands it to views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.accounts.models import User


class PersonalRequest(HttpRequest):
    """A request that knows who asks."""

    actor: Actor
    user: User
