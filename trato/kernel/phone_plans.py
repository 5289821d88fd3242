"""The numbering plans of the countries as one expression each, for numbers that are written plainly.

What is answered here is what `phonenumbers` answers, in a fifth of the time: its parser looks for every way
in which a number can be written, and tries one kind of number after the other.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_PLAIN = re.compile(r"\+[1-9][0-9 ().-]{5,38}")
_PUNCTUATION = str.maketrans("", "", "+ ().-")
#: Kinds of number in the names of the metadata; mobile ones apart, where their plan is not that of the lines.
_KINDS = (
    *("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail"),
    "fixed_line",
)
_LONGEST_CODE, _LONGEST = 3, 15


def international_form(text: str) -> str | None:
    """The international form of a number with its country, empty if it is not valid; None if that takes more
    than a look.
    """
    if not _PLAIN.fullmatch(text):
        return None
    digits = text.translate(_PUNCTUATION)
    for length in range(1, _LONGEST_CODE + 1):
        plan = _plan(digits[:length])
        if plan is not None:
            rest = digits[length:]
            # With a zero, or with what is dialed inside the country, a number needs thought.
            if rest[:1] in {"", "0"} or len(digits) > _LONGEST or (plan[0] and plan[0].match(rest)):
                return None
            return f"+{digits}" if _is_valid(plan[1], rest) else ""
    return None


@cache
def _plan(code: str) -> tuple[re.Pattern[str] | None, tuple[str, ...]] | None:
    """The prefix that is dialed inside the country or countries of a code, and their names."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    regions: tuple[str, ...] = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
    if not regions:
        return None
    if regions[0] == "001":
        return re.compile(""), ()
    prefix = _metadata(regions[0]).national_prefix_for_parsing
    return re.compile(prefix) if prefix else None, regions


def _is_valid(regions: tuple[str, ...], number: str) -> bool:
    """Whether the first of these countries that the number belongs to knows its kind."""
    if len(regions) == 1:
        return _is_known(regions[0], number)
    for region in regions:
        leading = _leading(region)
        if leading is None:
            if _is_known(region, number):
                return True
        elif leading.match(number):
            return _is_known(region, number)
    return False


@cache
def _leading(region: str) -> re.Pattern[str] | None:
    digits = _metadata(region).leading_digits
    return re.compile(digits) if digits is not None else None


def _is_known(region: str, number: str) -> bool:
    general, kinds = _of_length(region, len(number))
    return bool(general and kinds and general.fullmatch(number) and kinds.fullmatch(number))


@lru_cache(maxsize=4096)
def _of_length(region: str, length: int) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What numbers of that many digits look like: in general, and as one kind or another."""
    known = _metadata(region)
    kinds = [getattr(known, name) for name in _KINDS]
    kinds += [] if known.same_mobile_and_fixed_line_pattern else [known.mobile]
    return _pattern([known.general_desc], length), _pattern(kinds, length)


def _pattern(described: list[Any], length: int) -> re.Pattern[str] | None:
    patterns = [
        f"(?:{one.national_number_pattern})"
        for one in described
        if one is not None
        and one.national_number_pattern
        and (not one.possible_length or length in one.possible_length)
    ]
    return re.compile("|".join(patterns)) if patterns else None


def _metadata(region: str) -> Any:
    from phonenumbers import PhoneMetadata

    return PhoneMetadata.metadata_for_region(region, None)
