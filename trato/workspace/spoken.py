"""Values in the reader's own way of writing, as text: what a sentence or a line of history says of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel import mentions
from trato.kernel.html import plain_text
from trato.kernel.money import Money
from trato.kernel.phones import spaced
from trato.kernel.saying import in_a_row
from trato.records.values import Labeled, Ref
from trato.workspace.repeats import spoken_rule

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.lines import Line
    from trato.web.formats import Formats

LONGEST_VALUE = 160


def spoken(field: Field, value: Any, formats: Formats) -> str:
    """A field's value in the reader's own way of writing; empty text for none."""
    if value is None or value == "" or value == ():
        return ""
    if field.kind == "boolean":
        return _("Yes") if value else _("No")
    if field.kind in {"choice", "choices"} or field.component == "before":
        return field.to_text(value)
    if field.component == "repeat":
        return spoken_rule(str(value), formats)
    return clipped(_plain(field, value, formats))


def _plain(field: Field, value: Any, formats: Formats) -> str:
    """The same, however long."""
    if field.component == "checklist":
        return field.to_text(value)
    if field.kind == "longtext":
        return plain_text(mentions.spoken(str(value)))
    if field.unit == "year":
        return str(value)
    if field.component == "lines":
        return "; ".join(_line_item(one, formats) for one in value)
    several = [_one(one, formats) for one in (value if isinstance(value, tuple | list) else [value])]
    return in_a_row(map(spaced, several) if field.kind == "phone" else several)


def _one(value: Any, formats: Formats) -> str:
    match value:
        case Money():
            return formats.money(value.minor, value.currency)
        case datetime():
            return formats.datetime(value)
        case date():
            return formats.date(value)
        case int():
            return formats.number(value)
        case Decimal():
            return formats.decimal(value)
        case Ref():
            return value.label or value.text
        case Labeled():
            return value.value
    return str(value)


def _line_item(line: Line, formats: Formats) -> str:
    """A line item in a few words: 2 × Freezer · €900 · −10 % · +21 %."""
    parts = [f"{formats.decimal(line.quantity)} × {line.name}"]
    if line.price is not None:
        parts.append(formats.money(line.price.minor, line.price.currency))
    for sign, share in (("−", line.discount), ("+", line.tax)):
        parts += [f"{sign}{formats.decimal(share)} %"] if share else []
    return " · ".join(parts)


def clipped(text: str, most: int = LONGEST_VALUE) -> str:
    """The beginning of a text as one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
