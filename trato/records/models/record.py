"""The abstract record, its traits, and a manager that answers nobody without an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.columns import RecordColumns
from trato.accounts.rights import Right

if TYPE_CHECKING:
    from trato.accounts.actor import Actor


class Unscoped(RuntimeError):
    """Rows were asked for without saying on whose behalf."""


class RecordQuerySet(models.QuerySet[Any]):
    """Rows of one record type; reading them needs `visible_to(actor)` first."""

    _actor_known = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own private hook
        clone._actor_known = self._actor_known
        return clone

    def visible_to(self, actor: Actor, right: Right = Right.READ) -> Self:
        """Only the rows that the actor may see, or for another right, act on."""
        from trato.records.access import visible_q  # the door itself stands above the models

        rows = self.filter(visible_q(actor, self.model, right))
        rows._actor_known = True
        return rows

    def unscoped(self, reason: str) -> Self:
        """Every row, for the engine's own work; the reason is for the reader of the code."""
        rows = self._clone()
        rows._actor_known = bool(reason)
        return rows

    def _require_actor(self) -> None:
        if not self._actor_known:
            raise Unscoped(f"{self.model.__name__}.objects needs visible_to(actor) before it is read")

    @override
    def _fetch_all(self) -> None:
        self._require_actor()
        super()._fetch_all()

    @override
    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._require_actor()
        return super().iterator(*args, **kwargs)

    @override
    def count(self) -> int:
        self._require_actor()
        return super().count()

    @override
    def exists(self) -> bool:
        self._require_actor()
        return super().exists()

    @override
    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_actor()
        return super().aggregate(*args, **kwargs)

    @override
    def update(self, **kwargs: Any) -> int:
        self._require_actor()
        return super().update(**kwargs)

    @override
    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_actor()
        return super().delete()


RecordManager = models.Manager.from_queryset(RecordQuerySet)


class Record(RecordColumns):
    """One thing that the firm knows of: every surface is derived from its declaration."""

    objects: ClassVar[Any] = RecordManager()

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return str(getattr(self, "name", "") or self.pk)

    def settle(self) -> None:
        """Set what follows from other fields, before each write."""


class Owned(models.Model):
    """A record that belongs to one person; scopes of rights are read from it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )

    class Meta:
        abstract = True


class Archivable(models.Model):
    """A record that goes to the bin before it goes for good."""

    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


def in_bin(name: str) -> models.Index:
    """The index of a model's rows in the bin, last changed first; `name` is the model's in index names."""
    return models.Index(
        fields=["updated_at", "id"], condition=models.Q(archived_at__isnull=False), name=f"{name}_in_bin"
    )
