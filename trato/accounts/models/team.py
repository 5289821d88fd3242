from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import RecordColumns, SortedTextField
from trato.accounts.models.user import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Team(RecordColumns):
    """People who work together and see each other's work."""

    name = SortedTextField(_("name"), max_length=120)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("team")
        verbose_name_plural: ClassVar[StrPromise] = _("teams")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="team_by_name"),
            models.Index(fields=["created_at", "id"], name="team_by_created"),
        ]

    @override
    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's place in a team; position 0 is the primary team."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "team"], name="membership_once_per_team")
        ]
        ordering: ClassVar[list[str]] = ["position", "id"]

    @override
    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"
