"""What an import did, as programs and people read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: A program that wants more reads them from the refused rows of the import screen.
MOST_REFUSALS = 10_000


REPEAT = "repeat"


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

    def warn_of_repeat(self) -> None:
        """Count a row that nothing tells apart and that is there already."""
        known = next((one for one in self.warnings if one.kind == REPEAT), None)
        if known is None:
            known = Warned(REPEAT, "")
            self.warnings.append(known)
        known.rows += 1
        self.unchanged += 1
        sentence = ngettext(
            "%(n)s row has nothing to be known by and is there already;"
            " it was not taken again (--again does).",
            "%(n)s rows have nothing to be known by and are there already;"
            " they were not taken again (--again does).",
            known.rows,
        )
        known.message = sentence % {"n": known.rows}

    def copy(self) -> ImportResult:
        """As it is now, for a batch that may have to be forgotten."""
        return replace(
            self,
            made=dict(self.made),
            warnings=[replace(one) for one in self.warnings],
            refusals=list(self.refusals),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def counts(self) -> dict[str, Any]:
        """Everything but the refused rows, of which there may be many."""
        return {**asdict(replace(self, refusals=[])), "refusals": []}

    @classmethod
    def from_counts(cls, given: dict[str, Any]) -> ImportResult:
        kept = dict(given)
        kept["warnings"] = [Warned(**one) for one in kept.pop("warnings", [])]
        return cls(**kept)

    def text(self) -> str:
        """A few lines for a person."""
        lines = [
            _(
                "%(created)s created, %(updated)s updated, %(unchanged)s unchanged,"
                " %(refused)s refused of %(rows)s rows."
            )
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
        lines += [_pending_line(group) for group in self.pending[:20]]
        if len(self.pending) > 20:
            more = len(self.pending) - 20
            lines.append(
                ngettext("… and %(n)s more name waits.", "… and %(n)s more names wait.", more) % {"n": more}
            )
        lines += [str(warned.message) for warned in self.warnings]
        lines += [_("Line %(line)s: %(reason)s") % one for one in self.refusals[:20]]
        if self.set is not None:
            lines.append(_("To undo it all: trato undo %(set)s") % {"set": self.set})
        return "\n".join(lines)


def _pending_line(group: dict[str, Any]) -> str:
    sentence = ngettext(
        "%(rows)s row waits for %(field)s “%(text)s”.",
        "%(rows)s rows wait for %(field)s “%(text)s”.",
        group["rows"],
    ) % {"rows": group["rows"], "field": group["field"], "text": group["text"]}
    if group["proposal"]:
        hint = _("Did you mean “%(label)s” (%(id)s)?") % group["proposal"]
        return f"{sentence} {hint}"
    return sentence
