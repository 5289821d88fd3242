from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from trato.kernel.ics import Entry, calendar_text, escaped, folded

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_file_as_the_standard_asks() -> None:
    zone = timezone(timedelta(hours=1))
    entries = [
        Entry("meetings-7@x", "Survey", datetime(2026, 11, 24, 9, 30, tzinfo=zone),
              datetime(2026, 11, 24, 11, 0, tzinfo=zone), "https://x/meetings/7"),
        Entry("tasks-8@x", "Offer; now, or never", date(2026, 12, 31)),
    ]  # fmt: skip
    assert calendar_text("Ana", entries, NOW) == "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Trato//Calendar//EN", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:Ana",
            "BEGIN:VEVENT", "UID:meetings-7@x", "DTSTAMP:20261120T090000Z", "DTSTART:20261124T083000Z",
            "DTEND:20261124T100000Z", "SUMMARY:Survey", "URL:https://x/meetings/7", "END:VEVENT",
            "BEGIN:VEVENT", "UID:tasks-8@x", "DTSTAMP:20261120T090000Z", "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101", "TRANSP:TRANSPARENT", "SUMMARY:Offer\\; now\\, or never",
            "END:VEVENT", "END:VCALENDAR", "",
        ]
    )  # fmt: skip


def test_the_last_day_of_the_calendar() -> None:
    assert "DTEND" not in calendar_text("x", [Entry("1", "x", date(9999, 12, 31))], NOW)


def test_nothing_breaks_out_of_its_line() -> None:
    assert escaped("a\r\nBEGIN:VALARM\x00\\") == "a\\nBEGIN:VALARM\\\\"


def test_long_lines_are_folded_between_characters() -> None:
    pieces = list(folded("SUMMARY:" + "北京" * 40))
    assert max(len(piece.encode()) for piece in pieces) <= 75
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == "SUMMARY:" + "北京" * 40
