"""Amounts and numbers in controls: written and read as the reader's language has it, at every door."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import translation

from trato.accounts.models import User
from trato.kernel.money import Money
from trato.records import actions, rows
from trato.records.custom import add_field
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.numbers import localized
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

#: How 19550.50 stands in a control, how it is typed with a group, and a text that means 1234 to the reader.
WRITTEN = {
    "en": ("19550.50", "19,550.50", "1,234"),
    "es": ("19550,50", "19.550,50", "1.234"),
    "zh-hans": ("19550.50", "19,550.50", "1,234"),
}
LANGUAGES = pytest.mark.parametrize("language", WRITTEN)


@pytest.fixture
def rated(cast: Cast, deal: int) -> int:
    """A deal with an amount and a number that have decimals."""
    add_field(cast.owner, "deals", name="weight", kind="decimal", label="Weight")
    actions.change(cast.owner, "deals", deal, {"value": "19550.50", "weight": "2.5"})
    return deal


def speaks(cast: Cast, language: str) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)


def value(cast: Cast, pk: int, name: str = "value") -> Any:
    return rows.one(cast.owner, "deals", pk, columns=(name,))[name]


def shown(text: str, name: str) -> str:
    """What the control of that name shows."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", text) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else ""


def marks(text: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-\w+)" value="(\w+)"', text))


@LANGUAGES
def test_the_form(ana_client: Client, cast: Cast, rated: int, language: str) -> None:
    speaks(cast, language)
    written, typed, thousand = WRITTEN[language]
    text = body(ana_client, f"/deals/{rated}/edit")
    assert shown(text, "value") == written
    assert shown(text, "weight") == written[:1].replace("1", "2") + written[-3] + "5"
    stage = value(cast, rated, "stage").id
    kept = {"name": "Cold storage", "stage": stage, "owner": cast.ana.user_id, **marks(text)}
    kept |= {"company": value(cast, rated, "company").id, "weight": shown(text, "weight")}
    with unchanged():
        ana_client.post(f"/deals/{rated}/edit", {**kept, "value": written})
    ana_client.post(f"/deals/{rated}/edit", {**kept, "value": thousand})
    assert value(cast, rated) == Money(123400, "USD")
    made = ana_client.post("/deals/new", {"name": "New", "stage": stage, "value": typed, "weight": thousand})
    pk = int(made["Location"].split("/")[-1])
    assert (value(cast, pk), value(cast, pk, "weight")) == (Money(1955050, "USD"), Decimal(1234))


@LANGUAGES
def test_a_cell(ana_client: Client, cast: Cast, rated: int, language: str) -> None:
    speaks(cast, language)
    written, _typed, thousand = WRITTEN[language]
    text = body(ana_client, f"/deals/{rated}/fields/value?cell=1", headers=HTMX)
    assert shown(text, "value") == written
    action = text.split('hx-post="')[1].split('"')[0].replace("&amp;", "&")
    assert ana_client.post(action, {"value": written}, headers=HTMX).status_code == 200
    assert value(cast, rated) == Money(1955050, "USD")
    ana_client.post(action, {"value": thousand}, headers=HTMX)
    assert value(cast, rated) == Money(123400, "USD")


def test_what_can_be_misread_is_refused_as_it_was_typed(ana_client: Client, cast: Cast, rated: int) -> None:
    """Three decimals of dollars in Spanish are a slip, and may as well be thousands in English."""
    speaks(cast, "es")
    with unchanged():
        asked = ana_client.post(f"/deals/{rated}/fields/value", {"value": "1,234"}, headers=HTMX)
    assert asked.status_code == 422
    assert "tiene más decimales que los 2 de su moneda" in asked.content.decode()
    assert shown(asked.content.decode(), "value") == "1,234"


def test_a_stale_form_shows_what_was_typed(ana_client: Client, cast: Cast, rated: int) -> None:
    speaks(cast, "es")
    text = body(ana_client, f"/deals/{rated}/edit")
    actions.change(cast.ben, "deals", rated, {"value": "5.25"})
    sent = {"name": "Cold storage", "stage": value(cast, rated, "stage").id, "value": "20.000,75"}
    sent |= {"owner": cast.ana.user_id, "company": value(cast, rated, "company").id, "weight": "2,5"}
    with unchanged():
        asked = ana_client.post(f"/deals/{rated}/edit", sent | marks(text)).content.decode()
    assert shown(asked, "value") == "20.000,75"
    assert "“5,25\xa0US$”" in asked
    ana_client.post(f"/deals/{rated}/edit", sent | marks(asked))
    assert (value(cast, rated), value(cast, rated, "weight")) == (Money(2000075, "USD"), Decimal("2.5"))


@LANGUAGES
def test_a_block_of_a_spreadsheet(ana_client: Client, cast: Cast, rated: int, language: str) -> None:
    speaks(cast, language)
    _written, typed, thousand = WRITTEN[language]
    sent = {"text": f"{typed}\t{thousand}", "ids": str(rated), "columns": "value,weight", "sure": "1"}
    done = ana_client.post("/deals/paste", sent | {"back": "/deals/"}, headers=HTMX)
    assert done.status_code < 400, done.content.decode()[-800:]
    assert value(cast, rated, "weight") == Decimal(1234)
    assert value(cast, rated) == Money(1955050, "USD")


@LANGUAGES
def test_the_gate_of_a_stage(ana_client: Client, cast: Cast, make: Makers, language: str) -> None:
    speaks(cast, language)
    deal = make.deal(owner=cast.ana, name="Kiln")
    stages = {row["name"]: row.id for row in rows.read(cast.ana, "stages", columns=("name",)).rows}
    actions.change(cast.owner, "stages", stages["Proposal"], {"asks": ["value"]})
    sent = {"by": "stage", "stage": stages["Proposal"]}
    asked = ana_client.post(f"/deals/{deal}/move", sent)
    assert 'name="value"' in asked.content.decode()
    ana_client.post(f"/deals/{deal}/move", sent | {"also": "value", "value": WRITTEN[language][2]})
    assert value(cast, deal) == Money(123400, "USD")


@LANGUAGES
def test_line_items(ana_client: Client, cast: Cast, make: Makers, language: str) -> None:
    speaks(cast, language)
    written, typed, thousand = WRITTEN[language]
    kept = {"name": "Oven", "quantity": "1.5", "price": "19550.50", "tax": "10.5"}
    deal = make.deal(owner=cast.ana, name="Kiln", lines=[kept])
    text = body(ana_client, f"/deals/{deal}/lines")
    mark = written[-3]
    found = {name: shown(text, f"{name}-l0") for name in ("quantity", "price", "tax")}
    assert found == {"quantity": f"1{mark}5", "price": written, "tax": f"10{mark}5"}
    sent = {f"{name}-l0": one for name, one in found.items()} | {"name-l0": "Oven", "line": "l0"}
    sent["currency"] = "USD"
    with unchanged():
        ana_client.post(f"/deals/{deal}/lines", sent)
    ana_client.post(f"/deals/{deal}/lines", sent | {"price-l0": typed, "quantity-l0": thousand})
    line = value(cast, deal, "lines")[0]
    assert (line.price, line.quantity, line.tax) == (Money(1955050, "USD"), Decimal(1234), Decimal("10.5"))


@LANGUAGES
def test_conditions(ana_client: Client, cast: Cast, rated: int, language: str) -> None:
    """A condition is kept as the filter language has it, whoever reads it, and shown as its reader writes."""
    speaks(cast, language)
    written, typed, thousand = WRITTEN[language]

    def kept(name: str, text: str) -> str:
        sent = {"field": name, "op": ">=", "value": text, "add": "1"}
        done = ana_client.get("/deals/filter", sent)
        assert done.status_code == 303, done.content.decode()[-800:]
        return unquote(done["Location"]).partition("filter=")[2]

    assert kept("value", typed) == "value>=19550.50"
    assert kept("weight", thousand) == "weight>=1234"
    assert kept("weight", f"0{written[-3]}125") == "weight>=0.1250"
    assert kept("value", "10k") == "value>=10k"
    text = body(ana_client, "/deals/filter?filter=value>=19550.50&place=0&field=value", headers=HTMX)
    assert shown(text, "value") == written
    assert ana_client.get("/deals/?filter=value>=19550.50").status_code == 200


def test_a_number_in_an_address_is_a_program_s(ana_client: Client, cast: Cast, rated: int) -> None:
    speaks(cast, "es")
    text = body(ana_client, "/deals/new?value=19550.50&weight=1.234")
    assert (shown(text, "value"), shown(text, "weight")) == ("19550,50", "1,234")


@LANGUAGES
def test_whole_amounts_stand_without_decimals(
    ana_client: Client, cast: Cast, rated: int, language: str
) -> None:
    speaks(cast, language)
    actions.change(cast.owner, "deals", rated, {"value": "16400", "weight": "20.0"})
    text = body(ana_client, f"/deals/{rated}/edit")
    assert (shown(text, "value"), shown(text, "weight")) == ("16400", "20")
    with unchanged():
        stage, company = value(cast, rated, "stage").id, value(cast, rated, "company").id
        kept = {"name": "Cold storage", "stage": stage, "company": company, "owner": cast.ana.user_id}
        sent = {"value": "16400", "weight": "20", **kept, **marks(text)}
        assert ana_client.post(f"/deals/{rated}/edit", sent).status_code == 303


def test_programs_write_a_point_whatever_the_language(cast: Cast, rated: int) -> None:
    with translation.override("es"):
        actions.change(cast.owner, "deals", rated, {"value": "1234.50"})
        assert localized("1234.50") == "1234,50"
        assert localized("1.234,50") == "1.234,50"
    assert value(cast, rated) == Money(123450, "USD")


def test_a_year_has_no_mark_between_its_digits(owner_client: Client, cast: Cast, make: Makers) -> None:
    add_field(cast.owner, "companies", name="since", kind="integer", options={"unit": "year"})
    add_field(cast.owner, "companies", name="seats", kind="integer")
    pk = make.company(since="1986", seats="1986")
    text = body(owner_client, f"/companies/{pk}")
    assert re.findall(r">\s*(1,?986)\s*<", text) == ["1986", "1,986"]
    listed = body(owner_client, "/companies/?columns=name,since,seats")
    actions.change(cast.owner, "companies", pk, {"since": "1987", "seats": "1987"})
    told = body(owner_client, f"/companies/{pk}/timeline")
    assert sorted(re.findall(r"<bdi>(1,?98[67])</bdi>", told)) == ["1,986", "1,987", "1986", "1987"]
    # The seats come to a sum at the foot, the year to none.
    assert re.findall(r">(1,?986)<", listed) == ["1986", "1,986", "1,986"]
