"""The words that a slip may have meant: docs hold them; the background process follows a little later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max

from trato.kernel.slips import index_keys, may_be_meant, meant, most_slips, slip_keys
from trato.kernel.words import plain_words
from trato.records.transactions import write_transaction
from trato.search.models import SearchDoc, Word, WordNews

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

#: Words that share a key with a slip; what lies beyond is not compared.
MOST_COMPARED = 4000
#: Docs that are read at once, and words that one short transaction writes.
DOCS, WORDS = 500, 500
#: So many docs that need not be read again are read rather than left out one by one.
NEAR = 32
NEWS = 200


def words_meant(word: str, *, beginning: bool = False) -> list[str]:
    """The words that somebody may have meant by this one, the likeliest first; whoever holds them."""
    if not most_slips(word):
        return []
    return meant(word, _sharing_a_key(sorted(slip_keys(word))), beginning=beginning)


def _sharing_a_key(keys: list[str]) -> list[str]:
    statement, values = (_by_key if connection.vendor == "postgresql" else _by_match)(keys)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [word for (word,) in cursor.fetchall()]


def _by_match(keys: list[str]) -> tuple[str, list[Any] | None]:
    statement = (
        "SELECT word FROM search_word WHERE id IN"
        " (SELECT rowid FROM search_slips WHERE search_slips MATCH %s LIMIT %s)"
    )
    return statement, [" OR ".join(f'"{key}"' for key in keys), MOST_COMPARED]


def _by_key(keys: list[str]) -> tuple[str, list[Any] | None]:
    """Each key by itself, its text in the statement: for all of them together, or for keys that it does not
    know yet, PostgreSQL would rather compare every word.
    """
    one = "(SELECT word FROM search_word WHERE keys @> ARRAY[%s::text] LIMIT %s)"
    values = [value for key in keys for value in (key, MOST_COMPARED)]
    union: str = connection.ops.compose_sql(" UNION ALL ".join([one] * len(keys)), values)  # type: ignore[attr-defined]  # PostgreSQL's own
    return f"SELECT DISTINCT word FROM ({union}) AS found LIMIT {MOST_COMPARED}", None  # noqa: S608  # composed


def tell(came: Sequence[int], gone: Iterable[str]) -> None:
    """Leave word, in the writer's transaction, of docs that came and of words that docs no longer hold."""
    lost = sorted({word for word in gone if may_be_meant(word)})
    news = [WordNews(first=first, last=last) for first, last in _joined((doc, doc) for doc in came)]
    if lost:
        news = news or [WordNews()]
        news[0].gone = " ".join(lost)
    WordNews.objects.bulk_create(news)


def is_behind() -> bool:
    """Whether there is anything to follow; reads only."""
    return WordNews.objects.exists()


def follow() -> int:
    """Bring the words up to date, in short transactions. Returns how many pieces of news there were."""
    total = 0
    while news := list(WordNews.objects.order_by("pk")[:NEWS]):
        for words in _new_words(_joined((one.first, one.last) for one in news if one.last)):
            with write_transaction():
                _add(words)
        gone = sorted({word for one in news for word in one.gone.split()})
        for start in range(0, len(gone), WORDS):
            with write_transaction():
                _remove(gone[start : start + WORDS])
        with write_transaction():
            WordNews.objects.filter(pk__in=[one.pk for one in news]).delete()
        total += len(news)
    return total


def rebuild() -> None:
    """Make all of it anew from the docs as they are."""
    with write_transaction():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_slips(search_slips) VALUES ('delete-all')")
        Word.objects.all().delete()
        WordNews.objects.all().delete()
        last = SearchDoc.objects.aggregate(last=Max("pk"))["last"]
        if last:
            WordNews.objects.create(first=1, last=last)
    follow()


def _joined(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """These ranges of docs, those that nearly meet made one."""
    ranges: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if ranges and first <= ranges[-1][1] + NEAR:
            ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
        else:
            ranges.append((first, last))
    return ranges


def _new_words(ranges: Iterable[tuple[int, int]]) -> Iterator[list[str]]:
    """Words of these docs that are not known yet, by and by."""
    found: set[str] = set()
    for words in _docs(ranges):
        found.update(word for word in plain_words(words.split()) if may_be_meant(word))
        if len(found) >= WORDS:
            yield from _in_parts(_unknown(found))
            found.clear()
    yield from _in_parts(_unknown(found))


def _docs(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    for first, last in ranges:
        after = first - 1
        while docs := list(
            SearchDoc.objects.filter(pk__gt=after, pk__lte=last)
            .order_by("pk")
            .values_list("pk", "words")[:DOCS]
        ):
            yield from (words for _pk, words in docs)
            after = docs[-1][0]


def _in_parts(words: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(words)
    return (ordered[start : start + WORDS] for start in range(0, len(ordered), WORDS))


def _unknown(words: Collection[str]) -> set[str]:
    unknown = set(words)
    for part in _in_parts(words):
        unknown.difference_update(Word.objects.filter(word__in=part).values_list("word", flat=True))
    return unknown


def _add(words: list[str]) -> None:
    # Asked again under the lock: somebody else may have been here.
    fresh = sorted(_unknown(words))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_word(word, keys) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [(word, sorted(index_keys(word))) for word in fresh],
            )
        return
    made = Word.objects.bulk_create([Word(word=word) for word in fresh], batch_size=WORDS)
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO search_slips(rowid, keys) VALUES (%s, %s)", _key_rows(made))


def _remove(words: list[str]) -> None:
    """Forget those of these words that no doc holds any more."""
    lost = [one for one in Word.objects.filter(word__in=words) if not _is_held(one.word)]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # contentless: deleting needs the keys as they were
            cursor.executemany(
                "INSERT INTO search_slips(search_slips, rowid, keys) VALUES ('delete', %s, %s)",
                _key_rows(lost),
            )
    Word.objects.filter(pk__in=[one.pk for one in lost]).delete()


def _key_rows(words: Iterable[Word]) -> list[tuple[int, str]]:
    return [(one.pk, " ".join(sorted(index_keys(one.word)))) for one in words]


def _is_held(word: str) -> bool:
    if connection.vendor == "postgresql":
        statement = "SELECT 1 FROM search_searchdoc WHERE search_vector(words) @@ %s::tsquery LIMIT 1"
    else:
        statement = "SELECT 1 FROM search_fts WHERE search_fts MATCH %s LIMIT 1"
    quoted = f"'{word}'" if connection.vendor == "postgresql" else f'"{word}"'
    with connection.cursor() as cursor:
        cursor.execute(statement, [quoted])
        return cursor.fetchone() is not None
