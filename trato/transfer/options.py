"""How a file is to be read, where the file itself does not say."""

from __future__ import annotations

from dataclasses import dataclass, field

#: What a column goes to when a field is to be made for it: `new:integer`.
NEW = "new:"


@dataclass(frozen=True)
class Options:
    """What the person who brings a file has told; everything else is found out."""

    match: str = ""
    date_order: str = ""
    decimal: str = ""
    encoding: str = ""
    separator: str = ""
    again: bool = False
    dry_run: bool = False
    #: header → field, `new:KIND`, or None to leave the column out
    columns: dict[str, str | None] = field(default_factory=dict)
    #: field → text → trait of the record that is made for it, such as stage → "Signed" → "won"
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    #: header → how its dates (dmy, mdy, ymd) or numbers (a comma or a point) are written
    orders: dict[str, str] = field(default_factory=dict)
    #: fields whose unknown names become records on the way, such as the companies of contacts
    make: list[str] = field(default_factory=list)
