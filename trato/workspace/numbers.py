"""Numbers in controls: written with the decimal mark of the reader's language, and read by it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.numbers import get_decimal_symbol
from django.utils.translation import get_language

from trato.kernel.money import Money
from trato.records.values import Typed
from trato.web.formats import babel_locale

if TYPE_CHECKING:
    from trato.kernel.numbers import DecimalMark
    from trato.records.fields.base import Field
    from trato.records.values import Context

#: A number as programs write it.
MACHINE = re.compile(r"-?\d+(\.\d+)?")
#: What says nothing of an amount.
NO_DECIMALS = re.compile(r"\.0+$")
#: So many decimals look like a group of thousands.
GROUP = 3


@lru_cache(maxsize=64)
def _mark_of(language: str) -> DecimalMark:
    return "," if get_decimal_symbol(babel_locale(language)) == "," else "."


def decimal_mark() -> DecimalMark:
    """The mark before the decimals in the language of the page."""
    return _mark_of(get_language() or "en")


def localized(text: str) -> str:
    """A program's number as a control shows it, without groups or empty decimals; other text stays."""
    return NO_DECIMALS.sub("", text).replace(".", decimal_mark()) if MACHINE.fullmatch(text) else text


def typed(text: str) -> Typed:
    """What a control sent, to be read as its reader writes numbers."""
    return Typed(text, decimal_mark())


def in_filter(field: Field, text: str, context: Context) -> str:
    """A typed number, or a range of them, as the filter language has it. Raises Invalid."""
    return "..".join(_in_filter(field, edge.strip(), context) for edge in text.split("..", 1))


def _in_filter(field: Field, text: str, context: Context) -> str:
    if not set(text) & {".", ","}:
        return text
    value = field.parse(typed(text), context)
    if isinstance(value, Money):
        written, currency = value.as_text(), value.currency if value.currency != context.currency else ""
    else:
        written, currency = f"{value:f}", ""
    # 1.234 in a filter can be read as 1234: a zero more cannot.
    if len(written.partition(".")[2]) == GROUP:
        written += "0"
    return f"{written} {currency}".strip()
