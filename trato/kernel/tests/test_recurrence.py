from __future__ import annotations

from datetime import date

import pytest

from trato.kernel.errors import Unreadable
from trato.kernel.recurrence import following, next_day, parse_rule

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("FREQ=DAILY", FRIDAY, date(2026, 11, 21)),
        ("FREQ=DAILY;INTERVAL=3", date(2026, 11, 25), date(2026, 11, 26)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", FRIDAY, date(2026, 11, 23)),
        ("FREQ=WEEKLY", FRIDAY, date(2026, 11, 27)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH,MO", FRIDAY, date(2026, 11, 30)),
        ("FREQ=MONTHLY", date(2026, 12, 20), date(2027, 1, 20)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", FRIDAY, date(2026, 12, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", FRIDAY, date(2026, 11, 30)),
        ("FREQ=MONTHLY;BYDAY=1TU", FRIDAY, date(2026, 12, 1)),
        ("FREQ=MONTHLY;BYDAY=-1FR", FRIDAY, date(2026, 11, 27)),
        ("FREQ=YEARLY", FRIDAY, date(2027, 11, 20)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", FRIDAY, date(2028, 2, 29)),
        ("FREQ=WEEKLY;UNTIL=20261126", FRIDAY, None),
        ("FREQ=WEEKLY;UNTIL=20261127T235959Z", FRIDAY, date(2026, 11, 27)),
    ],
)
def test_the_next_day(rule: str, after: date, expected: date | None) -> None:
    assert next_day(parse_rule(rule), FRIDAY, after) == expected


def test_the_31st_comes_only_in_long_months() -> None:
    assert next_day(parse_rule("FREQ=MONTHLY"), date(2026, 1, 31), date(2026, 1, 31)) == date(2026, 3, 31)


def test_the_29th_of_february_waits_for_its_year() -> None:
    assert next_day(parse_rule("FREQ=YEARLY"), date(2096, 2, 29), date(2096, 2, 29)) == date(2104, 2, 29)


def test_a_calendar_ends() -> None:
    assert next_day(parse_rule("FREQ=YEARLY"), date(9999, 1, 1), date(9999, 1, 1)) is None
    assert next_day(parse_rule("FREQ=YEARLY;INTERVAL=1000"), date(2001, 2, 28), date(9001, 2, 28)) is None


@pytest.mark.parametrize(
    "text",
    ["", "weekly", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;BYDAY=XX",
     "FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;COUNT=2;UNTIL=20300101", "FREQ=DAILY;UNTIL=20301301",
     "FREQ=DAILY;FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;INTERVAL=²",
     "FREQ=DAILY;" * 30],
)  # fmt: skip
def test_what_is_no_rule(text: str) -> None:
    with pytest.raises(Unreadable, match="is not a rule of repetition"):
        parse_rule(text)


@pytest.mark.parametrize(
    "text", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31,-31"]
)
def test_a_rule_that_never_matches_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="never matches a day"):
        parse_rule(text)


@pytest.mark.parametrize(
    "text",
    ["FREQ=DAILY", "FREQ=MONTHLY;INTERVAL=2;BYDAY=2MO,-1FR;COUNT=5",
     "FREQ=YEARLY;BYMONTH=2,5;BYMONTHDAY=1,-1;UNTIL=20301231"],
)  # fmt: skip
def test_a_rule_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_rule(text)) == text
    assert str(parse_rule(f"rrule: {text.lower()}")) == text


def test_a_count_goes_down() -> None:
    assert str(following(parse_rule("FREQ=DAILY;COUNT=2"))) == "FREQ=DAILY;COUNT=1"
    assert following(parse_rule("FREQ=DAILY;COUNT=1")) is None
    assert str(following(parse_rule("FREQ=DAILY"))) == "FREQ=DAILY"
