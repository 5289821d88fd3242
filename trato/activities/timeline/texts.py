"""Values, days and notes as a timeline writes them for its reader."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from trato.kernel import mentions
from trato.kernel.html import clean_html, plain_text
from trato.kernel.money import Money
from trato.kernel.saying import in_a_row
from trato.records.values import Labeled, Ref
from trato.workspace.repeats import spoken_rule

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.lines import Line
    from trato.web.formats import Formats

LONGEST_BODY = 4000
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
    several = value if isinstance(value, tuple | list) else [value]
    return in_a_row(_one(one, formats) for one in several)


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


def body(text: str | None) -> tuple[Markup, bool]:
    """A note as a page shows it, cleaned; and whether there is more of it on the note's own page."""
    text = (text or "").strip()
    if len(text) > LONGEST_BODY:
        cut = plain_text(mentions.spoken(text))[:LONGEST_BODY].rstrip()
        return _lines(f"{cut}…"), True
    if "<" in text:
        clean = mentions.outside_tags(clean_html(text), _formatted)
        return Markup(clean), False  # noqa: S704  # cleaned in the same breath
    return _lines(text), False


def _lines(text: str) -> Markup:
    return Markup("<br>").join(_named(line) for line in text.splitlines())


def _named(line: str) -> Markup:
    found = mentions.pieces(line)
    return Markup("").join(_chip(text) if is_name else escape(text) for text, is_name in found)


def _formatted(part: str) -> str:
    """The same in text that is cleaned and escaped already."""
    return "".join(_chip(text) if is_name else text for text, is_name in mentions.pieces(part))


def _chip(name: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(name)
