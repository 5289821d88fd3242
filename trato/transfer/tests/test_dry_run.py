"""A dry run says what would happen, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from trato.accounts.actor import Actor
from trato.records.errors import Denied
from trato.records.registry import registry
from trato.testing.assertions import unchanged
from trato.transfer.models import Refusal
from trato.transfer.tests.conftest import Bring, as_csv
from trato.transfer.tests.test_import_again import counts


def test_it_says_what_a_run_then_does(bring: Bring, few: Path) -> None:
    for name, type_key in (("products", "products"), ("sales_teams", "users"), ("sales_pipeline", "deals")):
        with unchanged():
            told = bring(type_key, few / f"{name}.csv", dry_run=True)
        done = bring(type_key, few / f"{name}.csv")
        assert told.set is None
        assert {**done.as_json(), "set": None} == told.as_json()


def test_new_fields_are_counted_and_not_made(bring: Bring) -> None:
    text = as_csv("name,zodiac,score", "A,lion,1.5", "B,fish,oops")
    with unchanged():
        told = bring("companies", text, dry_run=True)
    assert told.made == {"fields": 2}
    assert "zodiac" not in registry.get("companies").fields


def test_a_new_field_reads_numbers_with_decimals(bring: Bring) -> None:
    text = as_csv("name,score", "A,1.5", "B,2.25")
    with unchanged():
        told = bring("companies", text, dry_run=True)
    assert (told.made, counts(told)) == ({"fields": 1}, counts(bring("companies", text)))


def test_a_new_field_would_change_rows_that_are_there(bring: Bring) -> None:
    bring("companies", as_csv("name", "A", "B"))
    text = as_csv("name,zodiac", "A,lion", "B,")
    with unchanged():
        told = bring("companies", text, dry_run=True)
    assert counts(told) == counts(bring("companies", text)) == (2, 0, 1, 1, 0)


def test_refusals_are_told_and_not_kept(bring: Bring) -> None:
    with unchanged():
        told = bring("companies", as_csv("name,employees", "A,1", "B,x", "C"), dry_run=True)
    assert [one["line"] for one in told.refusals] == [3, 4] or [one["line"] for one in told.refusals] == [4]
    assert not Refusal.objects.exists()


def test_who_may_not_import_may_not_try(bring: Bring, ana: Actor) -> None:
    with unchanged(), pytest.raises(Denied):
        bring("companies", "name\nA\n", ana, dry_run=True)
