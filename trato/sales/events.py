"""What happens in sales, and how a timeline tells it; `%(title)s` is where the record's name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.sales.leads import CONVERTED
from trato.sales.outcome import LOST, REOPENED, WON

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVENT_SENTENCES: dict[str, StrPromise] = {
    WON: _("won %(title)s"),
    LOST: _("lost %(title)s"),
    REOPENED: _("reopened %(title)s"),
    CONVERTED: _("converted %(title)s"),
}
