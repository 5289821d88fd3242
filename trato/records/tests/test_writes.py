"""Create, change, archive, purge: what they write, and what each refusal leaves as it was."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight
from trato.records import access, actions, rows, snapshot
from trato.records.errors import Binned, Denied, Invalid, InvalidFields, NotFound, Refused, Stale
from trato.records.models import Change, ChangeSet, OutboxEvent, TimelineEntry
from trato.records.registry import registry
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.makers import Makers


def test_a_change_leaves_its_traces(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    version = actions.change(ana, "deals", deal, {"value": "1200.50"}, version=1)
    found = Change.objects.select_related("change_set").latest("pk")
    assert version == 2
    assert (found.op, found.type, found.first_id, found.change_set.actor_id) == (
        "change",
        "deals",
        deal,
        ana.user_id,
    )
    assert found.before == {"value": {"minor": 90000, "currency": "USD"}}
    assert found.after == {"value": {"minor": 120050, "currency": "USD"}}
    assert (found.change_set.kind, found.change_set.via, found.change_set.state) == (
        "deals.change",
        "screen",
        "complete",
    )
    event = OutboxEvent.objects.latest("pk")
    assert (event.name, event.type, event.record_ids, event.payload) == (
        "records.changed",
        "deals",
        [deal],
        {"fields": ["value"]},
    )
    assert TimelineEntry.objects.filter(type="deals", record_id=deal, kind="changed").count() == 1


def test_a_creation_keeps_ids_only(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana)
    found = Change.objects.latest("pk")
    assert (found.op, found.record_ids, found.before, found.after) == ("create", [deal], None, None)


def test_a_deal_shows_on_its_company_and_contacts(ana: Actor, make: Makers) -> None:
    company, contact = make.company(), make.contact()
    deal = make.deal(owner=ana, company=company, contacts=[contact])
    shown = TimelineEntry.objects.filter(subject_type="deals", subject_id=deal)
    assert set(shown.values_list("type", "record_id", "kind")) == {
        ("companies", company, "created"),
        ("contacts", contact, "created"),
    }


def test_a_move_takes_the_story_along(ana: Actor, make: Makers) -> None:
    old, new = make.company(), make.company()
    deal = make.deal(owner=ana, company=old)
    actions.change(ana, "deals", deal, {"company": new})
    shown = TimelineEntry.objects.filter(subject_type="deals", subject_id=deal, kind="created")
    assert list(shown.values_list("type", "record_id")) == [("companies", new)]


def test_the_same_values_change_nothing(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900", expected_close_on="2026-12-01")
    with unchanged():
        version = actions.change(ana, "deals", deal, {"value": "900.00", "expected_close_on": "2026-12-01"})
    assert version == 1


def test_a_change_and_back_inside_one_work_is_none(ana: Actor, make: Makers) -> None:
    company = make.company(domain="acme.example")
    with unchanged():
        actions.change(ana, "companies", company, {"domain": "https://www.acme.example/about"})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"value": "twelve"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": {"amount": "1", "currency": "XXZ"}}, "value"),
        ({"owner": 10**12}, "owner"),
        ({"company": "Nobody Ltd"}, "company"),
        ({"stage": "Wn"}, "stage"),
        ({"stage": None, "name": "x" * 421}, "name"),
        ({"clsoed_on": "2026-01-01"}, "clsoed_on"),
        ({"status": "won"}, "status"),
        ({"created_at": "2026-01-01"}, "created_at"),
        ({"closed_on": "2026-02-30"}, "closed_on"),
        ({"contacts": 3.5}, "contacts"),
        ({"is_named": True}, "is_named"),
    ],
)
def test_a_wrong_value_names_its_field(ana: Actor, make: Makers, given: dict[str, Any], field: str) -> None:
    deal = make.deal(owner=ana, value="900")
    with unchanged(), pytest.raises(Invalid) as refusal:
        actions.change(ana, "deals", deal, given)
    assert refusal.value.field == field
    with unchanged(), pytest.raises(Invalid) as refusal:
        actions.create(ana, "deals", given)
    assert refusal.value.field == field


def test_all_problems_at_once(ana: Actor) -> None:
    with unchanged(), pytest.raises(InvalidFields) as refusal:
        actions.create(ana, "deals", {"value": "x", "closed_on": "y"})
    assert [one.field for one in refusal.value.problems] == ["value", "closed_on"]


def test_what_is_needed(owner: Actor) -> None:
    with unchanged(), pytest.raises(InvalidFields) as refusal:
        actions.create(owner, "companies", {"name": " "})
    assert refusal.value.field == "name"
    with unchanged(), pytest.raises(InvalidFields):
        actions.create(owner, "companies", {})


def test_what_cannot_be_empty_takes_its_default(owner: Actor, make: Makers) -> None:
    task = make.task(priority="high")
    actions.change(owner, "tasks", task, {"priority": None, "status": ""})
    row = rows.one(owner, "tasks", task)
    assert (row["priority"], row["status"]) == ("normal", "open")


def test_nobody_is_their_own_grandparent(owner: Actor, make: Makers) -> None:
    first = make.company(name="A")
    second = make.company(name="B", parent=first)
    third = make.company(name="C", parent=second)
    for company in (first, second, third):
        with unchanged(), pytest.raises(InvalidFields) as refusal:
            actions.change(owner, "companies", first, {"parent": company})
        assert refusal.value.field == "parent"


def test_taken(owner: Actor, make: Makers) -> None:
    make.tag(name="hot")
    with unchanged(), pytest.raises(InvalidFields):
        make.tag(name="hot")


def test_an_old_version_is_stale(ana: Actor, ben: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    actions.change(ben, "deals", deal, {"value": "1000"}, version=1)
    with unchanged(), pytest.raises(Stale):
        actions.change(ana, "deals", deal, {"reference": "A-1"}, version=1)


def test_other_fields_merge_and_the_same_field_asks(ana: Actor, ben: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    actions.change(ben, "deals", deal, {"value": "1000"}, was={"value": "900.00"})
    actions.change(ana, "deals", deal, {"reference": "A-1"}, was={"reference": None})
    with unchanged(), pytest.raises(Stale) as refusal:
        actions.change(ana, "deals", deal, {"value": "1100"}, was={"value": "900.00"})
    assert refusal.value.field == "value"
    assert str(refusal.value) == "Somebody changed value meanwhile. Look at it again."


def test_what_one_saw_of_a_hidden_field_is_not_answered(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    FieldRight.objects.create(role="member", type="deals", field="value", level="hidden")
    snapshot.reset()
    with unchanged(), pytest.raises(Invalid) as refusal:
        actions.change(ana, "deals", deal, {"reference": "A-1"}, was={"value": "1.00"})
    assert "900" not in str(refusal.value)
    with unchanged(), pytest.raises(Invalid):
        actions.change(ana, "deals", deal, {"reference": "A-1"}, was={"nonsense": "1.00"})


def test_a_field_to_read_only(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, value="900")
    FieldRight.objects.create(role="member", type="deals", field="value", level="read")
    snapshot.reset()
    with unchanged(), pytest.raises(Denied):
        actions.change(ana, "deals", deal, {"value": "1"})


def test_strangers(cleo: Actor, ana: Actor, rita: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana)
    for act in (
        lambda: actions.change(cleo, "deals", deal, {"value": "1"}),
        lambda: actions.archive(cleo, "deals", [deal]),
        lambda: actions.purge(cleo, "deals", [deal]),
        lambda: actions.change_all(cleo, "deals", [deal], {"value": "1"}),
    ):
        with unchanged(), pytest.raises(NotFound):
            act()
    company = make.company()
    for refused in (
        lambda: actions.change(rita, "companies", company, {"city": "Lugo"}),
        lambda: actions.archive(rita, "companies", [company]),
        lambda: actions.create(rita, "companies", {"name": "Mine"}),
    ):
        with unchanged(), pytest.raises(Denied):
            refused()


def test_deleting_is_for_owners(ana: Actor, ben: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana)
    with unchanged(), pytest.raises(Denied):
        actions.archive(ben, "deals", [deal])
    actions.archive(ana, "deals", [deal])
    assert rows.count(ben, "deals", archived=True).number == 1


def test_no_bin(owner: Actor) -> None:
    with unchanged(), pytest.raises(Refused):
        actions.archive(owner, "stages", [1])


def test_archiving_twice_writes_once(owner: Actor, make: Makers) -> None:
    deal = make.deal()
    actions.archive(owner, "deals", [deal])
    with unchanged():
        actions.archive(owner, "deals", [deal])


def test_in_bulk_by_filter(ana: Actor, cleo: Actor, make: Makers) -> None:
    mine = [make.deal(owner=ana, value=value) for value in ("5", "50", "500")]
    make.deal(owner=cleo, value="500")
    done = actions.change_all(ana, "deals", "value>10", {"reference": "big"})
    assert done.changed == 2
    found = rows.read(ana, "deals", columns=("reference",), sort="id").rows
    assert [(row.id, row["reference"]) for row in found] == list(zip(mine, [None, "big", "big"], strict=True))
    assert ChangeSet.objects.latest("pk").state == "complete"


def test_in_bulk_over_several_batches(owner: Actor, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    companies = make.many("companies", 8)
    done = actions.change_all(owner, "companies", companies, {"city": "Lugo"})
    batches = Change.objects.filter(change_set_id=done.set).values_list("batch", flat=True)
    assert (done.changed, sorted(set(batches))) == (8, [0, 1, 2])


def test_a_fault_in_the_middle_rolls_everything_back(
    ana: Actor, make: Makers, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = make.deal(owner=ana, value="900")

    def fail(*_arguments: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("trato.records.effects.write_events", fail)
    with unchanged(), pytest.raises(RuntimeError):
        actions.change(ana, "deals", deal, {"value": "1"})
    with unchanged(), pytest.raises(RuntimeError):
        make.deal(owner=ana, value="7")
    assert_no_drift()


def test_history_names_links_that_are_not_named_yet(ana: Actor, make: Makers) -> None:
    deal = make.deal(owner=ana, company=make.company(name="Acme"))
    actions.change(ana, "deals", deal, {"company": make.company(name="Beta")})
    found = Change.objects.filter(op="change").latest("pk")
    assert (found.before or {})["company"]["label"] == "Acme"
    assert (found.after or {})["company"]["label"] == "Beta"


def test_what_lies_in_the_bin_is_not_changed_there(ana: Actor, make: Makers) -> None:
    """By no act: one value, the same value for many, a verb. Taken out, it is changed again."""
    deal, other = make.deal(owner=ana, name="Roof"), make.deal(owner=ana, name="Shed")
    actions.archive(ana, "deals", [deal])
    win = next(one for one in registry.get("deals").verbs if one.name == "win")
    with unchanged():
        with pytest.raises(Binned, match="in the bin"):
            actions.change(ana, "deals", deal, {"name": "Barn"})
        with pytest.raises(Binned):
            actions.change_all(ana, "deals", [other, deal], {"name": "Barn"})
        with pytest.raises(Binned):
            win.run(ana, access.fetch(ana, registry.get("deals"), deal))
    actions.archive(ana, "deals", [deal], archived=False)
    actions.change(ana, "deals", deal, {"name": "Barn"})
    assert rows.one(ana, "deals", deal, columns=("name",))["name"] == "Barn"
