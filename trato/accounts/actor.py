"""Who acts, and through which surface: the first argument of every verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from trato.accounts.models import User
from trato.accounts.rights import Role

SCREEN, API, COMMAND_LINE, SYSTEM_SURFACE = "screen", "api", "command line", "system"


class UnknownActor(LookupError):
    """No user has that e-mail address."""


@dataclass(frozen=True)
class Actor:
    """A user at work through one surface; `user_id` is None for the system itself."""

    user_id: int | None
    role: str
    via: str = SCREEN
    name: str = ""
    language: str = "en"
    time_zone: str = "UTC"

    @property
    def is_system(self) -> bool:
        return self.user_id is None

    @property
    def administers(self) -> bool:
        """Whether this person may set the workspace up."""
        return self.role in {Role.OWNER, Role.ADMIN}

    def through(self, via: str) -> Actor:
        return replace(self, via=via)


SYSTEM = Actor(user_id=None, role=Role.OWNER, via=SYSTEM_SURFACE, name="Trato")


@dataclass
class Home:
    """What holds for people who have chosen nothing; the engine keeps a copy and tells how to ask."""

    time_zone: Callable[[], str] = lambda: "UTC"


home = Home()


def actor_of(user: User, via: str = SCREEN) -> Actor:
    zone = user.time_zone or home.time_zone()
    return Actor(user.pk, user.role, via, user.name, user.language or "en", zone)


def actor_for_email(email: str, via: str) -> Actor:
    """The actor with that address. Raises UnknownActor."""
    user = User.objects.filter(email__iexact=email.strip(), archived_at=None).first()
    if user is None:
        raise UnknownActor(email)
    return actor_of(user, via)


def owner_actor(via: str) -> Actor:
    """The workspace's first owner, claimed or not. Raises UnknownActor before set-up."""
    user = User.objects.filter(role=Role.OWNER, archived_at=None).order_by("pk").first()
    if user is None:
        raise UnknownActor(Role.OWNER)
    return actor_of(user, via)
