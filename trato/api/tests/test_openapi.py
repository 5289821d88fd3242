"""The document for programs and the page for people."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate
from typing_extensions import override

from trato.accounts.models import FieldRight
from trato.accounts.rights import Role
from trato.api.openapi.schemas import required_fields
from trato.api.tests.program import Program
from trato.records import snapshot
from trato.records.actions import create
from trato.records.errors import InvalidFields
from trato.records.registry import registry


def test_it_is_openapi_for_every_role(ana: Program, ben: Program, rita: Program) -> None:
    for who in (ana, ben, rita):
        found = who.get("/api/openapi.json").data
        assert found["openapi"] == "3.1.0"
        validate(found)


def test_operations_have_names_of_their_own(ana: Program) -> None:
    found = ana.get("/api/openapi.json").data["paths"]
    names = [one["operationId"] for path in found.values() for one in path.values() if "operationId" in one]
    assert len(names) == len(set(names))


def test_every_type_and_verb_is_in_it(ana: Program) -> None:
    found = ana.get("/api/openapi.json").data
    for record_type in registry.types():
        assert f"/api/{record_type.key}" in found["paths"]
        assert (
            record_type.fields.keys() <= found["components"]["schemas"][record_type.key]["properties"].keys()
        )
        for verb in record_type.verbs:
            assert f"/api/{record_type.key}/{{id}}/{verb.name}" in found["paths"]


def test_custom_fields_are_in_it_at_once(ana: Program) -> None:
    ana.post(
        "/api/fields", {"type": "deals", "name": "size", "kind": "choice", "options": {"choices": ["S"]}}
    )
    found = ana.get("/api/openapi.json").data
    validate(found)
    assert found["components"]["schemas"]["deals"]["properties"]["size"]["enum"] == ["S", None]
    assert "size" in found["components"]["schemas"]["deals.new"]["properties"]


def test_it_tells_what_one_may_do_and_no_more(ana: Program, ben: Program, rita: Program) -> None:
    FieldRight.objects.create(role=Role.READER, type="deals", field="value", level=FieldRight.HIDDEN)
    snapshot.reset()
    seller, reader = (who.get("/api/openapi.json").data for who in (ben, rita))
    assert set(seller["paths"]["/api/deals"]) == {"get", "post"}
    assert set(reader["paths"]["/api/deals"]) == {"get"}
    assert set(reader["paths"]["/api/deals/{id}"]) == {"parameters", "get"}
    assert "/api/deals/bulk" not in reader["paths"]
    assert not {"value", "currency"} & reader["components"]["schemas"]["deals"]["properties"].keys()


@pytest.mark.parametrize(
    "key", ["companies", "contacts", "deals", "products", "tasks", "teams", "users", "tags", "stages"]
)
def test_what_it_calls_required_is_what_a_creation_lacks(ana: Program, owner: Any, key: str) -> None:
    needed = required_fields(owner, registry.get(key))
    try:
        create(owner, key, {})
        lacking = []
    except InvalidFields as error:
        lacking = [one.field for one in error.problems]
    assert needed == lacking


class _Page(HTMLParser):
    """Collects what a page loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.styled = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        loaded = [known.get(name) or "" for name in ("src", "href") if tag in {"script", "link", "img"}]
        self.foreign += [one for one in loaded if one.startswith(("http", "//"))]
        self.styled = self.styled or "style" in known or any(name.startswith("on") for name in known)


@pytest.mark.parametrize("address", ["/api/", "/api/?type=deals", "/api/?type=tasks", "/api/?type=files"])
def test_the_page(ana: Program, address: str) -> None:
    client = Client()
    assert client.get(address).status_code == 302
    client.force_login(ana.user)
    response = client.get(address)
    assert response.status_code == 200
    page = _Page()
    page.feed(response.content.decode())
    assert (page.foreign, page.styled) == ([], False)
    if "deals" in address:
        for text in ("expected_close_on", "/api/deals/{id}", "curl -X POST http://testserver/api/deals"):
            assert text in response.content.decode()


def test_the_page_of_an_unknown_type(ana: Program) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ana.user)
    assert client.get("/api/?type=dealz").status_code == 404
