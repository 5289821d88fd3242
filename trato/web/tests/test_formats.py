"""Values as readers of three languages see them, exactly."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from babel import dates, numbers
from django.utils import translation

from trato.web.formats import Formats, babel_locale, is_right_to_left

LOCALES = ("en", "en-us", "es", "zh-hans", "de", "de-ch", "fr", "hi", "ja", "ar", "pt-br")
TODAY = dt.date(2026, 11, 19)
NOON = dt.datetime(2026, 11, 19, 11, 0, tzinfo=dt.UTC)


def formats(locale: str) -> Formats:
    return Formats(locale, "Europe/Madrid", "EUR", TODAY)


@pytest.mark.parametrize(
    ("locale", "whole", "cents", "negative"),
    [
        ("en", "€136,000", "€1,234.50", "-€1,234.50"),
        ("es", "136.000\xa0€", "1.234,50\xa0€", "-1.234,50\xa0€"),
        ("zh-hans", "€136,000", "€1,234.50", "-€1,234.50"),
    ],
)
def test_money_shows_cents_only_when_there_are_any(
    locale: str, whole: str, cents: str, negative: str
) -> None:
    given = formats(locale)
    assert given.money(13_600_000) == whole
    assert given.money(123_450) == cents
    assert given.money(-123_450) == negative
    assert given.money(None) == ""


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY", "KWD", "MXN", "CNY"])
def test_money_is_written_as_babel_writes_it(locale: str, currency: str) -> None:
    """But for letters before the digits, which CLDR wants apart."""
    digits = numbers.get_currency_precision(currency)
    for minor in (0, 1, -1, 99, 123_456, -98_765_432, 10**12 + 7):
        amount = Decimal(minor).scaleb(-digits)
        expected = numbers.format_currency(amount, currency, locale=babel_locale(locale))
        spaced = re.sub(r"(?<=[A-Z元])(?=\d)", "\xa0", expected)
        assert formats(locale).money(minor, currency, cents=True) == spaced


@pytest.mark.parametrize(
    ("locale", "whole", "below", "short"),
    [
        ("en", "CHF\xa01,200", "-CHF\xa01,234.50", "CHF\xa0274K"),
        ("es", "1.200\xa0CHF", "-1.234,50\xa0CHF", "274\xa0mil\xa0CHF"),
        ("zh-hans", "CHF\xa01,200", "-CHF\xa01,234.50", "CHF\xa027万"),
    ],
)
def test_the_letters_of_a_currency_stand_apart(locale: str, whole: str, below: str, short: str) -> None:
    given = formats(locale)
    assert (given.money(120_000, "CHF"), given.money(-123_450, "CHF")) == (whole, below)
    assert given.short_money(27_400_000, "CHF") == short
    assert given.short_money(27_400_000, "EUR")[:1] != "\xa0"


def test_a_browser_is_told_what_stands_around_digits() -> None:
    assert formats("en").money_signs(["CHF", "EUR"]) == {
        "CHF": ("CHF\xa0", "", "-CHF\xa0", "", ",", "."),
        "EUR": ("€", "", "-€", "", ",", "."),
    }
    assert formats("es").money_signs(["EUR"]) == {"EUR": ("", "\xa0€", "-", "\xa0€", ".", ",")}
    assert formats("hi").money_signs(["EUR"]) == {}  # 1,00,000: the server writes it


@pytest.mark.parametrize(
    ("locale", "number", "decimal", "percent"),
    [
        ("en", "1,234,567", "1,234.5", "50%"),
        ("es", "1.234.567", "1.234,5", "50\xa0%"),
        ("zh-hans", "1,234,567", "1,234.5", "50%"),
    ],
)
def test_numbers(locale: str, number: str, decimal: str, percent: str) -> None:
    given = formats(locale)
    assert given.number(1_234_567) == number
    assert given.decimal(Decimal("1234.5")) == decimal
    assert given.percent(50) == percent


def test_decimals_are_rounded_half_up_to_the_places_asked_for() -> None:
    assert formats("en").decimal(Decimal("2.345"), 2) == "2.35"
    assert formats("en").decimal(Decimal(2), 2) == "2.00"


@pytest.mark.parametrize(
    ("locale", "date", "day", "other_year", "moment"),
    [
        ("en", "15 Dec 2026", "11 Dec", "9 Jan 2027", "19 Nov 2026, 12:00"),
        ("en-us", "Dec 15, 2026", "Dec 11", "Jan 9, 2027", "Nov 19, 2026, 12:00 PM"),
        ("es", "15 dic 2026", "11 dic", "9 ene 2027", "19 nov 2026, 12:00"),
        ("zh-hans", "2026年12月15日", "12月11日", "2027年1月9日", "2026年11月19日 12:00"),
    ],
)
def test_dates(locale: str, date: str, day: str, other_year: str, moment: str) -> None:
    given = formats(locale)
    assert given.date(dt.date(2026, 12, 15)) == date
    assert given.day(dt.date(2026, 12, 11)) == day
    assert given.day(dt.date(2027, 1, 9)) == other_year
    assert given.datetime(NOON) == moment


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (dt.timedelta(seconds=20), "now"),
        (dt.timedelta(minutes=25), "25 min ago"),
        (dt.timedelta(hours=3), "3 h ago"),
        (dt.timedelta(days=1), "yesterday"),
        (dt.timedelta(days=3), "3 days ago"),
        (dt.timedelta(days=30), "20 Oct"),
        (dt.timedelta(days=-1), "tomorrow"),
    ],
)
def test_relative_times(before: dt.timedelta, said: str) -> None:
    with translation.override("en"):
        assert formats("en").relative(NOON - before, NOON) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (dt.timedelta(minutes=25), "25 分钟前"),
        (dt.timedelta(hours=3), "3 小时前"),
        (dt.timedelta(days=3), "3 天前"),
        (dt.timedelta(days=-3), "3 天后"),
        (dt.timedelta(days=30), "10月20日"),
    ],
)
def test_chinese_counts_with_one_space(before: dt.timedelta, said: str) -> None:
    """A day of the calendar is written as calendars write it."""
    with translation.override("zh-hans"):
        assert formats("zh-hans").relative(NOON - before, NOON) == said
        assert formats("zh-hans").days(9) == "9 天"


def test_midnight_is_the_readers_own() -> None:
    late = dt.datetime(2026, 11, 18, 23, 30, tzinfo=dt.UTC)
    assert formats("en").day(late) == "19 Nov"
    assert Formats("en", "UTC", today=TODAY).day(late) == "18 Nov"


def test_an_appointment_is_said_by_day_and_hour() -> None:
    with translation.override("en"):
        given = formats("en")
        assert given.moment(NOON) == "today, 12:00"
        assert given.moment(NOON + dt.timedelta(days=1)) == "tomorrow, 12:00"
        assert [given.near_day(TODAY + dt.timedelta(days=days)) for days in (-2, -1, 0, 1, 2)] == [
            "17 Nov",
            "yesterday",
            "today",
            "tomorrow",
            "21 Nov",
        ]
        assert given.moment(NOON + dt.timedelta(days=7)) == "26 Nov, 12:00"
        assert given.moment(NOON - dt.timedelta(days=365)) == "19 Nov 2025, 12:00"
        assert given.moment(None) == ""


def test_a_next_step_is_said_as_short_as_it_is_clear() -> None:
    with translation.override("en"):
        given = formats("en")
        assert given.soon(NOON) == "12:00"
        assert given.soon(TODAY) == "today"
        assert given.soon(dt.date(2026, 11, 23)) == "Mon 23"
        assert given.soon(dt.date(2026, 12, 1)) == "1 Dec"
        assert given.soon(dt.date(2026, 12, 23)) == "23 Dec"
        assert given.soon(dt.date(2026, 11, 17)) == "2 d ago"


def test_sizes_and_counts() -> None:
    given = formats("en")
    assert given.size(512) == "512 B"
    assert given.size(2_100_000) == "2.1 MB"
    assert given.count(1000, capped=True) == "1,000+"
    assert given.count(24) == "24"


def test_right_to_left() -> None:
    assert is_right_to_left("ar")
    assert not is_right_to_left("zh-hans")


def test_each_language_has_its_own_months() -> None:
    """Whichever was asked for first, in whatever way."""
    first = dt.date(2026, 1, 5)
    for _again in range(2):
        for code, month, day in (
            ("zh-hans", "一月", "星期一"),
            ("es", "enero", "lunes"),
            ("en", "January", "Monday"),
            ("zh-hans", "一月", "星期一"),
        ):
            locale = babel_locale(code)
            assert locale.months["stand-alone"]["wide"][1] == month
            assert locale.days["stand-alone"]["wide"][0] == day
            assert dates.format_date(first, "LLLL cccc", locale=str(locale)) == f"{month} {day}"
