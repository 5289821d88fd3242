"""The tree of a filter, and its way back to words and to JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trato.records.values import Quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERATORS = ("!=", ">=", "<=", ":", "=", ">", "<")
ORDERED = frozenset({">=", "<=", ">", "<"})
#: What needs no quotes; a sign of equality at its start would be taken for a part of the operator before it.
PLAIN = re.compile(r"(?!=)[^\s\",()]+")


@dataclass(frozen=True)
class Term:
    """`field op value, value`."""

    path: tuple[str, ...]
    operator: str
    values: tuple[str, ...]
    place: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Text:
    """Words to be found anywhere in the record."""

    words: str
    place: int = field(default=0, compare=False)
    #: Words that will do in place of one of these, by that one as search keeps it: for one that is misspelt.
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    part: Node


Node = And | Or | Not | Term | Text
EMPTY = And(())


def terms(node: Node) -> Iterator[Term]:
    """The conditions on fields in a filter, wherever they stand."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from terms(part)
    elif isinstance(node, Not):
        yield from terms(node.part)
    elif isinstance(node, Term):
        yield node


def to_words(node: Node) -> str:
    """The typed form; parsing it gives the same tree."""
    if isinstance(node, And):
        return " ".join(f"({to_words(p)})" if isinstance(p, Or) else to_words(p) for p in node.parts)
    if isinstance(node, Or):
        return " or ".join(to_words(part) for part in node.parts)
    if isinstance(node, Not):
        inner = to_words(node.part)
        return f"not ({inner})" if isinstance(node.part, And | Or) else f"not {inner}"
    if isinstance(node, Term):
        return f"{'.'.join(node.path)}{node.operator}{','.join(_value(value) for value in node.values)}"
    return _value(Quoted(node.words))


def _value(value: str) -> str:
    if PLAIN.fullmatch(value) and not isinstance(value, Quoted):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def to_json(node: Node) -> dict[str, Any]:
    """The JSON form of the same tree."""
    if isinstance(node, And):
        return {"and": [to_json(part) for part in node.parts]}
    if isinstance(node, Or):
        return {"or": [to_json(part) for part in node.parts]}
    if isinstance(node, Not):
        return {"not": to_json(node.part)}
    if isinstance(node, Text):
        return {"text": node.words}
    values = [str(value) for value in node.values]
    value: Any = values[0] if len(values) == 1 else values
    kept: dict[str, Any] = {"field": ".".join(node.path), "op": node.operator, "value": value}
    return kept | _quoted([isinstance(one, Quoted) for one in node.values])


def _quoted(marks: list[bool]) -> dict[str, Any]:
    """Which values stand in quotes: none, all, or a list of which."""
    if not any(marks):
        return {}
    return {"quoted": True if all(marks) else marks}
