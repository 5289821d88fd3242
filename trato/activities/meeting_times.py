"""When meetings begin and end: one that is moved keeps its length, and none ends before it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.activities.models.meeting import later
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.touched import Touched


def keep_length(touched: Sequence[Touched]) -> None:
    """Where only the beginning of a meeting changed, its end goes along."""
    for one in touched:
        if one.is_new or one.is_inverse or "starts_at" not in one.before or "ends_at" in one.after:
            continue
        start, end, was = one.value("starts_at"), one.value("ends_at"), one.was("starts_at")
        if None not in (start, end, was):
            one.set("ends_at", later(start, end - was))


def check_times(touched: Sequence[Touched]) -> None:
    """Raises Invalid for the first meeting that ends before it begins."""
    for one in touched:
        start, end = one.value("starts_at"), one.value("ends_at")
        if start is not None and end is not None and end < start:
            raise Invalid(_("The meeting ends before it begins."), field="ends_at")
