from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import SortedTextField
from trato.kernel.names import join_name
from trato.records.models import Archivable, Owned, Record, in_bin

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Contact(Owned, Archivable, Record):
    """A person whom one deals with, in any number of companies."""

    first_name = SortedTextField(_("first name"), max_length=120, blank=True)
    last_name = SortedTextField(_("last name"), max_length=120, blank=True)
    name = SortedTextField(_("name"), max_length=250, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    emails = models.JSONField(_("e-mails"), default=list, blank=True)
    phones = models.JSONField(_("phones"), default=list, blank=True)
    job_title = SortedTextField(_("job title"), max_length=150, blank=True)

    class Meta(Record.Meta):
        verbose_name: ClassVar[StrPromise] = _("contact")
        verbose_name_plural: ClassVar[StrPromise] = _("contacts")
        indexes: ClassVar[list[models.Index]] = [
            in_bin("contact"),
            models.Index(fields=["name_key", "id"], name="contact_by_name"),
            models.Index(fields=["owner", "name_key", "id"], name="contact_by_owner_name"),
            models.Index(fields=["first_name_key", "id"], name="contact_by_first_name"),
            models.Index(fields=["last_name_key", "id"], name="contact_by_last_name"),
            # Thousands may share a surname; their list is in the order of whole names.
            models.Index(
                fields=["last_name_key", "name_key", "id", "archived_at"], name="contact_by_last_and_name"
            ),
            models.Index(fields=["job_title_key", "id"], name="contact_by_job_title"),
            models.Index(fields=["created_at", "id"], name="contact_by_created"),
            models.Index(fields=["updated_at", "id"], name="contact_by_updated"),
            models.Index(fields=["owner", "created_at", "id"], name="contact_by_owner_created"),
            models.Index(fields=["reference"], name="contact_by_reference"),
            models.Index(fields=["name"], name="contact_by_exact_name"),
        ]

    @override
    def settle(self) -> None:
        """The whole name follows its parts; without any, the first address stands for it."""
        self.name = join_name(self.first_name, self.last_name) or self._address() or ""

    def _address(self) -> str:
        return next((one["value"] for one in [*self.emails, *self.phones] if one.get("value")), "")[:250]
