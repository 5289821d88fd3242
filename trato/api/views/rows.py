"""Reading: pages of rows, one row, and what happened to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, ProgrammingError
from django.utils.translation import gettext as _

from trato.api.answers import Answer
from trato.api.history import history_rows
from trato.api.merged import says_merged
from trato.api.preconditions import etag, is_known
from trato.records import access, past, rows
from trato.records.errors import CursorError, FilterError, Invalid
from trato.records.json_rows import row_to_json, rows_to_json
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.api.call import Call
    from trato.records.record_type import RecordType

DEFAULT_LIMIT, MOST_ROWS = 50, 200
#: In every row, asked for or not.
ALWAYS = ("id", "version")
#: Rows outside the bin, in it, or both.
ARCHIVED: dict[str, bool | None] = {"no": False, "only": True, "all": None}


def list_rows(call: Call, /, *, key: str) -> Answer:
    """A page of the rows that the actor may see."""
    record_type = registry.get(key)
    asked = call.query("filter", "sort", "columns", "limit", "after", "archived", "as_of")
    columns = columns_from(call.actor, record_type, asked)
    options = {"sort": asked.get("sort", ""), "limit": _limit(asked), "archived": _archived(asked)}
    with past.as_of(call.actor, key, asked.get("as_of", "")):
        page = _page(call.actor, key, asked, columns, options)
    return Answer({"rows": rows_to_json(record_type, page.rows), "next": page.next})


def _page(
    actor: Actor, key: str, asked: dict[str, str], columns: list[str], options: dict[str, Any]
) -> rows.Page:
    picked, after = filter_from(asked.get("filter", "")), asked.get("after") or None
    try:
        return rows.read(actor, key, columns=columns, filter=picked, after=after, **options)
    except (TypeError, ValueError, ArithmeticError, InterfaceError, ProgrammingError):
        if after is None:
            raise
        # A cursor is the caller's to change; what it holds then fits no column.
        raise CursorError(_("This is no cursor of a list."), field="after") from None


@says_merged
def read_row(call: Call, /, *, key: str, pk: int) -> Answer:
    """One record, archived or not; 304 for who knows its version, which says all of it unless facts of its
    type are worked out from what stands beside it.
    """
    record_type = registry.get(key)
    columns = columns_from(call.actor, record_type, call.query("columns"))
    row = rows.one(call.actor, key, pk, columns)
    headers = {"ETag": etag(row.version)}
    if is_known(call, row.version) and not record_type.worked_out:
        return Answer(None, 304, headers)
    return Answer(row_to_json(record_type, row), 200, headers)


@says_merged
def read_history(call: Call, /, *, key: str, pk: int) -> Answer:
    """The change sets that touched a record, newest first."""
    call.query()
    return Answer({"rows": history_rows(call.actor, registry.get(key), pk), "next": None})


def columns_from(actor: Actor, record_type: RecordType, asked: dict[str, str]) -> list[str]:
    """The fields that were asked for; else all that are not set apart as hidden."""
    if "columns" not in asked:
        known = access.readable_fields(actor, record_type)
        return [name for name, field in known.items() if not field.hidden]
    names = (name.strip() for name in asked["columns"].split(","))
    return [name for name in dict.fromkeys(names) if name and name not in ALWAYS]


def filter_from(text: str) -> str | dict[str, Any]:
    """A filter in words, or its JSON form, which starts with a brace. Raises FilterError."""
    if not text.lstrip().startswith("{"):
        return text
    try:
        given: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError as error:
        sentence = _("The filter is no JSON: see character %(place)s.") % {"place": error.pos + 1}
        raise FilterError(sentence, place=error.pos, field="filter") from None
    except (ValueError, RecursionError):
        raise FilterError(_("This filter is nested too deeply."), field="filter") from None
    return given


def _limit(asked: dict[str, str]) -> int:
    text = asked.get("limit", str(DEFAULT_LIMIT))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= MOST_ROWS:
        raise Invalid(_("The limit is a number from 1 to %(most)s.") % {"most": MOST_ROWS}, field="limit")
    return int(text)


def _archived(asked: dict[str, str]) -> bool | None:
    word = asked.get("archived", "no")
    if word not in ARCHIVED:
        known = ", ".join(ARCHIVED)
        raise Invalid(_("“archived” is one of: %(known)s.") % {"known": known}, field="archived")
    return ARCHIVED[word]
