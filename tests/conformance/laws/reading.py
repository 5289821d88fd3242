"""What holds whenever rows are read."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.conformance.stage import SURFACES, Stage, all_pages, in_groups, on_page
from trato.accounts.actor import Actor
from trato.records import rows
from trato.records.errors import CursorError
from trato.records.fields.base import Field
from trato.records.rows import Row, plan
from trato.testing.cast import sign_in
from trato.workspace.pages.board_page import may_be_board

CARD = re.compile(r'<article class="card[^>]*data-id="(\d+)"', re.DOTALL)
MORE = re.compile(r'<a class="button more" href="([^"]+)"')
COUNT = re.compile(r'<header class="column-head".*?<span class="count">(\d+)</span>', re.DOTALL)
SIZES = (7, 50)


def shown(stage: Stage) -> list[Field]:
    return [one for one in stage.record_type.fields.values() if not one.hidden]


def sortable(stage: Stage) -> list[Field]:
    return [one for one in shown(stage) if one.sortable and not one.is_many]


def every_column_sorts_and_pages_to_the_full_set(stage: Stage) -> None:
    """In both directions, in pages of several sizes, rows without a value last."""
    owner = stage.cast.owner
    every = sorted(all_pages(owner, stage.key, sort="id"))
    assert every == sorted(stage.record_type.model._base_manager.values_list("pk", flat=True))
    for field in sortable(stage):
        for sort in (field.name, f"-{field.name}"):
            orders = {size: all_pages(owner, stage.key, sort=sort, limit=size) for size in SIZES}
            assert sorted(orders[SIZES[0]]) == every, f"{sort}: not the full set"
            assert orders[SIZES[0]] == orders[SIZES[1]], f"{sort}: pages of another size, another order"
            _empty_last(owner, stage.key, field, sort)
    sort = f"-{stage.record_type.columns[0]}"
    assert sorted(all_pages(owner, stage.key, sort="id", limit=1)) == every
    if stage.record_type.fields[sort[1:]].sortable:
        assert sorted(all_pages(owner, stage.key, sort=sort, limit=1)) == every


def _empty_last(actor: Actor, key: str, field: Field, sort: str) -> None:
    page = rows.read(actor, key, columns=(field.name,), sort=sort, limit=5000)
    empty = [row[field.name] is None for row in page.rows]
    assert empty == sorted(empty), f"{sort}: rows without a value are not last"


def every_column_filters_to_exact_parts(stage: Stage) -> None:
    """Any and none are complements; so are a value and not that value, in words of the tree and outside."""
    owner = stage.cast.owner
    every = set(all_pages(owner, stage.key))
    for field in shown(stage):
        if not field.operators:
            continue
        known, unknown = (_picked(stage, field, ":", word) for word in ("any", "none"))
        assert known | unknown == every, f"{field.name}: neither any nor none"
        assert known & unknown == set(), f"{field.name}: both any and none"
        page = rows.read(owner, stage.key, columns=(field.name,), sort="id", limit=5000)
        filled = {row.id for row in page.rows if row[field.name] not in (None, ())}
        assert known == filled, f"{field.name}:any differs from what the rows hold"
        for row in _examples(owner, stage.key, field):
            for value in _written(field, row[field.name]):
                _complements(stage, field, value, row, every)


def _complements(stage: Stage, field: Field, value: str, row: Row, every: set[int]) -> None:
    same = _picked(stage, field, "=", value)
    other = _picked(stage, field, "!=", value)
    outside = set(all_pages(stage.cast.owner, stage.key, filter={"not": _term(field, "=", value)}))
    assert row.id in same, f"{field.name}={value} misses the row that it was read from"
    assert (same | other, same & other) == (every, set()), f"{field.name}!={value} is no complement"
    assert outside == other, f"not {field.name}={value} differs from !="
    if ">" in field.operators:
        more, least = _picked(stage, field, ">", value), _picked(stage, field, ">=", value)
        less, most = _picked(stage, field, "<", value), _picked(stage, field, "<=", value)
        assert (more | same, less | same) == (least, most)
        assert more | less | same == every - _picked(stage, field, ":", "none")


def _term(field: Field, operator: str, value: str) -> dict[str, Any]:
    quoted = value not in {"any", "none"}
    return {"field": field.name, "op": operator, "value": value, "quoted": quoted}


def _picked(stage: Stage, field: Field, operator: str, value: str) -> set[int]:
    return set(all_pages(stage.cast.owner, stage.key, filter=_term(field, operator, value)))


def _examples(actor: Actor, key: str, field: Field) -> list[Row]:
    filled = rows.read(actor, key, columns=(field.name,), filter=f"{field.name}:any", sort="id", limit=3)
    return filled.rows


def _written(field: Field, value: Any) -> list[str]:
    """The value as a filter's words say it; of a list, each part."""
    parts = value if isinstance(value, tuple) else (value,)
    if field.kind in {"link", "person", "links", "tags", "file", "record"}:
        return [str(ref.id) if field.target else f"{ref.type}/{ref.id}" for ref in parts]
    if field.is_many or isinstance(value, tuple):
        return [str(getattr(part, "value", part)) for part in parts]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(field.to_json(value))]


def the_same_rows_on_every_surface(stage: Stage) -> None:
    """List, page, API, export, command and the verbs' own door show one actor the same rows."""
    for actor in stage.readers():
        for words in ("", _word(stage)):
            found = {name: read(stage, actor, words) for name, read in SURFACES.items()}
            if stage.record_type.group:
                found["page"] = on_page(stage, actor, words)
            expected = found["list"]
            wrong = {name: ids ^ expected for name, ids in found.items() if ids != expected}
            assert wrong == {}, f"{actor.name} sees other rows of “{words}” elsewhere"
            assert rows.count(actor, stage.key, filter=words, cap=None).number == len(expected)
            assert in_groups(stage, actor, words) == len(expected)


def _word(stage: Stage) -> str:
    """A search that finds some rows, or for types without words a filter that does."""
    return "acme" if stage.record_type.words.weights else "created_at:any"


def the_board_deals_out_the_list(stage: Stage) -> None:
    """Every row that a reader sees stands in one column, and the heads count and sum just these."""
    record_type = stage.record_type
    if not record_type.group or not may_be_board(stage.cast.owner, record_type):
        return
    for actor in stage.readers():
        listed, client = all_pages(actor, stage.key), sign_in(actor)
        page = client.get(f"/{stage.key}/?layout=board&view=0").content.decode()
        cards = CARD.findall(page)
        onward = [html.unescape(url) for url in MORE.findall(page)]
        while onward:
            part = client.get(onward.pop(), headers={"HX-Request": "true"}).content.decode()
            cards += CARD.findall(part)
            onward += [html.unescape(url) for url in MORE.findall(part)]
        assert sorted(map(int, cards)) == sorted(listed), (
            f"{actor.name}: the board has other rows than the list"
        )
        assert sum(map(int, COUNT.findall(page))) == len(listed), f"{actor.name}: the heads count otherwise"


def search_finds_what_the_words_say(stage: Stage) -> None:
    """A row is found by each word of its weighted fields, and the count says how many."""
    owner, record_type = stage.cast.owner, stage.record_type
    names = [name for name in record_type.words.weights if record_type.fields[name].kind == "text"]
    for row in rows.read(owner, stage.key, columns=names, sort="id", limit=9).rows:
        for name in names:
            if row[name]:
                found = rows.read(owner, stage.key, columns=(), filter={"text": row[name]}, limit=5000)
                assert row.id in {one.id for one in found.rows}, f"{name} “{row[name]}” is not found"


def a_cursor_of_another_list_is_refused(stage: Stage) -> None:
    """Another sort, another filter, another type, or plain rubbish."""
    owner = stage.cast.owner
    cursor = rows.read(owner, stage.key, columns=(), sort="id", limit=1).next
    assert cursor is not None
    others: list[dict[str, Any]] = [
        {"sort": "-id"},
        {"sort": "created_at"},
        {"sort": "id", "filter": "created_at:any"},
        {"sort": "id", "archived": None},
    ]
    for other in others:
        _refused(owner, stage.key, cursor, other)
    _refused(owner, "tags" if stage.key != "tags" else "teams", cursor, {"sort": "id"})
    for rubbish in ("x", "", "e30", cursor[:-3], "WyJhIiwgMSwgMiwgM10"):
        if rubbish:
            _refused(owner, stage.key, rubbish, {"sort": "id"})


def _refused(actor: Actor, key: str, cursor: str, options: dict[str, Any]) -> None:
    try:
        rows.read(actor, key, columns=(), after=cursor, **options)
    except CursorError:
        return
    raise AssertionError(f"a cursor of another list was taken for {key} {options}")


def a_warm_statement_gives_each_actor_their_own(stage: Stage) -> None:
    """The statement that Ana's read compiled, run for Cleo, gives Cleo's rows."""
    alone = {}
    for actor in stage.readers():
        plan.forget()
        alone[actor.name] = all_pages(actor, stage.key, limit=7)
    plan.forget()
    for _turn in range(2):
        for actor in reversed(stage.readers()):
            assert all_pages(actor, stage.key, limit=7) == alone[actor.name], f"{actor.name} got others' rows"


def ids_of_actors_are_bound_values(stage: Stage) -> None:
    """Two members' reads are one statement."""
    rows.read(stage.cast.ana, stage.key, sort="id")
    before = len(plan._statements)
    rows.read(stage.cast.cleo, stage.key, sort="id")
    assert len(plan._statements) == before, "an actor's id is part of a statement"


READING = (
    every_column_sorts_and_pages_to_the_full_set,
    every_column_filters_to_exact_parts,
    the_same_rows_on_every_surface,
    the_board_deals_out_the_list,
    search_finds_what_the_words_say,
    a_cursor_of_another_list_is_refused,
    a_warm_statement_gives_each_actor_their_own,
    ids_of_actors_are_bound_values,
)
