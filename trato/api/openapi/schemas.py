"""JSON Schemas of rows and bodies, from the fields of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import access
from trato.records.contexts import context_for
from trato.records.json_rows import currency_keys

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

Schema = dict[str, Any]

AMOUNT = r"^-?\d+(\.\d+)?$"
CURRENCY: Schema = {"type": ["string", "null"], "pattern": "^[A-Z]{3}$"}
NUMBER: Schema = {"type": "integer", "minimum": 1}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    """An object of exactly these properties."""
    names = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def row_schema(actor: Actor, record_type: RecordType) -> Schema:
    """A row as the actor gets it."""
    properties: dict[str, Schema] = {"id": NUMBER, "version": NUMBER}
    currencies = currency_keys(record_type)
    for name, field in access.readable_fields(actor, record_type).items():
        properties[name] = described(field, field.schema())
        if not field.editable:
            properties[name]["readOnly"] = True
        properties |= {key: currency_of(name) for key in currencies.get(name, ())}
    # Who writes a record out of sight learns its number alone.
    return closed(properties, ["id"])


def input_schema(actor: Actor, record_type: RecordType, *, is_new: bool) -> Schema:
    """What may be sent to make or change a record."""
    properties: dict[str, Schema] = {}
    currencies = currency_keys(record_type)
    for name, field in writable_fields(actor, record_type).items():
        properties[name] = described(field, given_schema(field))
        properties |= {key: currency_of(name) for key in currencies.get(name, ())}
    found: Schema = {"type": "object", "properties": properties}
    needed = required_fields(actor, record_type) if is_new else []
    return found | ({"required": needed} if needed else {})


def writable_fields(actor: Actor, record_type: RecordType) -> dict[str, Field]:
    known = access.readable_fields(actor, record_type)
    return {
        name: field
        for name, field in known.items()
        if field.editable and access.may_write(actor, record_type, name)
    }


def required_fields(actor: Actor, record_type: RecordType) -> list[str]:
    """What a new record cannot do without; what the type fills in by itself is not asked for."""
    filled = record_type.prepare({}, context_for(actor))
    known = writable_fields(actor, record_type)
    return [name for name, field in known.items() if field.required and name not in filled]


def described(field: Field, schema: Schema) -> Schema:
    """The schema with the field's label and help."""
    found = dict(schema, title=str(field.label))
    advice = field.advice()
    return found | ({"description": advice} if advice else {})


def currency_of(name: str) -> Schema:
    return CURRENCY | {"description": _("The currency of %(field)s.") % {"field": name}}


def given_schema(field: Field) -> Schema:
    """What the field takes, which is more than what it gives."""
    if field.kind == "money":
        amount: Schema = {"anyOf": [{"type": "string"}, {"type": "number"}]}
        pair = closed({"amount": amount, "currency": CURRENCY}, ["amount"])
        return {"anyOf": [*amount["anyOf"], pair, {"type": "null"}]}
    if field.kind == "decimal":
        return {"type": ["string", "number", "null"]}
    if field.target or field.is_many:
        one = reference("GivenLink")
        is_list = field.is_many and field.kind != "record"
        return {"type": "array", "items": one} if is_list else {"anyOf": [one, {"type": "null"}]}
    schema = field.schema()
    if field.kind == "choice":  # labels are understood, too
        schema.pop("enum", None)
    if field.max_length and schema.get("type") == ["string", "null"]:
        schema["maxLength"] = field.max_length
    return schema


TEXT: Schema = {"type": "string"}
OF_LINK: dict[str, Schema] = {"id": NUMBER, "label": TEXT, "type": TEXT, "role": TEXT}
LINK = closed(OF_LINK, ["id", "label"])
#: An id; or a name or reference, if only one record has it.
GIVEN_LINK: Schema = {"anyOf": [NUMBER, TEXT, {"type": "object", "properties": OF_LINK}]}
#: The same tree as the filter in words.
FILTER: Schema = {
    "type": "object",
    "properties": {
        "and": {"type": "array", "items": reference("Filter")},
        "or": {"type": "array", "items": reference("Filter")},
        "not": reference("Filter"),
        "text": TEXT,
        "field": TEXT,
        "op": {"enum": [":", "=", "!=", ">", ">=", "<", "<="]},
        "value": {},
        "quoted": {"type": "boolean"},
    },
}
PROBLEM = closed(
    {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": {"type": "string", "format": "uri-reference"},
        "field": TEXT,
        "errors": {
            "type": "array",
            "items": closed({"field": TEXT, "detail": TEXT}),
        },
        "place": {"type": "integer"},
        "merged_into": NUMBER,
    },
    ["type", "title", "status", "detail", "instance"],
)
NEXT: Schema = {"type": ["string", "null"]}
OPTIONAL_NUMBER: Schema = {"type": ["integer", "null"]}
VALUE_CHANGE = closed({"field": TEXT, "before": {}, "after": {}})
HISTORY = closed(
    {
        "rows": {
            "type": "array",
            "items": closed(
                {
                    "set": NUMBER,
                    "kind": TEXT,
                    "by": {"anyOf": [reference("Link"), {"type": "null"}]},
                    "via": TEXT,
                    "at": {"type": "string", "format": "date-time"},
                    "state": {"enum": ["open", "complete", "undoing", "undone"]},
                    "changes": {"type": "array", "items": VALUE_CHANGE},
                }
            ),
        },
        "next": NEXT,
    }
)
CHANGED = closed({"set": OPTIONAL_NUMBER, "changed": {"type": "integer"}})
KEPT = closed(
    {
        "type": TEXT,
        "id": NUMBER,
        "field": {"type": ["string", "null"]},
        "reason": TEXT,
    }
)
TAKEN: dict[str, Schema] = {"undone": {"type": "integer"}, "kept": {"type": "array", "items": KEPT}}
UNDONE = closed({"set": OPTIONAL_NUMBER, **TAKEN})
PENDING = closed(
    {
        "rows": {
            "type": "array",
            "items": closed(
                {
                    "type": TEXT,
                    "field": TEXT,
                    "text": TEXT,
                    "rows": {"type": "integer"},
                    "proposal": {"anyOf": [reference("Link"), {"type": "null"}]},
                }
            ),
        },
        "next": NEXT,
    }
)
GIVEN_MEND: Schema = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "field": TEXT,
        "text": TEXT,
        "to": NUMBER,
        "make": {"type": "boolean"},
    },
    "required": ["type", "field", "text"],
    "additionalProperties": False,
}
GIVEN_MAKE: Schema = {
    "type": "object",
    "properties": {"target": TEXT, "type": TEXT, "alike": {"type": "boolean", "default": False}},
    "required": ["target"],
    "additionalProperties": False,
}
MENDED = closed({"set": OPTIONAL_NUMBER, "rows": {"type": "integer"}})
MADE = closed({"set": NUMBER, "made": {"type": "integer"}, "rows": {"type": "integer"}})
ME = closed(
    {
        "id": NUMBER,
        "name": TEXT,
        "email": {"type": ["string", "null"]},
        "role": {"enum": ["owner", "admin", "manager", "member", "reader"]},
        "language": TEXT,
        "time_zone": TEXT,
        "workspace": closed(
            {
                "name": TEXT,
                "currency": TEXT,
                "language": TEXT,
                "time_zone": TEXT,
                "first_weekday": {"type": ["integer", "null"], "minimum": 1, "maximum": 7},
                "fiscal_month": {"type": "integer", "minimum": 1, "maximum": 12},
                "working_hours": {
                    "type": "array",
                    "minItems": 7,
                    "maxItems": 7,
                    "items": {"type": ["array", "null"], "minItems": 2, "maxItems": 2, "items": TEXT},
                },
            }
        ),
    }
)
SHARED: dict[str, Schema] = {
    "Link": LINK,
    "GivenLink": GIVEN_LINK,
    "Filter": FILTER,
    "Problem": PROBLEM,
    "History": HISTORY,
    "Changed": CHANGED,
    "Undone": UNDONE,
    "Pending": PENDING,
    "Mended": MENDED,
    "Made": MADE,
    "Me": ME,
}
