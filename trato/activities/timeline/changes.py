"""What a change set did to the fields of one record, line by line, as far as the reader may know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.activities.timeline.entry import ChangeLine
from trato.activities.timeline.texts import spoken
from trato.kernel.money import Money
from trato.records import access
from trato.records.effects.archiving import ARCHIVED
from trato.records.registry import registry
from trato.records.stored import from_history
from trato.records.values import Labeled, Ref
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.models import Change
    from trato.web.formats import Formats


def lines_of(
    actor: Actor, change: Change, formats: Formats, *, current: Mapping[str, Any] | None = None
) -> list[ChangeLine]:
    """The lines of a change; with the record's current values, those that can be put back say so."""
    if not registry.knows(change.type):
        return []
    record_type = registry.get(change.type)
    known = access.told_fields(actor, record_type)
    before, after = change.before or {}, change.after or {}
    found: list[ChangeLine] = []
    if ARCHIVED in after:
        yes, no = _("in the bin"), _("in use")
        found.append(ChangeLine("", no if after[ARCHIVED] else yes, yes if after[ARCHIVED] else no))
    for name in after:
        field = known.get(name)
        if field is None:
            continue
        old, new = (from_history(record_type, name, side.get(name)) for side in (before, after))
        restores = (
            current is not None
            and field.editable
            and name in current
            and access.may_write(actor, record_type, name)
            and (current[name] or None) != (old or None)
        )
        label = capitalized(str(field.label))
        found.append(
            ChangeLine(
                label, spoken(field, old, formats), spoken(field, new, formats), name, restores, change.pk
            )
        )
    return found


def given_from(value: Any) -> Any:
    """A value of history as a person or program would give it to a change."""
    match value:
        case Ref():
            return value.text if value.is_pending else {"id": value.id, "type": value.type}
        case Money():
            return {"amount": value.as_text(), "currency": value.currency}
        case Labeled():
            return {"value": value.value, "kind": value.kind}
        case tuple() | list():
            return [_linked(one) for one in value]
    return value


def _linked(value: Any) -> Any:
    if isinstance(value, Ref) and not value.is_pending:
        return {"id": value.id, "type": value.type, "role": value.role}
    return given_from(value)
