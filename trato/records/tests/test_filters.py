"""Filters against rows: exact sets, exact complements, words of the language and words in quotes."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.errors import FilterError
from trato.testing.makers import Makers


def names(actor: Actor, key: str, words: str) -> list[str]:
    found = rows.read(actor, key, columns=("name",), filter=words, sort="id").rows
    return [row["name"] for row in found]


@pytest.fixture
def firms(owner: Actor, make: Makers) -> None:
    steel = make.company(
        name="Ångström Steel", industry="steel", employees=10, city="Lugo", domain="a.example"
    )
    make.company(name="none", industry="Steel", employees=200, revenue="1500000", parent=steel)
    make.company(name="me", employees=None, revenue="10000", country="Ñandú")
    make.company(name="50% off_", industry="tech", revenue="10000.01", reference="Ñ-7")
    make.company(name='O\'Neil "Co"', industry="tech", reference="x_y")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("name:angstrom", ["Ångström Steel"]),
        ("name=angstrom", []),
        ('name="angstrom steel"', ["Ångström Steel"]),
        ("name:%", ["50% off_"]),
        ("name:_", ["50% off_"]),
        ('name:"o\'neil"', ['O\'Neil "Co"']),
        ('name:"\\"co"', ['O\'Neil "Co"']),
        ("name=none", []),
        ('name="none"', ["none"]),
        ("name:any,nothing", ["Ångström Steel", "none", "me", "50% off_", 'O\'Neil "Co"']),
        ("industry:steel", ["Ångström Steel", "none"]),
        ("industry:none", ["me"]),
        ("industry!=steel", ["me", "50% off_", 'O\'Neil "Co"']),
        ("not industry:steel", ["me", "50% off_", 'O\'Neil "Co"']),
        ("industry!=none", ["Ångström Steel", "none", "50% off_", 'O\'Neil "Co"']),
        ("industry:steel,tech", ["Ångström Steel", "none", "50% off_", 'O\'Neil "Co"']),
        ("employees:10", ["Ångström Steel"]),
        ("employees>10", ["none"]),
        ("employees>=10", ["Ångström Steel", "none"]),
        ("employees<200", ["Ångström Steel"]),
        ("employees:10..200", ["Ångström Steel", "none"]),
        ("employees:11..", ["none"]),
        ("employees:..11", ["Ångström Steel"]),
        ("employees:none", ["me", "50% off_", 'O\'Neil "Co"']),
        ("not employees>10", ["Ångström Steel", "me", "50% off_", 'O\'Neil "Co"']),
        ("revenue>10k", ["none", "50% off_"]),
        ("revenue:10k", ["me"]),
        ("revenue:1.5M", ["none"]),
        ("revenue<=10k", ["me"]),
        ("reference:ñ", ["50% off_"]),
        ("reference:x_y", ['O\'Neil "Co"']),
        ("reference:xay", []),
        ("reference:none", ["Ångström Steel", "none", "me"]),
        ("reference=Ñ-7", ["50% off_"]),
        ("country:nandu", ["me"]),
        ("parent:none", ["Ångström Steel", "me", "50% off_", 'O\'Neil "Co"']),
        ("parent.industry:steel", ["none"]),
        ("not parent.industry:steel", ["Ångström Steel", "me", "50% off_", 'O\'Neil "Co"']),
        ("parent.industry:none", ["Ångström Steel", "me", "50% off_", 'O\'Neil "Co"']),
        ('parent:"angstrom steel"', ["none"]),
        ("industry:steel employees>100", ["none"]),
        ("industry:steel or revenue:10k", ["Ångström Steel", "none", "me"]),
        ("domain:a.example", ["Ångström Steel"]),
        ("owner:me", ["Ångström Steel", "none", "me", "50% off_", 'O\'Neil "Co"']),
        ("owner:none", []),
        ("angstrom", ["Ångström Steel"]),
        ("lugo", ["Ångström Steel"]),
        ("angstr", ["Ångström Steel"]),
        ("not angstrom employees:any", ["none"]),
        ("tags:none", ["Ångström Steel", "none", "me", "50% off_", 'O\'Neil "Co"']),
    ],
)
def test_companies(owner: Actor, firms: None, words: str, found: list[str]) -> None:
    assert names(owner, "companies", words) == found


@pytest.fixture
def dated(owner: Actor, make: Makers, clock: Any) -> None:
    """Today is Friday, 20 November 2026."""
    for day in ("2026-10-21", "2026-11-19", "2026-11-20", "2026-12-20", "2026-12-31", None):
        make.deal(name=day or "never", expected_close_on=day)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("expected_close_on:today", ["2026-11-20"]),
        ("expected_close_on:next-31d", ["2026-11-20", "2026-12-20"]),
        ("expected_close_on:last-31d", ["2026-10-21", "2026-11-19", "2026-11-20"]),
        ("expected_close_on:this-quarter", [
            "2026-10-21", "2026-11-19", "2026-11-20", "2026-12-20", "2026-12-31"
        ]),
        ("expected_close_on:2026-12", ["2026-12-20", "2026-12-31"]),
        ("expected_close_on>2026-11", ["2026-12-20", "2026-12-31"]),
        ("expected_close_on>=2026-11", ["2026-11-19", "2026-11-20", "2026-12-20", "2026-12-31"]),
        ("expected_close_on<2026-11", ["2026-10-21"]),
        ("expected_close_on:2026-11-20..2026-12-20", ["2026-11-20", "2026-12-20"]),
        ("expected_close_on:none", ["never"]),
        ("expected_close_on!=2026-12", ["2026-10-21", "2026-11-19", "2026-11-20", "never"]),
        ("created_at:today", ["2026-10-21", "2026-11-19", "2026-11-20", "2026-12-20", "2026-12-31", "never"]),
        ("created_at<today", []),
    ],
)  # fmt: skip
def test_days(owner: Actor, dated: None, words: str, found: list[str]) -> None:
    assert names(owner, "deals", words) == found


def test_a_day_in_the_readers_zone(owner: Actor, make: Makers, clock: Any) -> None:
    from dataclasses import replace
    from datetime import UTC, datetime

    clock.move_to(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    make.deal(name="late")
    west = replace(owner, time_zone="America/Los_Angeles")
    assert names(owner, "deals", "created_at:2026-11-20") == ["late"]
    assert names(west, "deals", "created_at:2026-11-20") == []
    assert names(west, "deals", "created_at:2026-11-19") == ["late"]
    assert names(west, "deals", "created_at:today") == ["late"]


def test_links(owner: Actor, ana: Actor, ben: Actor, cleo: Actor, make: Makers) -> None:
    acme = make.company(name="Acme")
    contact = make.contact(
        name="Ana Diaz", companies=[{"id": acme, "role": "buyer"}], emails=["ana@diaz.example"]
    )
    make.deal(name="one", owner=ana, company=acme, contacts=[contact], tags=[make.tag(name="hot")])
    make.deal(name="two", owner=ben)
    make.deal(name="three", owner=cleo, value="7")
    assert names(owner, "deals", "company:acme") == ["one"]
    assert names(owner, "deals", "contacts.companies:acme") == ["one"]
    assert names(owner, "deals", "contacts.emails:diaz.example") == ["one"]
    assert names(owner, "deals", "contacts:none") == ["two", "three"]
    assert names(owner, "deals", "tags:hot") == ["one"]
    assert names(owner, "deals", "tags!=hot") == ["two", "three"]
    assert names(owner, "deals", "owner:ana,cleo") == ["one", "three"]
    assert names(owner, "deals", "owner.teams:north") == ["one", "two"]
    assert names(ana, "deals", "owner:my-team") == ["one", "two"]
    assert names(ana, "deals", "owner:me") == ["one"]
    assert names(owner, "deals", "status:open") == ["one", "two", "three"]
    assert names(owner, "deals", "status:won") == []
    assert names(owner, "deals", "pipeline:sales stage:qualified") == ["one", "two", "three"]
    assert names(owner, "contacts", "emails:ana@diaz.example") == ["Ana Diaz"]
    assert names(owner, "contacts", "emails=ana@diaz.example") == ["Ana Diaz"]
    assert names(owner, "contacts", "emails=diaz.example") == []
    assert names(owner, "contacts", "phones:none") == ["Ana Diaz"]


def test_what_a_record_is_about(owner: Actor, make: Makers) -> None:
    deal, company = make.deal(), make.company()
    make.task(name="call", about=[{"type": "deals", "id": deal}, f"companies/{company}"])
    make.task(name="rest")
    assert names(owner, "tasks", f"about:deals/{deal}") == ["call"]
    assert names(owner, "tasks", f"about:companies/{company}") == ["call"]
    assert names(owner, "tasks", "about:none") == ["rest"]


@pytest.mark.parametrize(
    ("words", "place", "hint"),
    [
        ("valeu>10", 0, "value"),
        ("name:a valeu>10", 7, "value"),
        ("(name:a or stauts:open)", 11, "status"),
        ("company.industri:x", 0, "industry"),
        ("name.x:1", 0, "name"),
        ("status:opn", 0, "Open"),
        ("stage:Qualifid", 0, "Qualified"),
        ("value>ten", 0, "ten"),
        ("value>1..5", 0, ""),
        ("name>a", 0, ""),
        ("name:a expected_close_on:someday", 7, "someday"),
        ("owner:nobody", 0, "nobody"),
        ("owner:marta", 0, "There is no user “marta”."),
        ("value>10,000", 0, "In a filter, “10,000” is written 10000."),
        ("value<=$1,250,000", 0, "is written $1250000."),
        ("name:a value>=10,5", 7, "is written 10.5."),
        ("value:10,000", 0, "is written 10000."),
        ("contacts:nobody", 0, "nobody"),
        ("is_named:perhaps", 0, ""),
    ],
)
def test_errors_name_the_place_and_the_nearest(owner: Actor, words: str, place: int, hint: str) -> None:
    with pytest.raises(FilterError) as error:
        rows.read(owner, "deals", filter=words)
    assert error.value.place == place
    assert hint in str(error.value)


def test_many_numbers_beyond_the_column(owner: Actor, make: Makers) -> None:
    make.company(name="Acme", employees=5)
    for words in (f"employees>{10**30}", f"employees:{10**30}", f"revenue>{10**30}", f"owner:{10**30}"):
        with pytest.raises(FilterError):
            rows.read(owner, "companies", filter=words)
