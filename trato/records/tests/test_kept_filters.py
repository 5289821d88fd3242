"""A filter in words is bound once a day for each reader; what hangs on the rows of now is bound anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from trato.records import actions, rows
from trato.records.errors import FilterError
from trato.testing.cast import Cast


def deals(cast: Cast, filter: str) -> list[str]:
    return [row["name"] for row in rows.read(cast.owner, "deals", columns=("name",), filter=filter).rows]


def test_a_name_means_what_is_called_so_now(cast: Cast) -> None:
    first = actions.create(cast.owner, "companies", {"name": "Forge"})
    second = actions.create(cast.owner, "companies", {"name": "Kettle"})
    for company in (first, second):
        actions.create(cast.owner, "deals", {"name": f"Deal of {company}", "company": company})
    assert deals(cast, "company:Forge") == [f"Deal of {first}"]
    actions.change(cast.owner, "companies", first, {"name": "Anvil"})
    actions.change(cast.owner, "companies", second, {"name": "Forge"})
    assert deals(cast, "company:Forge") == [f"Deal of {second}"]
    with pytest.raises(FilterError):
        deals(cast, "company:Kettle")


def test_today_is_another_day_tomorrow(cast: Cast) -> None:
    for name, day in (("Early", 4), ("Late", 5)):
        actions.create(cast.owner, "deals", {"name": name, "expected_close_on": date(2026, 3, day)})
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC), tick=False):
        assert deals(cast, "expected_close_on:today") == ["Early"]
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC), tick=False):
        assert deals(cast, "expected_close_on:today") == ["Late"]


def test_me_is_whoever_asks(cast: Cast) -> None:
    for actor, name in ((cast.ana, "Hers"), (cast.ben, "His")):
        actions.create(cast.owner, "companies", {"name": name, "owner": actor.user_id})
    for actor, name in ((cast.ana, "Hers"), (cast.ben, "His")):
        found = rows.read(actor, "companies", columns=("name",), filter="owner:me").rows
        assert [row["name"] for row in found] == [name]
