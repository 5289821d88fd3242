"""The record before and the one after it in the list one came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import QueryDict
from django.utils.translation import gettext as _

from trato.records import access, past, rows
from trato.records.errors import RecordError
from trato.workspace.address import SAFE, ListAddress
from trato.workspace.pages.past_bar import past_bar
from trato.workspace.reader import record_url
from trato.workspace.views_of import whole

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

#: Beyond so many rows nobody walks one by one.
MOST_WALKED = 500


@dataclass
class Neighbors:
    """Where the record stands in its list, and the pages beside it."""

    list_url: str
    list_query: str | None = None
    position: str = ""
    previous: int | None = None
    next: int | None = None
    #: Which day the list shows, if it is not today: the record stands beside it as it is now.
    past: str = ""

    def record(self, type_key: str, pk: int, part: str = "") -> str:
        """A record's address that still knows the list."""
        tail = "" if self.list_query is None else f"?list={quote(self.list_query, safe=SAFE)}"
        return f"{record_url(type_key, pk)}{part}{tail}"


def neighbors(actor: Actor, record_type: RecordType, pk: int, query: str | None) -> Neighbors:
    """The neighbors by the list's own query string; a list that is no more has none."""
    if query is None:
        return Neighbors(ListAddress(record_type.key).url())
    address = ListAddress.of(record_type.key, QueryDict(query[:2000]))
    found = Neighbors(address.url(), address.query())
    try:
        said = whole(actor, address)
        with past.as_of(actor, record_type.key, said.as_of):
            page = rows.read(
                actor,
                record_type.key,
                columns=(),
                filter=said.filter,
                sort=said.sort or "",
                limit=MOST_WALKED,
            )
    except RecordError:
        return Neighbors(ListAddress(record_type.key).url())
    ids = [row.id for row in page.rows]
    if said.as_of:
        found.past = past_bar(actor, said).day_in_words
        there = access.visible_ids(actor, record_type, ids)
        ids = [one for one in ids if one in there]
    if pk in ids:
        at = ids.index(pk)
        number = f"{len(ids)}+" if page.next else str(len(ids))
        found.position = _("%(place)s of %(number)s") % {"place": at + 1, "number": number}
        found.previous = ids[at - 1] if at else None
        found.next = ids[at + 1] if at + 1 < len(ids) else None
    return found
