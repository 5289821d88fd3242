from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override

from trato.accounts.rights import Role


class RoleRight(models.Model):
    """One scope of one role that differs from what the record type declares."""

    role = models.CharField(max_length=12, choices=Role.choices)
    type = models.CharField(max_length=40)
    right = models.CharField(max_length=8)
    scope = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["role", "type", "right"], name="role_right_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.role} may {self.right} {self.scope} {self.type}"


class FieldRight(models.Model):
    """A field that a role may only read, or not even know of."""

    HIDDEN, READ = "hidden", "read"

    role = models.CharField(max_length=12, choices=Role.choices)
    type = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=[(HIDDEN, HIDDEN), (READ, READ)])

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["role", "type", "field"], name="field_right_once")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}.{self.field} {self.level} for {self.role}"
