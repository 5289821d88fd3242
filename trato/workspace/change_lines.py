"""What an act did to the fields of a record, line by line, as far as the reader may know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from trato.kernel.saying import gettext as _
from trato.records import access
from trato.records.effects.archiving import ARCHIVED
from trato.records.registry import registry
from trato.records.stored import from_history
from trato.records.values import Ref
from trato.web.escaping import escaped
from trato.workspace.parents import in_full
from trato.workspace.reader import capitalized
from trato.workspace.spoken import clipped, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.models import Change
    from trato.web.formats import Formats


@dataclass
class ChangeLine:
    """One field's way from a value to another, and whether the earlier one can be put back."""

    label: str
    before: str
    after: str
    name: str = ""
    restores: bool = False
    #: The change in history that holds the earlier value.
    change: int = 0

    @property
    def is_of_bin(self) -> bool:
        """Whether it tells that the record was put into the bin or brought back, and nothing of a field."""
        return self.name == ARCHIVED

    @property
    def html(self) -> Markup:
        """The line: what the field was, an arrow, what it is."""
        label = f'<span class="field-name">{escaped(self.label)}</span> ' if self.label else ""
        before = f"<s><bdi>{escaped(self.before)}</bdi></s> " if self.before else ""
        said, empty = _("to"), _("empty")  # outside of the braces, where translators' tools see them
        arrow = f'<span class="turns-text" role="img" aria-label="{escaped(said)}">→</span>'
        after = f"<b><bdi>{escaped(self.after or empty)}</bdi></b>"
        return Markup(f"{label}{before}{arrow} {after}")  # noqa: S704  # each part is escaped


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
        was, now = (no, yes) if after[ARCHIVED] else (yes, no)
        found.append(ChangeLine("", was, now, ARCHIVED))
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
        was, now = (_said(actor, field, value, formats) for value in (old, new))
        found.append(ChangeLine(label, was, now, name, restores, change.pk))
    return found


def _said(actor: Actor, field: Field, value: Any, formats: Formats) -> str:
    return clipped(in_full(actor, value)) if isinstance(value, Ref) else spoken(field, value, formats)
