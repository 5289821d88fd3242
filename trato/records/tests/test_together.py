"""Acts that are done together: one transaction and one change set, whatever their types."""

from __future__ import annotations

import pytest

from trato.records import actions, rows
from trato.records.errors import InvalidFields
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.records.work import together
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_acts_together_are_one(cast: Cast, make: Makers) -> None:
    """One undo takes back all of them; what somebody else does meanwhile is their own."""
    deal, company = make.deal(owner=cast.ana, name="Roof"), make.company(owner=cast.ana, name="Kiln")
    other = make.company(owner=cast.ana, name="Forge")
    sets = ChangeSet.objects.count()
    with together(cast.ana, "several.change") as work:
        actions.change(cast.ana, "deals", deal, {"name": "Hall"})
        actions.change(cast.ana, "companies", company, {"name": "Oven"})
        actions.change(cast.ana, "deals", deal, {"name": "Barn"})
        actions.change(cast.owner, "companies", other, {"city": "Leeds"})
    assert ChangeSet.objects.count() == sets + 2
    assert rows.one(cast.ana, "deals", deal)["name"] == "Barn"
    assert_no_drift()
    assert undo(cast.ana, work.change_set.pk).kept == []
    names = [rows.one(cast.ana, key, pk)["name"] for key, pk in (("deals", deal), ("companies", company))]
    assert names == ["Roof", "Kiln"]
    assert rows.one(cast.ana, "companies", other)["city"] == "Leeds"
    assert_no_drift()


def test_one_refusal_takes_all_of_them_back(cast: Cast, make: Makers) -> None:
    """And the next act is one of its own again."""
    deal = make.deal(owner=cast.ana, name="Roof")

    def two() -> None:
        with together(cast.ana, "several.change"):
            actions.change(cast.ana, "deals", deal, {"name": "Hall"})
            actions.change(cast.ana, "deals", deal, {"value": "a lot"})

    with unchanged(), pytest.raises(InvalidFields):
        two()
    actions.change(cast.ana, "deals", deal, {"name": "Barn"})
    assert ChangeSet.objects.latest("pk").kind == "deals.change"
