"""System checks of declarations: a typo is found at start-up, with its place and a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, Warning, register

from trato.kernel.nearest import did_you_mean
from trato.records.fields.kinds import built_in
from trato.records.filters import parse
from trato.records.filters.tree import terms
from trato.records.record_type import Within
from trato.records.registry import registry
from trato.records.upcoming import is_planned
from trato.records.values import NEXT_STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.records.record_type import RecordType


@register()
def check_record_types(app_configs: Any = None, **_options: Any) -> list[CheckMessage]:
    """Every declaration of every registered type."""
    found: list[CheckMessage] = []
    for record_type in registry.types():
        found += check_record_type(record_type)
    return found


def check_record_type(record_type: RecordType) -> list[CheckMessage]:
    """What is wrong with one declaration."""
    known = declared_fields(record_type)
    found: list[CheckMessage] = []
    for check in (_names, _title, _sorts, _related, _targets, _policy, _mergeable, _done):
        found += check(record_type, known)
    return found


def declared_fields(record_type: RecordType) -> set[str]:
    """The names of built-in fields, known without asking the database."""
    refine, record_type.__class__.refine = record_type.refine, ()
    try:
        names = set(built_in(record_type))
    finally:
        record_type.__class__.refine = refine
    return names | {via.name for via in record_type.via} | {"id"}


def _error(record_type: RecordType, number: int, place: str, sentence: str) -> Error:
    name = type(record_type).__name__
    return Error(f"{name}.{place}: {sentence}", obj=record_type.model, id=f"records.E{number:03}")


def _references(record_type: RecordType) -> Iterator[tuple[int, str, Iterable[str]]]:
    is_worked_out = {NEXT_STEP} if is_planned(record_type) else set()
    yield 1, "columns", [name for name in record_type.columns if name not in is_worked_out]
    yield 2, "filters", [name.split(".")[0] for name in record_type.filters]
    yield 3, "words", record_type.words.weights
    yield 4, "timeline_to", record_type.timeline_to
    yield 37, "reached_by", filter(None, (record_type.reached_by,))
    yield 5, "counted_by", record_type.counted_by
    yield 6, "page.facts", [name for facts in record_type.page.facts for name in facts.fields]
    yield 7, "page.header", record_type.page.header
    yield 8, "transfer.match_on", record_type.transfer.match_on
    yield 9, "transfer.synonyms", record_type.transfer.synonyms
    yield 10, "refine", [refinement.name for refinement in record_type.refine]
    yield 11, "default_sort", [record_type.default_sort.removeprefix("-")]
    yield 13, "counted_total", [record_type.counted_total] if record_type.counted_total else []
    yield 14, "page.path", [record_type.page.path] if record_type.page.path else []
    yield from _ends(record_type)
    if record_type.board is not None:
        yield 15, "board.by", [record_type.board.by]
        yield 16, "board.total", [record_type.board.total] if record_type.board.total else []
        yield 24, "board.card", filter(None, (*record_type.board.card, record_type.board.since))
    if record_type.picklist is not None:
        rules = record_type.picklist
        yield 31, "picklist", filter(None, (rules.order, *rules.shows, *rules.alike))
    yield 32, "handed_over", [one.path[0] for one in terms(parse(record_type.handed_over or ""))]
    yield 33, "open_rows", [one.path[0] for one in terms(parse(record_type.open_rows))]
    yield 25, "verbs", [name for verb in record_type.verbs for name in verb.asks]
    yield 26, "ends", record_type.ends
    yield from _namings(record_type)


def _namings(record_type: RecordType) -> Iterator[tuple[int, str, Iterable[str]]]:
    yield 35, "title_from", record_type.title_from
    yield 27, "named_by", filter(None, (*record_type.named_by, getattr(record_type.unnamed, "after", "")))


def _ends(record_type: RecordType) -> Iterator[tuple[int, str, Iterable[str]]]:
    if record_type.calendar is not None:
        asked = record_type.calendar
        yield 22, "calendar", filter(None, (asked.start, asked.end, asked.day, *asked.over[:1]))
    yield 34, "over_when", record_type.over_when[:1]
    if record_type.ending is not None:
        yield 36, "ending", record_type.ending.fields


def _names(record_type: RecordType, known: set[str]) -> Iterable[CheckMessage]:
    for number, place, names in _references(record_type):
        for name in names:
            if name not in known:
                sentence = f"no field “{name}”.{did_you_mean(name, sorted(known))}"
                yield _error(record_type, number, place, sentence)


def _title(record_type: RecordType, known: set[str]) -> Iterable[CheckMessage]:
    if record_type.title not in known:
        yield _error(record_type, 12, "title", f"no field “{record_type.title}”.")


def _sorts(record_type: RecordType, known: set[str]) -> Iterable[CheckMessage]:
    """A declared sort needs its field, and an index that begins with its column."""
    indexes = [
        tuple(name.removeprefix("-") for name in index.fields) for index in record_type.model._meta.indexes
    ]
    for sort in record_type.sorts:
        names = (sort.group, sort.field) if isinstance(sort, Within) else (sort,)
        missing = [name for name in names if name not in known]
        if missing:
            yield _error(record_type, 17, "sorts", f"no field “{missing[0]}”.")
            continue
        wanted = tuple(_sort_column(record_type, name) for name in names)
        if not any(index[: len(wanted)] == wanted for index in indexes):
            hint = f"add models.Index({', '.join(map(repr, wanted))}, 'id')"
            yield Warning(
                f"{type(record_type).__name__}.sorts: “{names[-1]}” has no index.",
                hint=hint,
                obj=record_type.model,
                id="records.W001",
            )


def _sort_column(record_type: RecordType, name: str) -> str:
    columns = {column.name for column in record_type.model._meta.get_fields()}
    for candidate in (f"{name}_key", f"{name}_minor"):
        if candidate in columns:
            return candidate
    return name


def _related(record_type: RecordType, _known: set[str]) -> Iterable[CheckMessage]:
    for card in registry.related(record_type):
        if not registry.knows(card.type):
            yield _error(record_type, 18, "page.related", f"no record type “{card.type}”.")
        elif card.by not in declared_fields(registry.get(card.type)):
            yield _error(record_type, 19, "page.related", f"{card.type} have no field “{card.by}”.")


def _targets(record_type: RecordType, _known: set[str]) -> Iterable[CheckMessage]:
    for many in record_type.many:
        if many.target and not registry.knows(many.target):
            yield _error(record_type, 20, f"many.{many.name}", f"no record type “{many.target}”.")
    for key in record_type.known_as:
        if not registry.knows(key):
            yield _error(record_type, 38, "known_as", f"no record type “{key}”.")


def _policy(record_type: RecordType, _known: set[str]) -> Iterable[CheckMessage]:
    if not record_type.policy:
        yield _error(record_type, 21, "policy", "no role may do anything.")


def _mergeable(record_type: RecordType, _known: set[str]) -> Iterable[CheckMessage]:
    """What a model of its own keeps between two types (a quantity) cannot be united."""
    through = [many.name for many in record_type.many if many.through]
    if record_type.mergeable and through:
        yield _error(record_type, 23, "mergeable", f"“{through[0]}” has a model of its own.")


def _done(record_type: RecordType, known: set[str]) -> Iterable[CheckMessage]:
    """What is over by a button needs a verb that takes nothing else."""
    name = record_type.calendar.done if record_type.calendar is not None else ""
    verbs = [verb.name for verb in record_type.verbs if not verb.asks and not verb.screen]
    if name and name not in verbs:
        sentence = f"no verb “{name}” that asks for nothing.{did_you_mean(name, verbs)}"
        yield _error(record_type, 34, "calendar.done", sentence)
