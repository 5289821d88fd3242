"""The filter language: words to a tree and back, JSON to the same tree, and where an error stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from trato.records.errors import FilterError
from trato.records.filters import And, Not, Or, Term, Text, parse, parse_json, to_json, to_words
from trato.records.filters.tree import EMPTY, OPERATORS, PLAIN, Node
from trato.records.values import Quoted

NAMES = some.sampled_from(["name", "value", "company", "año", "名", "or", "not", "x_1"])
CHARACTERS = some.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = some.text(CHARACTERS, min_size=1, max_size=12)
VALUES = some.one_of(some.sampled_from(["none", "me", "10k", "a..b", "2026-11-21"]), TEXTS.map(Quoted), TEXTS)
TERMS = some.builds(
    Term,
    some.lists(NAMES, min_size=1, max_size=3).map(tuple),
    some.sampled_from(OPERATORS),
    some.lists(VALUES, min_size=1, max_size=3).map(tuple),
)
A, B, C = (Term((name,), ":", (value,)) for name, value in ("a1", "b2", "c3"))
LEAVES = some.one_of(TERMS, TEXTS.map(Text))


def _of_many(children: some.SearchStrategy[Node]) -> some.SearchStrategy[Node]:
    parts = some.lists(children, min_size=2, max_size=3).map(tuple)
    return some.one_of(parts.map(And), parts.map(Or), children.map(Not))


TREES = some.recursive(LEAVES, _of_many, max_leaves=8)


def flat(node: Node) -> Node:
    """The tree as words can say it: a list inside a list of the same kind is one list."""
    if isinstance(node, Not):
        return Not(flat(node.part))
    if isinstance(node, And | Or):
        kind = type(node)
        parts = [flat(part) for part in node.parts]
        listed = [one for part in parts for one in (part.parts if isinstance(part, kind) else (part,))]
        return kind(tuple(listed))
    return node


def quoted(node: Node) -> Any:
    """Which values of the tree are taken as text, which equality does not tell."""
    if isinstance(node, Term):
        return [isinstance(value, Quoted) or not PLAIN.fullmatch(value) for value in node.values]
    if isinstance(node, And | Or):
        return [quoted(part) for part in node.parts]
    return quoted(node.part) if isinstance(node, Not) else None


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_words_there_and_back(tree: Node) -> None:
    words = to_words(tree)
    assert flat(parse(words)) == flat(tree)
    assert quoted(flat(parse(words))) == quoted(flat(tree))


def test_a_value_that_begins_like_an_operator_is_quoted() -> None:
    tree = Term(("name",), ">", ("=0",))
    assert to_words(tree) == 'name>"=0"'
    assert parse(to_words(tree)) == tree


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_json_there_and_back(tree: Node) -> None:
    assert parse_json(to_json(tree)) == tree
    assert quoted(parse_json(to_json(tree))) == quoted(tree)


@settings(max_examples=300, deadline=None)
@given(some.text(CHARACTERS, max_size=40))
def test_anything_typed_is_a_tree_or_a_sentence_with_a_place(words: str) -> None:
    tree, place = _tried(words)
    assert 0 <= place <= len(words)
    assert tree is None or flat(parse(to_words(tree))) == flat(tree)


def _tried(words: str) -> tuple[Node | None, int]:
    try:
        return parse(words), 0
    except FilterError as error:
        return None, error.place


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        ("", EMPTY),
        ("  ", EMPTY),
        ("acme", Text("acme")),
        ('"acme corp"', Text("acme corp")),
        ("status:open", Term(("status",), ":", ("open",))),
        ("company.industry=steel", Term(("company", "industry"), "=", ("steel",))),
        ("value>=10k value<2.5M", And((Term(("value",), ">=", ("10k",)), Term(("value",), "<", ("2.5M",))))),
        ("value>10000 EUR", Term(("value",), ">", ("10000EUR",))),
        ("(value<=10k € a:1)", And((Term(("value",), "<=", ("10k€",)), A))),
        ("value>=1bn 元", Term(("value",), ">=", ("1bn元",))),
        ("value>10000 ABC", And((Term(("value",), ">", ("10000",)), Text("ABC")))),
        ('value>10000 "EUR"', And((Term(("value",), ">", ("10000",)), Text("EUR")))),
        ("name:7 USD", And((Term(("name",), ":", ("7",)), Text("USD")))),
        ("a:1 or b:2 c:3", Or((A, And((B, C))))),
        ("not (a:1 or b:2)", Not(Or((A, B)))),
        ("not not a:1", Not(Not(A))),
        ("-a:1 b:2", And((Not(A), B))),
        ("not -a:1", Not(Not(A))),
        ("-a", Text("-a")),
        ("- a:1", And((Text("-"), A))),
        ("stage:won,lost", Term(("stage",), ":", ("won", "lost"))),
        ('name:"say \\"hi\\""', Term(("name",), ":", ('say "hi"',))),
        ("orange", Text("orange")),
        ("nothing", Text("nothing")),
        ("value:10..20", Term(("value",), ":", ("10..20",))),
        ("año:2026", Term(("año",), ":", ("2026",))),
    ],
)  # fmt: skip
def test_trees(words: str, tree: Node) -> None:
    assert parse(words) == tree


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("name:", 5),
        ("(name:a", 0),
        ("name:a)", 6),
        ('name:"a', 5),
        ("name:a or", 9),
        ("not", 3),
        ("()", 1),
        ("name:a,", 7),
        ("or", 0),
        ("x" * 4001, 4000),
        ("(" * 40 + "a" + ")" * 40, 31),
    ],
)
def test_places_of_errors(words: str, place: int) -> None:
    with pytest.raises(FilterError) as error:
        parse(words)
    assert error.value.place == place


@pytest.mark.parametrize(
    "given_json",
    [
        [],
        {"and": {}},
        {"field": 3, "op": ":", "value": 1},
        {"field": "name", "op": "~", "value": 1},
        {"field": "name", "op": ["="], "value": 1},
        {"field": "name", "value": []},
        {},
        {"not": "x"},
        {"text": 5},
    ],
)
def test_json_that_is_no_filter(given_json: Any) -> None:
    with pytest.raises(FilterError):
        parse_json(given_json)


def test_json_nested_too_deeply() -> None:
    tree: dict[str, Any] = {"text": "a"}
    for _level in range(50):
        tree = {"not": tree}
    with pytest.raises(FilterError):
        parse_json(tree)


def test_json_values() -> None:
    assert parse_json({"field": "owner", "value": {"id": 7, "label": "Ana"}}).values == ("7",)  # type: ignore[union-attr]
    assert parse_json({"field": "is_pinned", "value": True}).values == ("true",)  # type: ignore[union-attr]
    assert parse_json({"field": "value", "op": ":", "value": None}).values == ("none",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("a:1 and b:2", And((A, B))),
        ("a:1 AND (b:2 or c:3)", And((A, Or((B, C))))),
        ("a:1 and not b:2", And((A, Not(B)))),
        ("a:1 or b:2 and c:3", Or((A, And((B, C))))),
        ('"and" a:1', And((Text("and"), A))),
        ("and", Text("and")),
        ("a:1 and", And((A, Text("and")))),
        ("a:1 and or b:2", Or((And((A, Text("and"))), B))),
    ],
)
def test_conditions_hold_together_with_the_word_or_without(words: str, same: Node) -> None:
    assert parse(words) == same
