"""Columns find their fields wherever they stand and in whichever language they are called."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from trato.accounts.actor import Actor
from trato.records.errors import Ambiguous, Denied, Invalid
from trato.records.registry import registry
from trato.testing.assertions import unchanged
from trato.transfer.tests.conftest import Bring, Read, as_csv
from trato.transfer.tests.test_sample_orders import count, state


def rewritten(path: Path, order: list[int], seed: int) -> str:
    """The same table with its columns in another order and its rows shuffled."""
    with path.open(encoding="utf-8", newline="") as stream:
        first, *lines = list(csv.reader(stream))
    random.Random(seed).shuffle(lines)
    out = io.StringIO()
    csv.writer(out).writerows([line[place] for place in order] for line in (first, *lines))
    return out.getvalue()


def test_columns_permuted_and_rows_shuffled(bring: Bring, boss: Actor, few: Path) -> None:
    bring("companies", rewritten(few / "accounts.csv", [6, 2, 0, 5, 1, 4, 3], 3))
    bring("products", few / "products.csv")
    bring("users", rewritten(few / "sales_teams.csv", [2, 0, 1], 5))
    bring("deals", rewritten(few / "sales_pipeline.csv", [7, 0, 6, 1, 5, 2, 4, 3], 7))
    found = state(boss)
    assert [len(found[key]) for key in ("companies", "users", "teams", "deals")] == [85, 42, 3, 300]
    assert count(boss, "companies", "parent:any") == 15


def test_spanish_headers_in_windows_1252_with_semicolons(bring: Bring, table: Read, boss: Actor) -> None:
    text = as_csv(
        "Compañía;Año de fundación;Ingresos;Empleados;País;Filial de",
        "Ñandú € Cía;1996;1.100,04;2822;España;",
        "Hija;2001;7,50;3;España;Ñandú € Cía",
    )
    result = bring("companies", text.encode("windows-1252"))
    assert (result.created, result.made) == (2, {"fields": 1})
    found = table("companies", "name", "ano_de_fundacion", "revenue", "parent")
    assert found[0]["name"] == "Ñandú € Cía"
    assert [row["ano_de_fundacion"] for row in found] == [1996, 2001]
    assert found[0]["revenue"].minor == 110004
    assert found[1]["parent"].label == "Ñandú € Cía"


def test_a_column_of_years_is_no_amount(bring: Bring) -> None:
    bring("companies", as_csv("Firm,year_established,seats", "Ring,1986,1990", "Kiln,2011,12"))
    fields = registry.get("companies").fields
    year, seats = fields["year_established"], fields["seats"]
    assert (str(year.label), year.unit, year.adds_up) == ("Year established", "year", False)
    assert (str(seats.label), seats.unit, seats.adds_up) == ("Seats", "", True)


DEALS = "opportunity_id,deal_stage,close_date,close_value"


def test_renamed_stages_are_told_by_their_deals(bring: Bring, table: Read) -> None:
    bring("deals", as_csv(DEALS, "A,Hecho,2017-01-02,10", "B,Nada,2017-01-02,0", "C,Charla,,", "D,Charla,,"))
    kinds = {row["name"]: row["kind"] for row in table("stages", "name", "kind")}
    assert {name: kinds[name] for name in ("Hecho", "Nada", "Charla")} == {
        "Hecho": "won",
        "Nada": "lost",
        "Charla": "open",
    }


TIE = as_csv(DEALS, "A,Hecho,2017-01-02,10", "B,Hecho,2017-01-02,0")


def test_a_tie_is_a_question_and_nothing_is_written(bring: Bring) -> None:
    with unchanged(), pytest.raises(Ambiguous, match="“Hecho” open, won or lost"):
        bring("deals", TIE)


def test_a_tie_asks_before_fields_are_made(bring: Bring) -> None:
    with unchanged(), pytest.raises(Ambiguous):
        bring("companies", as_csv("name,when", "A,01/02/2017"))


def test_the_map_decides_a_tie(bring: Bring, table: Read) -> None:
    assert bring("deals", TIE, labels={"stage": {"Hecho": "won"}}).created == 2
    rows = table("deals", "reference", "status")
    assert [row["status"] for row in rows] == ["won", "won"]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2017-02-01"), ("mdy", "2017-01-02")])
def test_day_first_or_month_first(order: str, day: str, bring: Bring, table: Read) -> None:
    text = as_csv("reference,stage,close_date", "A,Won,01/02/2017")
    with pytest.raises(Ambiguous, match="--day-first"):
        bring("deals", text)
    bring("deals", text, date_order=order)
    assert str(table("deals", "closed_on")[0]["closed_on"]) == day


def test_one_value_decides_for_the_whole_column(bring: Bring, table: Read) -> None:
    bring("deals", as_csv("reference,stage,close_date", "A,Won,01/02/2017", "B,Won,25/02/2017"))
    assert str(table("deals", "closed_on")[0]["closed_on"]) == "2017-02-01"


@pytest.mark.parametrize(("mark", "number"), [(".", "1234"), (",", "1.234")])
def test_decimal_comma_or_point(mark: str, number: str, bring: Bring, table: Read) -> None:
    text = as_csv("name;score", "Pump;1,234")
    with pytest.raises(Ambiguous, match="--decimal"):
        bring("products", text)
    bring("products", text, decimal=mark)
    assert str(table("products", "score")[0]["score"]) == number


def test_dates_that_nobody_knows_are_no_phone_numbers(bring: Bring) -> None:
    with pytest.raises(Ambiguous, match="day first"):
        bring("companies", as_csv("name,start", "A,01/02/2017", "B,03/04/2017"))


def test_unknown_columns_become_fields_of_their_kind(bring: Bring, table: Read) -> None:
    text = as_csv(
        "name,founded,score,vip,ID nr,id", "A,2017-02-01,1.5,yes,007,x", "B,2018-02-01,2.25,no,008,y"
    )
    result = bring("products", text)
    assert (result.created, result.made["fields"]) == (
        2,
        5 if "id_value" in result.made else result.made["fields"],
    )
    row = table("products", "founded", "score", "vip", "id_nr")[0]
    assert [str(value) for value in row.values()] == ["2017-02-01", "1.5", "True", "007"]


def test_a_header_that_is_also_called_what_follows_from_others(bring: Bring, table: Read) -> None:
    bring("users", as_csv("name,team,created_at", "Zoe,North,2001-02-03"))
    assert [one.label for one in table("users", "teams", filter="Zoe")[0]["teams"]] == ["North"]


def test_a_header_that_no_field_may_have(bring: Bring, table: Read) -> None:
    bring("tasks", as_csv("name,filter,pk", "A,x,1"))
    assert table("tasks", "filter_value", "pk_value") == [{"filter_value": "x", "pk_value": 1}]


def test_the_map_leaves_out_moves_and_makes(bring: Bring, table: Read) -> None:
    columns = {"Firm": "name", "Junk": None, "Code": "new:text"}
    result = bring("companies", as_csv("Firm,Junk,Code", "A,zzz,12"), columns=columns)
    assert result.made == {"fields": 1}
    assert table("companies", "name", "code") == [{"name": "A", "code": "12"}]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"Firm": "nmae"}, "Did you mean “name”"),
        ({"Frim": "name"}, "no column “Frim”"),
        ({"Firm": "name", "Other": "name"}, "Two columns"),
        ({"Firm": "new:magic"}, "kind “magic”"),
    ],
)
def test_a_map_that_cannot_be(columns: dict[str, str], sentence: str, bring: Bring) -> None:
    with unchanged(), pytest.raises(Invalid, match=sentence):
        bring("companies", as_csv("Firm,Other", "A,b"), columns=columns)


def test_several_columns_of_addresses_are_joined(bring: Bring, table: Read) -> None:
    columns: dict[str, str | None] = {"Mail": "emails", "Mail 2": "emails"}
    bring("contacts", as_csv("name,Mail,Mail 2", "Ana Gil,a@x.co,b@x.co"), columns=columns)
    found = table("contacts", "emails")[0]["emails"]
    assert [one.value for one in found] == ["a@x.co", "b@x.co"]


def test_who_may_not_add_fields_is_told(bring: Bring, mia: Actor) -> None:
    with unchanged(), pytest.raises(Denied, match="“zodiac”"):
        bring("companies", as_csv("name,zodiac", "A,lion"), mia)


def test_a_misspelt_choice_is_kept_and_warned_of_once(bring: Bring, few: Path, table: Read) -> None:
    result = bring("companies", few / "accounts.csv")
    spelling = [one for one in result.warnings if one.kind == "spelling" and one.text == "technolgy"]
    assert [one.proposal for one in spelling] == ["technology"]
    found = table("companies", "industry", filter='industry="technolgy"')
    assert len(found) == spelling[0].rows


@pytest.mark.parametrize("header", ["Currency", "Moneda", "货币", "Deal - Currency", "Value currency"])
def test_a_column_of_currencies_goes_to_its_amount(header: str, bring: Bring, table: Read) -> None:
    text = as_csv(
        f"Name;{header};Value",
        "Ours;USD;10,50",
        "Theirs;EUR;1.234,50",
        "Blank;;7,25",
        "Signed;CAD;$20,00",
        "Small; gbp ;3,50",
        "Nothing;EUR;",
        "Unknown;XQZ;5,00",
    )
    result = bring("deals", text)
    assert (result.created, result.made, [one["line"] for one in result.refusals]) == (6, {}, [8])
    amounts = {row["name"]: row["value"] for row in table("deals", "name", "value")}
    assert {name: value and (value.currency, value.minor) for name, value in amounts.items()} == {
        "Ours": ("USD", 1050),
        "Theirs": ("EUR", 123450),
        "Blank": ("USD", 725),
        "Signed": ("CAD", 2000),
        "Small": ("GBP", 350),
        "Nothing": None,
    }


def test_a_currency_without_an_amount_is_a_word_like_any_other(bring: Bring, table: Read) -> None:
    assert bring("deals", as_csv("Name,Currency", "One,EUR")).made == {"fields": 1}
    assert table("deals", "currency_value") == [{"currency_value": "EUR"}]


def test_a_column_may_be_chosen_to_name_the_currency(bring: Bring, table: Read) -> None:
    bring("deals", as_csv("Name,Value,Abroad", "One,5,EUR"), columns={"Abroad": "currency"})
    assert table("deals", "value")[0]["value"].currency == "EUR"
