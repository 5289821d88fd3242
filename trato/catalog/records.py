from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import SHARED
from trato.catalog.models import Product
from trato.records.record_type import Facts, Many, Page, RecordType, Refine, Transfer, Words
from trato.records.registry import register


@register
class Products(RecordType):
    """What the firm sells, and for how much."""

    model, key, icon, title = Product, "products", "package", "name"
    this = _("this product")
    columns = ("name", "family", "price", "reference", "created_at")
    sorts = ("name", "family", "price", "created_at")
    default_sort = "name"
    filters = ("family", "price", "tags")
    words = Words.of(name=3, family=2, reference=1)
    many = (Many("tags", "tags", _("tags"), kind="tags"),)
    page = Page(header=("family", "price"), facts=(Facts.of("name", "family", "price", "reference", "tags"),))
    policy = SHARED
    group = "sales"
    place = 1  # daily work stands above the catalog
    refine = (Refine.of("price", minimum=0, adds_up=False),)
    transfer = Transfer(
        match_on=("reference", "name"),
        synonyms={
            "name": ("product", "product name", "item", "producto", "artículo", "产品", "产品名称"),
            "family": (
                "series",
                "category",
                "line",
                "group",
                "serie",
                "familia",
                "categoría",
                "系列",
                "类别",
            ),
            "price": ("sales price", "list price", "unit price", "precio", "precio de venta", "价格", "售价"),
            "reference": ("sku", "code", "product code", "id", "referencia", "código", "编号"),
        },
    )
    empty = _("Add what you sell; deals and quotes will pick it from here.")
