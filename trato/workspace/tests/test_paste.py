"""A block from a spreadsheet: all of it or nothing, the wrong cells by name, one undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import FieldRight
from trato.records import actions, rows, snapshot
from trato.records.models import ChangeSet
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.testing.samples import fill
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    return [make.deal(name=f"Deal {number}", value=str(number), owner=cast.ana) for number in (1, 2, 3)]


def paste(
    client: Client, text: str, ids: list[int], columns: str, *, key: str = "deals", sure: bool = True
) -> Any:
    sent = {"text": text, "ids": ",".join(map(str, ids)), "columns": columns, "back": f"/{key}/"}
    return client.post(f"/{key}/paste", sent | ({"sure": "1"} if sure else {}), headers=HTMX)


def said(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return " ".join(answer.content.decode().split())


def values(cast: Cast, ids: list[int], name: str = "value") -> list[str]:
    return [str(rows.one(cast.owner, "deals", pk)[name]) for pk in ids]


def test_it_works(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    text = "10,000\t2026-12-24\r\n20.5\t\r\n3\tfoo\r\n".replace("foo", "2027-01-02")
    with unchanged():
        seen = said(paste(ana_client, text, deals, "value,expected_close_on,owner", sure=False), 200)
    assert "4 cells of 3 deals change. 2 have their value already." in seen
    assert "$1 → $10,000" in seen
    assert "Paste 4 cells" in seen
    done = paste(ana_client, text, deals, "value,expected_close_on,owner")
    assert done["HX-Redirect"] == "/deals/"
    assert [rows.one(cast.ana, "deals", pk)["value"].as_text() for pk in deals] == [
        "10000.00",
        "20.50",
        "3.00",
    ]
    assert values(cast, deals, "expected_close_on") == ["2026-12-24", "None", "2027-01-02"]
    page = body(ana_client, "/deals/")
    assert "4 cells are pasted." in page
    ana_client.post(f"/undo/{page.split('/undo/')[1].split(chr(34))[0]}")
    assert [rows.one(cast.ana, "deals", pk)["value"].as_text() for pk in deals] == ["1.00", "2.00", "3.00"]
    assert values(cast, deals, "expected_close_on") == ["None", "None", "None"]


def test_ten_thousand_cells_of_which_three_are_wrong(owner_client: Client, cast: Cast) -> None:
    ids = fill(cast.owner, "companies", 1000)
    columns = [
        "industry",
        "employees",
        "revenue",
        "city",
        "country",
        "owner",
        "reference",
        "domain",
        "phones",
        "parent",
    ]
    line = ["Food", "12", "900", "Oslo", "Norway", "Ana", "", "", "", ""]
    grid = [list(line) for _row in ids]
    grid[2][1], grid[499][2], grid[999][5] = "many", "a lot", "Nobody"
    text = "\n".join("\t".join(cells) for cells in grid)
    names = [
        row["name"]
        for row in rows.read(cast.owner, "companies", columns=("name",), sort="id", limit=1000).rows
    ]
    with unchanged():
        seen = said(paste(owner_client, text, ids, ",".join(columns), key="companies"), 422)
    assert "3 of 10,000 cells cannot be taken, so nothing was changed." in seen
    for place, named in ((3, "Employees: "), (500, "Revenue: "), (1000, "Owner: ")):
        assert f"<li>Row {place} (" in seen
        assert named in seen.split(f"<li>Row {place} (")[1].split("</li>")[0]
    assert seen.count("<li>Row") == 3
    assert len(names) == 1000
    for place, column, right in ((2, 1, "12"), (499, 2, "900"), (999, 5, "Ana")):
        grid[place][column] = right
    sets = ChangeSet.objects.count()
    done = paste(
        owner_client, "\n".join("\t".join(cells) for cells in grid), ids, ",".join(columns), key="companies"
    )
    assert done.status_code == 204
    assert ChangeSet.objects.count() == sets + 1
    assert (
        rows.count(cast.owner, "companies", filter="industry=Food employees:12 city=Oslo owner:Ana").number
        == 1000
    )


def test_queries_do_not_grow_with_rows(
    ana_client: Client, cast: Cast, deals: list[int], make: Makers
) -> None:
    company = make.company(name="Acme")

    def asked(ids: list[int]) -> None:
        text = "\n".join(["7\tAcme"] * len(ids))
        said(paste(ana_client, text, ids, "value,company", sure=False), 200)

    asked(deals)
    few = count_queries(lambda: asked(deals))
    more = [*deals, *make.many("deals", 20, owner=cast.ana)]
    assert count_queries(lambda: asked(more)) == few
    paste(ana_client, "\n".join(["7\tAcme"] * len(more)), more, "value,company")
    assert {rows.one(cast.ana, "deals", pk)["company"].id for pk in more} == {company}


@pytest.mark.parametrize(
    ("text", "columns", "sentence"),
    [
        ("1\t2\t3", "value,expected_close_on", "The block is 3 columns wide"),
        ("1\n2\n3\n4", "value", "The block has 4 rows, but the list shows only 3"),
        ("", "value", "There is nothing to paste."),
        ("\n\n", "value", "There is nothing to paste."),
        ("1", "", "The block is 1 columns wide"),
        ("1", "bogus", "no field “bogus”"),
        ("1", "created_at", "You cannot change created at here."),
        ("1", "company.industry", "You cannot change company › industry here."),
        ("1", "status", "You cannot change status here."),
        ("a lot", "value", "is not an amount"),
        ("", "stage", "There is nothing to paste."),
        ("Nowhere", "stage", "There is no stage"),
    ],
)
def test_what_cannot_be_pasted(
    ana_client: Client, deals: list[int], text: str, columns: str, sentence: str
) -> None:
    with unchanged():
        seen = said(paste(ana_client, text, deals, columns), 422)
    assert sentence.casefold() in seen.casefold()


def test_a_needed_field_is_not_emptied(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    with unchanged():
        seen = said(paste(ana_client, "Proposal\n\nProposal", deals, "stage"), 422)
    assert "One of 3 cells cannot be taken" in seen
    assert "Row 2 (Deal 2), Stage: " in seen


def test_who_may_not(
    ben_client: Client, cleo_client: Client, rita_client: Client, cast: Cast, deals: list[int]
) -> None:
    with unchanged():
        assert paste(cleo_client, "9", deals, "value").status_code == 404
        assert paste(rita_client, "9", deals, "value").status_code == 403
    FieldRight.objects.create(role="member", type="deals", field="value", level="read")
    snapshot.reset()
    with unchanged():
        assert "You cannot change value here." in said(paste(ben_client, "9", deals, "value"), 422)


def test_a_row_in_the_bin(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    actions.archive(cast.ana, "deals", [deals[1]])
    with unchanged():
        assert "in the bin by now" in said(paste(ana_client, "9\n9\n9", deals, "value"), 422)


def test_an_amount_stays_in_its_currency(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    actions.change(cast.ana, "deals", deals[0], {"value": {"amount": "5", "currency": "EUR"}})
    paste(ana_client, "9\n9", deals, "value")
    found = [rows.one(cast.ana, "deals", pk)["value"] for pk in deals]
    assert [(one.as_text(), one.currency) for one in found] == [
        ("9.00", "EUR"),
        ("9.00", "USD"),
        ("3.00", "USD"),
    ]


def test_quoted_cells(ana_client: Client, cast: Cast, make: Makers) -> None:
    pk = make.company(owner=cast.ana)
    paste(ana_client, '"Say ""hi"""\tOslo', [pk], "industry,city", key="companies")
    row = rows.one(cast.ana, "companies", pk)
    assert (row["industry"], row["city"]) == ('Say "hi"', "Oslo")


def test_links_keep_the_roles_of_which_a_cell_says_none(ana_client: Client, cast: Cast, make: Makers) -> None:
    acme, bolt = make.company(name="Acme"), make.company(name="Bolt")
    pk = make.contact(owner=cast.ana, companies=[{"id": acme, "role": "buyer"}])

    def held() -> list[tuple[int | None, str]]:
        return [(ref.id, ref.role) for ref in rows.one(cast.ana, "contacts", pk)["companies"]]

    paste(ana_client, "Acme; Bolt", [pk], "companies", key="contacts")
    assert held() == [(acme, "buyer"), (bolt, "")]
    paste(ana_client, "Bolt [seller]; Acme", [pk], "companies", key="contacts")
    assert held() == [(bolt, "seller"), (acme, "buyer")]
