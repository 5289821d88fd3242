"""What happens in sales, and how a timeline tells it; `%(title)s` is where the record's name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.sales.leads import CONVERTED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVENT_SENTENCES: dict[str, StrPromise] = {CONVERTED: _("converted %(title)s")}
