"""What became of records after a moment: the same of many, or each on its own."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from trato.records.expressions import Among
from trato.records.models import Change, ChangeSet
from trato.records.taken_back import Before, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from trato.records.record_type import RecordType

#: An act that takes back another one.
UNDO = "undo"
CHANGED = {Change.CHANGE, Change.HEAL}
#: Changes of one record alone; and all others, without what was made: that tells by its day if it was there.
ALONE = f"c.op IN ('{Change.CHANGE}', '{Change.HEAL}') AND c.ids IS NULL"
OTHERS = f"NOT ({ALONE}) AND NOT (c.op = '{Change.CREATE}' AND s.kind <> '{UNDO}')"


@dataclass(slots=True)
class Life:
    """What became of one record after the moment."""

    #: It was away at the moment and came back later.
    away: bool = False
    #: The change that removed it first.
    removed: int | None = None
    #: What its changes say was before, the first of them first: it knows what was at the moment.
    befores: list[Before] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.away or self.removed is not None

    @property
    def is_plain(self) -> bool:
        """Its row of today is its row of then but for some columns."""
        return not self.is_over and all(one.columns is not None for one in self.befores)

    def given(self) -> dict[str, Any]:
        return {name: value for one in reversed(self.befores) for name, value in one.given.items()}


@dataclass
class Lives:
    """The records that were otherwise at a moment."""

    #: Those whose row needs other values in some columns alone, by what was before.
    plain: dict[tuple[Before, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    #: The others, which may have been away, or still been there.
    whole: dict[int, Life] = field(default_factory=dict)

    @property
    def ids(self) -> set[int]:
        return set(self.whole).union(*self.plain.values())


def lives_since(record_type: RecordType, moment: datetime) -> Lives:
    """What the changes since the moment say of each record.

    One that was made since, and not by an undo, tells by its day of creation whether it was there.
    """
    reader, found = Reader(record_type, moment), Lives()
    alike, several = _alike(record_type, moment)
    for before, ids in alike:
        read = reader.read(before)
        if read.columns is None:
            several |= ids
        else:
            found.plain[read,] += ids - several
    for pk, life in _in_order(record_type, moment, several, reader).items():
        if not life.is_plain:
            found.whole[pk] = life
        elif life.befores:
            found.plain[tuple(life.befores)].append(pk)
    return found


def _alike(record_type: RecordType, moment: datetime) -> tuple[list[tuple[str, set[int]]], set[int]]:
    """What was before, and of which records; and the records whose changes have to be read in their order."""
    alike: list[tuple[str, set[int]]] = []
    seen: set[int] = set()
    several: set[int] = set()
    for before, given in _grouped(record_type, moment):
        ids = set(given)
        if len(ids) < len(given):
            several |= {pk for pk, times in Counter(given).items() if times > 1}
        several |= ids & seen
        seen |= ids
        alike.append((before, ids))
    for op, before, first, listed in _asked(record_type, moment, "c.op, c.before, c.first_id, c.ids", OTHERS):
        ids = set(json.loads(listed)) if listed else {first}
        several |= ids if op not in CHANGED else ids & seen
        seen |= ids
        if op in CHANGED and before:
            alike.append((before, ids))
    return alike, several


def _grouped(record_type: RecordType, moment: datetime) -> Iterator[tuple[str, list[int]]]:
    """Changes of one record each, those that say the same together."""
    gather = "jsonb_agg" if connection.vendor == "postgresql" else "json_group_array"
    more = f"{ALONE} AND c.before IS NOT NULL GROUP BY c.before"
    for before, ids in _asked(record_type, moment, f"c.before, {gather}(c.first_id)", more):
        yield before, json.loads(ids)


def _in_order(
    record_type: RecordType, moment: datetime, several: set[int], reader: Reader
) -> dict[int, Life]:
    """The lives of these records, one change after the other."""
    lives: dict[int, Life] = {}
    if not several:
        return lives
    among = (
        "= ANY(ARRAY(SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb)))"
        if connection.vendor == "postgresql"
        else "IN (SELECT value FROM json_each(%s))"
    )
    columns = "c.id, c.op, c.first_id, c.ids, c.before, s.kind"
    more = f"(c.ids IS NOT NULL OR c.first_id {among})"
    for number, op, first, listed, before, kind in _asked(
        record_type, moment, columns, f"{more} ORDER BY c.id", Among.listed(several)
    ):
        for pk in json.loads(listed) if listed else (first,):
            life = lives.setdefault(pk, Life()) if pk in several else None
            if life is None or life.is_over:
                continue
            if op == Change.CREATE:
                life.away = kind == UNDO
            elif op == Change.REMOVE:
                life.removed = number
            elif before:
                life.befores.append(reader.read(before))
    return lives


def _asked(record_type: RecordType, moment: datetime, columns: str, more: str, *values: Any) -> list[Any]:
    """Changes of the type since the moment. A cross join: SQLite begins with what is since the moment."""
    change, sets = Change._meta.db_table, ChangeSet._meta.db_table
    at = connection.ops.adapt_datetimefield_value(moment)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {sets} s CROSS JOIN {change} c WHERE c.change_set_id = s.id"  # noqa: S608  # ours
            f" AND s.at >= %s AND c.type = %s AND c.op <> '{Change.MOVE}' AND {more}",
            [at, record_type.key, *values],
        )
        found: list[Any] = cursor.fetchall()
        return found
