"""How a rule of repetition is said and chosen: every day, every 2 weeks on Mon, Thu, until 31 Dec."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.kernel.errors import Unreadable
from trato.kernel.recurrence import DAILY, MONTHLY, WEEKLY, Rule, parse_rule

if TYPE_CHECKING:
    from trato.web.formats import Formats

WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
#: What a picker offers.
USUAL = (
    "FREQ=DAILY",
    WORKDAYS,
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=YEARLY",
)


def choices(current: str = "") -> list[tuple[str, str]]:
    """The usual rules with what they are called, and the record's own if it is another."""
    rules = [*USUAL, *([current] if current and current not in USUAL else [])]
    return [(rule, spoken_rule(rule)) for rule in rules]


def parted(text: str) -> tuple[str, str]:
    """A rule as a form has it: without its last day, and that day."""
    try:
        rule = parse_rule(text)
    except Unreadable:
        return text, ""
    return str(replace(rule, until=None)), rule.until.isoformat() if rule.until else ""


def joined(text: str, until: str) -> str:
    """The rule that a form sent in two parts; one that nobody understands as it came."""
    if not text or not until:
        return text
    try:
        return str(replace(parse_rule(text), count=None, until=date.fromisoformat(until)))
    except (Unreadable, ValueError):
        return f"{text};UNTIL={until}"


def spoken_rule(text: str, formats: Formats | None = None) -> str:
    """The rule in words; one that nobody understands as it is."""
    try:
        rule = parse_rule(text)
    except Unreadable:
        return text
    if text == WORKDAYS:
        return _("every working day")
    parts = [_every(rule)]
    if rule.by_day:
        days = ", ".join(f"{which or ''} {WEEKDAYS_ABBR[day]}".strip() for which, day in rule.by_day)
        parts.append(_("on %(days)s") % {"days": days})
    if rule.by_month_day:
        parts.append(_("on day %(days)s") % {"days": ", ".join(map(str, rule.by_month_day))})
    if rule.count is not None:
        parts.append(ngettext("%(count)s time", "%(count)s times", rule.count) % {"count": rule.count})
    if rule.until is not None:
        until = formats.date(rule.until) if formats else rule.until.isoformat()
        parts.append(_("until %(day)s") % {"day": until})
    return ", ".join(parts)


def _every(rule: Rule) -> str:
    """Every one of them is said apart: Chinese says no number then."""
    count = rule.interval
    if rule.frequency == DAILY:
        one, more = _("every day"), ngettext("every %(count)s day", "every %(count)s days", count)
    elif rule.frequency == WEEKLY:
        one, more = _("every week"), ngettext("every %(count)s week", "every %(count)s weeks", count)
    elif rule.frequency == MONTHLY:
        one, more = _("every month"), ngettext("every %(count)s month", "every %(count)s months", count)
    else:
        one, more = _("every year"), ngettext("every %(count)s year", "every %(count)s years", count)
    return one if count == 1 else more % {"count": count}
