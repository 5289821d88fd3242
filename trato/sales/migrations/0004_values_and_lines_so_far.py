"""Values that are there were typed, and products that are there are lines of one without a price."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import migrations

BATCH = 500


def take_over(apps: Any, schema_editor: Any) -> None:
    deals = apps.get_model("sales", "Deal")
    deals._base_manager.filter(value_minor__isnull=False).update(is_valued=True)
    rows = apps.get_model("sales", "DealLine")._base_manager.order_by("deal_id", "position", "pk")
    listed = rows.values_list("deal_id", "product_id", "product__name", "quantity")
    batch = []
    for deal_id, goods in groupby(listed.iterator(chunk_size=2000), key=lambda row: row[0]):
        batch.append(deals(pk=deal_id, lines=[line(*row[1:]) for row in goods]))
        if len(batch) == BATCH:
            deals._base_manager.bulk_update(batch, ["lines"])
            batch = []
    deals._base_manager.bulk_update(batch, ["lines"])


def line(product: int, name: str, quantity: Decimal) -> dict[str, Any]:
    return {
        "product": {"id": product, "label": name},
        "name": name,
        "description": "",
        "quantity": f"{quantity.normalize():f}",
        "price": None,
        "currency": None,
        "discount": "0",
        "tax": "0",
    }


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_lines_of_deals"), ("catalog", "0001_first")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
