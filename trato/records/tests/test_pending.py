"""Links that are known by a name only: one decision for all alike, and healing by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from trato.accounts.actor import SYSTEM, Actor
from trato.records import actions, effects, rows, several
from trato.records.actions import parse_values
from trato.records.checksum import checksum
from trato.records.contexts import context_for
from trato.records.errors import Invalid, NotFound
from trato.records.mending import mend, pending_groups
from trato.records.models import Change, ChangeSet, MendDecision, Pending
from trato.records.registry import registry
from trato.records.tasks import take_back_broken_acts
from trato.records.undo import undo
from trato.records.values import Ref
from trato.records.work import Work, writing
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.makers import Makers


def waiting_deal(actor: Actor, **given: object) -> int:
    """A deal as an import writes it: unknown names stay pending."""
    record_type = registry.get("deals")
    values = parse_values(
        SYSTEM, record_type, {"owner": actor.user_id, **given}, context_for(SYSTEM, pend=True)
    )
    with writing(SYSTEM, "import") as work:
        touched = work.create("deals", values)
    return touched.id


def test_it_waits_and_heals_when_the_name_arrives(owner: Actor, make: Makers) -> None:
    deal = waiting_deal(owner, company="Acme", products=["GTX Pro", "MG Special"])
    row = rows.one(owner, "deals", deal)
    assert (row["name"], row["company"], row["products"]) == ("Deal", None, ())
    assert rows.pending_of("deals", deal) == {"company": ["Acme"], "products": ["GTX Pro", "MG Special"]}
    company = make.company(name="Acme")
    row = rows.one(owner, "deals", deal)
    assert (row["company"].id, row["name"]) == (company, "Acme")
    assert Change.objects.filter(op="heal", type="deals", first_id=deal).count() == 1
    make.product(name="MG Special")
    row = rows.one(owner, "deals", deal)
    assert ([ref.label for ref in row["products"]], row["name"]) == (["MG Special"], "Acme – MG Special")
    make.product(reference="GTX Pro", name="GTX Pro 2")
    row = rows.one(owner, "deals", deal)
    assert {ref.label for ref in row["products"]} == {"GTX Pro 2", "MG Special"}
    assert row["name"] == "Acme – MG Special – GTX Pro 2"
    assert Pending.objects.count() == 0
    assert_no_drift()


def test_another_spelling_is_only_proposed(owner: Actor, make: Makers) -> None:
    for _number in range(3):
        waiting_deal(owner, products=["GTXPro"])
    product = make.product(name="GTX Pro")
    make.product(name="MG Special")
    found = pending_groups(owner, "deals")
    assert [group.as_json() for group in found] == [
        {
            "field": "products",
            "text": "GTXPro",
            "rows": 3,
            "proposal": {"id": product, "label": "GTX Pro"},
        }
    ]


def test_one_decision_mends_all_and_is_undone_as_one(owner: Actor, make: Makers) -> None:
    deals = [waiting_deal(owner, products=["GTXPro"]) for _number in range(3)]
    product = make.product(name="GTX Pro")
    before = checksum()
    done = mend(owner, "deals", "products", "GTXPro", to=product)
    assert done.rows == 3
    for deal in deals:
        assert [ref.id for ref in rows.one(owner, "deals", deal)["products"]] == [product]
        assert rows.one(owner, "deals", deal)["name"] == "GTX Pro"
    assert list(MendDecision._base_manager.values_list("text", "target_id")) == [("GTXPro", product)]
    assert undo(owner, done.set).kept == []
    assert checksum() == before
    assert_no_drift()


def test_over_several_batches(owner: Actor, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trato.records.mending.BATCH", 2)
    for _number in range(5):
        waiting_deal(owner, company="Acme Corp")
    before = checksum()
    done = mend(owner, "deals", "company", "Acme Corp", make=True)
    assert done.rows == 5
    assert Pending.objects.count() == 0
    assert undo(owner, done.set).kept == []
    assert checksum() == before


class Crash(BaseException):
    """The machine stops."""


@pytest.mark.parametrize("is_late", [False, True])
def test_broken_off_it_is_taken_back(owner: Actor, monkeypatch: pytest.MonkeyPatch, *, is_late: bool) -> None:
    """At once, or where there is no time for it, once no request can be at it any more."""
    for _number in range(5):
        waiting_deal(owner, company="Acme Corp")
    monkeypatch.setattr("trato.records.mending.BATCH", 2)
    before, sets = checksum(), ChangeSet.objects.count()
    healed = effects.mend_rows

    def stop(work: Work, waiting: list[Pending], ref: Ref) -> int:
        if waiting[0].pk != first:
            raise Crash
        return healed(work, waiting, ref)

    first = Pending.objects.order_by("pk")[0].pk
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(effects, "mend_rows", stop)
        if is_late:
            meanwhile.setattr(several, "_take_back", lambda *_given: None)
        with pytest.raises(Crash):
            mend(owner, "deals", "company", "Acme Corp", make=True)
    if is_late:
        assert Pending.objects.count() == 3
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
            take_back_broken_acts()
    assert checksum() == before
    made = ChangeSet.objects.order_by("pk")[sets:]
    assert [one.state for one in made if one.kind == "mend"] == [ChangeSet.UNDONE]
    assert mend(owner, "deals", "company", "Acme Corp", make=True).rows == 5
    assert_no_drift()


def test_made_on_the_way(owner: Actor) -> None:
    deal = waiting_deal(owner, company="Acme")
    mend(owner, "deals", "company", "Acme", make=True)
    assert rows.one(owner, "deals", deal)["company"].label == "Acme"


def test_refusals(owner: Actor, ana: Actor, rita: Actor, make: Makers) -> None:
    waiting_deal(owner, company="Acme")
    company = make.company(name="Beta")
    for field, text, to, by, error in (
        ("company", "Nobody", company, owner, NotFound),
        ("company", "Acme", 10**9, owner, NotFound),
        ("value", "Acme", company, owner, Invalid),
        ("compny", "Acme", company, owner, Invalid),
        ("company", "Acme", None, owner, Invalid),
    ):
        with unchanged(), pytest.raises(error):
            mend(by, "deals", field, text, to=to)
    with unchanged(), pytest.raises(Invalid):
        mend(owner, "deals", "company", "Acme", to=company, make=True)


def test_a_stranger_mends_nothing_and_learns_nothing(
    owner: Actor, ana: Actor, cleo: Actor, make: Makers
) -> None:
    deal = waiting_deal(ana, company="Acme")
    company = make.company(name="Beta")
    assert pending_groups(cleo, "deals") == []
    with unchanged(), pytest.raises(NotFound):
        mend(cleo, "deals", "company", "Acme", to=company)
    own = waiting_deal(cleo, company="Acme")
    assert mend(cleo, "deals", "company", "Acme", to=company).rows == 1
    assert rows.one(owner, "deals", own)["company"].id == company
    assert rows.one(owner, "deals", deal)["company"] is None


def test_clearing_a_pending_link(owner: Actor) -> None:
    deal = waiting_deal(owner, company="Acme", products=["GTXPro"])
    actions.change(owner, "deals", deal, {"company": None, "products": []})
    assert Pending.objects.count() == 0


def test_changing_other_fields_keeps_it_waiting(owner: Actor) -> None:
    deal = waiting_deal(owner, company="Acme", products=["GTXPro"])
    actions.change(owner, "deals", deal, {"value": "5"})
    assert rows.pending_of("deals", deal) == {"company": ["Acme"], "products": ["GTXPro"]}
