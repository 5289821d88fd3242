"""What an import did, as programs and people read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_REFUSALS = 10_000


@dataclass
class Warned:
    """Something to look at that stops nothing."""

    kind: str
    message: str
    field: str = ""
    text: str = ""
    proposal: str = ""
    rows: int = 0


@dataclass
class ImportResult:
    """Counts of the file's rows, what came on the way, what waits, and what was refused."""

    set: int | None = None
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    made: dict[str, int] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, line: int, reason: object) -> None:
        """Count a row that could not be taken, with the reason."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append({"line": line, "reason": str(reason)})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        """A few lines for a person."""
        lines = [
            _("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(refused)s refused of %(rows)s rows.")
            % {
                "created": self.created,
                "updated": self.updated,
                "unchanged": self.unchanged,
                "refused": self.refused,
                "rows": self.rows,
            }
        ]
        if self.made:
            listed = ", ".join(f"{number} {key}" for key, number in sorted(self.made.items()))
            lines.append(_("Made on the way: %(list)s.") % {"list": listed})
        for group in self.pending[:20]:
            lines.append(_pending_line(group))
        if len(self.pending) > 20:
            more = len(self.pending) - 20
            lines.append(ngettext("… and %(n)s more name waits.", "… and %(n)s more names wait.", more) % {"n": more})
        lines += [str(warned.message) for warned in self.warnings]
        lines += [_("Line %(line)s: %(reason)s") % one for one in self.refusals[:20]]
        if self.set is not None:
            lines.append(_("To undo it all: trato undo %(set)s") % {"set": self.set})
        return "\n".join(lines)


def _pending_line(group: dict[str, Any]) -> str:
    sentence = ngettext(
        "%(rows)s row waits for %(field)s “%(text)s”.", "%(rows)s rows wait for %(field)s “%(text)s”.", group["rows"]
    ) % {"rows": group["rows"], "field": group["field"], "text": group["text"]}
    if group["proposal"]:
        hint = _("Did you mean “%(label)s” (%(id)s)?") % group["proposal"]
        return f"{sentence} {hint}"
    return sentence
