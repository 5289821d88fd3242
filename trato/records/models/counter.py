from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override


class Counter(models.Model):
    """How many rows, and what they sum to, for one group of one owner in one currency.

    `field` is empty for all rows of the type; the value of no owner is 0, of no group "".
    """

    type = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=120)
    owner_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    count = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["type", "field", "value", "owner_id", "currency"], name="counter_once_per_group"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.type}.{self.field}={self.value}: {self.count}"
