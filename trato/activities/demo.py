"""What the people of the demo wrote down, whom they spoke to, and what they still have to do."""

from __future__ import annotations

from random import Random
from typing import Any

from trato.accounts.actor import Actor
from trato.activities.demo_desk import DATA, Subject, sentences
from trato.activities.demo_talks import Talks, plan_own_week
from trato.people.models import Company, Contact
from trato.records.contexts import context_for
from trato.records.hands import Hands, by_owner
from trato.records.transactions import write_transaction
from trato.records.values import Ref

NOTES, TASKS, CALLS, MEETINGS = 90, 60, 70, 30


def fill(actor: Actor) -> dict[str, int]:
    """Add notes and tasks about firms and people."""
    subjects = _companies(actor) + _contacts(actor)
    if not subjects:
        return {}
    dice = Random("subjects")
    chosen = [dice.choices(subjects, k=number) for number in (NOTES, TASKS, CALLS, MEETINGS)]
    with write_transaction():
        hands, desk_dice = Hands(actor, days=640), Random("activities")
        for owner, own in by_owner(subjects).items():
            with hands.of(owner) as work:
                desk = Talks(work, context_for(actor).today, desk_dice)
                _fill_desk(desk, *([one for one in kind if one in own] for kind in chosen))
                if owner == actor.user_id:
                    plan_own_week(desk, [one for one in own if one.ref.type == "contacts"])
        hands.close()
    return {"notes": NOTES, "tasks": TASKS, "calls": CALLS, "meetings": MEETINGS}


def _fill_desk(
    desk: Talks, notes: list[Subject], tasks: list[Subject], calls: list[Subject], meetings: list[Subject]
) -> None:
    for subject in notes:
        note = desk.write(subject, desk.dice.choice(sentences(DATA / "demo_notes.csv", subject.ref.type)))
        if desk.dice.random() < 0.08:
            note.set("is_pinned", True)  # noqa: FBT003  # the field's value
    for subject in tasks:
        text = desk.dice.choice(sentences(DATA / "demo_tasks.csv", subject.ref.type))
        desk.plan(subject, text, is_done=desk.dice.random() < 0.35)
    for subject in calls:
        desk.called(subject)
    for subject in meetings:
        desk.met(subject)


def _companies(actor: Actor) -> list[Subject]:
    rows = Company.objects.visible_to(actor).filter(domain__endswith=".example").select_related("owner")
    return [
        Subject(_ref("companies", one), _ref("users", one.owner), one.created_at.date(), one.name, one.name)
        for one in rows.order_by("pk")
        if one.owner
    ]


def _contacts(actor: Actor) -> list[Subject]:
    rows = Contact.objects.visible_to(actor).select_related("owner").order_by("pk")
    return [
        Subject(_ref("contacts", one), _ref("users", one.owner), one.created_at.date(), one.name, one.name)
        for one in rows
        if one.owner and any(".example" in email["value"] for email in one.emails)
    ]


def _ref(key: str, record: Any) -> Ref:
    return Ref(key, record.pk, record.name)
