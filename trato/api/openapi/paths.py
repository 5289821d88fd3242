"""The addresses of the API and what each takes and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.api import custom_fields, verbs
from trato.api.openapi.schemas import GIVEN_MAKE, GIVEN_MEND, NEXT, NUMBER, Schema, closed, reference
from trato.api.views.rows import ARCHIVED, DEFAULT_LIMIT, MOST_ROWS
from trato.api.views.writes import MOST_IDS, is_made_by_fields
from trato.records import access
from trato.records.fields.kinds import KIND_NAMES
from trato.records.merge import MOST

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType, Verb

Operation = dict[str, Any]


def _parameter(name: str, place: str, schema: Schema, description: str = "") -> Schema:
    found: Schema = {"name": name, "in": place, "schema": schema, "required": place == "path"}
    return found | ({"description": description} if description else {})


TEXT: Schema = {"type": "string"}
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_LIMIT}
BIN: Schema = {"enum": list(ARCHIVED), "default": "no"}


def parameters() -> dict[str, Schema]:
    """What addresses and headers may carry, by the name under which operations refer to it."""
    of_rows = _("A filter in words, such as status:open value>10k, or its JSON form.")
    columns = _(
        "Fields, separated by commas, also of linked records (company.industry); "
        "all but hidden ones unless given."
    )
    past = _("The rows as they stood at the end of that day (2026-10-31), or at that instant.")
    key = _("For 24 hours the same key and body get the first answer again.")
    return {
        "id": _parameter("id", "path", NUMBER),
        "filter": _parameter("filter", "query", TEXT, of_rows),
        "sort": _parameter("sort", "query", TEXT, _("A field; with a minus before it, downwards.")),
        "columns": _parameter("columns", "query", TEXT, columns),
        "limit": _parameter("limit", "query", LIMIT),
        "after": _parameter("after", "query", TEXT, _("The cursor that the page before gave as “next”.")),
        "archived": _parameter("archived", "query", BIN, _("Whether rows of the bin are meant, too.")),
        "as_of": _parameter("as_of", "query", TEXT, past),
        "type": _parameter("type", "query", TEXT, _("Of this type alone.")),
        "if_match": _parameter("If-Match", "header", TEXT, _("The ETag that you know; 412 if it is old.")),
        "if_none_match": _parameter("If-None-Match", "header", TEXT, _("304 while the ETag is this one.")),
        "key": _parameter("Idempotency-Key", "header", TEXT, key),
    }


LIST_PARAMETERS = ("filter", "sort", "columns", "limit", "after", "archived", "as_of")
ETAG: Schema = {"ETag": {"schema": TEXT}}


def problem_response() -> Schema:
    schema = {"application/problem+json": {"schema": reference("Problem")}}
    return {"description": _("What was refused, why, and the field at fault."), "content": schema}


def of_workspace() -> dict[str, Any]:
    """Addresses that belong to no type."""
    waiting, words = _("Links that wait for their records"), _("Mend pending links")
    mend = operation("mend", words, reference("Mended"), body=GIVEN_MEND, parameters=("key",))
    words = _("Make the records that pending links wait for")
    make = operation("make", words, reference("Made"), body=GIVEN_MAKE, parameters=("key",))
    number = _parameter("set", "path", NUMBER)
    return {
        "/api/me": {"get": operation("me", _("Who the token speaks for"), reference("Me"))},
        "/api/openapi.json": {"get": operation("openapi", _("This document"), {"type": "object"})},
        "/api/pending": {
            "get": operation("pending", waiting, reference("Pending"), parameters=("type",)),
            "post": mend,
        },
        "/api/pending/make": {"post": make},
        "/api/undo/{set}": {
            "parameters": [number],
            "post": operation("undo", _("Undo a change set"), reference("Undone"), parameters=("key",)),
        },
    }


def of_type(actor: Actor, record_type: RecordType) -> dict[str, Any]:
    """The addresses of one type, as far as the actor may use them."""
    key = record_type.key
    many: Operation = {"get": _list(key)}
    one: Operation = {"parameters": [_named("id")], "get": _read(key)}
    found: dict[str, Any] = {f"/api/{key}": many, f"/api/{key}/{{id}}": one}
    if access.may(actor, record_type, Right.CREATE) and is_made_by_fields(record_type):
        many["post"] = _creation(record_type)
    if access.may(actor, record_type, Right.EDIT):
        one["patch"] = _change(key)
        found[f"/api/{key}/bulk"] = {"post": _bulk(key)}
        for verb in verbs.verbs_of(record_type).values():
            found[f"/api/{key}/{{id}}/{verb.name}"] = _verb(key, verb)
    if access.may(actor, record_type, Right.DELETE):
        words = _("Put into the bin") if record_type.is_archivable else _("Delete for good")
        answer = reference("Changed")
        one["delete"] = operation(f"remove_{key}", words, answer, tag=key, parameters=("if_match",))
        if record_type.mergeable:
            found[f"/api/{key}/{{id}}/merge"] = _merge(key)
    history = operation(f"history_{key}", _("What happened to it"), reference("History"), tag=key)
    found[f"/api/{key}/{{id}}/history"] = {"parameters": [_named("id")], "get": history}
    return found


def _list(key: str) -> Operation:
    page = closed({"rows": {"type": "array", "items": reference(key)}, "next": NEXT})
    return operation(f"list_{key}", _("List"), page, tag=key, parameters=LIST_PARAMETERS)


def _read(key: str) -> Operation:
    options = ("columns", "if_none_match")
    found = operation(f"read_{key}", _("Read"), reference(key), tag=key, parameters=options, headers=ETAG)
    found["responses"]["304"] = {"description": _("You have this version.")}
    return found


def _change(key: str) -> Operation:
    body, options = reference(f"{key}.change"), ("if_match",)
    return operation(
        f"change_{key}", _("Change"), reference(key), tag=key, body=body, parameters=options, headers=ETAG
    )


def _creation(record_type: RecordType) -> Operation:
    key = record_type.key
    body = _new_field() if key == custom_fields.KEY else reference(f"{key}.new")
    headers = {**ETAG, "Location": {"schema": TEXT}}
    found = operation(f"create_{key}", _("Create"), reference(key), tag=key, body=body, parameters=("key",))
    responses = found["responses"]
    responses["201"] = responses.pop("200") | {"headers": headers}
    return found


def _new_field() -> Schema:
    options = {"choices": {"type": "array", "items": TEXT}, "target": TEXT, "required": {"type": "boolean"}}
    properties: dict[str, Schema] = {
        "type": TEXT,
        "name": TEXT,
        "kind": {"enum": list(KIND_NAMES)},
        "label": TEXT,
        "indexed": {"type": "boolean"},
        "options": closed(options, []),
    }
    return closed(properties, list(custom_fields.TEXTS))


def _bulk(key: str) -> Operation:
    properties: dict[str, Schema] = {
        "filter": {"anyOf": [TEXT, reference("Filter")]},
        "ids": {"type": "array", "items": NUMBER, "maxItems": MOST_IDS},
        "set": reference(f"{key}.change"),
    }
    words = _("Change many at once, by filter or by ids")
    body, answer = closed(properties, ["set"]), reference("Changed")
    return operation(f"change_many_{key}", words, answer, tag=key, body=body, parameters=("key",))


def _verb(key: str, verb: Verb) -> Operation:
    known = verbs.parameters(verb)
    needed = [name for name, one in known.items() if one.default is one.empty]
    body = closed({name: {} for name in known}, needed)
    name, options = f"{verb.name}_{key}", ("if_match", "key")
    found = operation(
        name, str(verb.label), reference(key), tag=key, body=body, parameters=options, headers=ETAG
    )
    found["requestBody"]["required"] = bool(needed)
    return {"parameters": [_named("id")], "post": found}


def _merge(key: str) -> Operation:
    properties: dict[str, Schema] = {
        "with": {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": MOST - 1},
        "values": {"type": "object", "additionalProperties": NUMBER},
    }
    words, options = (
        _("Merge others into it; each field’s value from the record you name"),
        ("if_match", "key"),
    )
    body, answer = closed(properties, ["with"]), reference("Changed")
    found = operation(f"merge_{key}", words, answer, tag=key, body=body, parameters=options)
    return {"parameters": [_named("id")], "post": found}


def operation(
    name: str,
    summary: str,
    answer: Schema,
    *,
    tag: str = "",
    body: Schema | None = None,
    parameters: tuple[str, ...] = (),
    headers: Schema | None = None,
) -> Operation:
    """One method of one address."""
    good: Schema = {"description": summary, "content": {"application/json": {"schema": answer}}}
    found: Operation = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": good | ({"headers": headers} if headers else {}),
            "4XX": {"$ref": "#/components/responses/Problem"},
            "5XX": {"$ref": "#/components/responses/Problem"},
        },
    }
    if tag:
        found["tags"] = [tag]
    if parameters:
        found["parameters"] = [_named(name) for name in parameters]
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return found


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}
