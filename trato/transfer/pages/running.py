"""An import under way: how far, how long still, and whether anybody works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.transfer.models import Upload

if TYPE_CHECKING:
    from trato.web.formats import Formats

#: A background process that runs takes a task within a second.
PATIENCE = timedelta(seconds=3)


@dataclass(frozen=True)
class RunningPage:
    """What the progress bar shows; `url` is empty once nothing more is to be waited for."""

    upload: Upload
    done: int
    total: int
    label: str
    note: str
    url: str
    stop_url: str
    problem: str = ""


def running_page(upload: Upload, formats: Formats, now: datetime | None = None) -> RunningPage:
    details = upload.change_set.details if upload.change_set is not None else {}
    done, total = int(details.get("done", 0)), int(details.get("total", 0))
    now = now or timezone.now()
    return RunningPage(
        upload,
        done,
        total,
        _label(done, total, formats),
        _time_left(upload, done, total, now),
        reverse("transfer:progress", args=[upload.pk]),
        "" if upload.is_to_stop else reverse("transfer:stop", args=[upload.pk]),
        _nobody(upload, now),
    )


def _label(done: int, total: int, formats: Formats) -> str:
    if not total:
        return _("The file is being read.")
    values = {"done": formats.number(done), "total": formats.number(total)}
    return _("%(done)s of %(total)s rows") % values


def _time_left(upload: Upload, done: int, total: int, now: datetime) -> str:
    if upload.is_to_stop:
        return _("It stops after this batch.")
    since = done - upload.started_from
    if upload.started_at is None or since <= 0:
        return ""
    seconds = int((now - upload.started_at).total_seconds() / since * (total - done))
    if seconds < 60:
        return ngettext("about %(n)s second left", "about %(n)s seconds left", seconds) % {
            "n": max(seconds, 1)
        }
    minutes = round(seconds / 60)
    return ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": minutes}


def _nobody(upload: Upload, now: datetime) -> str:
    if upload.state == Upload.State.QUEUED and upload.queued_at and now - upload.queued_at > PATIENCE:
        return _(
            "The background process does not answer. The import begins as soon as it runs; start it with"
            " “trato serve”. Another import that runs goes first, too."
        )
    return ""
