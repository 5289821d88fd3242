"""The search index behind the engine's port: our own words in FTS5 or in a `tsvector`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models import F, Func
from typing_extensions import override

from trato.kernel.words import QueryWord, query_words
from trato.records import access
from trato.records.effects.words import restricted_fields
from trato.records.expressions import All, Always, In, Slots
from trato.records.fields.base import Bound
from trato.records.inserting import insert_tuples
from trato.search import frequent, shelves, vocabulary
from trato.search.models import SearchDoc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.filters.tree import Text
    from trato.records.ports import Doc
    from trato.records.record_type import RecordType

BATCH = 400
MOST_AT_ONCE = 5_000
#: The same on PostgreSQL, which gathers all docs before it reads the first.
MOST_GATHERED = 8_000
#: The newest docs of a type that PostgreSQL looks through before it asks its index: few, then more and more.
WALKS = (1_000, 8_000, 50_000)
#: PostgreSQL's index holds the beginnings of a word of up to so many letters, with a star (`search_vector`).
LETTERS = 6
#: FTS5 keeps the docs of words that begin with up to so many letters; for longer beginnings it joins them
#: anew at each look, which costs more than to read this many.
BEGINNINGS = 5
MOST_JOINED = 100_000


class Matches(Func):
    """That the words of a search doc match an expression of the database's own index."""

    conditional = True

    def __init__(self, pk: Any, match: Any, **extra: Any) -> None:
        super().__init__(pk, match, output_field=models.BooleanField(), **extra)

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        (pk, params), (match, bound) = (compiler.compile(part) for part in self.source_expressions)
        return f"{pk} IN ({docs_statement(match)})", [*params, *bound]


class Holds(Matches):
    """That the doc of a record whose words are kept from nobody matches; the shelf tells the record."""

    def __init__(self, pk: Any, match: Any, type_key: str, **extra: Any) -> None:
        super().__init__(pk, match, **extra)
        self.type_key = type_key

    @override
    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        (pk, params), (match, bound) = (compiler.compile(part) for part in self.source_expressions)
        docs = docs_statement(match, shelves.shelf(self.type_key))
        return f"{pk} IN ({docs})", [*params, *bound]


def docs_statement(match: str, shelf: range | None = None) -> str:
    """The ids of docs that an expression matches; of one shelf, those of its records.

    PostgreSQL keeps types apart by their word: told of the shelf, it might walk along it.
    """
    first = f" - {shelf.start}" if shelf else ""
    if connection.vendor == "postgresql":
        only = " AND rights_class = ''" if shelf else ""
        found = f"search_vector(words) @@ {match}::tsquery"
        return f"SELECT id{first} FROM search_searchdoc WHERE {found}{only}"  # noqa: S608  # places
    only = f" AND rowid BETWEEN {shelf.start} AND {shelf.stop - 1}" if shelf else ""
    return f"SELECT rowid{first} FROM search_fts WHERE search_fts MATCH {match}{only}"  # noqa: S608  # places


def type_word(type_key: str) -> str:
    """The word that every doc of a type holds, so that an index without shelves keeps types apart.

    It stands first, and begins with a sign that no word begins with: nothing that people type finds it.
    """
    return f"_{type_key}"


def _mark(record_type: RecordType) -> str:
    """The type's word, where the shelf does not tell types apart."""
    return type_word(record_type.key) if connection.vendor == "postgresql" else ""


def match_expression(
    words: Sequence[QueryWord], extra: str = "", also: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> str:
    """All of the words, the prefixes as prefixes, in the language of the database at hand.

    For a word that has others beside it (`also`), one of them will do.
    """
    is_postgresql = connection.vendor == "postgresql"
    either, both = (" | ", " & ") if is_postgresql else (" OR ", " AND ")
    parts = [_quoted(QueryWord(extra, prefix=False))] if extra else []
    for word in words:
        others = [QueryWord(other, prefix=False) for other in also.get(word.text, ())]
        either_of = [_quoted(one) for one in (word, *others)]
        parts.append(f"({either.join(either_of)})" if others else either_of[0])
    return both.join(parts)


def _beginning(word: QueryWord) -> str:
    """The word of PostgreSQL's index that every doc with this one holds."""
    return f"{word.text}*" if word.prefix and len(word.text) <= LETTERS else word.text


def _quoted(word: QueryWord) -> str:
    if connection.vendor == "postgresql":
        text = word.text.replace("\\", "\\\\").replace("'", "''")
        if word.prefix and len(word.text) <= LETTERS:
            return f"'{text}*'"
        return f"'{text}'" + (":*" if word.prefix else "")
    text = word.text.replace('"', '""')
    return f'"{text}"' + ("*" if word.prefix else "")


def _held(words: Sequence[QueryWord], also: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    """That a doc's words, a space before and behind each, hold all of these; and the values for that."""
    either_of = [[word, *(QueryWord(one, prefix=False) for one in also.get(word.text, ()))] for word in words]
    parts = [" OR ".join(["strpos(words, %s) > 0"] * len(some)) for some in either_of]
    values = [f" {one.text}" if one.prefix else f" {one.text} " for some in either_of for one in some]
    return " AND ".join(f"({part})" for part in parts), values


def classes_of(actor: Actor, record_type: RecordType) -> tuple[str, ...]:
    """The classes of words that an actor may search: the open one, and fields hidden from others only."""
    restricted = restricted_fields(record_type)
    hidden = access.hidden_fields(actor, record_type)
    return ("", *sorted(restricted - hidden))


class DatabaseIndex:
    """Keeps docs and the database's index over them in step, in the writer's transaction."""

    def replace(self, type_key: str, ids: Iterable[int], docs: Sequence[Doc]) -> None:
        """Forget what is known of these records and keep the docs instead."""
        wanted, held = list(ids), set[str]()
        for start in range(0, len(wanted), BATCH):
            held.update(self._forget(type_key, wanted[start : start + BATCH]))
        mark = type_word(type_key)
        rows = sorted(
            (
                shelves.shelf(type_key, doc.rights_class)[doc.record_id],
                type_key,
                doc.record_id,
                doc.rights_class,
                f"{mark} {doc.words}".strip(),
            )
            for doc in docs
        )
        insert_tuples(SearchDoc, ("id", "type", "record_id", "rights_class", "words"), rows)
        made, kept = [row[0] for row in rows], [row[-1] for row in rows]
        gone = held.difference(*(words.split() for words in kept)) if held else held
        # Before the index is written to: another statement would make FTS5 put away what it has in hand.
        vocabulary.tell(made, gone)
        if connection.vendor == "sqlite" and made:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO search_fts(rowid, words) VALUES (%s, %s)",
                    list(zip(made, kept, strict=True)),
                )

    def _forget(self, type_key: str, ids: list[int]) -> set[str]:
        """Delete the docs of these records. Returns the words they held."""
        old = SearchDoc.objects.filter(type=type_key, record_id__in=ids).order_by("pk")
        gone = list(old.values_list("pk", "words"))
        if not gone:
            return set()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:  # contentless: deleting needs the words as they were
                cursor.executemany(
                    "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', %s, %s)", gone
                )
        old.delete()
        return {word for _pk, words in gone for word in words.split()}

    def bind(self, actor: Actor, record_type: RecordType, text: Text) -> Bound:
        """The condition that a record holds these words, its values taken out."""
        words, also = query_words(text.words), dict(text.also)
        if not words:
            return Bound(("nothing",))
        classes = classes_of(actor, record_type)
        if classes == ("",):
            match = match_expression(words, _mark(record_type), also)
            return Bound(("together",), (match,))
        mark = type_word(record_type.key)
        params = tuple(match_expression([word], mark, also) for word in words)
        return Bound(("each", len(words), classes), params)

    def build(self, record_type: RecordType, form: tuple[Any, ...], pk: Any, slots: Slots) -> Any:
        """The expression of that condition."""
        if form[0] == "nothing":
            return Always(value=False)
        if form[0] == "together":
            return Holds(pk, slots.next(), record_type.key)
        return All(*[self._holds(form[2], pk, slots) for _word in range(form[1])])

    def meant(self, actor: Actor, record_type: RecordType, words: str) -> str | None:
        """The words as they were probably meant, if so spelt they lead to a record that the actor may see."""
        from trato.search.guessing import meant_in  # looks for rows, which are found by way of this index

        return meant_in(actor, record_type, words)

    def _holds(self, classes: tuple[str, ...], pk: Any, slots: Slots) -> Any:
        # The expression names the type: asked for the column, SQLite would read all docs of the type.
        docs = SearchDoc.objects.filter(rights_class__in=classes)
        return In(pk, docs.filter(Matches(F("pk"), slots.next())).values("record_id"))

    def most_at_once(self, text: Text) -> int:
        """Up to how many docs of whatever type are cheaper to read than those of one type after another.

        None where PostgreSQL knows the word to be frequent: it would gather them all before it reads one.
        """
        words = query_words(text.words)
        if connection.vendor == "postgresql":
            if len(words) == 1 and not text.also and frequent.is_frequent(_beginning(words[0])):
                return 0
            return MOST_GATHERED
        long = any(word.prefix and len(word.text) > BEGINNINGS for word in words)
        return MOST_JOINED if long else MOST_AT_ONCE

    def docs(self, text: Text, most: int) -> list[int]:
        """The docs that hold the words, of whatever type; at most so many."""
        return self._found(docs_statement("%s"), text, "", most)

    def newest(
        self, text: Text, record_type: RecordType, most: int, enough: int, size: int
    ) -> tuple[list[int], bool]:
        """The newest records whose docs that are kept from nobody hold the words; whether there are more.

        Of a type of `size` records. PostgreSQL's index has no order: what matches one doc in a hundred is
        found sooner among the newest docs, and `enough` of them will do.
        """
        shelf = shelves.shelf(record_type.key)
        if connection.vendor == "sqlite":
            found = self._found(f"{docs_statement('%s', shelf)} ORDER BY rowid DESC", text, "", most + 1)
            return found, len(found) > most
        held, values = _held(query_words(text.words), dict(text.also))
        for walked, next_walk in zip(WALKS, (*WALKS[1:], 0), strict=True):
            newest = (
                "SELECT id, ' ' || words || ' ' AS words FROM search_searchdoc WHERE id"  # noqa: S608  # numbers
                f" BETWEEN {shelf.start} AND {shelf.stop - 1} ORDER BY id DESC LIMIT {walked}"
            )
            walk = f"SELECT id - {shelf.start} FROM ({newest}) AS newest WHERE {held}"  # noqa: S608  # numbers
            found = sorted(self._asked(walk, [*values, most + 1]), reverse=True)
            if size <= walked:
                return found, len(found) > most
            if len(found) >= enough:
                return found, True
            if len(found) * next_walk < enough * walked:  # nor are they likely to be among those
                break
        every = f"SELECT * FROM ({docs_statement('%s', shelf)} OFFSET 0) AS found ORDER BY 1 DESC"  # noqa: S608
        found = self._found(every, text, _mark(record_type), most + 1)
        return found, len(found) > most

    def _found(self, statement: str, text: Text, mark: str, most: int) -> list[int]:
        match = match_expression(query_words(text.words), mark, dict(text.also))
        return self._asked(statement, [match, most])

    def _asked(self, statement: str, values: list[Any]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} LIMIT %s", values)
            return [pk for (pk,) in cursor.fetchall()]


INDEX = DatabaseIndex()
