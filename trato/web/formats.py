"""Values as this reader writes them: one object per request, patterns and texts kept per locale."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from django.utils.dateformat import format as django_format

from trato.kernel.money import Money
from trato.kernel.saying import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

# Babel's "en" is American; without a country, English dates are written as most of its readers do.
_INTERNATIONAL = {
    "MMMd": "d MMM",
    "yMMMd": "d MMM y",
    "MMMEd": "EEE d MMM",
    "yMMMEd": "EEE d MMM y",
    "yMMMM": "MMMM y",
}
_WEEK = 7
NO_BREAK = "\xa0"
#: The letters of a currency right before the digits.
_LETTERS_FIRST = re.compile(r"^(\D*[^\W\d_])(?=\d)")


class Formats:
    """How one reader sees numbers, money, dates and times."""

    __slots__ = ("_days", "_locale", "_now", "_today", "currency", "locale", "time_zone")

    def __init__(
        self, locale: str, time_zone: str = "UTC", currency: str = "USD", today: dt.date | None = None
    ) -> None:
        self._locale = str(babel_locale(locale))
        self.locale = locale
        self.time_zone = time_zone
        self.currency = currency
        self._today = today
        self._now: dt.datetime | None = None
        self._days: dict[int, str] = {}

    @property
    def now(self) -> dt.datetime:
        """When this page was asked for."""
        if self._now is None:
            self._now = dt.datetime.now(_zone(self.time_zone))
        return self._now

    @property
    def today(self) -> dt.date:
        if self._today is None:
            self._today = self.now.date()
        return self._today

    def local_day(self, value: dt.date) -> dt.date:
        """The day of a moment on the reader's calendar."""
        return _plain(value, self.time_zone)

    def money(self, minor: int | None, currency: str = "", *, cents: bool | None = None) -> str:
        """An amount in minor units; its decimals are shown when it has any, or when `cents` asks."""
        return "" if minor is None else _money(self._locale, minor, currency or self.currency, cents)

    def of_money(self, amount: Money) -> str:
        return self.money(amount.minor, amount.currency)

    def money_signs(self, currencies: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What stands around and between the digits, for a browser that writes amounts as the page does.

        A currency each: before and after, the same below zero, groups of three, decimals. Empty where digits
        are grouped otherwise.
        """
        if not _groups_by_three(self._locale):
            return {}
        return {one: _money_signs(self._locale, one)[:6] for one in currencies}

    def short_money(self, minor: int | None, currency: str = "") -> str:
        """About that much, in three figures: $274K, 27,4 mil €."""
        return "" if minor is None else _short_money(self._locale, minor, currency or self.currency)

    def number(self, value: int | None) -> str:
        return "" if value is None else _decimal(self._locale, Decimal(value), 0)

    def decimal(self, value: Decimal | float | None, places: int | None = None) -> str:
        return "" if value is None else _decimal(self._locale, Decimal(str(value)), places)

    def percent(self, value: float | None, places: int = 0) -> str:
        """A share where 50 means a half."""
        return "" if value is None else _percent(self._locale, float(value), places)

    def date(self, value: dt.date | None) -> str:
        """The whole date: 11 Dec 2026."""
        return "" if value is None else _date(self._locale, _plain(value, self.time_zone), "yMMMd")

    def long_date(self, value: dt.date | None) -> str:
        """With the weekday, for a hint: Fri 11 Dec 2026."""
        return "" if value is None else _date(self._locale, _plain(value, self.time_zone), "yMMMEd")

    def day(self, value: dt.date | None) -> str:
        """The day as short as it is clear: 11 Dec, with the year when it is another one."""
        if value is None:
            return ""
        plain = _plain(value, self.time_zone)
        return _date(self._locale, plain, "MMMd" if plain.year == self.today.year else "yMMMd")

    def full_day(self, value: dt.date | None) -> str:
        """With the weekday, and the year when it is another one: Fri 11 Dec."""
        if value is None:
            return ""
        plain = _plain(value, self.time_zone)
        return _date(self._locale, plain, "MMMEd" if plain.year == self.today.year else "yMMMEd")

    def month(self, value: dt.date | None) -> str:
        """December 2026."""
        return "" if value is None else _date(self._locale, _plain(value, self.time_zone), "yMMMM")

    def weekday(self, value: dt.date | None) -> str:
        """The day of the week and of the month: Mon 23."""
        return "" if value is None else _date(self._locale, _plain(value, self.time_zone), "Ed")

    def time(self, value: dt.datetime | dt.time | None) -> str:
        if value is None:
            return ""
        local = value.astimezone(_zone(self.time_zone)).time() if isinstance(value, dt.datetime) else value
        return _time(self._locale, local.hour, local.minute)

    def datetime(self, value: dt.datetime | None) -> str:
        """Date and time: 11 Dec 2026, 15:00."""
        return (
            "" if value is None else _date_and_time(self._locale).format(self.time(value), self.date(value))
        )

    def hint(self, value: dt.date | None) -> str:
        """The exact moment behind a short one, for a title."""
        if isinstance(value, dt.datetime):
            return _date_and_time(self._locale).format(self.time(value), self.long_date(value))
        return self.long_date(value)

    def relative(self, value: dt.datetime | None, now: dt.datetime | None = None) -> str:
        """How long ago or ahead, as one says it; farther than a week, the day."""
        if value is None:
            return ""
        now = now or self.now
        seconds = (value - now).total_seconds()
        if abs(seconds) < 45:
            return gettext("now")
        plain, today = _plain(value, self.time_zone), _plain(now, self.time_zone)
        away = (plain - today).days
        if away and abs(away) < _WEEK:
            return self.relative_day(plain, today)
        if away:
            return self.day(plain)
        return _ago(self._locale, round(seconds / 60) * 60)

    def relative_day(self, value: dt.date | None, today: dt.date | None = None) -> str:
        """Today, tomorrow, 2 days ago; farther than a week, the day."""
        if value is None:
            return ""
        away = (value - (today or self.today)).days
        if away in _NEAR:
            return _NEAR[away]()
        return _ago(self._locale, away * 86_400) if abs(away) < _WEEK else self.day(value)

    def heading(self, day: dt.date) -> str:
        """The day that lines stand under: Today, Yesterday, the weekday of the last days, else the date."""
        away = (self.today - day).days
        if away == 0:
            return gettext("Today")
        if away == 1:
            return gettext("Yesterday")
        if 1 < away < _WEEK:
            name = django_format(day, "l")
            return name[:1].upper() + name[1:]
        return self.full_day(day) if day.year == self.today.year or away < 0 else self.date(day)

    def soon(self, value: dt.date | None) -> str:
        """The time beside a next step: 15:00 today, Mon 23 soon in this month, 2 d ago when past."""
        if value is None:
            return ""
        plain, today = _plain(value, self.time_zone), self.today
        away = (plain - today).days
        if away < 0:
            return gettext("%(days)s d ago") % {"days": self.number(-away)}
        if away == 0:
            return self.time(value) if isinstance(value, dt.datetime) else gettext("today")
        is_clear = away < 2 * _WEEK and plain.month == today.month
        return _date(self._locale, plain, "Ed") if is_clear else self.day(plain)

    def moment(self, value: dt.datetime | None) -> str:
        """An appointment, day and hour: today, 15:00; 11 Dec, 15:00."""
        if value is None:
            return ""
        return _date_and_time(self._locale).format(self.time(value), self.near_day(value))

    def near_day(self, value: dt.date | None) -> str:
        """The day where it stands alone: yesterday, today, tomorrow, 11 Dec."""
        if value is None:
            return ""
        plain = _plain(value, self.time_zone)
        near = _NEAR.get((plain - self.today).days)
        return near() if near else self.day(plain)

    def size(self, count: int | None) -> str:
        """A file's size: 2.1 MB."""
        return "" if count is None else _size(self._locale, count)

    def count(self, number: int, capped: bool = False) -> str:  # noqa: FBT001, FBT002 - mirrors a capped count
        """A count that may have stopped at its cap: 1,000+."""
        return f"{self.number(number)}+" if capped else self.number(number)

    def days(self, count: int | None) -> str:
        """A short span: 12 d."""
        if count is None:
            return ""
        if count not in self._days:
            text = ngettext("%(count)s d", "%(count)s d", count)
            self._days[count] = text % {"count": self.number(count)}
        return self._days[count]


_NEAR = {-1: lambda: gettext("yesterday"), 0: lambda: gettext("today"), 1: lambda: gettext("tomorrow")}


def unbroken(text: str) -> str:
    """The same, of which no part goes to the next line by itself, such as the year of a date."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@lru_cache(maxsize=64)
def babel_locale(code: str) -> Locale:
    """The locale for a language code of Django's: zh-hans, es-mx, en."""
    return Locale.parse(code.replace("_", "-"), sep="-")


@lru_cache(maxsize=64)
def is_right_to_left(code: str) -> bool:
    return babel_locale(code).character_order == "right-to-left"


@lru_cache(maxsize=128)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _plain(value: dt.date, time_zone: str) -> dt.date:
    return value.astimezone(_zone(time_zone)).date() if isinstance(value, dt.datetime) else value


@lru_cache(maxsize=256)
def _money_signs(locale: str, currency: str) -> tuple[str, str, str, str, str, str, int]:
    """Everything that Babel puts around the digits, found once by formatting two samples."""
    parsed = babel_locale(locale)
    digits = numbers.get_currency_precision(currency)
    group = numbers.get_group_symbol(parsed)
    point = numbers.get_decimal_symbol(parsed)
    plus = numbers.format_currency(0, currency, locale=parsed)
    minus = numbers.format_currency(-1, currency, locale=parsed)
    zero = numbers.format_decimal(0, locale=parsed, format="0" + ("." + "0" * digits if digits else ""))
    one = numbers.format_decimal(1, locale=parsed, format="0" + ("." + "0" * digits if digits else ""))
    before, _, after = plus.partition(zero)
    minus_before, _, minus_after = minus.partition(one)
    return (*_apart(before, after), *_apart(minus_before, minus_after), group, point, digits)


def _apart(before: str, after: str) -> tuple[str, str]:
    """A currency's letters stand apart from the digits, as CLDR asks and Babel does not: CHF 1,200."""
    far, near = (NO_BREAK if sign.isalpha() else "" for sign in (before[-1:], after[:1]))
    return f"{before}{far}", f"{near}{after}"


@lru_cache(maxsize=65_536)
def _money(locale: str, minor: int, currency: str, cents: bool | None) -> str:  # noqa: FBT001
    before, after, minus_before, minus_after, group, point, digits = _money_signs(locale, currency)
    whole, rest = divmod(abs(minor), 10**digits)
    text = _grouped(locale, whole, group)
    if digits and (cents or (cents is None and rest)):
        text = f"{text}{point}{rest:0{digits}d}"
    return f"{minus_before}{text}{minus_after}" if minor < 0 else f"{before}{text}{after}"


@lru_cache(maxsize=4096)
def _short_money(locale: str, minor: int, currency: str) -> str:
    parsed = babel_locale(locale)
    amount = Decimal(minor).scaleb(-numbers.get_currency_precision(currency))
    if abs(amount) < 1000:
        return _money(locale, minor, currency, cents=False)
    text = str(numbers.format_compact_currency(amount, currency, locale=parsed, fraction_digits=0))
    return _LETTERS_FIRST.sub(rf"\1{NO_BREAK}", text)


@lru_cache(maxsize=64)
def _groups_by_three(locale: str) -> bool:
    return bool(babel_locale(locale).decimal_formats[None].grouping == (3, 3))


def _grouped(locale: str, whole: int, group: str) -> str:
    if _groups_by_three(locale):
        return f"{whole:,}".replace(",", group)
    # Indian grouping (1,00,000) is Babel's to write.
    return str(numbers.format_decimal(whole, locale=babel_locale(locale)))


@lru_cache(maxsize=16_384)
def _decimal(locale: str, value: Decimal, places: int | None) -> str:
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    pattern = "#,##0." + "0" * places if places else "#,##0" if places == 0 else "#,##0.######"
    parsed = babel_locale(locale)
    if not _groups_by_three(locale):
        return str(numbers.format_decimal(value, locale=parsed))
    return str(numbers.format_decimal(value, format=pattern, locale=parsed))


@lru_cache(maxsize=2048)
def _percent(locale: str, value: float, places: int) -> str:
    parsed = babel_locale(locale)
    pattern = str(parsed.percent_formats[None].pattern)
    if places:
        pattern = pattern.replace("0", "0." + "0" * places, 1)
    return str(numbers.format_percent(value / 100, format=pattern, locale=parsed))


@lru_cache(maxsize=16_384)
def _date(locale: str, value: dt.date, skeleton: str) -> str:
    parsed = babel_locale(locale)
    if locale == "en" and skeleton in _INTERNATIONAL:
        return str(dates.format_date(value, _INTERNATIONAL[skeleton], locale=parsed))
    if skeleton == "Ed":
        pattern = "EEE d" if locale.startswith("en") else str(parsed.datetime_skeletons["Ed"])
        return str(dates.format_date(value, pattern, locale=parsed))
    return str(dates.format_skeleton(skeleton, value, locale=parsed))


@lru_cache(maxsize=4096)
def _time(locale: str, hour: int, minute: int) -> str:
    if locale == "en":
        return f"{hour:02d}:{minute:02d}"
    parsed = babel_locale(locale)
    skeleton = "hm" if "a" in str(parsed.time_formats["short"].pattern) else "Hm"
    return str(
        dates.format_skeleton(skeleton, dt.datetime(2000, 1, 1, hour, minute, tzinfo=dt.UTC), locale=parsed)
    )


@lru_cache(maxsize=4096)
def _ago(locale: str, seconds: int) -> str:
    delta = dt.timedelta(seconds=seconds)
    text = dates.format_timedelta(
        delta,
        granularity="minute",
        threshold=1,
        add_direction=True,
        format="short",
        locale=babel_locale(locale),
    )
    # Chinese is spaced as our own sentences are, which count "3 个任务"; js/times.js does the same.
    return re.sub(r"(?<=\d)(?=[\u4e00-\u9fff])", " ", str(text).replace("min.", "min").replace("hr.", "h"))


@lru_cache(maxsize=4096)
def _size(locale: str, count: int) -> str:
    amount = Decimal(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            places = 1 if unit != "B" and amount < 10 else 0
            return f"{_decimal(locale, amount, places)} {unit}"
        amount /= 1000
    raise AssertionError(count)


@lru_cache(maxsize=64)
def _date_and_time(locale: str) -> str:
    return str(babel_locale(locale).datetime_formats["medium"])
