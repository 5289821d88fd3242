"""Words that many screens share: operators, periods, kinds of addresses."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

KINDS = {
    "work": gettext_lazy("work"),
    "home": gettext_lazy("home"),
    "mobile": gettext_lazy("mobile"),
    "fax": gettext_lazy("fax"),
    "other": gettext_lazy("other"),
}
PERIODS = {
    "today": gettext_lazy("today"),
    "yesterday": gettext_lazy("yesterday"),
    "tomorrow": gettext_lazy("tomorrow"),
    "last-week": gettext_lazy("last week"),
    "this-week": gettext_lazy("this week"),
    "next-week": gettext_lazy("next week"),
    "last-month": gettext_lazy("last month"),
    "this-month": gettext_lazy("this month"),
    "next-month": gettext_lazy("next month"),
    "last-quarter": gettext_lazy("last quarter"),
    "this-quarter": gettext_lazy("this quarter"),
    "next-quarter": gettext_lazy("next quarter"),
    "last-year": gettext_lazy("last year"),
    "this-year": gettext_lazy("this year"),
    "next-year": gettext_lazy("next year"),
}
#: What the filter dialog offers for days, beside two dates.
OFFERED_PERIODS = (
    "today",
    "tomorrow",
    "this-week",
    "next-week",
    "this-month",
    "next-month",
    "this-quarter",
    "this-year",
    "last-7d",
    "last-30d",
    "last-90d",
    "next-7d",
    "next-30d",
    "next-90d",
)
_ROLLING = re.compile(r"(last|next)-(\d{1,5})([dwmy])")


def kind_label(kind: str) -> str:
    """What an address is for; a kind of one's own as it was written."""
    return str(KINDS.get(kind, kind))


def not_found_yet(text: str) -> str:
    return _("%(text)s (not found yet)") % {"text": text}


def period_label(word: str) -> str:
    """A period of the filter language as one says it; nothing for what is none."""
    if word in PERIODS:
        return str(PERIODS[word])
    rolling = _ROLLING.fullmatch(word)
    return _rolling(rolling[1], int(rolling[2]), rolling[3]) if rolling else ""


def _rolling(which: str, number: int, unit: str) -> str:
    past = which == "last"
    if unit == "d":
        text = (
            ngettext("the last %(count)s day", "the last %(count)s days", number)
            if past
            else ngettext("the next %(count)s day", "the next %(count)s days", number)
        )
    elif unit == "w":
        text = (
            ngettext("the last %(count)s week", "the last %(count)s weeks", number)
            if past
            else ngettext("the next %(count)s week", "the next %(count)s weeks", number)
        )
    elif unit == "m":
        text = (
            ngettext("the last %(count)s month", "the last %(count)s months", number)
            if past
            else ngettext("the next %(count)s month", "the next %(count)s months", number)
        )
    else:
        text = (
            ngettext("the last %(count)s year", "the last %(count)s years", number)
            if past
            else ngettext("the next %(count)s year", "the next %(count)s years", number)
        )
    return text % {"count": number}


def operator_label(component: str, operator: str) -> str:
    """How an operator reads between a field and its value."""
    if operator == "!=":
        return _("is not")
    if component in {"date", "datetime"}:
        return {">": _("after"), ">=": _("from"), "<": _("before"), "<=": _("until"), ":": _("in")}.get(
            operator, _("on")
        )
    if component in {"number", "money"}:
        return {">": _("over"), ">=": _("at least"), "<": _("under"), "<=": _("at most")}.get(
            operator, _("is")
        )
    if operator == ":" and component in {"text", "longtext", "emails", "phones", "email", "phone", "url"}:
        return _("contains")
    return _("is")
