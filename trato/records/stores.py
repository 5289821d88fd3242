"""Where a field keeps its value: columns, the JSON of custom fields, or rows of a link table."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection, models
from django.db.models import Case, F, When

from trato.records.expressions import Among, CustomPath, Filled
from trato.records.inserting import fresh
from trato.records.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models.expressions import Combinable

Parts = tuple[Any, ...]
#: For each record its targets: type, id, role.
Targets = dict[int, list[tuple[str, int, str]]]
DECIMAL_SCALE = 6
BATCH = 500


class Store(Protocol):
    """A place for one value, which is a tuple of parts (money: minor units and currency)."""

    def get(self, record: models.Model) -> Parts: ...
    def put(self, record: models.Model, parts: Parts) -> None: ...
    def expressions(self, prefix: str) -> tuple[Combinable, ...]: ...
    def sort_expression(self, prefix: str) -> Combinable: ...
    def search_expression(self, prefix: str) -> tuple[Combinable, bool]: ...
    def parameter(self, value: Any, part: int = 0) -> Any: ...
    def columns(self) -> tuple[str, ...]: ...


class ColumnStore:
    """One or more ordinary columns of the model."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model = model
        self.fields = [model._meta.get_field(name) for name in names]
        self.names = [getattr(field, "attname", field.name) for field in self.fields]
        self._only = self.names[0] if len(self.names) == 1 else ""
        key = f"{names[0]}_key"
        known = {field.name for field in model._meta.get_fields()}
        self.key_column = key if key in known else ""

    @property
    def is_always_set(self) -> bool:
        """Whether the database itself holds every row to a value."""
        return not getattr(self.fields[0], "null", True)

    def get(self, record: models.Model) -> Parts:
        if self._only:
            return (getattr(record, self._only),)
        return tuple([getattr(record, name) for name in self.names])

    def put(self, record: models.Model, parts: Parts) -> None:
        for name, part in zip(self.names, parts, strict=True):
            setattr(record, name, part)

    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return tuple(F(prefix + name) for name in self.names)

    def sort_expression(self, prefix: str) -> Combinable:
        column = self.fields[0]
        if not self.key_column and isinstance(column, models.CharField | models.TextField) and column.blank:
            return Filled(F(prefix + self.names[0]))
        return F(prefix + (self.key_column or self.names[0]))

    def search_expression(self, prefix: str) -> tuple[Combinable, bool]:
        """What "contains" looks into, and whether it is folded already."""
        return F(prefix + (self.key_column or self.names[0])), bool(self.key_column)

    def parameter(self, value: Any, part: int = 0) -> Any:
        field = self.fields[part]
        if isinstance(field, models.ForeignKey):
            return value
        return field.get_db_prep_value(value, connection)  # type: ignore[union-attr]  # a concrete field

    def columns(self) -> tuple[str, ...]:
        return (*self.names, self.key_column) if self.key_column else tuple(self.names)


class CustomStore:
    """Keys of the record's `custom` JSON, read through one expression everywhere."""

    def __init__(self, name: str, primitives: Sequence[str], *, sorts_by_key: bool = False) -> None:
        self.keys = [name if not position else f"{name}:{position}" for position in range(len(primitives))]
        self.primitives = list(primitives)
        self.key = f"{name}:key" if sorts_by_key else ""

    def get(self, record: Any) -> Parts:
        return tuple(
            decode(record.custom.get(key), primitive)
            for key, primitive in zip(self.keys, self.primitives, strict=True)
        )

    def put(self, record: Any, parts: Parts) -> None:
        from trato.kernel.text import sort_key

        custom = dict(record.custom)
        for key, part, primitive in zip(self.keys, parts, self.primitives, strict=True):
            custom[key] = encode(part, primitive)
        if self.key:
            custom[self.key] = sort_key(parts[0] or "") or None
        record.custom = {key: value for key, value in custom.items() if value is not None and value != ""}

    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return tuple(
            CustomPath(f"{prefix}custom", key, _primitive(primitive))
            for key, primitive in zip(self.keys, self.primitives, strict=True)
        )

    def sort_expression(self, prefix: str) -> Combinable:
        if self.key:
            return CustomPath(f"{prefix}custom", self.key, "text")
        return self.expressions(prefix)[0]

    def search_expression(self, prefix: str) -> tuple[Combinable, bool]:
        return self.sort_expression(prefix), bool(self.key)

    def parameter(self, value: Any, part: int = 0) -> Any:
        return encode(value, self.primitives[part])

    def columns(self) -> tuple[str, ...]:
        return ("custom",)


class WorkedOutStore:
    """No place at all: the database works the value out when it is read, and nobody writes it."""

    def __init__(self, expression: Callable[[str], Combinable], of: Callable[[models.Model], Any]) -> None:
        self._expression, self._of = expression, of

    def get(self, record: models.Model) -> Parts:
        return (self._of(record),)

    def put(self, record: models.Model, parts: Parts) -> None:
        raise TypeError("What is worked out is not written.")

    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        """Of rows behind a link there may be none, and then nothing to work out."""
        found = self._expression(prefix)
        if not prefix:
            return (found,)
        return (Case(When(**{f"{prefix}pk__isnull": False}, then=found)),)

    def sort_expression(self, prefix: str) -> Combinable:
        return self.expressions(prefix)[0]

    def search_expression(self, prefix: str) -> tuple[Combinable, bool]:
        return self.expressions(prefix)[0], False

    def parameter(self, value: Any, part: int = 0) -> Any:
        return value

    def columns(self) -> tuple[str, ...]:
        return ()


def _primitive(primitive: str) -> str:
    return "int" if primitive in {"int", "decimal", "bool"} else "text"


def encode(value: Any, primitive: str) -> Any:
    """A value as custom JSON keeps it: integers for decimals and truth, ISO text for times."""
    if value is None:
        return None
    if primitive == "bool":
        return int(value)
    if primitive == "decimal":
        return int((value * 10**DECIMAL_SCALE).to_integral_value())
    if primitive == "date":
        return value.isoformat()
    if primitive == "datetime":
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if primitive == "json":
        return json.dumps(value, ensure_ascii=False)
    return value


def decode(value: Any, primitive: str) -> Any:
    """The inverse of `encode`; also takes what either database driver hands back raw."""
    if value is None:
        return None
    if primitive == "bool":
        return bool(value)
    if primitive == "decimal":
        return Decimal(value).scaleb(-DECIMAL_SCALE).normalize() + 0
    if primitive == "date":
        return value if type(value) is date else date.fromisoformat(str(value)[:10])
    if primitive == "datetime":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if primitive == "json":
        return json.loads(value) if isinstance(value, str) else value
    return value


class ManyStore(Protocol):
    """Where a field of many links keeps them; always read and written for a batch of records."""

    def fetch(self, ids: Iterable[int]) -> dict[int, list[tuple[str, int, str]]]: ...
    def write(self, targets: Targets, stale: Sequence[int]) -> list[models.Model]: ...
    def holders(self) -> models.QuerySet[Any]: ...
    def parts(self) -> dict[str, Any]: ...


def _links(type_key: Any, field: Any, ids: Any) -> models.QuerySet[Any]:
    from trato.records.models import Link

    rows = Link.objects.filter(Among(F("record_id"), ids), type=type_key, field=field)
    return rows.order_by("position", "id").values_list("record_id", "target_type", "target_id", "role")


_LINKS = Prepared(_links)


class LinkTableStore:
    """Rows of the one link table."""

    record_column, target_column = "record_id", "target_id"

    def __init__(self, type_key: str, field: str, target: str) -> None:
        self.type_key, self.field, self.target = type_key, field, target

    def rows(self) -> models.QuerySet[Any]:
        from trato.records.models import Link

        return Link.objects.filter(type=self.type_key, field=self.field)

    def holders(self) -> models.QuerySet[Any]:
        rows = self.rows()
        return rows.filter(target_type=self.target) if self.target else rows

    def parts(self) -> dict[str, Any]:
        """A link's parts, as expressions over the rows of `holders`."""
        return {
            "record": F(self.record_column),
            "place": F("position"),
            "kind": F("target_type"),
            "target": F(self.target_column),
            "role": F("role"),
        }

    def fetch(self, ids: Iterable[int]) -> dict[int, list[tuple[str, int, str]]]:
        found: dict[int, list[tuple[str, int, str]]] = {}
        for record, type_key, target, role in _LINKS(self.type_key, self.field, Among.listed(ids)):
            found.setdefault(record, []).append((type_key, target, role))
        return found

    def write(self, targets: Targets, stale: Sequence[int]) -> list[models.Model]:
        """The rows to be inserted for these records; rows of the stale ones go first."""
        from trato.records.models import Link

        for start in range(0, len(stale), BATCH):
            self.rows().filter(record_id__in=stale[start : start + BATCH]).delete()
        return [
            fresh(
                Link,
                {
                    "type": self.type_key,
                    "record_id": record_id,
                    "field": self.field,
                    "target_type": type_key,
                    "target_id": target,
                    "position": position,
                    "role": role,
                },
            )
            for record_id, held in targets.items()
            for position, (type_key, target, role) in enumerate(held)
        ]


class ThroughStore:
    """Rows of a model of its own between two types, such as a deal's lines or a user's teams."""

    def __init__(self, model: type[models.Model], source: str, target: str, target_type: str) -> None:
        self.model, self.source, self.target_name, self.target = model, source, target, target_type
        self.record_column, self.target_column = f"{source}_id", f"{target}_id"
        self._rows = Prepared(self._asked)

    def _asked(self, ids: Any) -> models.QuerySet[Any]:
        rows = self.holders().filter(Among(F(self.record_column), ids)).order_by("position", "pk")
        return rows.values_list(self.record_column, self.target_column)

    def holders(self) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.target_column}__isnull": False})

    def parts(self) -> dict[str, Any]:
        """A link's parts, as expressions over the rows of `holders`."""
        return {
            "record": F(self.record_column),
            "place": F("position"),
            "kind": models.Value(self.target, models.TextField()),
            "target": F(self.target_column),
            "role": models.Value("", models.TextField()),
        }

    def fetch(self, ids: Iterable[int]) -> dict[int, list[tuple[str, int, str]]]:
        found: dict[int, list[tuple[str, int, str]]] = {}
        for record, target in self._rows(Among.listed(ids)):
            found.setdefault(record, []).append((self.target, target, ""))
        return found

    def write(self, targets: Targets, stale: Sequence[int]) -> list[models.Model]:
        """The rows to be inserted; rows of targets that stay are kept (a line keeps its quantity)."""
        kept = self._keep(targets, stale)
        made: list[models.Model] = []
        for record_id, held in targets.items():
            for position, (_type, target, _role) in enumerate(held):
                row = kept.get((record_id, target))
                if row is None:
                    columns = {
                        self.record_column: record_id,
                        self.target_column: target,
                        "position": position,
                    }
                    made.append(self.model(**columns))
                elif row.position != position:
                    self.model._base_manager.filter(pk=row.pk).update(position=position)
        return made

    def _keep(self, targets: Targets, stale: Sequence[int]) -> dict[tuple[int, int], Any]:
        """The rows of the stale records that stay, by record and target; the others are deleted."""
        kept: dict[tuple[int, int], Any] = {}
        gone: list[int] = []
        for start in range(0, len(stale), BATCH):
            for row in self.holders().filter(**{f"{self.record_column}__in": stale[start : start + BATCH]}):
                key = (getattr(row, self.record_column), getattr(row, self.target_column))
                wanted = {target for _type, target, _role in targets[key[0]]}
                if key[1] in wanted and key not in kept:
                    kept[key] = row
                else:
                    gone.append(row.pk)
        for start in range(0, len(gone), BATCH):
            self.model._base_manager.filter(pk__in=gone[start : start + BATCH]).delete()
        return kept
