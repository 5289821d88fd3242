"""People: names in parts, several addresses, several companies with roles."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import actions, rows
from trato.records.errors import Invalid
from trato.testing.assertions import unchanged
from trato.testing.makers import Makers


@pytest.mark.parametrize(
    ("given", "first", "last", "name"),
    [
        ({"name": "Ana Diaz"}, "Ana", "Diaz", "Ana Diaz"),
        ({"first_name": "Ana"}, "Ana", None, "Ana"),
        ({"last_name": "Diaz"}, None, "Diaz", "Diaz"),
        ({"name": "ignored", "first_name": "Ana", "last_name": "Diaz"}, "Ana", "Diaz", "Ana Diaz"),
        ({"name": "", "emails": ["ana@diaz.example"]}, None, None, "ana@diaz.example"),
        ({"name": "", "phones": ["+49301234567"]}, None, None, "+49301234567"),
    ],
)
def test_names(owner: Actor, make: Makers, given: dict[str, Any], first: str, last: str, name: str) -> None:
    row = rows.one(owner, "contacts", make("contacts", **given))
    assert (row["first_name"], row["last_name"], row["name"]) == (first, last, name)


def test_several_companies_with_a_role_in_each(owner: Actor, make: Makers) -> None:
    acme, beta = make.company(name="Acme"), make.company(name="Beta")
    contact = make.contact(companies=[{"id": acme, "role": "buyer"}, {"id": beta, "role": "board"}])
    found = [(ref.label, ref.role) for ref in rows.one(owner, "contacts", contact)["companies"]]
    assert found == [("Acme", "buyer"), ("Beta", "board")]
    actions.change(owner, "contacts", contact, {"companies": [{"id": beta, "role": "chair"}]})
    found = [(ref.label, ref.role) for ref in rows.one(owner, "contacts", contact)["companies"]]
    assert found == [("Beta", "chair")]
    assert rows.count(owner, "contacts", filter="companies:acme").number == 0


def test_several_addresses(owner: Actor, make: Makers) -> None:
    contact = make.contact(
        emails=[{"value": "Ana@Diaz.example", "kind": "work"}, "ana@home.example", "ANA@diaz.example"]
    )
    row = rows.one(owner, "contacts", contact)
    assert [(one.value, one.kind) for one in row["emails"]] == [
        ("ana@diaz.example", "work"),
        ("ana@home.example", ""),
    ]
    for words in ("emails=ana@home.example", "emails:home.example", "ana@home.example", "home.example"):
        assert rows.count(owner, "contacts", filter=words).number == 1, words
    actions.change(owner, "contacts", contact, {"emails": ["ana@diaz.example"]})
    assert rows.count(owner, "contacts", filter="emails=ana@home.example").number == 0
    assert rows.count(owner, "contacts", filter="home.example").number == 0


@pytest.mark.parametrize("words", ["1234567", "phones:1234567", '"30 1234567"', "+49301234567"])
def test_a_phone_is_found_by_its_digits(owner: Actor, make: Makers, words: str) -> None:
    make.contact(phones=[{"value": "+49 30 1234567", "kind": "mobile"}])
    assert rows.count(owner, "contacts", filter=words).number == 1


def test_search_knows_companies_and_scripts(owner: Actor, make: Makers) -> None:
    make.contact(name="Åsa Öberg", companies=[make.company(name="北京科技")], job_title="Chief")
    for words in ("asa", "oberg", "北京", "科技", "chief", "asa 北京"):
        assert rows.count(owner, "contacts", filter=words).number == 1, words


def test_a_wrong_address_refuses_the_whole_record(owner: Actor, make: Makers) -> None:
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.contact(emails=["ana@diaz.example", "ana@"])
    assert refusal.value.field == "emails"
