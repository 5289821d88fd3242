"""What an import did or would do, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.records.registry import registry
from trato.transfer.labels import label_of
from trato.transfer.result import REPEAT

if TYPE_CHECKING:
    from trato.records.record_type import RecordType
    from trato.transfer.result import ImportResult
    from trato.web.formats import Formats

MOST = 12


@dataclass
class Outcome:
    """Counts, what came on the way, what waits, what to look at, and what was refused."""

    figures: list[dict[str, str]]
    made: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    pending_more: str = ""
    warnings: list[str] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    may_take_again: bool = False


def outcome_of(result: ImportResult, record_type: RecordType, formats: Formats) -> Outcome:
    figures = [
        {"label": label, "text": formats.number(number)}
        for label, number in (
            (_("New"), result.created),
            (_("Changed"), result.updated),
            (_("Unchanged"), result.unchanged),
            (_("Refused"), result.refused),
        )
    ]
    found = Outcome(figures, refused=result.refused)
    found.made = [
        _("%(count)s %(type)s") % {"count": formats.number(number), "type": _noun(key, number)}
        for key, number in result.made.items()
    ]
    found.pending = [_waiting(record_type, group, formats) for group in result.pending[:MOST]]
    more = len(result.pending) - MOST
    if more > 0:
        sentence = ngettext("and %(number)s more name", "and %(number)s more names", more)
        found.pending_more = sentence % {"number": formats.number(more)}
    found.warnings = [str(one.message) for one in result.warnings]
    found.may_take_again = any(one.kind == REPEAT for one in result.warnings)
    found.refusals = result.refusals[:MOST]
    return found


def _noun(key: str, number: int) -> str:
    if not registry.knows(key):
        return key
    record_type = registry.get(key)
    return str(record_type.label if number == 1 else record_type.label_plural)


def _waiting(record_type: RecordType, group: dict[str, Any], formats: Formats) -> str:
    known = record_type.fields.get(group["field"])
    rows = ngettext("%(number)s row", "%(number)s rows", group["rows"])
    told = _("%(field)s “%(text)s”: %(rows)s") % {
        "field": label_of(known) if known is not None else group["field"],
        "text": group["text"],
        "rows": rows % {"number": formats.number(group["rows"])},
    }
    if group["proposal"]:
        told += " · " + _("probably “%(name)s”") % {"name": group["proposal"]["label"]}
    return told
