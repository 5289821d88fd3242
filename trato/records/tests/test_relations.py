from __future__ import annotations

import pytest

from trato.accounts.actor import Actor
from trato.records import access, actions, rows
from trato.records.checksum import checksum
from trato.records.errors import Denied, Invalid, NotFound, RecordError
from trato.records.merge import merge
from trato.records.models import ChangeSet, TimelineEntry
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift, count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def kind(cast: Cast, name: str) -> int:
    return rows.read(cast.owner, "relation_kinds", filter=f'name:"{name}"', columns=()).rows[0].id


def tie(actor: Actor, start: str, name: str, end: str, **facts: object) -> int:
    return actions.create(actor, "relations", {"from": start, "kind": name, "to": end, **facts})


def seen(actor: Actor, words: str = "") -> list[tuple[str, str, str]]:
    found = rows.read(actor, "relations", columns=("from", "kind", "to"), filter=words, sort="id").rows
    return [(row["from"][0].label, row["kind"].label, row["to"][0].label) for row in found]


@pytest.fixture
def eva(make: Makers) -> str:
    return f"contacts/{make.contact(name='Eva Lind')}"


@pytest.fixture
def tom(make: Makers) -> str:
    return f"contacts/{make.contact(name='Tom Berg')}"


@pytest.fixture
def acme(make: Makers) -> str:
    return f"companies/{make.company(name='Acme')}"


def refused(act: object, sentence: str) -> None:
    before = checksum()
    with pytest.raises(RecordError) as caught:
        act()  # type: ignore[operator]  # a lambda
    assert str(caught.value) == sentence
    assert checksum() == before


def test_it_works(cast: Cast, eva: str, acme: str) -> None:
    pk = tie(cast.ana, eva, "Referred by", acme, note="At the fair", since="2024-05-01")
    row = rows.one(cast.ana, "relations", pk)
    assert (row["from"][0].label, row["kind"].label, row["to"][0].label) == (
        "Eva Lind",
        "Referred by",
        "Acme",
    )
    assert (row["from_type"], row["to_type"], row["note"]) == ("contacts", "companies", "At the fair")
    assert seen(cast.ana, f"from:{eva}") == [("Eva Lind", "Referred by", "Acme")]
    assert seen(cast.ana, f"to:{eva}") == []


def test_as_the_other_side_calls_it(cast: Cast, eva: str, acme: str) -> None:
    tie(cast.ana, acme, "Has referred", eva)
    assert seen(cast.ana) == [("Eva Lind", "Referred by", "Acme")]


def test_a_symmetric_one_exists_once(cast: Cast, eva: str, tom: str) -> None:
    tie(cast.ana, eva, "Spouse", tom)
    sentence = "That is there already: Tom Berg – Spouse – Eva Lind."
    refused(lambda: tie(cast.ana, tom, "Spouse", eva), sentence)
    tie(cast.ana, eva, "Parent of", tom)
    tie(cast.ana, tom, "Parent of", eva)
    assert len(seen(cast.ana)) == 3


def test_the_same_twice(cast: Cast, eva: str, acme: str) -> None:
    tie(cast.ana, eva, "Partner", acme)
    refused(lambda: tie(cast.ben, eva, "Partner", acme), "That is there already: Eva Lind – Partner – Acme.")
    pk = tie(cast.ana, eva, "Advised by", acme)
    refused(
        lambda: actions.change(cast.ana, "relations", pk, {"kind": "Partner"}),
        "That is there already: Eva Lind – Partner – Acme.",
    )


def test_not_to_itself(cast: Cast, eva: str) -> None:
    refused(lambda: tie(cast.ana, eva, "Partner", eva), "A record cannot be related to itself.")


def test_a_kind_for_people_only(cast: Cast, eva: str, acme: str) -> None:
    refused(lambda: tie(cast.ana, eva, "Spouse", acme), "“Spouse” is for contacts only.")


def test_settings_are_not_related(cast: Cast, make: Makers, eva: str) -> None:
    tag = f"tags/{make.tag()}"
    refused(lambda: tie(cast.ana, eva, "Partner", tag), "Tags take no relations.")


def test_it_cannot_end_before_it_begins(cast: Cast, eva: str, acme: str) -> None:
    refused(
        lambda: tie(cast.ana, eva, "Partner", acme, since="2024-05-02", until="2024-05-01"),
        "It cannot end before it begins.",
    )


def test_an_end_is_needed(cast: Cast, eva: str) -> None:
    refused(lambda: actions.create(cast.ana, "relations", {"from": eva, "kind": "Partner"}), "To is needed.")


def test_an_unknown_name_is_refused(cast: Cast, eva: str) -> None:
    refused(
        lambda: tie(cast.ana, eva, "Partner", "companies/Acne"),
        "There is no company “Acne”.",
    )
    refused(lambda: tie(cast.ana, eva, "Partner", "x/Acne"), "Expected a type and an id, such as deals/3.")


def test_an_end_in_the_bin(cast: Cast, eva: str, acme: str) -> None:
    actions.archive(cast.owner, "companies", [int(acme.split("/")[1])])
    refused(lambda: tie(cast.owner, eva, "Partner", acme), "“Acme” lies in the bin.")


# what one may not see


def test_a_stranger_sees_none_of_it(cast: Cast, make: Makers, eva: str) -> None:
    deal = f"deals/{make.deal(name='Secret', owner=cast.ana)}"
    pk = tie(cast.ana, eva, "Referred by", deal)
    assert seen(cast.ana) == [("Eva Lind", "Referred by", "Secret")]
    assert seen(cast.cleo) == []
    assert rows.count(cast.cleo, "relations").number == 0
    assert rows.summary(cast.cleo, "relations").count.number == 0
    assert access.visible_ids(cast.cleo, registry.get("relations"), [pk]) == set()
    with pytest.raises(NotFound):
        rows.one(cast.cleo, "relations", pk)
    assert seen(cast.cleo, f"from:{eva}") == seen(cast.cleo, "kind:any") == []
    for words in (f"to:{deal}", "to:deals/Secret"):
        with pytest.raises(Invalid, match="There is no"):
            seen(cast.cleo, words)
    with pytest.raises(NotFound):
        actions.purge(cast.cleo, "relations", [pk])


def test_a_stranger_ties_nothing_to_it(cast: Cast, make: Makers, eva: str) -> None:
    deal = f"deals/{make.deal(name='Secret', owner=cast.ana)}"
    before = checksum()
    for end in (deal, "deals/Secret"):
        with pytest.raises(Invalid):
            tie(cast.cleo, eva, "Referred by", end)
    assert checksum() == before


def test_one_end_must_be_one_s_own_to_change(cast: Cast, make: Makers, eva: str, acme: str) -> None:
    with pytest.raises(Denied):
        tie(cast.rita, eva, "Partner", acme)
    mine = f"deals/{make.deal(owner=cast.ben)}"
    other = f"deals/{make.deal(owner=cast.ana)}"
    people = [f"users/{cast.ana.user_id}", f"users/{cast.ben.user_id}"]
    tie(cast.ben, mine, "Replaced by", other)
    refused(
        lambda: tie(cast.ben, people[0], "Partner", people[1]),
        "To relate two records you must be able to change one of them.",
    )
    pk = tie(cast.owner, people[0], "Partner", people[1])
    assert seen(cast.ben, 'kind:"Partner"') == [("Ana", "Partner", "Ben")]
    with pytest.raises(Denied):
        actions.change(cast.ben, "relations", pk, {"note": "mine"})
    with pytest.raises(Denied):
        actions.purge(cast.ben, "relations", [pk])


def test_queries_do_not_grow(cast: Cast, make: Makers, eva: str) -> None:
    tie(cast.owner, eva, "Partner", f"companies/{make.company()}")
    tie(cast.owner, eva, "Partner", f"deals/{make.deal(owner=cast.cleo)}")
    few = count_queries(lambda: seen(cast.cleo))
    for _number in range(12):
        tie(cast.owner, eva, "Partner", f"companies/{make.company()}")
        tie(cast.owner, eva, "Partner", f"deals/{make.deal(owner=cast.cleo)}")
    assert len(seen(cast.cleo)) == 26
    assert count_queries(lambda: seen(cast.cleo)) == few


# going back


def test_unlinking_is_undone(cast: Cast, eva: str, tom: str) -> None:
    pk = tie(cast.ana, eva, "Spouse", tom, note="Since school")
    before = checksum()
    done = actions.purge(cast.ana, "relations", [pk])
    assert seen(cast.ana) == []
    told = TimelineEntry.objects.filter(kind="untied").values_list("type", "record_id")
    assert sorted(f"{key}/{number}" for key, number in told) == sorted([eva, tom])
    assert undo(cast.ana, done.set or 0).kept == []
    assert checksum() == before
    assert not TimelineEntry.objects.filter(kind="untied").exists()


def test_both_timelines_tell(cast: Cast, eva: str, acme: str) -> None:
    pk = tie(cast.ana, eva, "Partner", acme)
    told = TimelineEntry.objects.filter(subject_type="relations", subject_id=pk, kind="created")
    assert sorted(f"{one.type}/{one.record_id}" for one in told) == sorted([eva, acme])


def test_it_goes_and_comes_back_with_an_end(cast: Cast, eva: str, acme: str, tom: str) -> None:
    tie(cast.ana, eva, "Partner", acme, note="Old friends")
    tie(cast.ana, tom, "Advised by", acme)
    before = checksum()
    done = actions.purge(cast.owner, "companies", [int(acme.split("/")[1])])
    assert seen(cast.owner) == []
    assert rows.pending_of("relations", 1) == {}
    assert undo(cast.owner, done.set or 0).kept == []
    assert checksum() == before
    assert_no_drift()


def test_what_has_lost_an_end_stays_away(cast: Cast, eva: str, acme: str) -> None:
    pk = tie(cast.ana, eva, "Partner", acme)
    unlinked = actions.purge(cast.ana, "relations", [pk])
    actions.purge(cast.owner, "companies", [int(acme.split("/")[1])])
    kept = undo(cast.ana, unlinked.set or 0).kept
    assert [(one.type, one.id, one.reason) for one in kept] == [
        ("relations", pk, "It needs “Acme”, which is gone.")
    ]


def test_what_was_made_anew_stands_in_the_way(cast: Cast, eva: str, acme: str) -> None:
    pk = tie(cast.ana, eva, "Partner", acme)
    unlinked = actions.purge(cast.ana, "relations", [pk])
    tie(cast.ana, acme, "Partner", eva)
    refused(lambda: undo(cast.ana, unlinked.set or 0), "That is there already: Eva Lind – Partner – Acme.")


def test_a_kind_in_use_stays(cast: Cast, eva: str, acme: str) -> None:
    tie(cast.ana, eva, "Partner", acme)
    refused(
        lambda: actions.purge(cast.owner, "relation_kinds", [kind(cast, "Partner")]),
        "“Partner” is in use: 1 relations need it.",
    )
    refused(
        lambda: actions.change(cast.owner, "relation_kinds", kind(cast, "Partner"), {"inverse": "Other"}),
        "This kind is in use; whether both sides say the same of each other cannot change any more.",
    )
    actions.change(cast.owner, "relation_kinds", kind(cast, "Spouse"), {"inverse": "Other"})


# merges


def merged(cast: Cast, survivor: str, *others: str) -> int:
    key = survivor.partition("/")[0]
    return merge(cast.owner, key, int(survivor.split("/")[1]), [int(one.split("/")[1]) for one in others])


def test_a_merge_moves_them_and_its_undo_gives_them_back(
    cast: Cast, make: Makers, eva: str, tom: str, acme: str
) -> None:
    double = f"contacts/{make.contact(name='Eva L.')}"
    tie(cast.ana, double, "Advised by", acme)
    tie(cast.ana, tom, "Parent of", double)
    before = checksum()
    number = merged(cast, eva, double)
    assert seen(cast.ana) == [("Eva Lind", "Advised by", "Acme"), ("Tom Berg", "Parent of", "Eva Lind")]
    after = checksum()
    back = undo(cast.owner, number)
    assert (back.kept, checksum()) == ([], before)
    assert (undo(cast.owner, back.set).kept, checksum()) == ([], after)
    assert_no_drift()


def test_a_merge_across_doubles_and_itself(cast: Cast, make: Makers, eva: str, tom: str, acme: str) -> None:
    double = f"contacts/{make.contact(name='Eva L.')}"
    third = f"contacts/{make.contact(name='E. Lind')}"
    tie(cast.ana, double, "Spouse", tom, note="Second", since="2020-01-01")
    tie(cast.ana, tom, "Spouse", eva, note="First")
    tie(cast.ana, third, "Spouse", tom, until="2025-01-01")
    tie(cast.ana, eva, "Related to", double)
    tie(cast.ana, double, "Parent of", third)
    tie(cast.ana, double, "Partner", acme)
    tie(cast.ana, acme, "Partner", third)
    before = checksum()
    number = merged(cast, eva, double, third)
    assert seen(cast.ana) == [("Tom Berg", "Spouse", "Eva Lind"), ("Eva Lind", "Partner", "Acme")]
    kept = rows.read(cast.ana, "relations", columns=("note", "since", "until"), sort="id").rows[0]
    assert (kept["note"], str(kept["since"]), str(kept["until"])) == ("First", "2020-01-01", "2025-01-01")
    after = checksum()
    back = undo(cast.owner, number)
    assert (back.kept, checksum()) == ([], before)
    assert (undo(cast.owner, back.set).kept, checksum()) == ([], after)
    assert_no_drift()


def test_no_set_is_left_of_a_refusal(cast: Cast, eva: str) -> None:
    before = ChangeSet.objects.count()
    with pytest.raises(Invalid):
        tie(cast.ana, eva, "Partner", eva)
    assert ChangeSet.objects.count() == before
