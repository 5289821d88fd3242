from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.records.models.record import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class CustomField(Record):
    """A field that this workspace added to a type; no surface tells it from a built-in one."""

    type = models.CharField(_("type"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    label = models.CharField(_("label"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20)
    options = models.JSONField(default=dict, blank=True)
    indexed = models.BooleanField(_("indexed"), default=False)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("custom field")
        verbose_name_plural: ClassVar[StrPromise] = _("custom fields")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["type", "name"], name="custom_field_once_per_type")
        ]

    @override
    def __str__(self) -> str:
        return self.label
