"""Which stage is meant, and what a deal's stage says of it."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.records import actions, rows
from trato.records.errors import Ambiguous, Invalid, NotFound
from trato.sales.stages import stage_values
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.makers import Makers


def stage_of(actor: Actor, deal: int) -> tuple[str, str, str]:
    row = rows.one(actor, "deals", deal, ("stage", "status", "pipeline"))
    return row["stage"].label, row["status"], row["pipeline"].label


def test_a_new_deal_starts_in_the_first(owner: Actor, make: Makers) -> None:
    assert stage_of(owner, make.deal()) == ("Qualified", "open", "Sales")


@pytest.mark.parametrize("written", ["Won", "won", " WON ", {"label": "Won"}])
def test_by_name(owner: Actor, make: Makers, written: object) -> None:
    assert stage_of(owner, make.deal(stage=written, lost_reason="Price")) == ("Won", "won", "Sales")


def test_by_number(owner: Actor, make: Makers) -> None:
    lost = rows.read(owner, "stages", filter="kind:lost").rows[0].id
    for written in (lost, {"id": lost}, str(lost)):
        assert stage_of(owner, make.deal(stage=written, lost_reason="Price"))[1] == "lost"


def test_a_name_is_looked_for_in_its_pipeline(owner: Actor, make: Makers) -> None:
    other = make.pipeline(name="Partners")
    make.stage(name="Won", pipeline=other, kind="won")
    make.stage(name="Talks", pipeline=other)
    deal = make.deal(pipeline="Partners")
    assert stage_of(owner, deal) == ("Talks", "open", "Partners")
    actions.change(owner, "deals", deal, {"stage": "Won"})
    assert stage_of(owner, deal) == ("Won", "won", "Partners")
    with unchanged(), pytest.raises(Invalid):
        actions.change(owner, "deals", deal, {"stage": "Qualified"})
    actions.change(owner, "deals", deal, {"pipeline": "Sales", "stage": "Qualified"})
    assert stage_of(owner, deal) == ("Qualified", "open", "Sales")
    assert_no_drift()


def test_refusals(owner: Actor, make: Makers) -> None:
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.deal(stage="Qualifed")
    assert "Qualified" in str(refusal.value)
    with unchanged(), pytest.raises((Invalid, NotFound)):
        make.deal(pipeline="Nowhere")
    with unchanged(), pytest.raises(Invalid):
        make.deal(stage=10**9)


def test_the_status_filters_and_sorts(owner: Actor, make: Makers) -> None:
    for stage in ("Won", "Lost", "Qualified"):
        make.deal(name=stage, stage=stage, lost_reason="Price")
    found = rows.read(owner, "deals", columns=("name",), sort="status").rows
    assert [row["name"] for row in found] == ["Lost", "Qualified", "Won"]
    assert rows.count(owner, "deals", filter="status:won,lost").number == 2


@pytest.mark.parametrize(
    ("text", "traits", "kind"),
    [
        ("Closed-Won", {"lost": 5}, "won"),
        ("赢单", {}, "won"),
        ("perdido", {"won": 3}, "lost"),
        ("Engaging", {}, "open"),
        ("Signed off", {"won": 3, "lost": 1}, "won"),
    ],
)
def test_the_kind_of_a_stage_that_deals_name(
    owner: Actor, text: str, traits: dict[str, int], kind: str
) -> None:
    found = stage_values(text, traits, None)
    assert (found["name"], found["kind"]) == (text, kind)


def test_a_tie_asks(owner: Actor) -> None:
    with pytest.raises(Ambiguous):
        stage_values("Maybe", {"won": 2, "lost": 2}, None)
