"""Dates and times as people and programs write them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable, shortened
from trato.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

DateOrder = Literal["dmy", "mdy", "ymd"]

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_COMPACT = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(
    r"(?P<day>.*[^\s,])(?:T|[\s,]\s*)"
    r"(?P<hour>\d{1,2})(?:(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)|(?=\s?[ap]\.?m))"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,4})(?P<mark> ?[-/.] ?)(\d{1,2})(?P=mark)(\d{1,4})\.?")
_CHINESE = re.compile(
    r"([〇零一二三四五六七八九]{4}|\d{4}|\d\d) ?年 ?([\d一二三四五六七八九十]{1,3}) ?月 ?"
    r"([\d一二三四五六七八九十]{1,3}) ?[日号號]"
)
_CHINESE_DIGITS = {"零": 0} | {digit: number for number, digit in enumerate("〇一二三四五六七八九")}
_PART = re.compile(r"[^\W\d_]+|\d+")
_MONTH_NAMES = (
    ("january", "jan", "enero", "ene"),
    ("february", "feb", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "abril", "abr"),
    ("may", "mayo"),
    ("june", "jun", "junio"),
    ("july", "jul", "julio"),
    ("august", "aug", "agosto", "ago"),
    ("september", "sep", "sept", "septiembre", "setiembre", "set"),
    ("october", "oct", "octubre"),
    ("november", "nov", "noviembre"),
    ("december", "dec", "diciembre", "dic"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_FILLERS = """
    de del of the a el st nd rd th mon monday tue tues tuesday wed wednesday thu thur thurs thursday
    fri friday sat saturday sun sunday lun lunes martes mie miercoles jue jueves vie viernes sab
    sabado dom domingo
"""
_FILLER_WORDS = frozenset(_FILLERS.split())
# Two digits of a year: 69 to 99 are of the last century, as in POSIX.
_PIVOT = 69
_LONGEST = 80


def parse_date(text: str, order: DateOrder | None = None) -> date:
    """The day in a text; without an order told, one that can be read two ways is refused."""
    cleaned = _cleaned(text)
    if _ISO.fullmatch(cleaned):
        fixed = _valid(cleaned[:4], cleaned[5:7], cleaned[8:])
    else:
        with_time = _TIME.fullmatch(cleaned)
        cleaned = with_time["day"] if with_time else cleaned
        fixed = _fixed(cleaned)
    return fixed or _chosen(_numeric(cleaned), order, text)


def parse_datetime(text: str, tz: tzinfo, order: DateOrder | None = None) -> datetime:
    """The instant in a text, in UTC; without an offset of its own it is taken in the given time zone."""
    cleaned = _cleaned(text)
    match = _TIME.fullmatch(cleaned)
    day = parse_date(match["day"] if match else cleaned, order)
    try:
        return _instant(day, match, tz)
    except Unreadable:
        raise
    except (ValueError, OverflowError):
        raise Unreadable(
            _("“%(text)s” is not a date with an hour; write it as 2026-10-31 15:00."), text=shortened(text)
        ) from None


def date_order(values: Iterable[str]) -> DateOrder | None:
    """The order of day, month and year in a whole column; None if it can be two and no value decides."""
    seen: Counter[frozenset[DateOrder]] = Counter()
    for value in values:
        if not _ISO.fullmatch(value):
            orders = _possible_orders(value)
            if orders:
                seen[orders] += 1
    if not seen:
        return "ymd"
    possible = frozenset.intersection(*seen)
    if len(possible) == 1:
        return next(iter(possible))
    if possible:
        return None
    return _most_readable(seen)


def _possible_orders(value: str) -> frozenset[DateOrder]:
    """The orders between which a value decides; none if it reads the same in all of them."""
    cleaned = _cleaned(value)
    with_time = _TIME.fullmatch(cleaned)
    cleaned = with_time["day"] if with_time else cleaned
    found = {} if _fixed(cleaned) else _numeric(cleaned)
    if "/" in cleaned:
        found.pop("ymd", None)
    says_the_same = len(found) > 1 and len(set(found.values())) == 1
    return frozenset() if says_the_same else frozenset(found)


def _most_readable(seen: Counter[frozenset[DateOrder]]) -> DateOrder | None:
    readable: Counter[DateOrder] = Counter()
    for orders, number in seen.items():
        readable.update(dict.fromkeys(orders, number))
    (best, most), (_second, next_most), *_rest = [*readable.most_common(2), ("", 0)]
    return best if most > next_most else None


def _cleaned(text: str) -> str:
    cleaned = text[: 4 * _LONGEST].strip()
    if not cleaned.isascii():
        cleaned = unicodedata.normalize("NFKC", cleaned).replace("\u2013", "-")
    return " ".join(cleaned.split()) if len(cleaned) <= _LONGEST else ""


def _fixed(cleaned: str) -> date | None:
    """The day of a text that no order of its parts can change."""
    if _COMPACT.fullmatch(cleaned):
        return _valid(cleaned[:4], cleaned[4:6], cleaned[6:])
    numeric = _NUMERIC.fullmatch(cleaned)
    if numeric:
        return _valid(numeric[1], numeric[3], numeric[4]) if len(numeric[1]) == 4 else None
    chinese = _CHINESE.fullmatch(cleaned)
    if chinese:
        return _valid(*(_chinese_number(part) for part in chinese.groups()))
    return _named(cleaned)


def _named(cleaned: str) -> date | None:
    """A day whose month is a word: 20 Oct 2016, October 20th, 2016, 20 de octubre de 2016."""
    parts = _PART.findall(fold(cleaned))
    numbers = [part for part in parts if part.isdigit()]
    names = [part for part in parts if part in _MONTHS]
    if len(names) == 2 and names[0] == "mar":
        # A Tuesday (martes), not a March.
        names.pop(0)
    if len(numbers) != 2 or len(names) != 1:
        return None
    if any(not part.isdigit() and part not in _MONTHS and part not in _FILLER_WORDS for part in parts):
        return None
    year, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    return _valid(year, str(_MONTHS[names[0]]), day)


def _numeric(cleaned: str) -> dict[DateOrder, date]:
    match = _NUMERIC.fullmatch(cleaned)
    if match is None or len(match[1]) > 2:
        return {}
    first, second, third = match[1], match[3], match[4]
    readings: dict[DateOrder, date | None] = {
        "dmy": _valid(third, second, first),
        "mdy": _valid(third, first, second),
        "ymd": _valid(first, second, third),
    }
    return {order: day for order, day in readings.items() if day}


def _chosen(found: dict[DateOrder, date], order: DateOrder | None, text: str) -> date:
    if not found:
        raise Unreadable(_("“%(text)s” is not a date; write it as 2026-10-31."), text=shortened(text))
    if order in found:
        return found[order]
    if order and order != "ymd":
        raise Unreadable(
            _("“%(text)s” is not a date in the order of day and month that the others have."),
            text=shortened(text),
        )
    if "/" in text and len(found) > 1:
        # Nobody writes the year first with two digits and strokes, unless told so by the whole column.
        found.pop("ymd", None)
    days = sorted(set(found.values()))
    if len(days) > 1:
        raise Unreadable(
            _("“%(text)s” can be read as %(first)s or as %(second)s: say which part is the day."),
            text=shortened(text),
            first=days[0].isoformat(),
            second=days[1].isoformat(),
        )
    return days[0]


def _valid(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _PIVOT else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _chinese_number(text: str) -> str:
    if text.isascii():
        return text
    if "十" not in text:
        return "".join(str(_CHINESE_DIGITS.get(character, character)) for character in text)
    tens, _ten, ones = text.partition("十")
    return str(_CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0))


def _instant(day: date, match: re.Match[str] | None, tz: tzinfo) -> datetime:
    if match is None:
        return datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)
    hour = _hour(int(match["hour"]), (match["half"] or "").lower())
    microsecond = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    parts = (hour, int(match["minute"] or 0), int(match["second"] or 0), microsecond)
    zone = _zone(match["zone"].upper()) if match["zone"] else tz
    local = datetime(day.year, day.month, day.day, *parts, tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Unreadable(
            _("On %(day)s clocks go forward: there is no %(time)s."),
            day=day.isoformat(),
            time=local.strftime("%H:%M"),
        )
    return instant


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.startswith("p") else 0)


def _zone(text: str) -> tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
