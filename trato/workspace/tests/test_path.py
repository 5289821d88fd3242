"""The path of a record that was lost says how far it came, and why it ended there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from trato.accounts.models import FieldRight
from trato.records import actions, rows, snapshot
from trato.records.models import ChangeSet
from trato.testing.assertions import count_queries
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

if TYPE_CHECKING:
    from django.test import Client

    from trato.testing.cast import Cast
    from trato.testing.makers import Makers


def path_of(client: Client, url: str, **options: Any) -> str:
    return body(client, url, **options).split('<div class="path">')[1].split("</header>")[0]


def states(path: str) -> list[tuple[str, str]]:
    """Each step with how it is marked."""
    steps = re.findall(r'<li class="(\w*)"( aria-current="step")?>.*?title="([^"]+)"', path, re.DOTALL)
    return [(label, "now" if now else state) for state, now, label in steps]


def why(path: str) -> str:
    found = re.search(r'<p class="why">([^<]*)</p>', path)
    return found[1] if found else ""


def lose(cast: Cast, deal: int, **given: str) -> None:
    actions.change(cast.ana, "deals", deal, {"stage": "Lost", "lost_reason": "Price", **given})


def test_a_lost_deal_says_where_and_why(ana_client: Client, cast: Cast, deal: int) -> None:
    for stage in ("Discovery", "Proposal"):
        actions.change(cast.ana, "deals", deal, {"stage": stage})
    assert states(path_of(ana_client, f"/deals/{deal}"))[1:3] == [("Discovery", "done"), ("Proposal", "now")]
    lose(cast, deal, outcome_note="Ten percent too dear")
    path = path_of(ana_client, f"/deals/{deal}")
    assert states(path) == [
        ("Qualified", "done"),
        ("Discovery", "done"),
        ("Proposal", "lost"),
        ("Negotiation", ""),
    ]
    assert why(path) == "Lost in Proposal · Price"
    assert 'class="now"' not in path
    panel = path_of(ana_client, f"/deals/{deal}/panel", headers=HTMX)
    assert why(panel) == "Lost in Proposal · Price"


def test_the_last_open_stage_counts(ana_client: Client, cast: Cast, deal: int) -> None:
    actions.change(cast.ana, "deals", deal, {"stage": "Negotiation"})
    lose(cast, deal)
    actions.change(cast.ana, "deals", deal, {"stage": "Discovery"})
    assert ("Discovery", "now") in states(path_of(ana_client, f"/deals/{deal}"))
    assert why(path_of(ana_client, f"/deals/{deal}")) == ""
    lose(cast, deal)
    path = path_of(ana_client, f"/deals/{deal}")
    assert [state for _label, state in states(path)] == ["done", "lost", "", ""]
    assert why(path) == "Lost in Discovery · Price"


def test_a_deal_that_came_in_as_lost_says_why_in_its_head_alone(ana_client: Client, cast: Cast) -> None:
    values = {"name": "Old", "stage": "Lost", "lost_reason": "Price", "owner": cast.ana.user_id}
    pk = actions.create(cast.ana, "deals", values)
    path = path_of(ana_client, f"/deals/{pk}")
    assert [state for _label, state in states(path)] == [""] * 4
    assert why(path) == ""


def test_a_won_deal_has_every_step_behind_it(ana_client: Client, cast: Cast, deal: int) -> None:
    actions.change(cast.ana, "deals", deal, {"stage": "Won"})
    path = path_of(ana_client, f"/deals/{deal}")
    assert [state for _label, state in states(path)] == ["done"] * 4
    assert why(path) == ""


@pytest.mark.parametrize("part", ["", "/panel"])
def test_it_costs_no_query(ana_client: Client, cast: Cast, part: str) -> None:
    won, lost = (actions.create(cast.ana, "deals", {"name": name}) for name in ("Oven", "Fridge"))
    actions.change(cast.ana, "deals", won, {"stage": "Won"})
    lose(cast, lost)
    body(ana_client, f"/deals/{lost}{part}")  # what is remembered is read by then
    asked = [count_queries(lambda pk=pk: body(ana_client, f"/deals/{pk}{part}")) for pk in (won, lost)]  # type: ignore[misc]
    assert asked[0] == asked[1]


def asks(cast: Cast, stage: str, *names: str) -> int:
    """Let a stage ask for these; its number."""
    (found,) = rows.read(cast.owner, "stages", filter=f"name:{stage}", columns=("name",)).rows
    actions.change(cast.owner, "stages", found.id, {"asks": list(names)})
    return found.id


def marked(text: str) -> list[str]:
    """The labels in a dialog that carry the star."""
    return re.findall(r'<label[^>]*>([^<]*?)\s*<span class="must"', text)


def test_what_a_step_asks_for_stays_marked(ana_client: Client, cast: Cast, make: Makers) -> None:
    """Whatever else is wrong meanwhile; and nothing is said of leaving empty what is needed."""
    deal, other = make.deal(owner=cast.ana, name="Kiln"), make.deal(owner=cast.ana, name="Oven")
    proposal = asks(cast, "Proposal", "value", "tags")
    many = {"ids": [deal, other], "step": "apply-stage"}
    for url, more in ((f"/deals/{deal}/move", {"by": "stage"}), ("/deals/bulk", many)):
        sent: dict[str, object] = {**more, "stage": proposal}
        text = ""
        for given in ({}, {"value": "abc", "tags": "hot"}, {"value": "12", "tags": ""}):
            answer = ana_client.post(url, {**sent, **given}, headers=HTMX)
            text = answer.content.decode()
            assert (answer.status_code, marked(text)) == (422, ["Value", "Tags"])
            assert "Left empty" not in text
            sent |= {name: re.findall(rf'name="{name}" value="(\w+)"', text) for name in ("also", "needed")}
        assert "Tags are needed." in text
    assert stage_of(cast, deal) == "Qualified"
    assert "Left empty, it follows the line items." in body(ana_client, "/deals/new")
    asked = ana_client.post(f"/deals/{deal}/move", {"by": "stage", "stage": proposal}, headers=HTMX)
    assert "Move Kiln to Proposal" in asked.content.decode()


def stage_of(cast: Cast, deal: int) -> str:
    return str(rows.one(cast.owner, "deals", deal, columns=("stage",))["stage"].label)


def test_a_step_leads_to_the_tab_of_what_has_no_control(ana_client: Client, cast: Cast, deal: int) -> None:
    proposal, won = asks(cast, "Proposal", "lines", "reference"), asks(cast, "Won", "lines")
    ways = [(f"/deals/{deal}/move", {"stage": proposal}), (f"/deals/{deal}/verbs/win", {})]
    for url, data in ways:
        answer = ana_client.post(url, data, headers=HTMX)
        text = answer.content.decode()
        assert (answer.status_code, "First fill in: Line items." in text) == (422, True)
        assert f'href="/deals/{deal}?tab=lines"' in text
        assert 'name="reference"' not in text
    many = ana_client.post("/deals/bulk", {"ids": [deal], "step": "apply-stage", "stage": won}, headers=HTMX)
    assert (many.status_code, "First fill in: Line items." in many.content.decode()) == (409, True)
    assert stage_of(cast, deal) == "Qualified"
    actions.change(cast.ana, "deals", deal, {"lines": [{"name": "Advice", "price": "80"}]})
    asked = ana_client.post(ways[0][0], ways[0][1], headers=HTMX).content.decode()
    assert 'name="reference"' in asked
    ana_client.post(*ways[1], headers=HTMX)
    assert stage_of(cast, deal) == "Won"


def test_an_act_that_asks_for_more_takes_it_along(ana_client: Client, cast: Cast, deal: int) -> None:
    """A deal that comes back to a stage that asks for what it never had, as one act."""
    actions.change(cast.ana, "deals", deal, {"stage": "Proposal"})
    actions.change(cast.ana, "deals", deal, {"stage": "Won"})
    asks(cast, "Proposal", "reference", "expected_close_on")
    url = f"/deals/{deal}/verbs/reopen"
    sent: dict[str, object] = {}
    for given in ({}, {"reference": "A-1", "expected_close_on": "x"}, {"expected_close_on": "2026-12-24"}):
        answer = ana_client.post(url, {**sent, **given}, headers=HTMX)
        text = answer.content.decode()
        assert (answer.status_code, sorted(marked(text))) == (422, ["Expected close", "Reference"])
        sent = {name: re.findall(rf'name="{name}" value="(\w+)"', text) for name in ("also", "needed")}
        assert all(f'value="{value}"' in text for value in given.values())
    assert stage_of(cast, deal) == "Won"
    made = ChangeSet.objects.count()
    ana_client.post(url, {**sent, "reference": "A-1", "expected_close_on": "2026-12-24"}, headers=HTMX)
    row = rows.one(cast.ana, "deals", deal)
    assert (stage_of(cast, deal), row["reference"], row["expected_close_on"]) == (
        "Proposal",
        "A-1",
        date(2026, 12, 24),
    )
    assert ChangeSet.objects.count() == made + 1


def test_a_step_that_asks_for_what_one_may_not_fill_in(ana_client: Client, cast: Cast, deal: int) -> None:
    proposal = asks(cast, "Proposal", "lines", "reference")
    FieldRight.objects.create(role="member", type="deals", field="reference", level="read")
    snapshot.reset()
    answer = ana_client.post(f"/deals/{deal}/move", {"stage": proposal}, headers=HTMX)
    assert answer.status_code == 403
    assert "This place asks for what you may not fill in." in answer.content.decode()


def test_here_means_since_it_came_back(ana_client: Client, cast: Cast, make: Makers) -> None:
    """As the card and “In stage since” have it; a step behind tells all its days."""
    day = timezone.now() - timedelta(days=9)
    with time_machine.travel(day, tick=False):
        deal = make.deal(owner=cast.ana, name="Kiln")
    for later, stage in ((3, "Discovery"), (7, "Qualified"), (9, "Discovery")):
        with time_machine.travel(day + timedelta(days=later), tick=False):
            actions.change(cast.ana, "deals", deal, {"stage": stage})
    path = path_of(ana_client, f"/deals/{deal}")
    assert "2 of 4 · 0 days here" in path
    assert notes(path) == {"Qualified": "5 d", "Discovery": "0 d"}


def notes(path: str) -> dict[str, str]:
    return dict(re.findall(r"<span>([^<]+)</span><span>([^<]+)</span>", path))
