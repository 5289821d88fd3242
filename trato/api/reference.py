"""The page that describes the API to people, from the same declarations as the document for programs."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.api import problems
from trato.api.openapi import paths
from trato.api.openapi.document import readable_types
from trato.api.openapi.schemas import required_fields, writable_fields
from trato.records import access
from trato.records.fields.kinds import STAMPS

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

METHODS = ("get", "post", "patch", "delete")
SHOWN_CHOICES = 6


@dataclass(frozen=True)
class Operation:
    """One method of one address, and what it does."""

    method: str
    address: str
    summary: str


@dataclass(frozen=True)
class Example:
    """Something to try in a terminal."""

    label: str
    command: str


@dataclass(frozen=True)
class FieldLine:
    """One field: how it is called, what it holds, what to know of it."""

    name: str
    label: str
    kind: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ReferencePage:
    """What the page shows: the overview, or one type."""

    title: str
    groups: list[dict[str, Any]]
    document_url: str
    operations: list[Operation]
    examples: list[Example]
    fields: list[FieldLine] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""


def overview(actor: Actor, site: str) -> ReferencePage:
    """How to ask at all: tokens, filters, versions, problems."""
    return ReferencePage(
        title=_("Programming interface"),
        groups=_groups(actor, ""),
        document_url=reverse("api:openapi"),
        operations=_operations(paths.of_workspace()),
        examples=[Example(_("Who am I?"), _curl(f"{site}/api/me"))],
        problems=[(code, problems.title_of(code)) for code in problems.TITLES],
    )


def of_type(actor: Actor, record_type: RecordType, site: str) -> ReferencePage:
    """The fields and addresses of one type, with examples."""
    return ReferencePage(
        title=_capitalized(record_type),
        groups=_groups(actor, record_type.key),
        document_url=reverse("api:openapi"),
        operations=_operations(paths.of_type(actor, record_type)),
        examples=_examples(actor, record_type, f"{site}/api/{record_type.key}"),
        fields=_fields(actor, record_type),
        key=record_type.key,
    )


def _groups(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    home = reverse("api:reference")
    first = {"label": _("Overview"), "url": home, "icon": "book-open", "current": not chosen}
    types = [
        {
            "label": _capitalized(one),
            "url": f"{home}?type={one.key}",
            "icon": one.icon,
            "current": one.key == chosen,
        }
        for one in sorted(readable_types(actor), key=_is_set_up)
    ]
    return [{"label": "", "pages": [first]}, {"label": _("Types"), "pages": types}]


def _is_set_up(record_type: RecordType) -> bool:
    """What people work with comes before what they set up once."""
    return not record_type.group or record_type.is_setting


def _capitalized(record_type: RecordType) -> str:
    label = str(record_type.label_plural)
    return label[:1].upper() + label[1:]


def _operations(addresses: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method.upper(), address, known[method]["summary"])
        for address, known in addresses.items()
        for method in METHODS
        if method in known
    ]


def _fields(actor: Actor, record_type: RecordType) -> list[FieldLine]:
    needed = required_fields(actor, record_type)
    writable = writable_fields(actor, record_type)
    known = access.readable_fields(actor, record_type)
    return [
        FieldLine(name, _other_label(one), one.kind, tuple(_notes(one, name in needed, name in writable)))
        for name, one in sorted(known.items(), key=lambda pair: pair[0] in STAMPS)
    ]


def _other_label(one: Field) -> str:
    """What people call the field, if that is not its name."""
    label = str(one.label)
    return "" if label.casefold() == one.name.replace("_", " ") else label


def _notes(one: Field, is_needed: bool, is_writable: bool) -> list[str]:  # noqa: FBT001  # two facts of one line
    notes = [_("needed")] if is_needed else []
    notes += [] if is_writable else [_("read only")]
    notes += [_("shown when asked for")] if one.hidden else []
    notes += [_("your own")] if one.custom else []
    if one.target:
        notes.append(_("leads to %(type)s") % {"type": one.target})
    if one.choices:
        shown = ", ".join(value for value, _label in one.choices[:SHOWN_CHOICES])
        notes.append(f"{shown} …" if len(one.choices) > SHOWN_CHOICES else shown)
    return notes


def _examples(actor: Actor, record_type: RecordType, address: str) -> list[Example]:
    sort = quote(record_type.default_sort)
    found = [Example(_("The first ten"), _curl(f"{address}?sort={sort}&limit=10"))]
    addresses = paths.of_type(actor, record_type)
    key, given = record_type.key, _given(actor, record_type)
    if "post" in addresses[f"/api/{key}"]:
        command = _curl(address, "POST", given, "Idempotency-Key: 7f3a")
        found.append(Example(_("Create, once only"), command))
    if "patch" in addresses[f"/api/{key}/{{id}}"]:
        command = _curl(f"{address}/42", "PATCH", given, 'If-Match: "7"')
        found.append(Example(_("Change, if it is still version 7"), command))
    return found


def _given(actor: Actor, record_type: RecordType) -> dict[str, Any]:
    """A body for an example: what names the record, and what it cannot do without."""
    writable = writable_fields(actor, record_type)
    names = dict.fromkeys([record_type.title, *required_fields(actor, record_type)])
    return {name: 1 if writable[name].target else "…" for name in names if name in writable}


def _curl(address: str, method: str = "GET", body: dict[str, Any] | None = None, *headers: str) -> str:
    words = ["curl", *([] if method == "GET" else ["-X", method])]
    lines = [" ".join([*words, shlex.quote(address)]), '-H "Authorization: Bearer $TOKEN"']
    lines += [f"-H {shlex.quote(one)}" for one in headers]
    if body is not None:
        content = shlex.quote(json.dumps(body, ensure_ascii=False))
        lines += ["-H 'Content-Type: application/json'", f"-d {content}"]
    return " \\\n  ".join(lines)
