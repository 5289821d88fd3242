"""What one line of a timeline holds, ready for its template."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from trato.web.formats import Formats
    from trato.workspace.change_lines import ChangeLine


@dataclass
class FileLine:
    """A file to download; a picture shows itself small."""

    id: int
    name: str
    note: str
    url: str
    picture: str = ""


@dataclass
class Entry:
    """One thing that happened, or is to be done."""

    icon: str
    kind: str = ""
    who: str = ""
    text: str = ""
    title: str = ""
    url: str = ""
    after: str = ""
    note: str = ""
    time: str = ""
    iso: str = ""
    hint: str = ""
    at: datetime | None = None
    subject: tuple[str, int] = ("", 0)
    body: Markup = field(default_factory=Markup)
    has_more: bool = False
    pinned: bool | None = None
    #: Where it is marked as done or held, for those who may.
    done_url: str = ""
    editable: bool = False
    files: list[FileLine] = field(default_factory=list)
    lines: list[ChangeLine] = field(default_factory=list)
    change: int = 0
    #: The act and the type of its records, where many of them in a row may be told as one (`folding`).
    run: tuple[int, str] | None = None
    #: The titles and pages of those that are.
    members: list[tuple[str, str]] = field(default_factory=list)

    def dated(self, at: datetime, formats: Formats) -> Entry:
        """The same with its moment: the time of day, under a heading that says which day."""
        self.at, self.time, self.iso, self.hint = at, formats.time(at), at.isoformat(), formats.hint(at)
        return self
