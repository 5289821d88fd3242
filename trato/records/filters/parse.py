"""From words or JSON to the tree.

filter = or ; or = and {"or" and} ; and = not {["and"] not}
not = ["not"] (term | "(" filter ")") | "-" term of a field
term = field op value {"," value} [currency] | text
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from trato.kernel.currencies import CURRENCIES, SIGNS
from trato.kernel.numbers import UNITS
from trato.records.errors import FilterError
from trato.records.filters.tree import EMPTY, OPERATORS, ORDERED, And, Node, Not, Or, Term, Text
from trato.records.values import NEXT_STEP, Quoted

FIELD = re.compile(rf"({NEXT_STEP}|[^\W\d][\w]*(?:\.[^\W\d][\w]*)*)(!=|>=|<=|:|=|>|<)")
WORD = re.compile(r"[^\s\"(),]+")
TEXT_WORD = re.compile(r"[^\s\"()]+")
AMOUNT = re.compile(rf"-?\d[\d.]*(?:{'|'.join(UNITS)})", re.IGNORECASE)
#: What may stand behind an amount, apart from it: value>10000 EUR.
MONEY = CURRENCIES | SIGNS.keys()
CURRENCY = re.compile(r"\s+([^\s\d\"(),]{1,4})(?=[\s)]|$)")
DEEPEST = 30
LONGEST = 4000


@lru_cache(maxsize=1024)
def parse(words: str) -> Node:
    """The tree of a typed filter; of nothing, the filter that lets all rows pass. Raises FilterError."""
    if len(words) > LONGEST:
        raise FilterError(_("This filter is too long."), place=LONGEST)
    parser = _Parser(words)
    parser.skip()
    if parser.at_end():
        return EMPTY
    node = parser.either(0)
    if not parser.at_end():
        raise FilterError(
            _("There is a “)” too many at character %(place)s.") % {"place": parser.place + 1},
            place=parser.place,
        )
    return node


class _Parser:
    def __init__(self, words: str) -> None:
        self.words = words
        self.place = 0

    def at_end(self) -> bool:
        return self.place >= len(self.words)

    def skip(self) -> None:
        while not self.at_end() and self.words[self.place].isspace():
            self.place += 1

    def keyword(self, word: str) -> bool:
        """Whether the word stands here by itself; if so, step over it."""
        found = re.compile(rf"{word}(?=[\s(]|$)", re.IGNORECASE).match(self.words, self.place)
        if found:
            self.place = found.end()
            self.skip()
        return bool(found)

    def either(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise FilterError(_("This filter is nested too deeply."), place=self.place)
        parts = [self.both(depth)]
        while self.keyword("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.at_end() and self.words[self.place] != ")" and not self._or_follows():
            parts.append(self.negation(depth))
            self._and_between()
        if not parts:
            raise FilterError(
                _("A condition is missing at character %(place)s.") % {"place": self.place + 1},
                place=self.place,
            )
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _and_between(self) -> None:
        """Conditions hold together with or without the word; with nothing after it, it is one to be found."""
        start = self.place
        if self.keyword("and") and (self.at_end() or self.words[self.place] == ")" or self._or_follows()):
            self.place = start

    def _or_follows(self) -> bool:
        return bool(re.compile(r"or(?=[\s(]|$)", re.IGNORECASE).match(self.words, self.place))

    def negation(self, depth: int) -> Node:
        if self.keyword("not"):
            if self.at_end():
                raise FilterError(_("Something must follow “not”."), place=self.place)
            return Not(self.negation(depth + 1)) if depth < DEEPEST else self.either(depth + 1)
        if self.words[self.place] == "(":
            opened = self.place
            self.place += 1
            self.skip()
            node = self.either(depth + 1)
            if self.at_end():
                raise FilterError(
                    _("The “(” at character %(place)s is never closed.") % {"place": opened + 1}, place=opened
                )
            self.place += 1
            self.skip()
            return node
        if self.words[self.place] == "-" and FIELD.match(self.words, self.place + 1):
            self.place += 1
            return Not(self.term())
        return self.term()

    def term(self) -> Node:
        start = self.place
        found = FIELD.match(self.words, self.place)
        if found is None:
            word = self.quoted() if self.words[start] == '"' else self._match(TEXT_WORD)
            self.skip()
            return Text(str(word), start)
        self.place = found.end()
        values = [self.value(found.group(0))]
        while not self.at_end() and self.words[self.place] == ",":
            self.place += 1
            values.append(self.value(found.group(0)))
        if found.group(2) in ORDERED and (currency := self.currency(values[-1])):
            values[-1] += currency
        self.skip()
        return Term(tuple(found.group(1).split(".")), found.group(2), tuple(values), start)

    def value(self, before: str) -> str:
        if not self.at_end() and self.words[self.place] == '"':
            return self.quoted()
        if self.at_end() or not WORD.match(self.words, self.place):
            raise FilterError(_("A value must follow “%(term)s”.") % {"term": before}, place=self.place)
        return self._match(WORD)

    def currency(self, amount: str) -> str:
        """The currency of an amount that stands behind it after a space; stepped over, if there is one."""
        found = CURRENCY.match(self.words, self.place) if AMOUNT.fullmatch(amount) else None
        if found is None or found[1] not in MONEY:
            return ""
        self.place = found.end()
        return found[1]

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.words, self.place)
        if found is None:
            raise FilterError(
                _("“%(character)s” is not understood here.") % {"character": self.words[self.place]},
                place=self.place,
            )
        self.place = found.end()
        return found.group()

    def quoted(self) -> Quoted:
        start = self.place
        self.place += 1
        found: list[str] = []
        while not self.at_end():
            character = self.words[self.place]
            if character == "\\" and self.place + 1 < len(self.words):
                found.append(self.words[self.place + 1])
                self.place += 2
                continue
            self.place += 1
            if character == '"':
                return Quoted("".join(found))
            found.append(character)
        raise FilterError(
            _("The quote at character %(place)s is never closed.") % {"place": start + 1}, place=start
        )


def parse_json(given: Any, depth: int = 0) -> Node:
    """The tree of a JSON filter. Raises FilterError."""
    if depth > DEEPEST:
        raise FilterError(_("This filter is nested too deeply."))
    if not isinstance(given, dict):
        raise FilterError(_("A filter is an object with “and”, “or”, “not”, “text” or “field”."))
    for word, kind in (("and", And), ("or", Or)):
        if word in given:
            if not isinstance(given[word], list):
                raise FilterError(_("“%(word)s” takes a list.") % {"word": word})
            return kind(tuple(parse_json(part, depth + 1) for part in given[word]))
    if "not" in given:
        return Not(parse_json(given["not"], depth + 1))
    if isinstance(given.get("text"), str):
        return Text(given["text"])
    return _json_term(given)


def _json_term(given: dict[str, Any]) -> Term:
    name, operator = given.get("field"), given.get("op", ":")
    if not isinstance(name, str) or operator not in OPERATORS:
        raise FilterError(
            _("A condition needs a field and one of %(known)s.") % {"known": " ".join(OPERATORS)}
        )
    listed = given.get("value")
    values = listed if isinstance(listed, list) else [listed]
    plain = tuple(
        "none" if value is None else (Quoted if quoted else str)(_word(value))
        for value, quoted in zip(values, _quoted(given.get("quoted"), len(values)), strict=True)
    )
    if not plain:
        raise FilterError(_("A value must follow “%(term)s”.") % {"term": name})
    return Term(tuple(name.split(".")), operator, plain)


def _quoted(given: Any, number: int) -> list[Any]:
    """Whether each of so many values stands in quotes: one answer for all, or a list."""
    return given if isinstance(given, list) and len(given) == number else [given] * number


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict) and "id" in value:
        return str(value["id"])
    return str(value)
