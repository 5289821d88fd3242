"""Won, lost, reopened: by the verbs, by the API, and by whatever moves a deal into such a stage."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.records import access, actions, rows
from trato.records.checksum import checksum
from trato.records.errors import Denied, Invalid, Needed, NotFound, Refused
from trato.records.models import OutboxEvent
from trato.records.registry import registry
from trato.records.stays import stays
from trato.records.undo import undo
from trato.sales.actions import lose_deal, reopen_deal, win_deal
from trato.sales.models import Deal, Stage
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

COLUMNS = ("stage", "status", "closed_on", "lost_reason", "outcome_note", "stage_since")


def deal_of(actor: Actor, pk: int) -> Deal:
    found: Deal = access.fetch(actor, registry.get("deals"), pk)
    return found


def stand(actor: Actor, pk: int) -> tuple[str, str, date | None, str | None, str | None]:
    row = rows.one(actor, "deals", pk, columns=COLUMNS)
    reason = row["lost_reason"].label if row["lost_reason"] else None
    return row["stage"].label, row["status"], row["closed_on"], reason, row["outcome_note"]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def deal(ana: Actor, make: Makers) -> int:
    return make.deal(owner=ana, stage="Proposal", value="900")


def test_won(ana: Actor, deal: int, today: date) -> None:
    win_deal(ana, deal_of(ana, deal))
    assert stand(ana, deal) == ("Won", "won", today, None, None)
    assert OutboxEvent.objects.filter(name="deals.won", record_ids=[deal]).count() == 1
    with unchanged(), pytest.raises(Refused):
        win_deal(ana, deal_of(ana, deal))
    assert_no_drift()


def test_lost_with_a_reason_and_not_without(ana: Actor, deal: int, today: date) -> None:
    with unchanged(), pytest.raises(Needed) as refusal:
        lose_deal(ana, deal_of(ana, deal))
    assert [one.field for one in refusal.value.problems] == ["lost_reason"]
    lose_deal(ana, deal_of(ana, deal), lost_reason="Price", outcome_note="Ten percent too dear")
    assert stand(ana, deal) == ("Lost", "lost", today, "Price", "Ten percent too dear")
    assert OutboxEvent.objects.filter(name="deals.lost", record_ids=[deal]).count() == 1


def test_reopened_where_it_stood(ana: Actor, deal: int) -> None:
    lose_deal(ana, deal_of(ana, deal), lost_reason="Price")
    reopen_deal(ana, deal_of(ana, deal))
    assert stand(ana, deal) == ("Proposal", "open", None, None, None)


def test_undone_as_if_nothing_had_been(ana: Actor, deal: int) -> None:
    before = checksum()
    set_id = last_set(ana, lambda: lose_deal(ana, deal_of(ana, deal), lost_reason="Price"))
    undo(ana, set_id)
    assert checksum() == before


def test_moving_is_the_same_as_winning(ana: Actor, deal: int, today: date) -> None:
    """A drop on the board, a step of the path, a change by a program: the day of closing follows."""
    actions.change(ana, "deals", deal, {"stage": "Won"})
    assert stand(ana, deal) == ("Won", "won", today, None, None)
    actions.change(ana, "deals", deal, {"stage": "Negotiation"})
    assert stand(ana, deal) == ("Negotiation", "open", None, None, None)
    actions.change(ana, "deals", deal, {"stage": "Won", "closed_on": "2026-10-01"})
    assert stand(ana, deal)[2] == date(2026, 10, 1)


def test_a_stage_asks_for_nothing_that_a_deal_always_has(owner: Actor) -> None:
    stage = Stage._base_manager.get(name="Negotiation")
    with unchanged(), pytest.raises(Invalid, match="stage"):
        actions.change(owner, "stages", stage.pk, {"asks": ["stage"]})


def test_a_stage_asks_for_what_its_owner_said(owner: Actor, ana: Actor, deal: int) -> None:
    stage = Stage._base_manager.get(name="Negotiation")
    actions.change(owner, "stages", stage.pk, {"asks": ["company", "expected_close_on"]})
    with unchanged(), pytest.raises(Needed) as refusal:
        actions.change(ana, "deals", deal, {"stage": "Negotiation"})
    assert [one.field for one in refusal.value.problems] == ["company", "expected_close_on"]
    with unchanged(), pytest.raises(Needed):
        actions.change_all(ana, "deals", [deal], {"stage": "Negotiation"})


def test_where_it_stood_and_since_when(ana: Actor, deal: int) -> None:
    for stage in ("Negotiation", "Won"):
        actions.change(ana, "deals", deal, {"stage": stage})
    undo(ana, last_set(ana, lambda: actions.change(ana, "deals", deal, {"stage": "Qualified"})))
    names = {stage.pk: stage.name for stage in Stage._base_manager.all()}
    found = stays("deals", deal, "stage")
    assert [names[stay.value.id] for stay in found] == ["Proposal", "Negotiation", "Won"]
    assert all(one.until == other.since for one, other in pairwise(found))
    assert rows.one(ana, "deals", deal, columns=COLUMNS)["stage_since"] == found[-1].since


def test_a_deal_written_down_after_its_end_stands_there_since_that_day(ana: Actor, make: Makers) -> None:
    past = make.deal(stage="Won", closed_on="2025-03-04", owner=ana)
    still_open = make.deal(stage="Proposal", owner=ana)
    since = rows.one(ana, "deals", past, columns=COLUMNS)["stage_since"]
    assert timezone.localdate(since) == date(2025, 3, 4)
    at = Deal._base_manager.get(pk=still_open).created_at
    assert rows.one(ana, "deals", still_open, columns=COLUMNS)["stage_since"] == at


def test_strangers(ana: Actor, cleo: Actor, rita: Actor, deal: int, make: Makers) -> None:
    own = make.deal(owner=cleo)
    with unchanged(), pytest.raises(NotFound):
        win_deal(cleo, deal_of(ana, deal))
    with unchanged(), pytest.raises(Denied):
        win_deal(rita, deal_of(cleo, own))


def test_by_programs(ana: Actor, deal: int, today: date) -> None:
    program = program_of(User.objects.get(pk=ana.user_id or 0))
    address = f"/api/deals/{deal}/outcome"
    refused = program.post(address, {"outcome": "lost"})
    assert (refused.status, refused.data["errors"][0]["field"]) == (422, "lost_reason")
    assert program.post(address, {"outcome": "gone"}).status == 422
    reason = rows.read(ana, "lost_reasons", filter="name:price").rows[0].id
    lost = program.post(address, {"outcome": "lost", "reason": reason, "note": "Too dear"})
    assert (lost.status, lost.data["status"], lost.data["closed_on"]) == (200, "lost", today.isoformat())
    assert lost.data["lost_reason"]["label"] == "Price"
    assert program.post(address, {"outcome": "open"}).data["stage"]["label"] == "Proposal"
    assert program.post(f"/api/deals/{deal}/win").data["status"] == "won"


def test_by_screen(ana: Actor, deal: int, make: Makers) -> None:
    client = sign_in(ana)
    page = client.get(f"/deals/{deal}/verbs/lose").content.decode()
    assert "Lost reason" in page
    assert client.post(f"/deals/{deal}/verbs/lose", {"outcome_note": "No"}).status_code == 422
    assert stand(ana, deal)[1] == "open"
    reason = rows.read(ana, "lost_reasons", filter="name:price").rows[0].id
    answer = client.post(f"/deals/{deal}/verbs/lose", {"lost_reason": reason, "outcome_note": "No"})
    assert answer.status_code == 303
    assert stand(ana, deal)[3:] == ("Price", "No")
    assert client.get(f"/deals/{deal}/verbs/outcome").status_code == 404


def test_moved_by_screen(ana: Actor, deal: int) -> None:
    """The step of a path asks for what the stage wants, on a page of its own without scripts."""
    client = sign_in(ana)
    lost, won = (Stage._base_manager.get(kind=kind).pk for kind in ("lost", "won"))
    address = f"/deals/{deal}/move"
    asked = client.post(address, {"by": "stage", "stage": lost})
    assert asked.status_code == 422
    text = asked.content.decode()
    assert "<h1>" in text
    assert "Mark as lost: " in text
    assert '<span class="label">Mark as lost</span>' in text
    assert "Move to" not in text
    with unchanged():
        assert client.post(address, {"by": "stage", "stage": lost, "also": "lost_reason"}).status_code == 422
        assert client.post(address, {"by": "nonsense", "stage": won}).status_code == 404
        assert client.post(address, {"by": "stage", "stage": 987654}).status_code in {404, 422}
        assert client.post(address, {"by": "stage", "stage": won, "was": "1"}).status_code == 412
    assert client.post(address, {"by": "stage", "stage": won}).status_code == 303
    assert stand(ana, deal)[1] == "won"


def test_the_path_says_how_long(ana: Actor, deal: int) -> None:
    """Under each step on which the deal stood stands for how long."""
    then = timezone.now() - timedelta(days=12)
    Deal._base_manager.filter(pk=deal).update(created_at=then)
    actions.change(ana, "deals", deal, {"stage": "Negotiation"})
    page = sign_in(ana).get(f"/deals/{deal}").content.decode()
    path = page[page.index('class="path"') : page.index("</ol>", page.index('class="path"'))]
    said = [" ".join(re.sub(r"<[^>]+>", " ", step).split()) for step in path.split("<li")[1:]]
    assert any(step.endswith("Proposal 12 d") for step in said), said
    assert any(step.endswith("Negotiation 0 d") for step in said), said
    assert not any(re.search(r"Qualified \d", step) for step in said)


@time_machine.travel("2026-03-10T12:00:00Z", tick=False)
def test_a_fresh_form_opens_the_deal_today(cast: Cast) -> None:
    page = sign_in(cast.ana).get("/deals/new").content.decode()
    found = re.search(r'name="opened_on"\s+value="([^"]*)"', page)
    assert found is not None
    assert found[1] == "2026-03-10"
