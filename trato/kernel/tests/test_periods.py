from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.errors import Unreadable
from trato.kernel.periods import NAMES, Period, parse_period

TODAY = date(2026, 11, 21)  # a Saturday
WRITTEN = "Write a day as 2026-10-31, a month as 2026-10, a quarter as 2026-q4."


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("Yesterday", "2026-11-20", "2026-11-20"),
        ("tomorrow", "2026-11-22", "2026-11-22"),
        ("last-30d", "2026-10-23", "2026-11-21"),
        ("next-30d", "2026-11-21", "2026-12-20"),
        ("last-1d", "2026-11-21", "2026-11-21"),
        ("last-2w", "2026-11-08", "2026-11-21"),
        ("last-3m", "2026-08-22", "2026-11-21"),
        ("next-1y", "2026-11-21", "2027-11-20"),
        ("this-week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("next_week", "2026-11-23", "2026-11-29"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("next-month", "2026-12-01", "2026-12-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("next-quarter", "2027-01-01", "2027-03-31"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-11-21", "2026-11-21", "2026-11-21"),
        ("2026-01..2026-03", "2026-01-01", "2026-03-31"),
        ("last-month..today", "2026-10-01", "2026-11-21"),
        ("today .. 2026-12-24", "2026-11-21", "2026-12-24"),
    ],
)
def test_parse_period(text: str, start: str, end: str) -> None:
    assert parse_period(text, TODAY) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "week_start", "fiscal_month", "start", "end"),
    [
        ("this-week", 6, 1, "2026-11-15", "2026-11-21"),
        ("this-week", 5, 1, "2026-11-21", "2026-11-27"),
        ("this-year", 0, 4, "2026-04-01", "2027-03-31"),
        ("this-year", 0, 12, "2025-12-01", "2026-11-30"),
        ("this-quarter", 0, 2, "2026-11-01", "2027-01-31"),
        ("last-quarter", 0, 2, "2026-08-01", "2026-10-31"),
        ("2026-q4", 0, 4, "2027-01-01", "2027-03-31"),
        ("2026", 0, 4, "2026-01-01", "2026-12-31"),
    ],
)
def test_weeks_and_fiscal_years(text: str, week_start: int, fiscal_month: int, start: str, end: str) -> None:
    period = parse_period(text, TODAY, week_start, fiscal_month)
    assert period == Period(date.fromisoformat(start), date.fromisoformat(end))


def test_open_ends() -> None:
    assert parse_period("2026-11..", TODAY) == Period(date(2026, 11, 1), None)
    assert parse_period("..today", TODAY) == Period(None, TODAY)
    assert date(1970, 1, 1) in parse_period("..today", TODAY)
    assert date(2026, 11, 22) not in parse_period("..today", TODAY)
    assert date(2026, 10, 31) not in parse_period("2026-11..", TODAY)


def test_a_month_later_than_the_thirty_first() -> None:
    assert parse_period("next-1m", date(2026, 1, 31)) == Period(date(2026, 1, 31), date(2026, 2, 27))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("this-quater", "“this-quater” is not a period of time. Did you mean “this-quarter”?"),
        ("toady", "“toady” is not a period of time. Did you mean “today”?"),
        ("31.12.2026", f"“31.12.2026” is not a period of time. {WRITTEN}"),
        ("2026-13", f"“2026-13” is not a period of time. {WRITTEN}"),
        ("0000", "“0000” is not a period of time."),
        ("last-99999y", "“last-99999y” is not a period of time."),
        ("last-0d", "“last-0d” is not a period of time."),
        ("..", "“..” is not a period of time."),
        ("", "“” is not a period of time."),
        ("today..yesterday", "The period “today..yesterday” ends before it starts."),
    ],
)
def test_parse_period_refuses(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_period(text, TODAY)
    said = str(refusal.value)
    assert said == sentence or said.startswith((f"{sentence} Did you mean", f"{sentence} {WRITTEN}"))


@pytest.mark.parametrize("name", NAMES)
def test_every_offered_name_is_understood(name: str) -> None:
    assert parse_period(name, TODAY).start is not None


@given(st.text(max_size=20) | st.from_regex(r"(last|next|this)-\w{1,7}|\d{4}-\w\d", fullmatch=True))
def test_any_text_is_a_period_or_a_sentence(text: str) -> None:
    with suppress(Unreadable):
        parse_period(text, TODAY)


@given(st.dates(), st.sampled_from(NAMES), st.integers(0, 6), st.integers(1, 12))
def test_relative_periods_work_on_any_day(today: date, name: str, week_start: int, fiscal_month: int) -> None:
    with suppress(Unreadable):
        period = parse_period(name, today, week_start, fiscal_month)
        assert period.start is not None
        if name.startswith("this"):
            assert today in period
