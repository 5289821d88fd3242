from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import RecordColumns, SortedTextField
from trato.accounts.rights import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class UserManager(BaseUserManager["User"]):
    @override
    def get_by_natural_key(self, username: str | None) -> User:
        """The person who signs in with that address, however it is capitalized."""
        return self.get(email__iexact=(username or "").strip())


class User(AbstractBaseUser, RecordColumns):
    """A person who works here. One without a password cannot sign in until invited."""

    name = SortedTextField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    manager = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name=_("manager"),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    theme = models.CharField(_("theme"), max_length=8, blank=True)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("user")
        verbose_name_plural: ClassVar[StrPromise] = _("users")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name_key", "id"], name="user_by_name"),
            models.Index(fields=["created_at", "id"], name="user_by_created"),
        ]

    @override
    def __str__(self) -> str:
        return self.name or self.email or ""

    @property
    @override
    def is_active(self) -> bool:  # type: ignore[override]  # a leaver's row stays; the sign-in does not
        return self.archived_at is None


class Subordinate(models.Model):
    """Who reports to whom, directly or through others: the closure of `User.manager`."""

    chief = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chief", "user"], name="subordinate_once_per_chief")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.user_id} under {self.chief_id}"


def rebuild_subordinates() -> None:
    """Write the closure anew from the managers of all users; a few hundred rows at most."""
    managers: dict[int, int | None] = dict(User.objects.values_list("pk", "manager_id"))
    pairs = {(chief, user) for user in managers for chief in _chiefs(user, managers)}
    Subordinate.objects.all().delete()
    Subordinate.objects.bulk_create(
        [Subordinate(chief_id=chief, user_id=user) for chief, user in sorted(pairs)]
    )


def _chiefs(user: int, managers: dict[int, int | None]) -> set[int]:
    found: set[int] = set()
    above = managers.get(user)
    while above is not None and above not in found and above != user:
        found.add(above)
        above = managers.get(above)
    return found
