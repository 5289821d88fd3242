"""Links of many records in many fields: one statement for all of them, their labels with it."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.db.models import F, IntegerField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from trato.records import snapshot
from trato.records.expressions import Among
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db import models

    from trato.records.fields.link import LinksField
    from trato.records.record_type import RecordType

#: The links of each record.
Held = dict[int, tuple[Ref, ...]]
_COLUMNS = ("at", "record", "place", "row", "kind", "target", "role", "label")


def many_values(fields: Sequence[LinksField], ids: Iterable[int]) -> dict[str, Held]:
    """The links of these records by field, with labels, in their order.

    One query, however many fields and records; one more where a field links to anything.
    """
    if not fields:
        return {}
    key = tuple((field.type_key, field.name) for field in fields)
    statement = snapshot.derived(("links", key), lambda: Prepared(partial(_asked, fields)))
    found = sorted(statement(Among.listed(ids)))
    labels = _labels_of_any(found)
    held: list[dict[int, list[Ref]]] = [{} for _field in fields]
    for at, record, _place, _row, kind, target, role, label in found:
        if label is None:
            label = labels.get(kind, {}).get(target)
        if label is not None:
            ref = Ref(kind, target, label or _without_title(kind, target), role)
            held[at].setdefault(record, []).append(ref)
    return {
        field.name: {record: tuple(refs) for record, refs in held[at].items()}
        for at, field in enumerate(fields)
    }


def _asked(fields: Sequence[LinksField], ids: Any) -> models.QuerySet[Any]:
    return _joined([_links(at, field, ids) for at, field in enumerate(fields)])


def _links(at: int, field: LinksField, ids: Any) -> models.QuerySet[Any]:
    store = field.many_store
    parts = {**store.parts(), "at": Value(at, IntegerField()), "row": F("pk")}
    parts["label"] = _title(field) or Value(None, TextField())
    rows = store.holders().filter(Among(F(store.record_column), ids)).order_by()
    named = {f"link_{name}": parts[name] for name in _COLUMNS}
    found: models.QuerySet[Any] = rows.annotate(**named).values_list(*named)
    return found


def _title(field: LinksField) -> Any:
    """What the linked record is called, nothing for one that is gone; None for a link to anything."""
    if not field.target or not registry.knows(field.target):
        return None
    target = registry.get(field.target)
    linked = target.model._base_manager.filter(pk=OuterRef(field.many_store.target_column))
    return Subquery(_titled(linked, target).values("link_title")[:1])


def _labels_of_any(found: Iterable[tuple[Any, ...]]) -> dict[str, dict[int, str]]:
    wanted: dict[str, set[int]] = {}
    for *_order, kind, target, _role, label in found:
        if label is None:
            wanted.setdefault(kind, set()).add(target)
    known = {kind: ids for kind, ids in wanted.items() if registry.knows(kind)}
    return titles_of(known) if known else {}


def titles_of(wanted: Mapping[str, Iterable[int]]) -> dict[str, dict[int, str]]:
    """What records of several types are called: one query for all of them."""
    kinds = sorted(wanted)
    statement = snapshot.derived(("titles", *kinds), lambda: Prepared(partial(_titles_of, kinds)))
    found: dict[str, dict[int, str]] = {kind: {} for kind in kinds}
    for at, pk, title in statement(*[Among.listed(wanted[kind]) for kind in kinds]):
        found[kinds[at]][pk] = title or _without_title(kinds[at], pk)
    return found


def _titles_of(kinds: Sequence[str], *ids: Any) -> models.QuerySet[Any]:
    return _joined(
        [
            _titled(_among(registry.get(kind).model, listed), registry.get(kind))
            .annotate(link_at=Value(at, IntegerField()))
            .order_by()
            .values_list("link_at", "pk", "link_title")
            for at, (kind, listed) in enumerate(zip(kinds, ids, strict=True))
        ]
    )


def _joined(parts: Sequence[models.QuerySet[Any]]) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return found


def _titled(rows: models.QuerySet[Any], record_type: RecordType) -> models.QuerySet[Any]:
    titled: models.QuerySet[Any] = rows.annotate(
        link_title=Coalesce(F(record_type.title), Value(""), output_field=TextField())
    )
    return titled


def titles(type_key: str, ids: Iterable[int]) -> dict[int, str]:
    """What these records are called, without asking who reads it: labels of links already seen."""
    record_type = registry.get(type_key)
    found = _titles(record_type.model, record_type.title)(Among.listed(ids))
    return {pk: title or _without_title(type_key, pk) for pk, title in found}


@cache
def _titles(model: type[models.Model], title: str) -> Prepared:
    return Prepared(lambda ids: _among(model, ids).values_list("pk", title))


def _among(model: type[models.Model], ids: Any) -> models.QuerySet[Any]:
    return model._base_manager.filter(Among(F("pk"), ids))


def _without_title(type_key: str, pk: int) -> str:
    return f"{registry.get(type_key).label} {pk}"
