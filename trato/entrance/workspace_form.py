"""The form of what holds for everybody: name, color, language, currency, days and hours."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.entrance import zones
from trato.entrance.forms import EntranceForm
from trato.kernel.office_hours import DAY, STEP, WEEK
from trato.records.amounts import amounts_by_currency
from trato.records.contexts import first_weekday
from trato.web.accents import ACCENTS, OWN
from trato.web.formats import Formats, babel_locale

if TYPE_CHECKING:
    from trato.accounts.models import Workspace

#: What is kept under the same name as it is asked for.
PLAIN = ("name", "currency", "language", "time_zone", "accent", "first_weekday", "fiscal_month")
#: All that one saves here.
KEPT = (*PLAIN, "working_hours")


def weekdays() -> list[tuple[str, str]]:
    """The days of the week, Monday first, in the reader's language."""
    names = babel_locale(get_language() or "en").days["stand-alone"]["wide"]
    return [(str(day), _capitalized(names[day])) for day in range(WEEK)]


def first_weekdays() -> list[tuple[str, str]]:
    return [("", _("As the reader's language has it")), *weekdays()]


def months() -> list[tuple[str, str]]:
    names = babel_locale(get_language() or "en").months["stand-alone"]["wide"]
    return [(str(month), _capitalized(names[month])) for month in range(1, 13)]


def accents() -> list[tuple[str, str]]:
    return [("" if name == OWN else name, str(label)) for name, label in ACCENTS.items()]


def _capitalized(name: str) -> str:
    return name[:1].upper() + name[1:]


class WorkspaceForm(EntranceForm):
    """What holds for everybody."""

    version = forms.IntegerField(min_value=1)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    accent = forms.ChoiceField(label=gettext_lazy("Color"), choices=accents, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=zones.languages,
        help_text=gettext_lazy("For messages to people who have chosen none; their pages go by the browser."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones.zone_groups,
        help_text=gettext_lazy("For people who have not chosen their own."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=zones.currencies,
        help_text=gettext_lazy("For amounts that name none. Amounts that are there keep theirs."),
    )
    keeps_amounts = forms.BooleanField(required=False)
    first_weekday = forms.TypedChoiceField(
        label=gettext_lazy("First day of the week"),
        choices=first_weekdays,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("In the calendar, and for filters such as “this week”."),
    )
    fiscal_month = forms.TypedChoiceField(
        label=gettext_lazy("First month of the fiscal year"),
        choices=months,
        coerce=int,
        help_text=gettext_lazy("Filters such as “this quarter” and “last year” go by the fiscal year."),
    )

    def __init__(self, *args: Any, current: Workspace, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {name: getattr(current, name) for name in PLAIN}
        self.initial |= {"version": current.version, **_times(current)}
        self.current = current
        #: Whether to ask if the currency is to change although there are amounts.
        self.asks_for_currency = False
        for day in range(WEEK):
            self.fields[f"works_{day}"] = forms.BooleanField(required=False)
            for part in ("from", "until"):
                self.fields[f"{part}_{day}"] = forms.TimeField(required=False)

    @override
    def problems(self) -> list[dict[str, str]]:
        """Those of the working hours with their day."""
        names = dict(weekdays())
        found = super().problems()
        for one in found:
            part, _line, day = one["field"].partition("_")
            if part in {"from", "until"}:
                one["text"] = _("%(day)s: %(problem)s") % {"day": names[day], "problem": one["text"]}
        return found

    def days(self) -> list[dict[str, Any]]:
        """The days of the week as the form shows them, from the first one on."""
        first, names = first_weekday(get_language() or "en"), dict(weekdays())
        return [self._day(day, names[str(day)]) for day in (*range(first, WEEK), *range(first))]

    def _day(self, day: int, label: str) -> dict[str, Any]:
        parts = {name: self[f"{name}_{day}"] for name in ("works", "from", "until")}
        shown = {name: _clock(parts[name].value()) for name in ("from", "until")}
        errors = [str(error) for part in parts.values() for error in part.errors]
        works = bool(parts["works"].value())
        said = {"error": " ".join(errors[:1]), "wrong": [name for name in parts if parts[name].errors]}
        return {"number": day, "label": label, "works": works, **shown, **said}

    @override
    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        hours = [self._span(given, day) for day in range(WEEK)]
        if not any(hours) and not self.errors:
            self.add_error(None, _("At least one day is a working day."))
        given["working_hours"] = hours
        if not self.errors:
            self._ask_for_currency(given)
        return given

    def _span(self, given: dict[str, Any], day: int) -> list[int] | None:
        """From when until when, in minutes; None for a day off. An end at midnight is the day's."""
        if not given.get(f"works_{day}"):
            return None
        begin, end = given.get(f"from_{day}"), given.get(f"until_{day}")
        if begin is None or end is None:
            if not (self.errors.keys() & {f"from_{day}", f"until_{day}"}):
                self.add_error(f"from_{day}", _("Say from when until when."))
            return None
        span = [_minutes(begin), _minutes(end) or DAY]
        if span[0] >= span[1]:
            self.add_error(f"from_{day}", _("Work ends before it begins."))
        elif any(minute % STEP for minute in span):
            self.add_error(f"from_{day}", _("Working hours begin and end at quarters of an hour."))
        return span

    def _ask_for_currency(self, given: dict[str, Any]) -> None:
        """Amounts are never converted; who changes the currency is told what that means first."""
        if given["currency"] == self.current.currency or given["keeps_amounts"]:
            return
        there = amounts_by_currency()
        if there:
            self.asks_for_currency = True
            self.add_error("currency", self._what_happens(there, given["currency"]))

    def _what_happens(self, there: dict[str, int], to: str) -> str:
        formats = Formats(get_language() or "en")
        parts = [
            ngettext("%(number)s in %(currency)s", "%(number)s in %(currency)s", number)
            % {"number": formats.number(number), "currency": code}
            for code, number in there.items()
        ]
        return _(
            "There are amounts already: %(amounts)s. They stay as they are; nothing is converted. New amounts"
            " are in %(currency)s, and sums of several currencies need exchange rates against it."
        ) % {"amounts": ", ".join(parts), "currency": to}


def _times(current: Workspace) -> dict[str, Any]:
    """The working hours as the fields show them; a day off proposes the usual ones."""
    shown: dict[str, Any] = {}
    usual = next((span for span in current.hours.days if span), (9 * 60, 18 * 60))
    for day, span in enumerate(current.hours.days):
        begin, end = span or usual
        shown |= {f"works_{day}": span is not None, f"from_{day}": _time(begin), f"until_{day}": _time(end)}
    return shown


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _minutes(given: time) -> int:
    return given.hour * 60 + given.minute


def _clock(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "")
