"""The filters of sharing rules, as an act that changes what they name sets them and undo sets them again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.records.models import SharingRule
from trato.records.settings import Setting, Settings, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.records.models import ChangeSet

KEY = "sharing/"
FILTER = "filter"


def settings_of(key: str) -> Settings | None:
    """A rule as what is set, by the key that history has for it."""
    number = key.removeprefix(KEY)
    if number == key or not number.isdecimal():
        return None
    read, write = partial(_read, int(number)), partial(_write, int(number))
    parts = (Setting(FILTER, _("filter")),)
    return Settings(key, _("Sharing rule"), "", parts, read, write, is_of_records=True)


def filters() -> list[tuple[int, str, str]]:
    """Each rule with its type and its filter."""
    return list(SharingRule.objects.order_by("pk").values_list("pk", "type", "filter"))


def rewrite(act: ChangeSet, batch: int, pk: int, before: str, after: str) -> None:
    """Give a rule another filter as part of an act."""
    _write(pk, {FILTER: after})
    record(act, batch, f"{KEY}{pk}", {FILTER: before}, {FILTER: after})


def _read(pk: int) -> dict[str, str]:
    return dict(SharingRule.objects.filter(pk=pk).values(FILTER).first() or {})


def _write(pk: int, values: Mapping[str, str]) -> None:
    from trato.records.custom import fields_changed  # which stands above this

    SharingRule.objects.filter(pk=pk).update(filter=values[FILTER])
    fields_changed()
