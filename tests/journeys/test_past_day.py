"""The board of last month: reached by a control, shown as it stood, left again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.journeys.steps import visit
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers


@pytest.fixture
def browser_options() -> dict[str, Any]:
    return {"viewport": {"width": 1600, "height": 900}, "locale": "en-US", "reduced_motion": "reduce"}


def test_the_board_of_last_month(desk: Page, cast: Cast, make: Makers) -> None:
    with time_machine.travel(datetime.now(UTC).replace(day=1) - timedelta(days=10)):
        deal = make.deal(owner=cast.ana, name="Ring", value="900")
    stages = [row.id for row in rows.read(cast.owner, "stages", columns=(), sort="position").rows]
    actions.change(cast.owner, "deals", deal, {"stage": stages[1], "value": "100"})
    visit(desk, "/deals/?layout=board")
    heads = desk.locator(".column-head")
    expect(heads.nth(1)).to_contain_text("$100")
    desk.get_by_role("link", name="As of a past day").first.click()
    expect(desk.get_by_role("region", name="As of a past day")).to_contain_text("As of")
    expect(heads.nth(0)).to_contain_text("$900")
    expect(heads.nth(1)).not_to_contain_text("$100")
    expect(desk.get_by_role("link", name="Move Ring")).to_have_count(0)
    desk.get_by_role("link", name="Back to today").click()
    expect(heads.nth(1)).to_contain_text("$100")
