from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ChangeSet(models.Model):
    """One act of one person: who, when, through which surface. It may span many transactions."""

    OPEN, COMPLETE, UNDOING, UNDONE = "open", "complete", "undoing", "undone"

    kind = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=OPEN)
    at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="undo_sets")
    batches = models.PositiveIntegerField(default=0)
    details = models.JSONField(default=dict)
    #: What the page that asked for it called it, so that it is not done again.
    once = models.CharField(max_length=32, null=True)  # noqa: DJ001  # most have no name, and it is unique

    class Meta:
        verbose_name: ClassVar[StrPromise] = _("change set")
        verbose_name_plural: ClassVar[StrPromise] = _("change sets")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="change_set_by_state"),
            models.Index(fields=["at"], name="change_set_by_at"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["once", "actor_id"], condition=models.Q(once__isnull=False), name="sent_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def does_again(self) -> bool:
        """Whether it took back an undo."""
        return self.kind == "undo" and self.details.get("of") == "undo"


class Change(models.Model):
    """What an act did to one record (before and after), or which records it made, removed or merged away."""

    CREATE, CHANGE, HEAL, REMOVE, MOVE = "create", "change", "heal", "remove", "move"
    #: What is kept outside of records, by the key of its settings in place of a type.
    SET = "set"

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="changes")
    batch = models.PositiveIntegerField(default=0)
    op = models.CharField(max_length=8)
    type = models.CharField(max_length=40)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    ids = models.JSONField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    #: Fields among them that merely followed from others.
    derived = models.JSONField(null=True)
    undone_by = models.ForeignKey(ChangeSet, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "first_id", "last_id"], name="change_by_record"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.op} {self.type}/{self.first_id}"

    @property
    def record_ids(self) -> list[int]:
        ids: list[int] = self.ids or [self.first_id]
        return ids


def length_of_ids() -> models.Func:
    """How many records a change names; null for one that names a single one."""
    function = "jsonb_array_length" if connection.vendor == "postgresql" else "json_array_length"
    return models.Func(models.F("ids"), function=function, output_field=models.IntegerField())


class Snapshot(models.Model):
    """A removed record as it was, kept 30 days for the way back."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="snapshots")
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    data = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "record_id"], name="snapshot_by_record")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}/{self.record_id}"


class Made(models.Model):
    """A record that came on the way of another act (a stage, a team); it goes when nothing uses it."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="made")
    type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type", "record_id"], name="made_by_record")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}/{self.record_id} in {self.change_set_id}"
