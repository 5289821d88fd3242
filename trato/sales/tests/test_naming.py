"""What a deal is called while nobody has named it."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.records import actions, rows
from trato.records.undo import undo
from trato.testing.makers import Makers, last_set


def name_of(actor: Actor, deal: int) -> str:
    return str(rows.one(actor, "deals", deal, ("name",))["name"])


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((), "Deal"),
        (("reference",), "A-1"),
        (("company",), "Acme"),
        (("products",), "GTX Pro"),
        (("company", "products"), "Acme – GTX Pro"),
        (("company", "products", "reference"), "Acme – GTX Pro"),
    ],
)
def test_missing_parts_are_left_out(owner: Actor, make: Makers, parts: tuple[str, ...], name: str) -> None:
    values = {
        "company": make.company(name="Acme"),
        "products": [make.product(name="GTX Pro")],
        "reference": "A-1",
    }
    deal = make.deal(**{"name": "", **{part: values[part] for part in parts}})
    assert name_of(owner, deal) == name


def test_it_follows_until_somebody_edits_it(owner: Actor, make: Makers) -> None:
    deal = make.deal(name="", company=make.company(name="Acme"))
    actions.change(owner, "deals", deal, {"company": make.company(name="Beta")})
    assert name_of(owner, deal) == "Beta"
    actions.change(owner, "deals", deal, {"name": "Cold storage"})
    actions.change(owner, "deals", deal, {"company": make.company(name="Gamma")})
    assert name_of(owner, deal) == "Cold storage"
    actions.change(owner, "deals", deal, {"name": None})
    assert name_of(owner, deal) == "Gamma"


def test_an_undone_name_follows_again(owner: Actor, make: Makers) -> None:
    deal = make.deal(name="", company=make.company(name="Acme"))
    number = last_set(owner, lambda: actions.change(owner, "deals", deal, {"name": "Cold storage"}))
    undo(owner, number)
    assert name_of(owner, deal) == "Acme"
    actions.change(owner, "deals", deal, {"company": make.company(name="Beta")})
    assert name_of(owner, deal) == "Beta"


def test_the_longest_name(owner: Actor, make: Makers) -> None:
    company = make.company(name="x" * 200)
    products = [make.product(name=f"{number}" * 150) for number in range(3)]
    assert len(name_of(owner, make.deal(name="", company=company, products=products))) == 420


def test_it_follows_the_names_that_it_is_made_of(owner: Actor, make: Makers) -> None:
    """The company's and the products'; what else is settled of a deal stays as it is, if it is closed too."""
    firm, oven = make.company(name="Acme"), make.product(name="Oven", price="100")
    derived = make.deal(name="", company=firm, products=[oven])
    lost = make.deal(name="", company=firm, products=[oven], stage="Lost", lost_reason="Price")
    given = make.deal(name="Kitchen of Acme", company=firm, products=[oven])
    before = rows.one(owner, "deals", lost)

    def names() -> list[str]:
        return [name_of(owner, pk) for pk in (derived, lost, given)]

    assert names() == ["Acme – Oven", "Acme – Oven", "Kitchen of Acme"]
    renamed = last_set(owner, lambda: actions.change(owner, "companies", firm, {"name": "Blue Kettle"}))
    assert names() == ["Blue Kettle – Oven", "Blue Kettle – Oven", "Kitchen of Acme"]
    actions.change(owner, "products", oven, {"name": "Combi oven"})
    assert names() == ["Blue Kettle – Combi oven", "Blue Kettle – Combi oven", "Kitchen of Acme"]
    after = rows.one(owner, "deals", lost)
    moved = {name for name in before if before[name] != after[name]}
    assert moved - {"updated_at", "company", "products"} == {"name"}
    undo(owner, renamed)
    assert names() == ["Acme – Combi oven", "Acme – Combi oven", "Kitchen of Acme"]


def test_many_renamed_at_once(owner: Actor, make: Makers) -> None:
    firms = [make.company(name=f"Acme {number}") for number in range(30)]
    deals = [make.deal(name="", company=firm) for firm in firms]
    actions.change_all(owner, "companies", firms, {"name": "Blue Kettle"})
    assert {name_of(owner, pk) for pk in deals} == {"Blue Kettle"}
