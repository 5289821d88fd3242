"""Pipelines, stages and lost reasons: put in order, added to, removed with a place for what they hold."""

from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.records import actions, picklists, relinking, rows
from trato.records.errors import Denied, Invalid, NotFound, Refused, Stale
from trato.records.models import ChangeSet
from trato.records.tasks import go_on_turning
from trato.records.undo import undo
from trato.sales.models import LostReason, Pipeline, Stage
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def stages(pipeline: str = "Sales") -> list[str]:
    found = Stage._base_manager.filter(pipeline__name=pipeline).order_by("position", "pk")
    return [stage.name for stage in found]


def stage(name: str, pipeline: str = "Sales") -> Stage:
    found: Stage = Stage._base_manager.get(name=name, pipeline__name=pipeline)
    return found


def where(actor: Actor, deal: int) -> tuple[str, str]:
    row = rows.one(actor, "deals", deal, ("stage", "status"))
    return row["stage"].label, row["status"]


def test_a_stage_goes_and_its_deals_with_it(cast: Cast, make: Makers) -> None:
    deals = [make.deal(owner=cast.ana, stage="Discovery", value="100") for _each in range(3)]
    won = make.deal(owner=cast.ana, stage="Won")
    going = stage("Discovery")
    done = picklists.replace(cast.owner, going, by=stage("Proposal").pk)
    assert (done.changed, done.is_running) == (3, False)
    assert stages() == ["Qualified", "Proposal", "Negotiation", "Won", "Lost"]
    assert [where(cast.ana, pk) for pk in deals] == [("Proposal", "open")] * 3
    assert where(cast.ana, won) == ("Won", "won")
    assert_no_drift()
    undo(cast.owner, done.set)
    assert stages() == ["Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost"]
    assert [where(cast.ana, pk) for pk in deals] == [("Discovery", "open")] * 3
    assert_no_drift()


def test_in_batches(cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large is written in several transactions of one change set, the largest in the background."""
    monkeypatch.setattr(relinking, "BATCH", 2)
    deals = make.many("deals", 5, owner=cast.ana, stage="Discovery")
    done = picklists.replace(cast.owner, stage("Discovery"), by=stage("Proposal").pk)
    assert {where(cast.ana, pk)[0] for pk in deals} == {"Proposal"}
    found = ChangeSet.objects.get(pk=done.set)
    assert (done.changed, found.state, found.batches, found.details["done"]) == (5, "complete", 5, 5)
    undo(cast.owner, done.set)
    assert {where(cast.ana, pk)[0] for pk in deals} == {"Discovery"}
    monkeypatch.setattr(relinking, "AT_ONCE", 3)
    done = picklists.replace(cast.owner, stage("Discovery"), by=stage("Proposal").pk)
    assert done.is_running
    with pytest.raises(Refused, match="on their way"):
        picklists.replace(cast.adam, stage("Discovery"), by=stage("Qualified").pk)
    later = make.deal(owner=cast.ana, stage="Discovery")
    go_on_turning.call(done.set)
    assert {where(cast.ana, pk)[0] for pk in [*deals, later]} == {"Proposal"}
    assert "Discovery" not in stages()
    go_on_turning.call(done.set)
    assert_no_drift()


def test_what_cannot_go_on_says_so(cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place itself goes while deals are under way: what was moved can be undone."""
    monkeypatch.setattr(relinking, "BATCH", 2)
    monkeypatch.setattr(relinking, "AT_ONCE", 1)
    make.many("deals", 3, owner=cast.ana, stage="Discovery")
    done = picklists.replace(cast.owner, stage("Discovery"), by=stage("Proposal").pk)
    picklists.replace(cast.owner, stage("Negotiation"))
    picklists.replace(cast.owner, stage("Qualified"))
    monkeypatch.setattr(relinking, "_end", _refuse)
    go_on_turning.call(done.set)
    found = ChangeSet.objects.get(pk=done.set)
    assert (found.state, found.details["problem"], found.details["done"]) == ("complete", "No.", 3)


def _refuse(*_given: object) -> None:
    raise Refused("No.")


def test_what_is_refused(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, stage="Discovery")
    going, elsewhere = stage("Discovery"), make.stage(name="Else", pipeline=make.pipeline(name="Else"))
    with unchanged():
        with pytest.raises(Invalid, match="Choose where the records in “Discovery” go: 1 deal"):
            picklists.replace(cast.owner, going)
        with pytest.raises(Invalid, match="place of itself"):
            picklists.replace(cast.owner, going, by=going.pk)
        with pytest.raises(Invalid, match="Choose one of the same kind"):
            picklists.replace(cast.owner, going, by=stage("Won").pk)
        with pytest.raises(Invalid, match="Expected the number"):
            picklists.replace(cast.owner, going, by="the next")
        with pytest.raises(Refused, match="“Won” is the last won stage of “Sales”"):
            picklists.replace(cast.owner, stage("Won"))
        with pytest.raises(Refused, match="“Lost” is the last lost stage of “Sales”"):
            actions.purge(cast.owner, "stages", [stage("Lost").pk])
        with pytest.raises(Denied):
            picklists.replace(cast.mia, going, by=stage("Proposal").pk)
        with pytest.raises(Stale):
            picklists.replace(cast.owner, going, by=stage("Proposal").pk, version=7)
        with pytest.raises(Refused, match="One deal stands"):
            actions.change(cast.owner, "stages", going.pk, {"kind": "won"})
        with pytest.raises(Refused, match="last won stage"):
            actions.change(cast.owner, "stages", stage("Won").pk, {"kind": "lost"})
        with pytest.raises(Refused, match="no list to choose from"):
            picklists.replace(cast.owner, _deal(deal))
    picklists.replace(cast.owner, going, by=elsewhere)
    assert rows.one(cast.owner, "deals", deal, ("pipeline",))["pipeline"].label == "Else"


def _deal(pk: int) -> object:
    from trato.sales.models import Deal

    return Deal._base_manager.get(pk=pk)


def test_a_pipeline_goes_with_its_stages(cast: Cast, make: Makers) -> None:
    sales: Pipeline = Pipeline._base_manager.get()
    with unchanged(), pytest.raises(Refused, match="last pipeline"):
        picklists.replace(cast.owner, sales)
    other = picklists.add(cast.owner, "pipelines", "Partners", like=sales.pk)
    assert stages("Partners") == stages("Sales")
    one = make.deal(owner=cast.ana, pipeline="Partners", stage="Discovery")
    two = make.deal(owner=cast.ana, pipeline="Partners", stage="Won")
    going = Pipeline._base_manager.get(pk=other)
    parts = {
        stage("Discovery", "Partners").pk: stage("Proposal").pk,
        str(stage("Won", "Partners").pk): stage("Won").pk,
    }
    with unchanged(), pytest.raises(Invalid, match="Choose where the records"):
        picklists.replace(cast.owner, going)
    done = picklists.replace(cast.owner, going, parts=parts)
    assert (where(cast.ana, one), where(cast.ana, two)) == (("Proposal", "open"), ("Won", "won"))
    assert list(Pipeline._base_manager.values_list("name", flat=True)) == ["Sales"]
    undo(cast.owner, done.set)
    row = rows.one(cast.ana, "deals", one, ("pipeline", "stage"))
    assert (row["pipeline"].label, row["stage"].label) == ("Partners", "Discovery")
    assert_no_drift()


def test_order(cast: Cast) -> None:
    ids = [stage(name).pk for name in stages()]
    wanted = [ids[1], ids[0], *ids[2:]]
    done = picklists.arrange(cast.owner, "stages", wanted)
    assert stages()[:3] == ["Discovery", "Qualified", "Proposal"]
    assert picklists.arrange(cast.owner, "stages", wanted) is None
    undo(cast.owner, done or 0)
    assert stages()[:3] == ["Qualified", "Discovery", "Proposal"]
    picklists.move_before(cast.owner, stage("Qualified"), before=stage("Won").pk)
    assert stages() == ["Discovery", "Proposal", "Negotiation", "Qualified", "Won", "Lost"]
    with unchanged():
        with pytest.raises(Stale):
            picklists.arrange(cast.owner, "stages", ids[:-1])
        with pytest.raises(Denied):
            picklists.arrange(cast.mia, "stages", ids)
        with pytest.raises(Invalid):
            picklists.arrange(cast.owner, "stages", [])
        with pytest.raises(Invalid, match="same list"):
            picklists.move_before(cast.owner, stage("Won"), before=10**9)


def test_a_new_stage_stands_before_those_that_close(cast: Cast) -> None:
    sales = Pipeline._base_manager.get().pk
    pk = picklists.add(cast.owner, "stages", "Trial", whole=sales)
    assert stages() == ["Qualified", "Discovery", "Proposal", "Negotiation", "Trial", "Won", "Lost"]
    assert Stage._base_manager.get(pk=pk).kind == "open"
    with unchanged():
        with pytest.raises(Invalid, match="there already"):
            picklists.add(cast.owner, "stages", " trial ", whole=sales)
        with pytest.raises(Denied):
            picklists.add(cast.ana, "stages", "Mine", whole=sales)
        with pytest.raises(Invalid):
            picklists.add(cast.owner, "stages", " ", whole=sales)


def test_lost_reasons(cast: Cast, make: Makers) -> None:
    def names() -> list[str]:
        return list(LostReason._base_manager.order_by("position", "pk").values_list("name", flat=True))

    deal = make.deal(owner=cast.ana, stage="Lost", lost_reason="Price")
    price = LostReason._base_manager.get(name="Price")
    picklists.add(cast.owner, "lost_reasons", "Moved away")
    assert names()[-1] == "Moved away"
    other = LostReason._base_manager.get(name="Competitor")
    done = picklists.replace(cast.owner, price, by={"id": other.pk})
    assert rows.one(cast.ana, "deals", deal, ("lost_reason",))["lost_reason"].label == "Competitor"
    undo(cast.owner, done.set)
    assert rows.one(cast.ana, "deals", deal, ("lost_reason",))["lost_reason"].label == "Price"
    picklists.replace(cast.owner, price)
    assert rows.one(cast.ana, "deals", deal, ("lost_reason",))["lost_reason"] is None
    assert "Price" not in names()


def test_who_comes_second_finds_nothing(cast: Cast) -> None:
    """Both had asked before either removed it: one of them is told that it has gone."""
    plan = relinking.Plan("stages.replace", "stages", stage("Discovery").pk, "Discovery")
    plan.removed = [("stages", plan.id)]
    relinking.turn(cast.owner, plan)
    with unchanged(), pytest.raises(NotFound):
        relinking.turn(cast.adam, plan)


def test_by_the_api(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, stage="Discovery")
    first, going, target = (stage(name).pk for name in ("Qualified", "Discovery", "Proposal"))
    program = program_of(User.objects.get(pk=cast.owner.user_id or 0))
    assert program.post(f"/api/stages/{target}/move", {"before": first}).status == 200
    assert stages()[:3] == ["Proposal", "Qualified", "Discovery"]
    refused = program.post(f"/api/stages/{going}/replace", {})
    assert (refused.status, refused.field) == (422, f"by-stages-{going}")
    done = program.post(f"/api/stages/{going}/replace", {"by": target})
    assert (done.status, done.data) == (200, {"id": going})
    assert where(cast.ana, deal) == ("Proposal", "open")
    ana, ben = cast.ana.user_id, cast.ben.user_id
    assert program.post(f"/api/users/{ana}/hand_over", {"to": ben, "leaves": True}).status == 200
    assert rows.one(cast.owner, "deals", deal, ("owner",))["owner"].label == "Ben"
    stranger = program_of(User.objects.get(pk=cast.mia.user_id or 0))
    assert stranger.post(f"/api/users/{ben}/hand_over", {"to": cast.mia.user_id}).status == 403
    assert program.post(f"/api/users/{ben}/hand_over", {"to": ana, "apart": 7}).status == 422


def test_deals_are_sorted_as_the_stages_stand(cast: Cast, make: Makers) -> None:
    """A column of stages goes by the pipeline, one pipeline after the other, and on through pages."""
    sales: Pipeline = Pipeline._base_manager.get()
    picklists.add(cast.owner, "pipelines", "Partners", like=sales.pk)
    for pipeline in ("Partners", "Sales"):
        for name in ("Won", "Discovery", "Qualified", "Proposal"):
            make.deal(owner=cast.ana, pipeline=pipeline, stage=name)
    ordered = ["Qualified", "Discovery", "Proposal", "Won"]
    wanted = [(pipeline, name) for pipeline in ("Sales", "Partners") for name in ordered]
    assert _sorted(cast.ana, "stage") == wanted
    assert _sorted(cast.ana, "-stage") == wanted[::-1]
    Stage._base_manager.filter(name="Won").update(position=0)
    assert [name for _pipeline, name in _sorted(cast.ana, "stage")[:4]] == ["Won", *ordered[:3]]


def _sorted(actor: Actor, sort: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    after = None
    while not found or after:
        page = rows.read(actor, "deals", columns=("pipeline", "stage"), sort=sort, limit=3, after=after)
        found += [(row["pipeline"].label, row["stage"].label) for row in page.rows]
        after = page.next
    return found
