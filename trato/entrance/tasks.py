"""What goes on without anybody waiting: sample data, and forgetting failed sign-ins."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django_tasks import task

from trato.accounts import mail
from trato.accounts.actor import SYSTEM_SURFACE, actor_of
from trato.accounts.models import User
from trato.entrance import resets, throttle
from trato.entrance.models import FilledRoom
from trato.kernel.schedule import scheduled
from trato.records import snapshot
from trato.records.transactions import write_transaction


@scheduled("entrance.forget-old-attempts", every=timedelta(hours=1))
def forget_old_attempts() -> None:
    throttle.forget_old()


@task()
def fill_with_samples(user_id: int) -> None:
    """Let every room that has a `demo.py` add its sample data, lowest first, each at most once."""
    snapshot.refresh()
    actor = actor_of(User.objects.get(pk=user_id), SYSTEM_SURFACE)
    for config in apps.get_app_configs():
        if config.name.startswith("trato.") and find_spec(f"{config.name}.demo") and _begin(config.name):
            import_module(f"{config.name}.demo").fill(actor)


@task()
def send_reset(user_id: int, start: str) -> None:
    """Send the link for a new password; the worker tries again when the server does not take it."""
    user = User.objects.filter(pk=user_id, archived_at=None).first()
    if user is not None and mail.server() is not None:
        try:
            resets.send(user, start)
        except mail.NotSent:
            # What the server says may hold the address, which is no matter of logs.
            raise NotTaken from None


class NotTaken(Exception):
    """The mail server did not take a message."""


def _begin(room: str) -> bool:
    """Whether it is this room's turn; noted before the work, for half is better than twice."""
    with write_transaction():
        return FilledRoom.objects.get_or_create(room=room)[1]
