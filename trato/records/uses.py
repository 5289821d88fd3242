"""How many records lead to a record, type by type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from trato.accounts.rights import Right
from trato.records import access
from trato.records.fields.link import LinkField, LinksField
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType


def links_to(type_key: str) -> Iterator[tuple[RecordType, Field]]:
    """The fields by which records of any type may lead to one of this type."""
    for other in registry.types():
        for link in other.fields.values():
            if link.editable and link.target in {type_key, ""} and isinstance(link, LinkField | LinksField):
                yield other, link


def uses_of(actor: Actor, record_type: RecordType, ids: list[int]) -> dict[int, dict[str, int]]:
    """For each record how many others of each type on screen lead to it, of those this person may see."""
    found: dict[int, dict[str, int]] = {}
    for other, link in links_to(record_type.key):
        if not other.group or not access.may(actor, other, Right.READ):
            continue
        if link.name not in access.readable_fields(actor, other):
            continue
        for pk, number in _counted(actor, other, link, record_type.key, ids):
            held = found.setdefault(pk, {})
            held[other.key] = held.get(other.key, 0) + number
    return found


def _counted(
    actor: Actor, other: RecordType, link: Field, type_key: str, ids: list[int]
) -> Iterable[tuple[int, int]]:
    visible = access.visible_rows(actor, other).order_by()
    if isinstance(link, LinkField):
        column = link.store.columns()[0]
        held = visible.filter(**{f"{column}__in": ids}).values(column).annotate(number=Count("pk"))
        return list(held.values_list(column, "number"))
    if not isinstance(link, LinksField):
        return ()
    store = link.many_store
    rows = store.holders().filter(**{f"{store.target_column}__in": ids})
    rows = rows if link.target else rows.filter(target_type=type_key)
    rows = rows.filter(**{f"{store.record_column}__in": visible.values("pk")}).order_by()
    grouped = rows.values(store.target_column).annotate(number=Count("pk"))
    return list(grouped.values_list(store.target_column, "number"))
