"""A record's version as its ETag, and what a caller may ask of it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trato.records import access
from trato.records.errors import NotFound, Stale
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.api.call import Call
    from trato.records.record_type import RecordType

TAG = re.compile(r'(W/)?"([^"]*)"')
ANY = "*"


def etag(version: int) -> str:
    return f'"{version}"'


def is_known(call: Call, version: int) -> bool:
    """Whether the caller has this version already (If-None-Match, which compares weakly)."""
    given = call.request.headers.get("If-None-Match", "")
    return given.strip() == ANY or str(version) in {tag for _weak, tag in TAG.findall(given)}


@contextmanager
def unchanged(call: Call, record_type: RecordType, pk: int) -> Iterator[None]:
    """Act on the version that the caller knows (If-Match), held fast meanwhile. Raises Stale, NotFound."""
    given = call.request.headers.get("If-Match")
    if given is None or given.strip() == ANY:
        yield
        return
    wanted = {tag for weak, tag in TAG.findall(given) if not weak}
    with write_transaction():
        rows = access.visible_rows(call.actor, record_type).select_for_update(of=("self",))
        record = rows.filter(pk=pk).first()
        if record is None:
            raise NotFound
        if str(record.version) not in wanted:
            raise Stale
        yield
