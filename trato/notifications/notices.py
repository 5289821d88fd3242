"""News of every type: what becomes mine, and what others do along the path of what is mine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.records.effects.outbox import CHANGED, CREATED
from trato.records.notices import Kind, Notice, actor_of_event, owners_of, values_given
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.records.outbox import Event

OWNER = "owner"


def assigned(event: Event) -> Iterator[Notice]:
    """Records that were given to their owner by somebody else."""
    if not registry.knows(event.type) or not registry.get(event.type).group:
        return
    if event.name == CHANGED and OWNER not in event.payload.get("fields", ()):
        return
    owners, by = owners_of(event.type, event.record_ids), actor_of_event(event)
    given = owners if event.name == CREATED else values_given(event, OWNER)
    for pk, owner in owners.items():
        if pk in given:
            yield Notice(owner, event.type, pk, by, field=OWNER)


def moved(event: Event) -> Iterator[Notice]:
    """Records that somebody else moved along their path."""
    path = registry.get(event.type).page.path if registry.knows(event.type) else ""
    if not path or path not in event.payload.get("fields", ()):
        return
    owners, by = owners_of(event.type, event.record_ids), actor_of_event(event)
    for pk, value in values_given(event, path).items():
        if pk in owners:
            yield Notice(owners[pk], event.type, pk, by, {"value": value}, path)


KINDS = [
    Kind(
        "assigned",
        _("Somebody gives me a record"),
        "user-check",
        10,
        _("%(who)s assigned %(title)s to you"),
        _("%(who)s assigned records to you: %(count)s %(types)s"),
        (CREATED, CHANGED),
        assigned,
        filter="owner:me",
        mails=True,
        pushes=True,
    ),
    Kind(
        "moved",
        _("Somebody moves a record of mine to another stage"),
        "stage",
        40,
        _("%(who)s moved %(title)s to %(value)s"),
        _("%(who)s moved records of yours: %(count)s %(types)s"),
        (CHANGED,),
        moved,
        filter="owner:me",
    ),
]
