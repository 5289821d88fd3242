"""Columns through links: read, sorted, grouped; what one may not see behind a link is not there."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight, RoleRight
from trato.accounts.rights import Role
from trato.records import actions, rows, snapshot
from trato.records.errors import Invalid
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    """Two companies, the smaller one Ben's; three deals of Ana's with them and one with nobody."""
    firm = make.company(
        name="Acme", industry="Tools", revenue="900", owner=cast.ana, parent=make.company(name="Holding")
    )
    other = make.company(name="Bolt", industry="Food", revenue="40", owner=cast.ben)
    given: list[dict[str, Any]] = [{"company": firm}, {"company": other}, {"company": firm}, {}]
    return [make.deal(name=f"Deal {at}", owner=cast.ana, **one) for at, one in enumerate(given)]


def industries(actor: Actor, **asked: Any) -> list[Any]:
    found = rows.read(actor, "deals", columns=("name", "company.industry"), sort="id", **asked).rows
    return [row["company.industry"] for row in found]


def only_own_companies() -> None:
    RoleRight.objects.create(role=Role.MEMBER, type="companies", right="read", scope="own")
    snapshot.reset()


def test_it_works(cast: Cast, deals: list[int]) -> None:
    assert industries(cast.ana) == ["Tools", "Food", "Tools", None]
    row = rows.one(cast.ana, "deals", deals[0], ("company.revenue", "company.parent.name", "company.owner"))
    assert row["company.revenue"].as_text() == "900.00"
    assert row["company.parent.name"] == "Holding"
    assert row["company.owner"].label == "Ana"


def test_what_one_may_not_see_is_empty(cast: Cast, deals: list[int]) -> None:
    only_own_companies()
    assert industries(cast.ana) == ["Tools", None, "Tools", None]
    assert industries(cast.owner) == ["Tools", "Food", "Tools", None]
    assert industries(cast.ana, filter="company.industry:Food") == []


@pytest.mark.parametrize("sort", ["company.industry", "-company.industry", "company.revenue"])
def test_sorted_page_by_page(cast: Cast, deals: list[int], sort: str) -> None:
    found, after = [], None
    while True:
        page = rows.read(cast.ana, "deals", columns=("company.industry",), sort=sort, limit=1, after=after)
        found += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    first, food, third, none = deals
    assert (
        found
        == {
            "company.industry": [food, first, third, none],
            "-company.industry": [third, first, food, none],
            "company.revenue": [food, first, third, none],
        }[sort]
    )


def test_no_sort_tells_what_one_may_not_see(cast: Cast, deals: list[int]) -> None:
    only_own_companies()
    found = rows.read(cast.ana, "deals", columns=("company.industry",), sort="company.industry").rows
    assert [row.id for row in found] == [deals[0], deals[2], deals[1], deals[3]]


def test_grouped_and_summed(cast: Cast, deals: list[int]) -> None:
    found = rows.group(cast.ana, "deals", by="company.industry", total="company.revenue")
    assert [(row.value, row.count) for row in found] == [("Food", 1), ("Tools", 2), (None, 1)]
    only_own_companies()
    found = rows.group(cast.ana, "deals", by="company.industry")
    assert [(row.value, row.count) for row in found] == [("Tools", 2), (None, 2)]


def test_a_hidden_field_is_hidden_behind_a_link(cast: Cast, deals: list[int]) -> None:
    FieldRight.objects.create(role=Role.MEMBER, type="companies", field="industry", level="hidden")
    snapshot.reset()
    with pytest.raises(Invalid, match="no field “industry”"):
        industries(cast.ana)
    assert industries(cast.owner) == ["Tools", "Food", "Tools", None]


def test_a_hidden_link_leads_nowhere(cast: Cast, deals: list[int]) -> None:
    FieldRight.objects.create(role=Role.MEMBER, type="deals", field="company", level="hidden")
    snapshot.reset()
    with pytest.raises(Invalid, match=r"no field “company\.industry”"):
        industries(cast.ana)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("company.bogus", "no field “bogus”"),
        ("value.industry", "“value” is no link to one record"),
        ("contacts.job_title", "“contacts” is no link to one record"),
        ("company.tags", "cannot be shown through a link"),
        ("company.parent.parent.parent.name", "“company” is no link to one record"),
        ("company.", "no field “”"),
        (".name", "no field “.name”"),
    ],
)
def test_paths_that_lead_nowhere(cast: Cast, deals: list[int], name: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        rows.read(cast.ana, "deals", columns=(name,))


def test_a_fact_of_another_record_is_not_ones_own(cast: Cast, deals: list[int]) -> None:
    with pytest.raises(Invalid):
        actions.change(cast.ana, "deals", deals[0], {"company.industry": "Other"})
    with pytest.raises(Invalid, match="fact of another record"):
        actions.change(cast.ana, "deals", deals[0], {}, was={"company.industry": "Tools"})
    assert industries(cast.ana) == ["Tools", "Food", "Tools", None]


def test_one_statement_however_many_rows(cast: Cast, deals: list[int], make: Makers) -> None:
    few = count_queries(lambda: industries(cast.ana))
    make.many("deals", 9, owner=cast.ana)
    assert count_queries(lambda: industries(cast.ana)) == few
