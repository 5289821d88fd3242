"""The demo speaks the language of its workspace, down to what is sold and what people do."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from trato.accounts import workspace
from trato.accounts.actor import owner_actor
from trato.accounts.models import Workspace
from trato.catalog import demo as catalog
from trato.catalog.models import Product
from trato.ops.sample import fill_rooms
from trato.people import demo as people
from trato.people import demo_ties
from trato.people.models import Company
from trato.records import rows, snapshot
from trato.records.mending import pending_groups
from trato.records.models import Relation, Tag
from trato.sales import demo as sales
from trato.sales import demo_leads


def words(table: Path) -> dict[str, dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as stream:
        return {row["en"]: row for row in csv.DictReader(stream)}


def column(table: str, name: str) -> set[str]:
    return {row[name] for row in people.read_table(table)}


def kept(model: Any, name: str) -> set[str]:
    return set(model._base_manager.values_list(name, flat=True))


def ascii_only(texts: set[str]) -> set[str]:
    return {text for text in texts if text.isascii()}


def test_every_word_has_its_translations() -> None:
    said = {
        people.WORDS: column("demo_companies", "industry")
        | column("demo_countries", "country")
        | column("demo_people", "role")
        | {*people.TAGS, *people.ROLES, *people.SIDE_ROLES, *demo_ties.NOTES, *demo_ties.PERSONAL},
        catalog.WORDS: {text for line in catalog.PRODUCTS for text in line[1:3]},
        sales.WORDS: {*sales.TAGS, *sales.ROLES, *sales.UNKNOWN_PRODUCTS}
        | ascii_only({job for _name, _firm, job, *_more in demo_leads.LEADS}),
    }
    for table, texts in said.items():
        known = words(table)
        assert texts - known.keys() == set()
        assert [row for row in known.values() if not row["es"] or not row["zh"]] == []


@pytest.mark.django_db
def test_a_spanish_workspace() -> None:
    workspace.ensure()
    Workspace.objects.update(language="es", generation=F("generation") + 1)
    snapshot.reset()
    owner = owner_actor("command line")
    fill_rooms(owner)
    spanish = {
        row["es"] for table in (people.WORDS, catalog.WORDS, sales.WORDS) for row in words(table).values()
    }
    assert kept(Product, "name") <= spanish
    assert kept(Product, "family") <= spanish
    assert kept(Company, "industry") <= spanish
    assert kept(Company, "country") <= spanish
    assert kept(Tag, "name") <= spanish
    assert kept(Relation, "note") - {""} <= spanish
    # Abroad some write what they do in their own tongue.
    columns = ("job_title", "companies")
    near = rows.read(owner, "contacts", filter="companies.country:España", columns=columns, limit=200).rows
    titles = {row["job_title"] for row in near if len(row["companies"]) == 1}
    assert titles <= spanish | column("demo_titles", "es") | column("demo_people", "job_title")
    found = rows.read(owner, "deals", columns=("company", "contacts", "name"), limit=200).rows
    assert {ref.role for row in found for ref in row["contacts"]} <= spanish
    # A kitchen is sold to restaurants and hotels, and no vaccine fridge to them.
    wanted = {row["es"]: row["industry"] for row in sales.Filling(owner).kinds}
    english_of = {row["es"]: row["en"] for row in words(people.WORDS).values()}
    industries = dict(Company._base_manager.values_list("pk", "industry"))
    for row in found:
        assert wanted.get(row["name"], "") in {"", english_of[industries[row["company"].id]]}
    waiting = {group.text: group.proposal for group in pending_groups(owner, "deals")}
    assert waiting.keys() == {words(sales.WORDS)[name]["es"] for name in sales.UNKNOWN_PRODUCTS}
    meant = waiting["Camara frigorifica 25 m3"]
    assert meant is not None
    assert meant.label == "Cámara frigorífica, 25 m³"
