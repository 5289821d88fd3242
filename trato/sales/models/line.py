from __future__ import annotations

from typing import ClassVar

from django.db import models
from typing_extensions import override

from trato.records.money import MoneyField
from trato.sales.models.deal import Deal


class DealLine(models.Model):
    """How much of one product a deal is about: derived from the deal's lines, for filters and sums."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="goods")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=15, decimal_places=3, default=1)
    net = MoneyField(null=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="deal_line_quantity_positive", condition=models.Q(quantity__gt=0))
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["product", "deal"], name="deal_line_by_product")
        ]

    @override
    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
