"""Rows go out as files, safe for spreadsheets, and come back the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from trato.accounts.actor import Actor
from trato.records import actions, rows, snapshot
from trato.records.custom import add_field
from trato.records.errors import Denied, Invalid
from trato.testing.makers import Makers
from trato.transfer.exporting import export_file
from trato.transfer.tests.conftest import Bring, as_csv, parsed

FORMULAS = ("=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "'=quoted", "''x", "\tx", "-12", "+49 170 123", "＝1")


def tag_names(actor: Actor) -> list[str]:
    return [row["name"] for row in rows.read(actor, "tags", columns=("name",), sort="id", limit=100).rows]


def test_formulas_are_text_both_ways(boss: Actor, bring: Bring, tmp_path: Path) -> None:
    for formula in FORMULAS:
        actions.create(boss, "tags", {"name": f"{formula}"})
    names = tag_names(boss)
    path = tmp_path / "tags.csv"
    export_file(boss, "tags", "", path, ["name"])
    cells = [row["name"] for row in parsed(path.read_text(encoding="utf-8"))]
    assert not [cell for cell in cells if cell[:1] in "=@\t＝" or cell in {"+cmd|x", "-2+3"}]
    actions.purge(boss, "tags", [row.id for row in rows.read(boss, "tags", columns=(), limit=100).rows])
    bring("tags", path)
    assert [
        row["name"] for row in rows.read(boss, "tags", columns=("name",), sort="id", limit=100).rows
    ] == names


def test_an_imported_formula_is_text(boss: Actor, bring: Bring) -> None:
    bring("companies", as_csv("name,city", '"=HYPERLINK(""x"")",@x'))
    row = rows.read(boss, "companies", columns=("name", "city")).rows[0]
    assert dict(row) == {"name": '=HYPERLINK("x")', "city": "@x"}


def fill(boss: Actor, make: Makers) -> None:
    """Some of everything that a file can carry."""
    acme = make("companies", name="Acme; Sons", reference="C1", domain="acme.example", revenue="1000.5")
    make(
        "companies",
        name='Beta "quoted"',
        parent=acme,
        employees=7,
        city="Zürich\nSüd",
        tags=["key, old", "é", "hot; new"],
    )
    emails = [{"value": "a@x.co", "kind": "work, late; home"}, {"value": "b@x.co", "kind": ""}]
    pump = make("products", name="Pump; large", price="19.99", family="P")
    valve = make("products", name="Valve\\")
    zoe = make(
        "users", name="Zoe", email="zoe@example.com", role="member", teams=[make("teams", name="North")]
    )
    make("users", name="Yan", email="yan@example.com", role="manager", manager=zoe)
    make("contacts", first_name="Ana", last_name="Gil", emails=emails, phones=["+34 600 123 456"], owner=zoe)
    make(
        "deals",
        name="Big",
        reference="D1",
        company=None,
        products=[valve, pump],
        value="5",
        owner=zoe,
        opened_on="2026-01-02",
    )
    make(
        "deals",
        name="Other",
        reference="D2",
        value={"amount": "7.5", "currency": "EUR"},
        expected_close_on="2026-03-02",
    )
    make("tasks", name="Call", due_on="2026-01-02", owner=zoe, body="long\ntext")
    make("notes", body="first line\nsecond, line", owner=zoe)


TYPES = ("teams", "users", "tags", "companies", "contacts", "products", "deals", "notes", "tasks")


def exported(boss: Actor, folder: Path) -> dict[str, list[Any]]:
    """Every type's rows as a file has them, the owner of the workspace aside."""
    found = {}
    for key in TYPES:
        path = folder / f"{key}.csv"
        export_file(boss, key, "" if key != "users" else "role!=owner", path)
        found[key] = sorted(map(str, parsed(path.read_text(encoding="utf-8"))))
    return found


def test_what_goes_out_comes_back_the_same(boss: Actor, bring: Bring, tmp_path: Path) -> None:
    with transaction.atomic():
        fill(boss, Makers(boss))
        before = exported(boss, tmp_path)
        transaction.set_rollback(True)
    snapshot.reset()
    assert {key: len(lines) for key, lines in before.items()} == {
        **dict.fromkeys(TYPES, 1),
        "users": 2,
        "tags": 3,
        "companies": 2,
        "products": 2,
        "deals": 2,
    }
    results = [bring(key, tmp_path / f"{key}.csv") for key in TYPES]
    assert [one.refusals for one in results] == [[]] * len(TYPES)
    (tmp_path / "again").mkdir()
    assert exported(boss, tmp_path / "again") == before


def test_a_semicolon_in_a_link_has_a_backslash_before_it(boss: Actor, bring: Bring, tmp_path: Path) -> None:
    bring("products", as_csv("name", "Pump; large", "Valve"))
    names = {row["name"]: row.id for row in rows.read(boss, "products", columns=("name",)).rows}
    actions.create(boss, "deals", {"name": "Big", "reference": "D1", "products": list(names.values())})
    path = tmp_path / "deals.csv"
    export_file(boss, "deals", "", path, ["reference", "products"])
    assert parsed(path.read_text(encoding="utf-8"))[0]["products"] == "Pump\\; large; Valve"
    assert bring("deals", path).pending == []
    kept = rows.read(boss, "deals", columns=("products",)).rows[0]["products"]
    assert [(ref.id, ref.label) for ref in kept] == [(pk, name) for name, pk in names.items()]


def test_choices_with_commas_and_semicolons_come_back(
    boss: Actor, make: Makers, bring: Bring, tmp_path: Path
) -> None:
    options = ["Gold, silver", "Tin; lead", "Iron"]
    add_field(boss, "companies", "metals", "choices", options={"choices": options})
    company = make("companies", name="Acme", reference="C1", metals=options)
    path = tmp_path / "companies.csv"
    export_file(boss, "companies", "", path, ["reference", "metals"])
    assert parsed(path.read_text(encoding="utf-8"))[0]["metals"] == "Gold\\, silver, Tin; lead, Iron"
    actions.change(boss, "companies", company, {"metals": []})
    assert bring("companies", path).refusals == []
    assert rows.read(boss, "companies", columns=("metals",)).rows[0]["metals"] == tuple(options)


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_every_format_has_the_same_rows(form: str, boss: Actor, make: Makers, tmp_path: Path) -> None:
    make("products", name="Pump", price="19.99")
    make("products", name="Valve")
    path = tmp_path / f"x.{form}"
    assert export_file(boss, "products", "", path, ["name", "price"], "-name") == 2
    text = path.read_text(encoding="utf-8")
    read: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "csv": lambda: parsed(text),
        "json": lambda: json.loads(text),
        "ndjson": lambda: [json.loads(line) for line in text.splitlines()],
    }
    assert [(row["name"], row["price"] or None) for row in read[form]()] == [
        ("Valve", None),
        ("Pump", "19.99"),
    ]


def test_a_file_is_whole_or_not_there(boss: Actor, make: Makers, tmp_path: Path) -> None:
    make("products", name="Pump")
    with pytest.raises(Invalid):
        export_file(boss, "products", "nmae:x", tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def body(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # it streams


def test_the_list_exports_what_it_shows(owner_client: Client, make: Makers) -> None:
    make("products", name="Pump", price="19.99")
    make("products", name="Valve")
    response = owner_client.get("/products/export?filter=pump&columns=name,price&sort=-name")
    assert response["Content-Disposition"] == 'attachment; filename="products.csv"'
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # it streams
    assert parsed(text) == [{"name": "Pump", "price": "19.99"}]
    assert [
        row["name"] for row in json.loads(body(owner_client, "/products/export?format=json&sort=name"))
    ] == ["Pump", "Valve"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/products/export?filter=nmae:x", 422),
        ("/products/export?format=doc", 422),
        ("/products/export?columns=nmae", 422),
        ("/prodcts/export", 404),
    ],
)
def test_what_cannot_be_exported(url: str, status: int, owner_client: Client) -> None:
    assert owner_client.get(url).status_code == status


def test_rights(
    rita: Actor, rita_client: Client, cleo_client: Client, make: Makers, ana: Actor, tmp_path: Path
) -> None:
    make("deals", name="Ana's deal", owner=ana)
    assert rita_client.get("/deals/export").status_code == 403
    with pytest.raises(Denied):
        export_file(rita, "deals", "", tmp_path / "x.csv")
    assert parsed(body(cleo_client, "/deals/export")) == []
    assert Client().get("/deals/export").status_code == 302
