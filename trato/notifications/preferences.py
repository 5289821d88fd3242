"""What the page of preferences shows: kinds by channels, the digest, and one's devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts import mail
from trato.accounts.models import User
from trato.notifications import center, devices, letters, wishes
from trato.notifications.models import Device, Habit
from trato.records.notices import kinds

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.web.formats import Formats

HOURS = {str(hour): hour for hour in range(24)}


@dataclass(frozen=True)
class Row:
    """A kind of news, and whether each channel brings it."""

    key: str
    label: str
    icon: str
    channels: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class PreferencesPage:
    """What the template shows."""

    columns: list[str]
    rows: list[Row]
    #: Why nothing comes by mail, and whether the reader can mend it.
    mail_problem: str
    may_set_mail: bool
    rhythm: str
    rhythms: list[tuple[str, str]]
    hour: str
    hours: list[tuple[str, str]]
    zone: str
    devices: list[dict[str, Any]]
    is_on_here: bool
    hides_details: bool


def preferences_page(request: HttpRequest, actor: Actor) -> PreferencesPage:
    """Everything as it is set for this person."""
    user = User.objects.get(pk=actor.user_id or 0)
    formats = center.formats_of(letters.reader(user))
    habit = wishes.habit(user.pk)
    mine = devices.of_user(user.pk)
    here = request.session.get(devices.MARK)
    names = {wishes.APP: _("In the app"), wishes.MAIL: _("By e-mail"), wishes.PUSH: _("On devices")}
    return PreferencesPage(
        list(names.values()),
        _rows(actor, names),
        _mail_problem(user),
        actor.administers and mail.server() is None,
        habit.rhythm,
        [
            (Habit.OFF, _("Never")),
            (Habit.WORKDAYS, _("From Monday to Friday")),
            (Habit.DAILY, _("Every day")),
            (Habit.WEEKLY, _("On Mondays")),
        ],
        str(habit.hour),
        [(key, formats.time(time(hour))) for key, hour in HOURS.items()],
        formats.time_zone.replace("_", " "),
        [_shown(one, formats, here) for one in mine],
        any(one.mark == here for one in mine),
        habit.hides_details,
    )


def _rows(actor: Actor, names: dict[str, str]) -> list[Row]:
    on = {channel: set(wishes.wanted(actor, channel)) for channel in names}
    return [
        Row(key, str(kind.label), kind.icon, [(one, name, key in on[one]) for one, name in names.items()])
        for key, kind in kinds().items()
    ]


def _mail_problem(user: User) -> str:
    if mail.server() is None:
        return _("No mail server is set up yet: nothing comes by mail.")
    if not mail.home():
        return _("The workspace does not know its address: save the mail server once more.")
    return "" if user.email else _("Your profile has no e-mail address: nothing comes by mail.")


def _shown(device: Device, formats: Formats, here: str | None) -> dict[str, Any]:
    last = formats.relative(device.told_at) if device.told_at else ""
    since = _("Since %(day)s") % {"day": formats.day(device.added_at)}
    told = _("last told %(when)s") % {"when": last} if last else ""
    return {
        "id": device.pk,
        "name": device.name,
        "note": ", ".join(part for part in (since, told) if part),
        "is_here": device.mark == here,
    }
