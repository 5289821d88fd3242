"""Calendar files as other programs read them: iCalendar, RFC 5545."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_FOLD = 75


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar, at an instant or on a whole day."""

    uid: str
    name: str
    begin: date | datetime
    end: datetime | None = None
    url: str = ""


def calendar_text(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """The file, its lines folded at 75 octets and ended by CRLF as the standard asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trato//Calendar//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(entry: Entry, now: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escaped(entry.uid)}", f"DTSTAMP:{_instant(now)}"]
    if isinstance(entry.begin, datetime):
        lines.append(f"DTSTART:{_instant(entry.begin)}")
        if entry.end is not None:
            lines.append(f"DTEND:{_instant(entry.end)}")
    else:
        lines.append(f"DTSTART;VALUE=DATE:{_day(entry.begin)}")
        if entry.begin < date.max:
            lines.append(f"DTEND;VALUE=DATE:{_day(entry.begin + timedelta(days=1))}")
        lines.append("TRANSP:TRANSPARENT")
    lines.append(f"SUMMARY:{escaped(entry.name)}")
    if entry.url:
        lines.append(f"URL:{entry.url}")
    return [*lines, "END:VEVENT"]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    """Text in which nothing is a mark of the format; other control characters go."""
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(mark, written)
    return "".join(one for one in text if one >= " " and one != "\x7f")


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character split; all but the first begin with a blank."""
    piece, size = "", 0
    for one in line:
        width = len(one.encode())
        if size + width > _FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + one, size + width
    yield piece
