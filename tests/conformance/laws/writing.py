"""What holds whenever something is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any
from unittest import mock

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import CheckConstraint, IntegerField

from tests.conformance.stage import Stage
from trato.accounts.actor import SYSTEM, Actor
from trato.accounts.rights import Right
from trato.kernel.money import Money
from trato.records import access, actions, rows
from trato.records.actions import parse_values
from trato.records.checksum import checksum
from trato.records.contexts import context_for
from trato.records.effects.words import word_fields
from trato.records.errors import Invalid, RecordError, Stale
from trato.records.fields.base import Field
from trato.records.merge import MERGED, holders_of, merge, merged_into
from trato.records.models import Change, ChangeSet, OutboxEvent, TimelineEntry
from trato.records.registry import registry
from trato.records.stores import ColumnStore
from trato.records.undo import undo
from trato.records.work import writing
from trato.search.models import SearchDoc
from trato.testing.assertions import assert_no_drift, traces
from trato.testing.samples import fill, sample
from trato.testing.samples import row as sample_row

#: What one write leaves behind beside the row; each alone, failing, takes all of it back.
EFFECTS = (
    "write_history",
    "write_timeline",
    "write_match_keys",
    "write_words",
    "count_changes",
    "write_events",
)


def editable(stage: Stage) -> list[Field]:
    """The fields that a random change may touch."""
    fields = stage.record_type.fields.values()
    kept = {"fields": {"label"}, "users": {"name", "email", "teams"}, "views": {"name", "filter", "position"}}
    wanted = kept.get(stage.key)
    return [
        one
        for one in fields
        if one.editable and not one.hidden and one.kind != "json" and (wanted is None or one.name in wanted)
    ]


def targets(stage: Stage) -> dict[str, list[int]]:
    owner = stage.cast.owner
    keys = {one.target for one in stage.record_type.fields.values() if one.target}
    return {
        key: [row.id for row in rows.read(owner, key, columns=(), sort="id", limit=5).rows] for key in keys
    }


class Doer:
    """Does random things to a type's records, as its owner would, and remembers the change sets."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.dice = stage, Random(f"{stage.key}{seed}")
        self.number = 0

    @property
    def owner(self) -> Actor:
        return self.stage.cast.owner

    def ids(self, *, archived: bool | None = None) -> list[int]:
        """The records made by the doer's own hand."""
        kept = self.stage.record_type.model._base_manager.filter(created_by_id=self.owner.user_id)
        return list(kept.order_by("pk").values_list("pk", flat=True))

    def step(self) -> int | None:
        """One act; its change set, or None if there was nothing to do or it was refused."""
        self.number += 1
        act = self.dice.choice((self.create, self.change, self.change, self.change_all, self.bin, self.verb))
        last = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            act()
        except RecordError:
            return None
        sets = ChangeSet.objects.filter(pk__gt=last).values_list("pk", flat=True)
        return sets[0] if sets else None

    def create(self) -> int:
        # Numbers of their own, so that what is unique stays unique.
        given = sample_row(self.stage.record_type, self.dice.randrange(500, 10**6), targets(self.stage))
        return actions.create(self.owner, self.stage.key, given)

    def change(self) -> None:
        ids = self.ids()
        if ids:
            actions.change(self.owner, self.stage.key, self.dice.choice(ids), self.values())

    def values(self) -> dict[str, Any]:
        fields = editable(self.stage)
        held = targets(self.stage)
        found = {}
        for field in self.dice.sample(fields, min(2, len(fields))):
            empty = not field.required and self.dice.random() < 0.3
            number = self.dice.randrange(500, 10**6)
            found[field.name] = None if empty else sample(field, number, held.get(field.target, []))
        return found

    def change_all(self) -> None:
        ids = self.ids()[:3]
        values = {name: value for name, value in self.values().items() if not self.is_unique(name)}
        if ids and values:
            actions.change_all(self.owner, self.stage.key, ids, values)

    def is_unique(self, name: str) -> bool:
        return self.stage.record_type.fields[name].unique

    def bin(self) -> None:
        ids = self.ids()
        if ids and self.stage.record_type.is_archivable:
            actions.archive(
                self.owner, self.stage.key, [self.dice.choice(ids)], archived=self.dice.random() < 0.6
            )
        elif ids:
            actions.purge(self.owner, self.stage.key, [self.dice.choice(ids)])

    def verb(self) -> None:
        ids = self.ids()
        verbs = self.stage.record_type.verbs
        if ids and verbs:
            record = access.fetch(self.owner, self.stage.record_type, self.dice.choice(ids), Right.EDIT)
            self.dice.choice(verbs).run(self.owner, record)


def any_chain_undone_in_reverse_is_as_if_nothing_had_been(stage: Stage, *, steps: int = 14) -> None:
    doer = Doer(stage, seed=1)
    states = [checksum()]
    sets: list[int] = []
    for _step in range(steps):
        made = doer.step()
        if made is not None:
            sets.append(made)
            states.append(checksum())
    for number in reversed(sets):
        assert checksum() == states.pop(), "the state is not what it was at this point"
        assert undo(doer.owner, number).kept == []
    assert checksum() == states.pop(), "the state is not what it was at first"
    assert_no_drift()


def creations_undone_in_any_order_leave_the_empty_state(stage: Stage) -> None:
    doer = Doer(stage, seed=2)
    empty = checksum()
    sets = []
    for _number in range(4):
        doer.create()
        sets.append(ChangeSet.objects.latest("pk").pk)
    doer.dice.shuffle(sets)
    for number in sets:
        assert undo(doer.owner, number).kept == []
    assert checksum() == empty, "something of the creations is left"
    assert_no_drift()


def a_deletion_comes_back_whole(stage: Stage) -> None:
    doer = Doer(stage, seed=3)
    ids = [doer.create(), doer.create()]
    before = checksum()
    words = _words(stage, ids)
    done = actions.purge(doer.owner, stage.key, ids)
    assert done.set is not None
    assert _words(stage, ids) == []
    assert undo(doer.owner, done.set).kept == []
    assert checksum() == before, "what was deleted did not come back as it was"
    assert _words(stage, ids) == words, "what was deleted is not found any more"
    assert_no_drift()


def every_write_leaves_all_of_its_traces(stage: Stage) -> None:
    """History, timeline, words and outbox after a creation and after a change."""
    doer = Doer(stage, seed=4)
    sets, changes, _entries, events = traces()
    pk = doer.create()
    assert traces()[0] == sets + 1, "a creation has no change set"
    assert Change.objects.filter(op="create", type=stage.key, first_id=pk).exists(), "no history of it"
    assert OutboxEvent.objects.filter(
        pk__gt=0, name="records.created", type=stage.key, record_ids=[pk]
    ).exists()
    has_words = any(doer_value for doer_value in _own_words(stage, pk))
    assert bool(_words(stage, [pk])) == has_words, "words and fields differ"
    field = next(one for one in editable(stage) if one.component in {"text", "longtext"})
    actions.change(doer.owner, stage.key, pk, {field.name: "Quixotic"})
    changed = Change.objects.filter(op="change", type=stage.key, first_id=pk)
    assert [field.name in (one.after or {}) for one in changed] == [True], "a change has no history"
    assert TimelineEntry.objects.filter(type=stage.key, record_id=pk, kind="changed").exists(), "no timeline"
    told = OutboxEvent.objects.filter(name="records.changed", type=stage.key, record_ids=[pk])
    assert [field.name in one.payload["fields"] for one in told] == [True], "a change was not told"
    if field.name in word_fields(stage.record_type):
        assert rows.count(doer.owner, stage.key, filter="quixotic").number == 1, "new words are not found"
    assert traces() > (sets, changes, 0, events)
    assert_no_drift()


def _words(stage: Stage, ids: list[int]) -> list[tuple[int, str]]:
    docs = SearchDoc.objects.filter(type=stage.key, record_id__in=ids)
    return sorted(docs.values_list("record_id", "words"))


def _own_words(stage: Stage, pk: int) -> Iterator[Any]:
    names = word_fields(stage.record_type)
    row = rows.one(stage.cast.owner, stage.key, pk, names)
    return (row[name] for name in names)


def a_fault_in_any_part_takes_all_of_it_back(stage: Stage) -> None:
    """History, words, timeline, counters and outbox: whichever fails, nothing of the write remains."""
    doer = Doer(stage, seed=5)
    pk = doer.create()
    field = next(one for one in editable(stage) if one.component in {"text", "longtext"})
    for effect in EFFECTS:
        for act in (
            doer.create,
            lambda: actions.change(doer.owner, stage.key, pk, {field.name: "Other"}),
            lambda: actions.purge(doer.owner, stage.key, [pk]),
        ):
            with nothing_remains(), mock.patch(f"trato.records.effects.{effect}", side_effect=Fault):
                _must_fail(act)
    assert_no_drift()


class Fault(Exception):
    """What a test puts in the middle of a write."""


def _must_fail(act: Callable[[], object]) -> None:
    try:
        act()
    except Fault:
        return
    raise AssertionError("the fault passed unnoticed")


@contextmanager
def nothing_remains() -> Iterator[None]:
    before = (checksum(), traces(), SearchDoc.objects.count())
    yield
    assert (checksum(), traces(), SearchDoc.objects.count()) == before, "something of a failed write remains"


def every_refusal_leaves_all_as_it_was(stage: Stage) -> None:
    """A wrong field, a wrong value, an old version, a record that is not there, a role that may not."""
    doer = Doer(stage, seed=6)
    pk, key, owner = doer.create(), stage.key, doer.owner
    field = next(one for one in editable(stage) if one.component in {"text", "longtext"})
    row = rows.one(owner, key, pk)
    acts: list[Callable[[], object]] = [
        lambda: actions.create(owner, key, {"no_such_field": 1}),
        lambda: actions.change(owner, key, pk, {"no_such_field": 1}),
        lambda: actions.change(owner, key, pk, {"created_at": "2026-01-01"}),
        lambda: actions.change(owner, key, pk, {field.name: ["a list"]}),
        lambda: actions.change(owner, key, pk, {field.name: "late"}, version=row.version - 1),
        lambda: actions.change(owner, key, pk, {field.name: "late"}, was={field.name: "another value"}),
        lambda: actions.change(owner, key, 2**50, {field.name: "x"}),
        lambda: actions.purge(owner, key, [2**50]),
        lambda: actions.purge(owner, key, [pk, 2**50]),
        lambda: actions.change_all(owner, key, [pk, 2**50], {field.name: "x"}),
        lambda: actions.change_all(owner, key, "no_such_field:1", {field.name: "x"}),
        lambda: actions.create(stage.cast.dov, key, {field.name: "x"}),
        lambda: actions.change(stage.cast.dov, key, pk, {field.name: "x"}),
        lambda: actions.purge(stage.cast.dov, key, [pk]),
        lambda: actions.change(stage.cast.rita, key, pk, {field.name: "x"}),
        lambda: actions.purge(stage.cast.rita, key, [pk]),
    ]
    for place, act in enumerate(acts):
        with nothing_remains():
            error = refusal_of(act)
            assert error is not None, f"refusal {place} was no refusal"
            assert str(error), "a refusal without a sentence"


def a_version_counts_every_change(stage: Stage) -> None:
    """The same version twice is stale the second time."""
    doer = Doer(stage, seed=7)
    pk = doer.create()
    field = next(one for one in editable(stage) if one.component in {"text", "longtext"})
    version = rows.one(doer.owner, stage.key, pk).version
    later = actions.change(doer.owner, stage.key, pk, {field.name: "one"}, version=version)
    assert later == version + 1 == rows.one(doer.owner, stage.key, pk).version, "the version did not count"
    try:
        actions.change(doer.owner, stage.key, pk, {field.name: "two"}, version=version)
    except Stale:
        return
    raise AssertionError("an old version was taken")


def a_later_change_stands_in_the_way(stage: Stage) -> None:
    """Undo keeps what somebody changed since, and says so."""
    doer = Doer(stage, seed=8)
    pk = doer.create()
    field = next(one for one in editable(stage) if one.component in {"text", "longtext"})
    actions.change(doer.owner, stage.key, pk, {field.name: "first"})
    number = ChangeSet.objects.latest("pk").pk
    actions.change(doer.owner, stage.key, pk, {field.name: "second"})
    done = undo(doer.owner, number)
    assert [(one.id, one.field) for one in done.kept] == [(pk, field.name)], "a later change was not named"
    assert rows.one(doer.owner, stage.key, pk)[field.name] == "second", "a later change was overwritten"


def links_heal_when_their_record_arrives_and_wait_when_it_goes(stage: Stage) -> None:
    """A name that nobody has stays pending, becomes a link with the record, and pending again without it."""
    owner, key = stage.cast.owner, stage.key
    for field in editable(stage):
        if field.target not in {"companies", "products"} or field.target == key:
            continue
        context = context_for(owner, pend=True)
        given = sample_row(stage.record_type, 999, targets(stage)) | {field.name: "Arriving Ltd"}
        with writing(owner, "law") as work:
            touched = work.create(key, parse_values(owner, stage.record_type, given, context))
        assert rows.pending_of(key, touched.id) == {field.name: ["Arriving Ltd"]}, (
            f"{field.name} does not wait"
        )
        arrived = actions.create(owner, field.target, {"name": "Arriving Ltd"})
        linked = rows.one(owner, key, touched.id)[field.name]
        assert [ref.id for ref in (linked if field.is_many else (linked,)) if ref] == [arrived], (
            "it did not heal"
        )
        assert rows.pending_of(key, touched.id) == {}, "it still waits"
        actions.purge(owner, field.target, [arrived])
        assert rows.pending_of(key, touched.id) == {field.name: ["Arriving Ltd"]}, "its link was forgotten"
        assert_no_drift()


def a_relation_comes_and_goes_with_its_ends(stage: Stage) -> None:
    """It is seen from both ends, unlinked and undone, and goes and comes back with the record."""
    doer, owner = Doer(stage, seed=9), stage.cast.owner
    here, there = f"{stage.key}/{doer.create()}", f"users/{stage.cast.mia.user_id}"
    given = {"from": here, "kind": "Referred by", "to": there}
    if not stage.record_type.is_relatable:
        with nothing_remains():
            assert refusal_of(lambda: actions.create(owner, "relations", given)) is not None
        return
    known = set(_tied(owner, here))
    pk = actions.create(owner, "relations", given)
    assert set(_tied(owner, here)) - known == {pk} & set(_tied(owner, there)), "one end does not know of it"
    with nothing_remains():
        assert refusal_of(lambda: actions.create(owner, "relations", given)) is not None, "it is there twice"
    before = checksum()
    for gone in (("relations", pk), (stage.key, int(here.split("/")[1]))):
        number = _purged(owner, *gone)
        assert pk not in _tied(owner, there), f"it stays when {gone} goes"
        assert rows.pending_of("relations", pk) == {}
        assert undo(owner, number).kept == []
        assert checksum() == before, f"{gone} did not come back with all of it"
    assert_no_drift()


def _purged(actor: Actor, key: str, pk: int) -> int:
    try:
        return actions.purge(actor, key, [pk]).set or 0
    except RecordError as error:
        raise AssertionError(f"{key}/{pk} cannot go: {error}") from error


def _tied(actor: Actor, end: str) -> list[int]:
    found = rows.read(actor, "relations", columns=(), filter=f"from:{end} or to:{end}", limit=5000)
    return [row.id for row in found.rows]


def a_merge_undone_is_as_if_nothing_had_been(stage: Stage) -> None:
    """Three become one, with every relation; its undo brings the same state back, and so once more."""
    if not stage.record_type.mergeable:
        return
    owner, key = stage.cast.owner, stage.key
    survivor, *others = fill(SYSTEM, key, 3)
    _tie(stage, [survivor, *others])
    before, ids = checksum(), [survivor, *others]
    words, stories = _words(stage, ids), _stories(key, ids)
    number = merge(owner, key, survivor, others)
    merged = checksum()
    for other in registry.types():
        for field in other.fields.values():
            left = (
                holders_of(other, field, key, others) if field.editable and field.target in {key, ""} else ()
            )
            assert not left, f"{other.key}.{field.name} still leads to a record that is merged away"
    assert [merged_into(key, pk) for pk in others] == [survivor, survivor], "the old numbers lead nowhere"
    assert _words(stage, others) == [], "what is merged away is still found"
    assert_no_drift()
    back = undo(owner, number)
    assert back.kept == []
    assert checksum() == before, "the merge did not come apart as it was"
    assert _words(stage, ids) == words, "what came apart is not found any more"
    assert _stories(key, ids) == stories, "the timelines are not what they were"
    assert undo(owner, back.set).kept == []
    assert checksum() == merged, "the merge that was undone and done again is another one"
    assert_no_drift()


def _tie(stage: Stage, ids: list[int]) -> None:
    """Let every type that can link to these link to them, by one field and by another."""
    for other in registry.types():
        fields = [one for one in editable(replace(stage, key=other.key)) if one.target == stage.key]
        if not fields or other.key in {"users", "views", "mends", "fields"}:
            continue
        for place, pk in enumerate(fill(SYSTEM, other.key, 4)):
            if pk in ids:
                continue
            for field in fields:
                linked = [ids[place % 3], ids[(place + 1) % 3]] if field.is_many else ids[place % 3]
                actions.change(stage.cast.owner, other.key, pk, {field.name: linked})
    user = f"users/{stage.cast.mia.user_id}"
    ties = (
        (f"{stage.key}/{ids[0]}", "Partner", user),  # after the merge these two are the same
        (user, "Partner", f"{stage.key}/{ids[1]}"),
        (f"{stage.key}/{ids[2]}", "Advised by", user),
        (f"{stage.key}/{ids[0]}", "Referred by", f"{stage.key}/{ids[2]}"),  # and this one is none
    )
    for first, kind, second in ties if stage.record_type.is_relatable else ():
        actions.create(stage.cast.owner, "relations", {"from": first, "kind": kind, "to": second})
    for pk in ids:
        about = f"{stage.key}/{pk}"
        actions.create(
            stage.cast.owner, "notes", {"body": "Told.", "about": [about, f"{stage.key}/{ids[0]}"]}
        )


def _stories(key: str, ids: list[int]) -> list[tuple[Any, ...]]:
    """What the timelines of these records tell, the merge and its undo aside."""
    told = TimelineEntry.objects.filter(type=key, record_id__in=ids)
    told = told.exclude(kind=MERGED).exclude(change_set_id__in=ChangeSet.objects.filter(kind=f"{key}.merge"))
    told = told.exclude(change_set_id__in=ChangeSet.objects.filter(kind="undo"))
    return sorted(told.values_list("record_id", "kind", "subject_type", "subject_id", "change_set_id"))


def what_no_column_takes_is_refused_by_its_field(stage: Stage) -> None:
    """The declaration of a field knows the bounds that the database keeps, and says so in words."""
    kept = [(getattr(one, "store", None), one) for one in editable(stage)]
    fields = {store.fields[0]: one for store, one in kept if isinstance(store, ColumnStore)}
    for column, field in fields.items():
        if isinstance(column, IntegerField) and field.kind == "integer":  # money reads its own
            least, most = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
            assert _refuses(field, least - 1), f"{stage.key}: {field.name} takes less than its column"
            assert _refuses(field, most + 1), f"{stage.key}: {field.name} takes more than its column"
    constraints = stage.record_type.model._meta.constraints
    conditions: list[Any] = [one.condition for one in constraints if isinstance(one, CheckConstraint)]
    for name, bound in (pair for condition in conditions for pair in condition.children):
        path, _mark, lookup = name.rpartition("__")
        beyond = {"gte": -1, "lte": 1}.get(lookup)
        for column, field in fields.items():
            held = column.name == path and beyond is not None
            assert not held or _refuses(field, bound + beyond), f"{stage.key}: {name}"


def _refuses(field: Field, number: int) -> bool:
    given = Money(number, "EUR") if field.kind == "money" else number
    error = refusal_of(lambda: field.check(given))
    return isinstance(error, Invalid) and error.field == field.name


WRITING = (
    what_no_column_takes_is_refused_by_its_field,
    any_chain_undone_in_reverse_is_as_if_nothing_had_been,
    creations_undone_in_any_order_leave_the_empty_state,
    a_deletion_comes_back_whole,
    every_write_leaves_all_of_its_traces,
    a_fault_in_any_part_takes_all_of_it_back,
    every_refusal_leaves_all_as_it_was,
    a_version_counts_every_change,
    a_later_change_stands_in_the_way,
    links_heal_when_their_record_arrives_and_wait_when_it_goes,
    a_relation_comes_and_goes_with_its_ends,
    a_merge_undone_is_as_if_nothing_had_been,
)


def refusal_of(act: Callable[[], object]) -> RecordError | None:
    """What an act refuses with; None if it does not."""
    try:
        act()
    except RecordError as error:
        return error
    return None
