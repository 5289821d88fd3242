"""Where docs stand: the id of a doc says its type, its class of readers and its record."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Ids that a shelf has room for; the number of the shelf stands above them. Together they fill 63 bits.
ROOM = 2**36
SHELVES = 2**27


@lru_cache(maxsize=4096)
def shelf(type_key: str, rights_class: str = "") -> range:
    """The ids of the docs of a type and class, in the order of the records' ids.

    The number is made from the names (CRC-32), so that nothing has to be looked up; a test refuses two
    types or fields of one number.
    """
    number = crc32(f"{type_key} {rights_class}".encode()) % (SHELVES - 1) + 1
    return range(number * ROOM, (number + 1) * ROOM)


def records(docs: Sequence[int], type_key: str) -> list[int]:
    """The records of a type among these docs in order, of those kept from nobody; the newest first."""
    place = shelf(type_key)
    first, end = bisect_left(docs, place.start), bisect_left(docs, place.stop)
    return [doc - place.start for doc in reversed(docs[first:end])]
