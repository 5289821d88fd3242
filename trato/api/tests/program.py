"""A program that calls the API; every answer it gets is held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils.translation import get_language
from jsonschema import Draft202012Validator, FormatChecker

from trato.accounts.actor import actor_of
from trato.accounts.models import Token, User
from trato.api.openapi.document import document
from trato.api.problems import CONTENT_TYPE
from trato.kernel.ids import digest, new_token
from trato.records import snapshot

#: Documents by all that they are made of: making one takes longer than the call that is held against it.
_documents: dict[Any, dict[str, Any]] = {}
MOST_DOCUMENTS = 32


@dataclass
class Reply:
    """What came back, read."""

    status: int
    headers: dict[str, str]
    data: Any

    @property
    def field(self) -> str:
        return str(self.data.get("field", ""))

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.data["rows"]]


@dataclass
class Program:
    """One person's token at work."""

    user: User
    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, address: str, params: dict[str, Any] | None = None, **headers: str) -> Reply:
        return self.send("GET", address, None, params, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> Reply:
        return self.send("POST", address, body, None, **headers)

    def patch(self, address: str, body: Any, **headers: str) -> Reply:
        return self.send("PATCH", address, body, None, **headers)

    def delete(self, address: str, **headers: str) -> Reply:
        return self.send("DELETE", address, None, None, **headers)

    def send(
        self,
        method: str,
        address: str,
        body: Any = None,
        params: dict[str, Any] | None = None,
        **headers: str,
    ) -> Reply:
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Authorization", f"Bearer {self.token}")
        kind = named.pop("Content-Type", "application/json" if content else "")
        response = self.client.generic(
            method, address, content, content_type=kind, query_params=params, headers=named
        )
        reply = read(response)
        if named["Authorization"] == f"Bearer {self.token}":
            hold_against_document(self.user, method, address, reply)
        return reply


def program_of(user: User) -> Program:
    token = new_token("trato")
    Token.objects.create(user=user, digest=digest(token))
    return Program(user, token)


def read(response: Any) -> Reply:
    text = response.content.decode()
    return Reply(response.status_code, dict(response.headers), json.loads(text) if text else None)


def hold_against_document(user: User, method: str, address: str, reply: Reply) -> None:
    """Refusals are problems; everything else is what the document says of its address."""
    assert reply.status < 500, reply.data
    if reply.status >= 400:
        assert reply.headers["Content-Type"] == CONTENT_TYPE
        _validate({"$ref": "#/components/schemas/Problem"}, reply.data, _document(user))
        assert (reply.data["status"], reply.data["instance"]) == (reply.status, address.partition("?")[0])
        return
    if method in {"HEAD", "OPTIONS"}:
        return
    known = _document(user)
    answer = _operation(known, method, address)["responses"][str(reply.status)]
    if "content" in answer:
        _validate(answer["content"]["application/json"]["schema"], reply.data, known)
    for name in answer.get("headers", {}):
        assert name in reply.headers or "version" not in reply.data


def _document(user: User) -> dict[str, Any]:
    snapshot.refresh()
    user.refresh_from_db()
    mark = (user.role, get_language(), _made_of())
    if mark not in _documents:
        if len(_documents) >= MOST_DOCUMENTS:
            _documents.clear()
        _documents[mark] = document(actor_of(user, "api"))
    return _documents[mark]


def _made_of() -> str:
    """What the workspace adds to the declarations."""
    now = snapshot.current()
    own = [
        (
            key,
            repr(field),
            field.schema(),
            {at: held for at, held in vars(field).items() if "store" not in at},
        )
        for key, held in now.fields.items()
        for field in held.values()
        if field.custom
    ]
    return repr((now.edition, now.workspace.name, own, now.role_rights, now.field_rights))


def forget_documents() -> None:
    """Make them anew: what they are made by is about to be another."""
    _documents.clear()


def _operation(known: dict[str, Any], method: str, address: str) -> dict[str, Any]:
    path = address.partition("?")[0]
    for template, operations in known["paths"].items():
        pattern = re.sub(r"\{\w+\}", r"\\d+", template)
        if re.fullmatch(pattern, path) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    raise AssertionError(f"the document knows no {method} {path}")


def _validate(schema: dict[str, Any], data: Any, known: dict[str, Any]) -> None:
    whole = {**schema, "components": known["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(data)
