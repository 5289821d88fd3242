"""What a deal is called while nobody has named it: company and products, else its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.records.rows import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.records.touched import Touched

LONGEST = 420


def name_deals(batch: Sequence[Touched]) -> None:
    """Name the deals of a batch that nobody has named, with one look-up a type."""
    for touched in batch:
        if "name" in touched.after and "name" not in touched.derived and not touched.is_inverse:
            touched.set("is_named", bool(touched.value("name")))
            touched.derived.discard("is_named")
    unnamed = [touched for touched in batch if not touched.record.is_named]
    labels = _labels(unnamed)
    for touched in unnamed:
        name = _name(touched, labels)
        if name != touched.record.name:
            touched.set("name", name)
            touched.derived.add("name")


def _name(touched: Touched, labels: dict[tuple[str, int], str]) -> str:
    refs = [touched.value("company"), *touched.value("products")]
    known = [
        labels.get((ref.type, ref.id)) or ref.label for ref in refs if ref is not None and ref.id is not None
    ]
    return (" – ".join(known) or touched.record.reference or _("Deal"))[:LONGEST]


def _labels(batch: Sequence[Touched]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for touched in batch:
        for ref in (touched.value("company"), *touched.value("products")):
            if isinstance(ref, Ref) and ref.id is not None:
                wanted.setdefault(ref.type, set()).add(ref.id)
    return {(key, pk): label for key, ids in wanted.items() for pk, label in titles(key, ids).items()}
