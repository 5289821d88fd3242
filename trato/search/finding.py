"""The records that hold the words of a question: one query for each type that the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from trato.records import access, rows
from trato.records.filters.tree import Text
from trato.records.models import Counter
from trato.records.prepared import Prepared
from trato.records.rows import Row
from trato.records.telling import telling_fields
from trato.search import shelves
from trato.search.asking import Question, has_all, searched_types, title_rank
from trato.search.index import INDEX, classes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

_HOW_MANY = Prepared(
    lambda: Counter.objects.filter(field="", count__gt=0).values_list("type").annotate(Sum("count"))
)
#: More matches than these are not ranked: the newest stand for them.
CAP = 1000
#: So many times as many records as are shown are looked at: some of them may lie in the bin.
FEW = 4
#: Of more matches of a type than these only so many are compared as are needed, the newest first.
COMPARED = 50
#: Of so many rows in the bin each is read rather than looked for.
SMALL_BIN = 200
#: Records of one type that a page of results shows.
SHOWN = 5
#: Facts that tell each of them from its namesakes.
FACTS = 3


@dataclass(frozen=True)
class Found:
    """The best records of one type, and how many there are altogether."""

    record_type: RecordType
    rows: list[Row]
    count: int
    capped: bool

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


def find(actor: Actor, question: Question, *, limit: int = SHOWN) -> list[Found]:
    """What the actor may see of what matches, by type: those whose best title fits best stand first."""
    if not question.words:
        return []
    look = Look(actor, Text(question.text))
    found = (_find_in(look, record_type, question, limit) for record_type in searched_types(actor))
    return sorted((one for one in found if one is not None and one.rows), key=lambda one: _fit(question, one))


def _fit(question: Question, found: Found) -> int:
    """How well the first title fits; what is named by its number fits best."""
    first = found.rows[0]
    if question.number == first.id:
        return 0
    return title_rank(question, question.words, str(first[found.record_type.title] or ""))


class Look:
    """The newest rows that hold a text, type by type; one look into the index often tells of all types."""

    def __init__(self, actor: Actor, text: Text) -> None:
        self.actor, self.text = actor, text
        most = INDEX.most_at_once(text)
        self._docs = sorted(INDEX.docs(text, most + 1)) if most else []
        self._is_all = bool(most) and len(self._docs) <= most

    def rows(
        self,
        record_type: RecordType,
        columns: Sequence[str],
        most: int,
        enough: int,
        question: Question | None = None,
    ) -> tuple[list[Row], int, bool]:
        """Up to so many rows, how many there are, and whether there may be more.

        Where more docs match than rows are wanted, only the newest are looked at, unless the actor sees too
        few of these. Who sees everything is told the number of docs, those of the bin included. With a
        question, many rows are fewer: `enough` of those that fit it best are among them.
        """
        if classes_of(self.actor, record_type) != ("",):
            # Its words lie in several docs, which hold all of them only together.
            found = self._read(record_type, columns, most, filter=self.text)
            return found, len(found), len(found) == most
        sees_all = access.scope_bound(self.actor, record_type) == access.EVERYTHING
        ids, is_many = self._ids(record_type, most, FEW * enough)
        first = self._first(record_type, columns, ids, enough, question) if question else []
        if is_many and sees_all and len(first) == enough:
            return first, min(len(ids), most - 1), True
        if is_many:
            few = ids[: FEW * enough if sees_all else most]
            found = self._read(record_type, columns, enough + 1 if sees_all else most, ids=few)
            if len(found) > enough:
                count = min(len(ids), most - 1) if sees_all else len(found)
                return _together(first, found), count, True
            found = _together(first, self._read(record_type, columns, most, filter=self.text))[:most]
        elif question is not None and len(ids) > COMPARED:
            count = self._count(record_type, ids, sees_all=sees_all)
            return self._best(record_type, columns, ids, enough, question, first), count, count == most
        else:
            found = self._read(record_type, columns, most, ids=ids) if ids else []
        return found, len(found), len(found) == most

    def _count(self, record_type: RecordType, ids: list[int], *, sees_all: bool) -> int:
        """How many of these the actor sees: for who sees everything, those that are not in the bin."""
        if sees_all and record_type.is_archivable:
            bin = self._read(record_type, (), SMALL_BIN + 1, archived=True, sort="-updated_at")
            if len(bin) <= SMALL_BIN:
                return len(set(ids).difference([row.id for row in bin]))
        return rows.count(self.actor, record_type.key, ids=ids, cap=None).number

    def _first(
        self, record_type: RecordType, columns: Sequence[str], ids: list[int], enough: int, question: Question
    ) -> list[Row]:
        """Of many matches those whose titles begin as was typed, told by the order of the titles."""
        if len(ids) <= COMPARED or record_type.title not in record_type.sorts:
            return []
        return self._read(record_type, columns, enough, sort=record_type.title, begins=question.text)

    def _best(
        self,
        record_type: RecordType,
        columns: Sequence[str],
        ids: list[int],
        enough: int,
        question: Question,
        first: list[Row],
    ) -> list[Row]:
        """Of many matches enough that fit best: those that begin so, then the newest that have all words."""
        found, title = first, record_type.title
        fitting = len(found)
        for start in range(0, len(ids), COMPARED):
            if fitting >= enough:
                break
            some = self._read(record_type, columns, COMPARED, ids=ids[start : start + COMPARED])
            added = _together(found, some)[len(found) :]
            fitting += sum(has_all(question, str(row[title] or "")) for row in added)
            found = [*found, *added]
        return found

    def _ids(self, record_type: RecordType, most: int, enough: int) -> tuple[list[int], bool]:
        """The newest records whose docs hold the words, and whether there are more."""
        if self._is_all:
            known = shelves.records(self._docs, record_type.key)
            return known, len(known) > most
        if record_type.key not in self._types:
            return [], False
        return INDEX.newest(self.text, record_type, most, enough, self._types[record_type.key])

    @cached_property
    def _types(self) -> dict[str, int]:
        """The types that have any record, and how many: asking the index for another one costs as much."""
        return dict(_HOW_MANY())

    def _read(
        self, record_type: RecordType, columns: Iterable[str], most: int, *, sort: str = "-id", **within: Any
    ) -> list[Row]:
        return rows.read(self.actor, record_type.key, columns=columns, sort=sort, limit=most, **within).rows


def _together(first: list[Row], rest: list[Row]) -> list[Row]:
    known = {row.id for row in first}
    return [*first, *(row for row in rest if row.id not in known)]


def _find_in(look: Look, record_type: RecordType, question: Question, limit: int) -> Found | None:
    """The best matches of one type: by title first, then the newest."""
    actor, title = look.actor, record_type.title
    if not record_type.words.weights or title not in access.readable_fields(actor, record_type):
        return None
    matches, count, capped = look.rows(record_type, [title], CAP + 1, limit, question)
    best = matches[:limit] if capped else _ranked(record_type, question, matches)[:limit]
    columns = [title, *hint_fields(actor, record_type)]
    if len(columns) > 1:  # many are compared, and few are shown
        best = rows_of(actor, record_type, [row.id for row in best], columns)
    best = _with_number(actor, record_type, question, columns, best)[:limit]
    return Found(record_type, best, max(min(count, CAP), len(best)), capped)


def _ranked(record_type: RecordType, question: Question, matches: list[Row]) -> list[Row]:
    if len(matches) < 2:
        return matches
    words = question.words
    ranks = [(title_rank(question, words, str(row[record_type.title] or "")), row) for row in matches]
    return [row for _rank, row in sorted(ranks, key=itemgetter(0))]


def _with_number(
    actor: Actor, record_type: RecordType, question: Question, columns: Iterable[str], best: list[Row]
) -> list[Row]:
    """A bare number also means the record of that id; it stands first. Nobody knows the ids of settings."""
    number = question.number
    if number is None or record_type.is_setting:
        return best
    named = rows_of(actor, record_type, [number], columns)
    return [*named, *(row for row in best if row.id != number)]


def rows_of(actor: Actor, record_type: RecordType, ids: list[int], names: Iterable[str]) -> list[Row]:
    """These records as far as the actor may see them and they are not in the bin, in the order of the ids."""
    if not ids:
        return []
    read = rows.read(actor, record_type.key, columns=names, sort="-id", limit=len(ids), ids=ids)
    found = {row.id: row for row in read.rows}
    return [found[pk] for pk in ids if pk in found]


def hint_fields(actor: Actor, record_type: RecordType) -> list[str]:
    """The facts that tell records of one name apart."""
    return telling_fields(actor, record_type, FACTS)
