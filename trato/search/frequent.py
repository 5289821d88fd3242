"""What very many docs hold, as PostgreSQL's own statistics know it: gathering their docs would take long."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

#: A word of the index that at least so many docs hold is frequent.
MANY = 8_000
#: How long, in seconds, a process believes what it has read; the statistics change with each ANALYZE.
BELIEVED = 600

_STATEMENT = """
    SELECT word FROM (
        SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS share
        FROM pg_stats
        WHERE schemaname = current_schema() AND tablename = 'search_by_word'
    ) AS common
    WHERE word IS NOT NULL
        AND share * (SELECT reltuples FROM pg_class WHERE oid = 'search_searchdoc'::regclass) >= %s
"""


@dataclass
class _Known:
    words: frozenset[str] = frozenset()
    until: float = 0.0


_known = _Known()


def is_frequent(word: str) -> bool:
    """Whether very many docs hold this word of PostgreSQL's index, a short beginning with its star."""
    now = time.monotonic()
    if now >= _known.until:
        _known.words, _known.until = _read(), now + BELIEVED
    return word in _known.words


def _read() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [MANY])
        return frozenset(word for (word,) in cursor.fetchall())
