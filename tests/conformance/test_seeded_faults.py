"""Guards taken away one by one: each time a named law turns red, so none of them holds by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.urls import path
from jsonschema import ValidationError

from tests.conformance.laws import reading, speed, strangers, writing
from tests.conformance.stage import Stage
from tests.conformance.test_doors import test_every_route_is_known as every_route_is_known
from tests.conformance.test_transfer import test_export_and_import as export_and_import
from trato.accounts.actor import SYSTEM
from trato.accounts.rights import Scope
from trato.api import door
from trato.api.tests.program import forget_documents
from trato.config import urls
from trato.records import access, actions, effects, rows, saving, snapshot, ties, undo, work
from trato.records.effects import removal, words
from trato.records.effects.removal import columns_from
from trato.records.expressions import Condition, Truth
from trato.records.fields import address, moment, money
from trato.records.fields.base import Field
from trato.records.rows import plan
from trato.search import index
from trato.testing import kept
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers
from trato.workspace.pages import board_columns

#: The modules; the packages' names for them are their functions.
merge = import_module("trato.records.merge")
read = import_module("trato.records.rows.read")

Law = Callable[[Stage], None]
Seed = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """What is taken away, and the law that must notice."""

    name: str
    seed: Seed
    law: Law
    #: How many rows the law looks at.
    rows: int = 0
    key: str = "boats"


def nothing(*_arguments: Any, **_options: Any) -> None:
    """Instead of a guard."""


def gone(target: Any, name: str, instead: Any = nothing) -> Seed:
    return lambda patch: patch.setattr(target, name, instead)


def everywhere(name: str, instead: Any, *modules: Any) -> Seed:
    def seed(patch: pytest.MonkeyPatch) -> None:
        for module in modules:
            patch.setattr(module, name, instead)

    return seed


def as_system(patch: pytest.MonkeyPatch) -> None:
    """The API reads rows as the system itself would."""
    real = rows.read
    patch.setattr("trato.api.views.rows.rows.read", lambda _actor, *a, **o: real(SYSTEM, *a, **o))


def only_rows_with_a_value(patch: pytest.MonkeyPatch) -> None:
    real = read._part
    patch.setattr(read, "_part", lambda *a, nulls, **o: [] if nulls else real(*a, nulls=nulls, **o))


def version_stands_still(patch: pytest.MonkeyPatch) -> None:
    real = saving.update_rows

    def update(unit: Any, batch: list[Any]) -> None:
        for touched in batch:
            touched.counted = True
        real(unit, batch)

    patch.setattr(work, "update_rows", update)


def old_versions_are_taken(patch: pytest.MonkeyPatch) -> None:
    real = actions.change
    patch.setattr(actions, "change", lambda *a, version=None, **o: real(*a, **o))


def first_actors_values_stick(patch: pytest.MonkeyPatch) -> None:
    """A statement that remembers the values of whoever it was compiled for."""
    real = plan.Statement.run
    first: dict[int, tuple[Any, ...]] = {}
    patch.setattr(plan.Statement, "run", lambda self, values: real(self, first.setdefault(id(self), values)))


def actors_are_part_of_statements(patch: pytest.MonkeyPatch) -> None:
    real = plan.Selection.shape.fget  # type: ignore[attr-defined]  # a property
    patch.setattr(plan.Selection, "shape", property(lambda self: (*real(self), self.scope.params)))


def only_columns(touched: Any, data: dict[str, Any], _known: Any) -> None:
    for name, value in columns_from(type(touched.record), data).items():
        setattr(touched.record, name, value)


def words_stay(patch: pytest.MonkeyPatch) -> None:
    real = index.DatabaseIndex.replace
    patch.setattr(
        index.DatabaseIndex, "replace", lambda self, key, ids, docs: docs and real(self, key, ids, docs)
    )


def many_links_one_by_one(patch: pytest.MonkeyPatch) -> None:
    real = read.many_values
    patch.setattr(
        read, "many_values", lambda field, ids: {k: v for pk in ids for k, v in real(field, [pk]).items()}
    )


def export_everything(patch: pytest.MonkeyPatch) -> None:
    real = rows.read
    patch.setattr(
        "trato.transfer.exporting.rows.read", lambda _actor, *a, right=None, **o: real(SYSTEM, *a, **o)
    )


def without_the_index(patch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX boat_by_name")


def without_the_index_of_the_bin(patch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX boat_in_bin")


def a_new_route(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(urls, "urlpatterns", urls.urlpatterns)
    urls.urlpatterns.append(path("back-door", door.nothing_here, name="back_door"))


def in_a_folder(stage: Stage) -> None:
    with TemporaryDirectory() as folder:
        export_and_import(stage, Path(folder))


def queries_do_not_grow(stage: Stage) -> None:
    few = {name: count_queries(one) for name, one in speed.doors(stage).items()}
    stage.fill(25)
    speed.queries_do_not_grow(stage, few)


FAULTS = (
    Fault(
        "a board without a column for none",
        gone(board_columns, "_nowhere", lambda _field: []),
        reading.the_board_deals_out_the_list,
        33,
    ),
    Fault("scope dropped from lists", gone(access, "scope_bound", lambda *_a, **_o: access.EVERYTHING),
          strangers.a_stranger_finds_counts_and_infers_nothing),
    Fault("scope dropped from single records", gone(access, "scope_of", lambda *_a: Scope.ALL),
          strangers.a_stranger_finds_counts_and_infers_nothing, key="tasks"),
    Fault("rights to act not asked", gone(access, "visible_ids", lambda _a, _t, ids, *_r: set(ids)),
          strangers.a_stranger_finds_counts_and_infers_nothing),
    Fault("a surface that reads as the system", as_system, reading.the_same_rows_on_every_surface, rows=20),
    Fault("an export beyond its right", export_everything, reading.the_same_rows_on_every_surface, rows=20),
    Fault("values of the first actor stick", first_actors_values_stick,
          reading.a_warm_statement_gives_each_actor_their_own, rows=20),
    Fault("actors compiled into statements", actors_are_part_of_statements,
          reading.ids_of_actors_are_bound_values, rows=5),
    Fault("hidden field read", gone(access, "hidden_fields", lambda *_a: frozenset()),
          strangers.a_hidden_field_does_not_exist),
    Fault("words of a hidden field found",
          everywhere("restricted_fields", lambda *_a: set(), words, index),
          strangers.a_hidden_field_does_not_exist),
    Fault("no sign-in needed",
          gone(LoginRequiredMiddleware, "process_view"),
          strangers.nobody_gets_in_without_signing_in),
    Fault("an unknown door", a_new_route, lambda _stage: every_route_is_known()),
    Fault("null rows lost", only_rows_with_a_value,
          reading.every_column_sorts_and_pages_to_the_full_set, rows=12),
    Fault("cursor of another list taken", gone(read, "_shape_mark", lambda *_a: "mark"),
          reading.a_cursor_of_another_list_is_refused, rows=3),
    Fault("filter is no complement", gone(Truth, "template", "%(expressions)s"),
          reading.every_column_filters_to_exact_parts, rows=9),
    Fault("filter compares the wrong way", gone(Condition, "template", "NOT (%(expressions)s)"),
          reading.every_column_filters_to_exact_parts, rows=9),
    Fault("addresses not kept for matching", gone(effects, "write_match_keys"),
          reading.every_column_filters_to_exact_parts, rows=9),
    Fault("history skipped", gone(effects, "write_history"), writing.every_write_leaves_all_of_its_traces),
    Fault("timeline skipped", gone(effects, "write_timeline"), writing.every_write_leaves_all_of_its_traces),
    Fault("outbox skipped", gone(effects, "write_events"), writing.every_write_leaves_all_of_its_traces),
    Fault("words skipped", gone(effects, "write_words"), writing.every_write_leaves_all_of_its_traces),
    Fault("counter missed", gone(effects, "count_changes"),
          writing.any_chain_undone_in_reverse_is_as_if_nothing_had_been),
    Fault("half a write stays", gone(work, "write_transaction", nullcontext),
          writing.a_fault_in_any_part_takes_all_of_it_back),
    Fault("version stands still", version_stands_still, writing.a_version_counts_every_change),
    Fault("version ignored", old_versions_are_taken, writing.a_version_counts_every_change),
    Fault("what the writer saw ignored", gone(actions, "_refuse_stale"),
          writing.every_refusal_leaves_all_as_it_was),
    Fault("undo ignores later changes", gone(undo, "_still", lambda *_a: True),
          writing.a_later_change_stands_in_the_way),
    Fault("undo leaves creations", gone(undo, "_invert_create", lambda *_a: 0),
          writing.creations_undone_in_any_order_leave_the_empty_state),
    Fault("undo forgets links of what it brings back", gone(undo, "bring_back", only_columns),
          writing.a_deletion_comes_back_whole),
    Fault("the bounds of a column unknown", gone(Field, "check"),
          writing.what_no_column_takes_is_refused_by_its_field),
    Fault("words outlive their record", words_stay, writing.a_deletion_comes_back_whole),
    Fault("pending not healed", gone(effects, "heal"),
          writing.links_heal_when_their_record_arrives_and_wait_when_it_goes),
    Fault("links to what has gone forgotten", gone(effects, "release"),
          writing.links_heal_when_their_record_arrives_and_wait_when_it_goes),
    Fault("a query a row", many_links_one_by_one, queries_do_not_grow, rows=3),
    Fault("links left behind by a merge", gone(merge, "_move_links"),
          writing.a_merge_undone_is_as_if_nothing_had_been),
    Fault("an index missing", without_the_index, speed.declared_sorts_use_their_index, rows=60),
    Fault("the bin's index missing", without_the_index_of_the_bin, speed.a_bin_uses_its_index, rows=60),
    Fault("other than OpenAPI says",
          gone(money.MoneyField, "to_json", lambda _self, value: value and value.minor),
          reading.the_same_rows_on_every_surface, rows=6),
    Fault("a cell that does not come back", gone(moment.DateField, "to_cell", lambda _self, value: ""),
          in_a_folder),
    Fault("a relation outlives its end", gone(removal, "_remove_ties"),
          writing.a_relation_comes_and_goes_with_its_ends),
    Fault("a relation seen by who sees one end", gone(ties, "narrowed", lambda *asked: asked[-1]),
          strangers.a_relation_tells_a_stranger_nothing),
    Fault("kinds of addresses lost", gone(address.AddressesField, "to_cell", address.AddressesField.to_text),
          in_a_folder),
)  # fmt: skip


def forget() -> None:
    """All that was made while the guards were as they are now."""
    plan.forget()
    kept.forget()
    snapshot.reset()
    forget_documents()


@contextmanager
def seeded(fault: Fault, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fault, and nothing of it afterwards: neither in the engine nor in the database."""
    known = list(urls.urlpatterns)
    forget()
    try:
        with transaction.atomic(), patch.context() as inner:
            fault.seed(inner)
            yield
            transaction.set_rollback(True)
    finally:
        urls.urlpatterns[:] = known
        forget()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_law_turns_red(fault: Fault, cast: Cast, make: Makers, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(fault.key, cast, make)
    red = False
    with seeded(fault, monkeypatch):
        try:
            with transaction.atomic():
                stage.fill(fault.rows)
                fault.law(stage)
        except (AssertionError, ValidationError):
            red = True
    assert red, f"no law noticed: {fault.name}"


def test_every_law_of_reading_and_writing_is_named_by_a_fault() -> None:
    named = {fault.law for fault in FAULTS}
    laws = {*reading.READING, *writing.WRITING, *strangers.STRANGERS}
    assert {law.__name__ for law in laws - named} == {reading.search_finds_what_the_words_say.__name__}
