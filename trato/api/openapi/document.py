"""OpenAPI 3.1 of this workspace, made from the registry for one actor: custom fields are in it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

import trato
from trato.accounts.rights import Right
from trato.api.openapi import paths
from trato.api.openapi.schemas import SHARED, input_schema, row_schema
from trato.records import access, snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


def document(actor: Actor) -> dict[str, Any]:
    """What this actor may do, as OpenAPI."""
    types = readable_types(actor)
    schemas: dict[str, Any] = dict(SHARED)
    addresses: dict[str, Any] = paths.of_workspace()
    for record_type in types:
        schemas[record_type.key] = row_schema(actor, record_type)
        if access.may(actor, record_type, Right.CREATE):
            schemas[f"{record_type.key}.new"] = input_schema(actor, record_type, is_new=True)
        if access.may(actor, record_type, Right.EDIT):
            schemas[f"{record_type.key}.change"] = input_schema(actor, record_type, is_new=False)
        addresses |= paths.of_type(actor, record_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": snapshot.current().workspace.name,
            "version": trato.__version__,
            "description": _("Every type, field and verb of this workspace that you may use."),
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": one.key, "description": str(one.label_plural)} for one in types],
        "paths": addresses,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
            "parameters": paths.parameters(),
            "responses": {"Problem": paths.problem_response()},
        },
    }


def readable_types(actor: Actor) -> list[RecordType]:
    return [one for one in registry.types() if access.may(actor, one, Right.READ)]
