"""Relations from a file: from type, from, kind, to type, to."""

from __future__ import annotations

from pathlib import Path

from trato.accounts.actor import Actor
from trato.transfer.tests.conftest import Bring, Read, as_csv
from trato.transfer.tests.test_commands import run

HEADER = "from type,from,kind,to type,to,note"


def tied(table: Read) -> list[tuple[str, str, str]]:
    found = table("relations", "from", "kind", "to")
    return [(row["from"][0].label, row["kind"].label, row["to"][0].label) for row in found]


def test_it_works(bring: Bring, table: Read) -> None:
    bring("companies", as_csv("name", "Acme", "Harbour"))
    bring("contacts", as_csv("name", "Eva Lind"))
    lines = (
        "contacts,Eva Lind,Referred by,companies,Acme,At the fair",
        "Companies,Harbour,Has referred,contact,Eva Lind,",
        "companies,Acme,partner,companies,Harbour,",
    )
    result = bring("relations", as_csv(HEADER, *lines))
    assert result.as_json()["refusals"] == []
    assert tied(table) == [
        ("Eva Lind", "Referred by", "Acme"),
        ("Eva Lind", "Referred by", "Harbour"),
        ("Acme", "Partner", "Harbour"),
    ]


def test_what_is_refused_says_why(bring: Bring, table: Read) -> None:
    bring("companies", as_csv("name", "Acme", "Harbour"))
    lines = (
        "companies,Acme,Partner,companies,Harbour,",
        "companies,Harbour,Partner,companies,Acme,",
        "companies,Acme,Partner,companies,Acme,",
        "companies,Acme,Partner,companies,Acne,",
        "companies,Acme,Partner,planets,Mars,",
        "companies,Acme,Enemy,companies,Harbour,",
        "companies,Acme,Partner,companies,,",
        ",Acme,Partner,companies,Harbour,",
    )
    refusals = bring("relations", as_csv(HEADER, *lines)).as_json()["refusals"]
    assert [(one["line"], one["reason"]) for one in refusals] == [
        (3, "That is there already: Harbour – Partner – Acme."),
        (4, "A record cannot be related to itself."),
        (5, "To: There is no company “Acne”. Did you mean “Acme”?"),
        (6, "“planets” is no type of record that can be related."),
        (7, "There is no relation type “Enemy”."),
        (8, "To is needed."),
        (
            9,
            "From: Which record is “Acme”? Choose one, or write its type and its number, such as deals/3.",
        ),
    ]
    assert tied(table) == [("Acme", "Partner", "Harbour")]


def test_out_and_in_again(boss: Actor, bring: Bring, table: Read, tmp_path: Path) -> None:
    bring("companies", as_csv("name", "Acme", "Harbour"))
    bring("relations", as_csv(HEADER, "companies,Acme,Partner,companies,Harbour,Old friends"))
    path = tmp_path / "relations.csv"
    run(boss, "export", "relations", "--to", str(path))
    listed, _text, _code = run(boss, "query", "relations", "to:companies/Harbour")
    assert [row["note"] for row in listed["rows"]] == ["Old friends"]
    again, _text, code = run(boss, "import", str(path), "--as", "relations")
    assert (again["created"], again["refused"], code) == (0, 0, 0)
    twice, _text, code = run(boss, "import", str(path), "--as", "relations", "--again")
    assert (twice["created"], twice["refused"], code) == (0, 1, 1)
    assert twice["refusals"][0]["reason"] == "That is there already: Acme – Partner – Harbour."
    assert tied(table) == [("Acme", "Partner", "Harbour")]
