from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import SortedTextField
from trato.records.models.record import Owned, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class SavedView(Owned, Record):
    """A named way to look at one type: its filter, sort and columns, for one person or everyone."""

    PRIVATE, TEAM, EVERYONE = "private", "team", "everyone"

    name = SortedTextField(_("name"), max_length=80)
    type = models.CharField(_("type"), max_length=40)
    audience = models.CharField(
        _("audience"),
        max_length=10,
        default=PRIVATE,
        choices=[(PRIVATE, _("Only me")), (TEAM, _("My team")), (EVERYONE, _("Everyone"))],
    )
    filter = models.TextField(_("filter"), blank=True)
    sort = models.CharField(_("sort"), max_length=80, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("view")
        verbose_name_plural: ClassVar[StrPromise] = _("views")
