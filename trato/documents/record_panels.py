"""The files of a record, on the page of every type that people keep papers about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trato.accounts.rights import Right
from trato.documents.actions import FILES
from trato.documents.kinds import PICTURES
from trato.documents.storage import largest
from trato.records import access, filters, rows
from trato.records.filters.tree import Node, Term
from trato.records.panels import Panel
from trato.records.registry import registry
from trato.records.values import ById
from trato.workspace.reader import actor_in, formats_for, list_url, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

MOST = 100
COLUMNS = ("name", "size", "content_type", "created_at", "created_by")


def keeps_files(record_type: RecordType) -> bool:
    return bool(record_type.group) and not record_type.is_setting and record_type.key != FILES


def about(record_type: RecordType, pk: int) -> Node:
    return Term(("about",), ":", (ById(f"{record_type.key}/{pk}"),))


def may_look(actor: Actor) -> bool:
    """Whether the actor may read files and every fact that the panel shows."""
    record_type = registry.get(FILES)
    known = access.readable_fields(actor, record_type)
    return access.may(actor, record_type, Right.READ) and {*COLUMNS, "about"} <= known.keys()


def count(request: HttpRequest, record_type: RecordType, row: Row) -> int | None:
    actor = actor_in(request)
    return rows.count(actor, FILES, filter=about(record_type, row.id)).number if may_look(actor) else None


def files(request: HttpRequest, record_type: RecordType, row: Row, error: str = "") -> str:
    """The drop zone and the list, newest first."""
    actor = actor_in(request)
    if not may_look(actor):
        return ""
    formats, asked = formats_for(actor), about(record_type, row.id)
    page = rows.read(actor, FILES, columns=COLUMNS, filter=asked, sort="-created_at", limit=MOST)
    ids = [file.id for file in page.rows]
    editable = access.reached_ids(actor, registry.get(FILES), ids, Right.EDIT) if ids else set()
    removable = access.reached_ids(actor, registry.get(FILES), ids, Right.DELETE) if ids else set()
    context = {
        "files": [_line(file, formats, editable, removable) for file in page.rows],
        "error": error,
        "part_url": reverse("documents:files", args=[record_type.key, row.id]),
        "type_key": record_type.key,
        "pk": row.id,
        "may_add": access.may(actor, registry.get(FILES), Right.CREATE),
        "hint": limit(),
        "all_url": f"{list_url(FILES)}?{urlencode({'filter': filters.to_words(asked)})}" if page.next else "",
    }
    return render_to_string("documents/files.html", context, request)


def limit() -> str:
    """How large a file may be, in words."""
    return str(_("Up to %(size)s each")) % {"size": f"{largest() // (1024 * 1024)} MB"}


def _line(file: Row, formats: Formats, editable: set[int], removable: set[int]) -> dict[str, object]:
    author, at = file["created_by"], file["created_at"]
    download = reverse("documents:download", args=[file.id])
    return {
        "id": file.id,
        "name": file["name"] or "",
        "url": download,
        "page": record_url(FILES, file.id),
        "picture": f"{download}?inline=1" if file["content_type"] in PICTURES else "",
        "size": formats.size(file["size"]),
        "who": author.label if author is not None else "",
        "when": formats.relative(at),
        "iso": at.isoformat(),
        "hint": formats.hint(at),
        "editable": file.id in editable,
        "removable": file.id in removable,
    }


PANELS = [Panel("files", _("Files"), "middle", files, applies=keeps_files, position=30, count=count)]
