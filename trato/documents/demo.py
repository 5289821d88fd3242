"""A few files on the firms of the demo: agreements, delivery notes, figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from trato.accounts.actor import Actor
from trato.documents.storage import store
from trato.kernel.weekdays import office_moment, weekday_until
from trato.people.models import Company
from trato.records.contexts import context_for
from trato.records.touched import Touched
from trato.records.values import Ref
from trato.records.work import Work, writing

#: Name and text; {firm} is the firm.
FILES = (
    ("Framework agreement.txt", "Framework agreement with {firm}\n\nPrices hold for twelve months.\n"),
    ("Delivery note 10248.csv", "position,article,pieces\n1,CR-25,1\n2,IN-DAY,3\n"),
    ("Energy comparison.csv", "plant,before kWh,after kWh\nCold room,18400,11950\nFreezer,26100,17300\n"),
    ("Site notes.txt", "{firm}\n\nLoading bay 2.4 m wide. Switchboard in the basement. Keys at the desk.\n"),
    ("Temperature log.csv", "day,low,high\nMonday,-21.5,-18.9\nTuesday,-21.7,-19.2\nWednesday,-21.4,-19.0\n"),
)


def fill(actor: Actor) -> dict[str, int]:
    """Add one file to each of some firms."""
    dice, today = Random("documents"), context_for(actor).today
    firms = Company.objects.visible_to(actor).filter(domain__endswith=".example", owner__isnull=False)
    chosen = list(firms.select_related("owner").order_by("pk")[: 3 * len(FILES) : 3])
    if not chosen:
        return {}
    with writing(actor, "demo") as work:
        work.change_set.at = work.at - timedelta(days=630)
        for firm, (name, text) in zip(chosen, FILES, strict=False):
            day = weekday_until(today - timedelta(days=dice.randrange(4, 180)))
            owner = Ref("users", firm.owner.pk, firm.owner.name)
            about = [Ref("companies", firm.pk, firm.name)]
            attach(work, name, text.format(firm=firm.name), about, owner=owner, day=day, dice=dice)
    return {"files": min(len(chosen), len(FILES))}


def attach(
    work: Work, name: str, text: str, about: Sequence[Ref], *, owner: Ref, day: date, dice: Random
) -> Touched:
    """Keep a text as a file on records, as of some day."""
    stored = store(SimpleUploadedFile(name, text.encode()))
    values = {"name": stored.name, "about": tuple(about), "owner": owner}
    touched = work.create("files", {**values, "size": stored.size, "content_type": stored.content_type})
    record: Any = touched.record
    record.stored_as, record.digest = stored.stored_as, stored.digest
    moment = min(office_moment(day, dice, UTC), work.at)
    record.created_at = record.updated_at = moment
    record.created_by_id = owner.id
    return touched
