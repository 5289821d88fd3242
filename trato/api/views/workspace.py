"""What is about the workspace rather than one type: oneself, undo, links that wait for their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.models import User
from trato.accounts.rights import Right
from trato.api.answers import Answer
from trato.api.call import id_from
from trato.records import access, mending, snapshot, waiting
from trato.records.errors import Invalid
from trato.records.registry import registry
from trato.records.undo import undo

if TYPE_CHECKING:
    from trato.api.call import Call
    from trato.records.values import Ref


def read_me(call: Call, /) -> Answer:
    """Whom the token speaks for, and the workspace's settings."""
    call.query()
    actor, workspace = call.actor, snapshot.current().workspace
    email = User.objects.filter(pk=actor.user_id or 0).values_list("email", flat=True).first()
    return Answer(
        {
            "id": actor.user_id,
            "name": actor.name,
            "email": email,
            "role": actor.role,
            "language": actor.language,
            "time_zone": actor.time_zone,
            "workspace": {
                "name": workspace.name,
                "currency": workspace.currency,
                "language": workspace.language,
                "time_zone": workspace.time_zone,
                "first_weekday": None if workspace.first_weekday is None else workspace.first_weekday + 1,
                "fiscal_month": workspace.fiscal_month,
                "working_hours": [None if span is None else _times(span) for span in workspace.hours.days],
            },
        }
    )


def _times(span: tuple[int, int]) -> list[str]:
    """From when until when, as 09:00 and 18:00; the end of a day is 24:00."""
    return [f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in span]


def undo_set(call: Call, /, *, number: int) -> Answer:
    """Undo a change set, and say what stood in the way."""
    call.query()
    call.body((), may_be_empty=True)
    done = undo(call.actor, number)
    kept = [
        {"type": one.type, "id": one.id, "field": one.field or None, "reason": str(one.reason)}
        for one in done.kept
    ]
    return Answer({"set": done.set or None, "undone": done.undone, "kept": kept})


def list_pending(call: Call, /) -> Answer:
    """Links whose target is known by a text only, alike ones together."""
    key = call.query("type").get("type", "")
    if key:
        access.require(call.actor, registry.get(key), Right.READ)
    found = [
        {
            "type": group.type,
            "field": group.field,
            "text": group.text,
            "rows": group.rows,
            "proposal": _link(group.proposal),
        }
        for group in mending.pending_groups(call.actor, key)
    ]
    return Answer({"rows": found, "next": None})


def mend_pending(call: Call, /) -> Answer:
    """One decision for all rows with that text: an existing record, or a new one."""
    call.query()
    body = call.body(("type", "field", "text", "to", "make"))
    texts = {name: _text(body, name) for name in ("type", "field", "text")}
    make = body.get("make", False)
    if not isinstance(make, bool):
        raise Invalid(_("Expected yes or no."), field="make")
    to = None if body.get("to") is None else id_from(body["to"], "to")
    if make == (to is not None):
        raise Invalid(_("Say what the text stands for: either “to” with a number, or “make”."), field="to")
    done = mending.mend(call.actor, texts["type"], texts["field"], texts["text"], to=to, make=make)
    return Answer({"set": done.set, "rows": done.rows})


def make_pending(call: Call, /) -> Answer:
    """The records of one type for all names that wait for them, also for those alike to one if wanted."""
    call.query()
    body = call.body(("target", "type", "alike"))
    target = _text(body, "target")
    key = _text(body, "type") if "type" in body else ""
    alike = body.get("alike", False)
    if not isinstance(alike, bool):
        raise Invalid(_("Expected yes or no."), field="alike")
    return Answer(waiting.make_waiting(call.actor, target, key, alike=alike).as_json())


def _text(body: dict[str, Any], name: str) -> str:
    if not isinstance(body.get(name), str) or not body[name]:
        raise Invalid(_("“%(name)s” is needed.") % {"name": name}, field=name)
    text: str = body[name]
    return text


def _link(ref: Ref | None) -> dict[str, Any] | None:
    return None if ref is None else {"id": ref.id, "label": ref.label}
