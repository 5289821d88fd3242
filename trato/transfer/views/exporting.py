"""Rows as a file, streamed: a list's filter, sort and columns say which."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import Invalid
from trato.records.registry import registry
from trato.transfer.exporting import format_of, texts
from trato.transfer.views.requests import ActorRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict
    from django.http.response import HttpResponseBase

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson; charset=utf-8",
}


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ActorRequest, type_key: str) -> HttpResponseBase:
    """`?filter=&columns=a,b&sort=&as-of=&format=csv|json|ndjson&heads=names|labels`, the heads of a CSV.

    A POST may name the rows by their `ids`. Refusals come before the first byte.
    """
    record_type = registry.get(type_key)
    access.require(request.actor, record_type, Right.EXPORT)
    given = request.GET
    form = format_of(f"x.{given.get('format') or 'csv'}")
    columns = [name for part in given.getlist("columns") for name in part.split(",") if name]
    pieces = texts(
        request.actor,
        type_key,
        given.get("filter", ""),
        form,
        columns or None,
        given.get("sort", ""),
        _chosen(request.POST) if request.method == "POST" else None,
        given.get("as-of", ""),
        by_label=given.get("heads") == "labels",
    )
    begun = [next(pieces), *(piece for piece in (next(pieces, None),) if piece is not None)]
    response = StreamingHttpResponse(_encoded(chain(begun, pieces)), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{record_type.key}.{form}"'
    return response


def _chosen(posted: QueryDict) -> list[int] | None:
    """The ids that were picked; none where all rows of the list are meant. Raises Invalid."""
    if posted.get("all") == "1":
        return None
    ids = [int(one) for one in posted.getlist("ids") if one.isdecimal() and len(one) < 19]
    if not ids:
        raise Invalid(_("Choose some rows first."))
    return ids


def _encoded(pieces: Iterator[tuple[str, int]]) -> Iterator[bytes]:
    return (text.encode() for text, _rows in pieces)
