"""The workspace's settings: made once, read often, claimed by the first person."""

from __future__ import annotations

import hmac
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from trato.accounts.models import User, Workspace
from trato.accounts.rights import Role
from trato.kernel.ids import digest, new_token

OWNER_NAME = "Owner"
#: No password at all: nothing that one types is ever equal to it.
UNUSABLE = "!"


def ensure(*, currency: str = "", language: str = "") -> Workspace:
    """Make the workspace and its unclaimed owner, and let each room prepare its defaults; once."""
    found = Workspace.objects.filter(pk=1).first()
    if found is not None:
        return found
    with transaction.atomic():
        workspace, made = Workspace.objects.get_or_create(
            pk=1, defaults={"currency": currency or "USD", "language": language or "en"}
        )
        if made:
            User.objects.create(name=OWNER_NAME, role=Role.OWNER, email=None, password=UNUSABLE)
            _each_room("prepare")
    return workspace


def reword(before: str) -> None:
    """Let each room say its defaults in the workspace's language; `before` is the one they were made in."""
    if before != current().language:
        _each_room("reword", before)


def _each_room(what: str, *given: str) -> None:
    for app in apps.get_app_configs():
        if app.name.startswith("trato.") and find_spec(f"{app.name}.setup"):
            getattr(import_module(f"{app.name}.setup"), what, lambda *_given: None)(*given)


def current() -> Workspace:
    """The workspace as the database has it now."""
    return Workspace.objects.get(pk=1)


def touch() -> None:
    """Tell every process that fields, rights or settings have changed."""
    count_up("generation")


def count_up(number: str) -> None:
    """Count one of the workspace's numbers up, by which processes know that what they keep is old."""
    Workspace.objects.filter(pk=1).update(**{number: F(number) + 1})


def is_claimed() -> bool:
    return Workspace.objects.filter(pk=1, claimed_at__isnull=False).exists()


def claim_address_token() -> str | None:
    """A fresh token for the first run, or None once the workspace is claimed. An older token ends.

    The plain token is kept in the data directory (mode 0600), so that it survives a restart.
    """
    if is_claimed():
        return None
    path = settings.DATA_DIR / "first-run-token"
    if path.exists():
        token: str = path.read_text().strip()
    else:
        token = new_token("first")
        path.touch(mode=0o600)
        path.write_text(token)
    Workspace.objects.filter(pk=1).exclude(claim_digest=digest(token)).update(claim_digest=digest(token))
    return token


def token_opens(token: str) -> bool:
    """Whether this token may claim the workspace."""
    workspace = Workspace.objects.filter(pk=1, claimed_at__isnull=True).first()
    return bool(
        workspace and workspace.claim_digest and hmac.compare_digest(workspace.claim_digest, digest(token))
    )


def claim(
    *,
    name: str,
    email: str,
    password: str,
    language: str,
    currency: str,
    time_zone: str = "UTC",
    workspace_name: str = "",
) -> User:
    """Give the unclaimed owner to the first person, once; a second claim finds no open row."""
    with transaction.atomic():
        claimed = Workspace.objects.filter(pk=1, claimed_at__isnull=True).update(
            claimed_at=timezone.now(),
            claim_digest="",
            language=language,
            currency=currency,
            time_zone=time_zone,
            generation=F("generation") + 1,
            **({"name": workspace_name} if workspace_name else {}),
        )
        if not claimed:
            raise AlreadyClaimed
        owner = User.objects.filter(role=Role.OWNER, password=UNUSABLE, email=None).order_by("pk").first()
        if owner is None:
            raise AlreadyClaimed
        owner.name, owner.email, owner.language, owner.time_zone = (
            name,
            email.strip().lower(),
            language,
            time_zone,
        )
        owner.set_password(password)
        owner.save(update_fields=["name", "name_key", "email", "language", "time_zone", "password"])
    (settings.DATA_DIR / "first-run-token").unlink(missing_ok=True)
    return owner


class AlreadyClaimed(Exception):
    """Somebody has claimed this workspace before."""
