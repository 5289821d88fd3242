from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.accounts.rights import Role
from trato.records.models.record import Owned, Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class SavedView(Owned, Record):
    """A named way to look at one type: its filter, sort, columns and layout, for one person or everyone."""

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
    #: How the rows stand, by the names that a list's address has for it: layout, group, density.
    options = models.JSONField(_("options"), default=dict, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("view")
        verbose_name_plural: ClassVar[StrPromise] = _("views")


class ViewDefault(Owned, Record):
    """The view that a type's list opens with: its owner's own choice, or, with a role, that role's."""

    type = models.CharField(_("type"), max_length=40)
    view = models.ForeignKey(
        SavedView, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("view")
    )
    role = models.CharField(_("role"), max_length=12, blank=True, choices=Role.choices)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("default view")
        verbose_name_plural: ClassVar[StrPromise] = _("default views")

    @override
    def __str__(self) -> str:
        return self.type
