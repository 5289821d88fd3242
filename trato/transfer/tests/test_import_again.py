"""A file comes in again: what is there is matched, changed only where it differs, and never twice."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.errors import Invalid
from trato.records.models import Change
from trato.testing.assertions import unchanged
from trato.transfer.tests.conftest import Bring, Read, as_csv

PRODUCTS = as_csv("reference,name,price", "P1,Pump,10", "P2,Valve,20")


def counts(result: object) -> tuple[int, ...]:
    return tuple(getattr(result, name) for name in ("rows", "created", "updated", "unchanged", "refused"))


def test_the_same_again_changes_nothing(bring: Bring) -> None:
    bring("products", PRODUCTS)
    assert counts(bring("products", PRODUCTS)) == (2, 0, 0, 2, 0)


def test_only_what_differs_is_changed(bring: Bring, table: Read) -> None:
    bring("products", PRODUCTS)
    result = bring("products", as_csv("reference,name,price", "P1,Pump,11", "P2,Valve,20", "P3,Hose,"))
    assert counts(result) == (3, 1, 1, 1, 0)
    change = Change.objects.get(change_set=result.set, op=Change.CHANGE)
    assert list(change.after or {}) == ["price"]


def test_an_empty_cell_leaves_the_value(bring: Bring, table: Read) -> None:
    bring("products", PRODUCTS)
    assert counts(bring("products", as_csv("reference,name,price", "P1,,"))) == (1, 0, 0, 1, 0)
    assert table("products", "name")[0]["name"] == "Pump"


def test_the_same_key_twice_in_a_file(bring: Bring, table: Read) -> None:
    text = as_csv("reference,name,price", "P1,Pump,10", "P1,Pump,10", "P1,Pump,12")
    assert counts(bring("products", text)) == (3, 1, 1, 1, 0)
    assert table("products", "price")[0]["price"].minor == 1200


def test_match_by_a_field_that_is_named(bring: Bring, table: Read) -> None:
    bring("products", as_csv("name,barcode", "Pump,0017", "Valve,0018"))
    result = bring("products", as_csv("barcode,name", "0017,Big pump"), match="barcode")
    assert counts(result) == (1, 0, 1, 0, 0)
    assert table("products", "name")[0]["name"] == "Big pump"


@pytest.mark.parametrize(("match", "sentence"), [("family", "No column"), ("price", "cannot be told apart")])
def test_match_by_what_cannot_tell(match: str, sentence: str, bring: Bring) -> None:
    with unchanged(), pytest.raises(Invalid, match=sentence):
        bring("products", PRODUCTS, match=match)


def test_contacts_are_known_by_any_e_mail_then_by_name(bring: Bring) -> None:
    bring("contacts", as_csv("name,email", "Ana Gil,ana@x.co; gil@x.co", "Bo Ek,"))
    text = as_csv("name,email,job title", "A. Gil,GIL@x.co,Boss", "Bo Ek,,Chef", "Cy Oz,,")
    assert counts(bring("contacts", text)) == (3, 1, 2, 0, 0)


def test_a_name_tells_where_nothing_tells_more(bring: Bring, table: Read) -> None:
    bring("contacts", as_csv("name,email", "Ana Gil,", "Bo Ek,bo@x.co"))
    result = bring("contacts", as_csv("name,email", "Ana Gil,ana@x.co", "Bo Ek,other@x.co"))
    assert counts(result) == (2, 1, 1, 0, 0)
    assert len(table("contacts", "name", filter="Bo Ek")) == 2


NOTES = as_csv("note", "Called twice", "Called once")


def test_rows_without_a_key_are_warned_of_and_not_created(bring: Bring, boss: Actor) -> None:
    bring("notes", NOTES)
    result = bring("notes", as_csv("note", "Called twice", "Called once", "Wrote"))
    assert counts(result) == (3, 1, 0, 2, 0)
    assert [(one.kind, one.rows) for one in result.warnings] == [("repeat", 2)]
    assert "--again" in result.warnings[0].message
    assert rows.count(boss, "notes").number == 3


def test_again_takes_them(bring: Bring, boss: Actor) -> None:
    bring("notes", NOTES)
    assert counts(bring("notes", NOTES, again=True)) == (2, 2, 0, 0, 0)
    assert rows.count(boss, "notes").number == 4


def test_equal_rows_of_one_file_all_come_in(bring: Bring) -> None:
    assert counts(bring("notes", as_csv("note", "Same", "Same"))) == (2, 2, 0, 0, 0)


def test_deals_without_a_reference_are_compared_whole(bring: Bring) -> None:
    head = "account,stage,value,close date,product"
    first = as_csv(head, "Acme,Won,10,2017-01-02,Pump", "Acme,Won,10,2017-01-02,Valve")
    assert counts(bring("deals", first)) == (2, 2, 0, 0, 0)
    second = as_csv(
        head, "Acme,Won,10,2017-01-02,Valve", "Acme,Won,10,2017-01-03,Valve", "Acme,Won,10,2017-01-02,Hose"
    )
    assert counts(bring("deals", second)) == (3, 2, 0, 1, 0)


def test_a_row_that_one_may_not_change_is_refused_alone(bring: Bring, boss: Actor, mia: Actor) -> None:
    head = "reference,stage,value,owner"
    bring("deals", as_csv(head, "D1,Won,10,Cleo", "D2,Won,10,Mia"), boss)
    result = bring("deals", as_csv("reference,value", "D1,11", "D2,11"), mia)
    assert counts(result) == (2, 0, 1, 0, 1)
    assert result.refusals[0]["reason"] == "This record is there already, and you may not change it."
    assert rows.read(boss, "deals", columns=("value",), filter="reference:D1").rows[0]["value"].minor == 1000
