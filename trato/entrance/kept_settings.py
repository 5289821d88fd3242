"""What holds for the whole workspace, as history tells it: what is set, how it reads, how it is set again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trato.accounts import mail, workspace
from trato.accounts.models import Workspace
from trato.entrance import zones
from trato.entrance.workspace_form import KEPT, accents, months, weekdays
from trato.records.settings import Setting, Settings
from trato.web.formats import babel_locale

if TYPE_CHECKING:
    from collections.abc import Callable


def _named(choices: Callable[[], list[tuple[str, str]]]) -> Callable[[Any], str]:
    """The label of a choice in the reader's language."""
    return lambda value: dict(choices()).get(str(value), str(value))


def _hours(week: list[list[int] | None]) -> str:
    """The working hours in a line: days of the same hours in a row are told once."""
    names = babel_locale(get_language() or "en").days["stand-alone"]["abbreviated"]
    runs: list[tuple[int, int, list[int]]] = []
    for day, span in enumerate(week):
        if span is None:
            continue
        if runs and runs[-1][1:] == (day - 1, span):
            runs[-1] = (runs[-1][0], day, span)
        else:
            runs.append((day, day, span))
    return ", ".join(
        f"{names[first]}{'–' + names[last] if last > first else ''} {_clock(span[0])}–{_clock(span[1])}"
        for first, last, span in runs
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _read() -> dict[str, Any]:
    now = workspace.current()
    return {name: getattr(now, name) for name in KEPT}


def write(values: dict[str, Any]) -> None:
    """Set some of them again; whoever has the page open is told."""
    Workspace.objects.filter(pk=1).update(**values, version=F("version") + 1)
    workspace.touch()


def _read_mail() -> dict[str, Any]:
    kept = mail.server()
    return asdict(kept) if kept else {}


def _logo() -> dict[str, Any]:
    return {"logo": workspace.current().logo_id}


WORKSPACE = Settings(
    "workspace",
    _("General settings"),
    "entrance:workspace",
    (
        Setting("name", _("Name")),
        Setting("accent", _("Color"), _named(accents)),
        Setting("language", _("Language"), _named(zones.languages)),
        Setting("time_zone", _("Time zone"), lambda zone: str(zone).replace("_", " ")),
        Setting("currency", _("Currency"), _named(zones.currencies)),
        Setting("first_weekday", _("First day of the week"), _named(weekdays)),
        Setting("fiscal_month", _("First month of the fiscal year"), _named(months)),
        Setting("working_hours", _("Working hours"), _hours),
    ),
    _read,
    write,
)
LOGO = Settings(
    "logo",
    _("Logo"),
    "entrance:workspace",
    # The picture before is not kept.
    (Setting("logo", _("Picture"), lambda _digest: str(_("own picture"))),),
    _logo,
)
MAIL = Settings(
    "mail-server",
    _("Mail server"),
    "entrance:mail",
    # A password goes to no other server than the one that it was typed for: nobody sets an old one again.
    (
        Setting("host", _("Server")),
        Setting("port", _("Port")),
        Setting("security", _("Encryption")),
        Setting("user", _("User name")),
        Setting("password", _("Password"), is_secret=True),
        Setting("sender", _("Sender")),
    ),
    _read_mail,
)
