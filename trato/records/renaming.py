"""Saved views and sharing rules that name a record which goes: they name the one in its place, or no longer
name it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from trato.accounts.actor import SYSTEM
from trato.records import resolve, sharing
from trato.records.contexts import context_for
from trato.records.errors import RecordError
from trato.records.fields.link import LinkingField, ViaField
from trato.records.filters import And, Node, Not, Or, Term, parse, to_words
from trato.records.filters.binding import field_named
from trato.records.filters.tree import EMPTY, terms
from trato.records.models import SavedView
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.values import REMOVED, Quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from trato.records.record_type import RecordType
    from trato.records.values import Context
    from trato.records.work import Work

VIEWS = "views"
#: What a filter's value means in place of a name.
WORDS = frozenset({"none", "any", "me", "my-team", REMOVED})


class _Meant:
    """Which records the values of filters mean, each looked up once."""

    def __init__(self) -> None:
        self.context: Context = context_for(SYSTEM)
        self._known: dict[tuple[str, str], frozenset[int | None]] = {}

    def target(self, record_type: RecordType, term: Term) -> str:
        """The type of the records that a term's values name; empty for one that names none."""
        *links, last = term.path
        for name in links:
            record_type = registry.get(field_named(record_type, name, self.context).target)
        field = field_named(record_type, last, self.context)
        field = field.inner if isinstance(field, ViaField) else field
        return field.target if isinstance(field, LinkingField) else ""

    def ids(self, type_key: str, value: Any) -> frozenset[int | None]:
        if value in WORDS and not isinstance(value, Quoted):
            return frozenset()
        key = (type_key, str(value))
        if key not in self._known:
            self._known[key] = frozenset(ref.id for ref in resolve.meant(type_key, value, self.context))
        return self._known[key]


class _Renaming:
    """One record of a type, and the one in its place, if one takes it."""

    def __init__(self, meant: _Meant, type_key: str, old: int, new: int | None) -> None:
        self.meant, self.type_key, self.old, self.new = meant, type_key, old, new

    @cached_property
    def name(self) -> str:
        return titles(self.type_key, [self.new]).get(self.new, "") if self.new is not None else ""

    def filter(self, record_type: RecordType, words: str) -> str:
        """The filter without the old one in it; as it was where it does not name that."""
        try:
            before = parse(words)
            after = self._node(record_type, before)
        except RecordError:
            return words
        return words if after == before else to_words(after)

    def _node(self, record_type: RecordType, node: Node) -> Node:
        if isinstance(node, And | Or):
            parts = tuple(self._node(record_type, part) for part in node.parts)
            return node if parts == node.parts else _joined(type(node), parts)
        if isinstance(node, Not):
            return _turned(node, self._node(record_type, node.part))
        return self._term(record_type, node) if isinstance(node, Term) else node

    def _term(self, record_type: RecordType, term: Term) -> Node:
        if self.meant.target(record_type, term) != self.type_key:
            return term
        values = dict.fromkeys(one for value in term.values for one in self._value(value, term.operator))
        if values:
            return replace(term, values=tuple(values))
        # Nothing but the old one was left out: everything fits. Nothing but it was wanted: nothing fits.
        return EMPTY if term.operator == "!=" else _never(term)

    def _value(self, value: Any, operator: str) -> list[Any]:
        """What stands in place of one value of a term."""
        found = self.meant.ids(self.type_key, value)
        if self.old not in found or self.new in found:
            return [value]
        others = [value] if len(found) > 1 else []
        return others if operator == "!=" or self.new is None else [*others, self._named(value)]

    def _named(self, value: Any) -> Any:
        """The new one, by its name as the old one was, by its number where others are called so."""
        by_name = str(value) != str(self.old) and len(self.meant.ids(self.type_key, Quoted(self.name))) == 1
        if not by_name:
            return str(self.new)
        return Quoted(self.name) if self.name in WORDS or isinstance(value, Quoted) else self.name


def _turned(node: Not, part: Node) -> Node:
    """Not what can never be is everything, and the other way round."""
    if part == node.part:
        return node
    if part == EMPTY:
        return _never(next(terms(node.part)))
    return EMPTY if _is_never(part) else Not(part)


def _never(term: Term) -> Term:
    return replace(term, operator=":", values=(REMOVED,))


def _is_never(node: Node) -> bool:
    return isinstance(node, Term) and node.values == (REMOVED,) and not isinstance(node.values[0], Quoted)


def _joined(kind: type[And | Or], parts: Sequence[Node]) -> Node:
    """The parts without those that ask for nothing any more, or of alternatives that can never be."""
    if kind is Or:
        if EMPTY in parts:
            return EMPTY
        left = tuple(part for part in parts if not _is_never(part)) or tuple(parts[:1])
    else:
        left = tuple(part for part in parts if part != EMPTY)
    return left[0] if len(left) == 1 else kind(left)


def rename_in_filters(work: Work, replaced: Iterable[tuple[str, int, int | None]]) -> None:
    """Let the saved views of everybody and the sharing rules name the new ones, or no longer the old ones,
    in the same act.

    Each is a type, the id of the one that goes and that of the one in its place, if there is one.
    """
    meant = _Meant()
    renamings = [_Renaming(meant, *one) for one in replaced]
    if renamings:
        _rename_in_views(work, renamings)
        _rename_in_rules(work, renamings)


def _renamed(record_type: RecordType, words: str, renamings: Iterable[_Renaming]) -> str:
    for one in renamings:
        words = one.filter(record_type, words) if words else words
    return words


def _rename_in_rules(work: Work, renamings: Sequence[_Renaming]) -> None:
    for pk, record_type, words in _rules():
        fresh = _renamed(record_type, words, renamings)
        if fresh != words:
            sharing.rewrite(work.change_set, work.batch, pk, words, fresh)


def _rename_in_views(work: Work, renamings: Sequence[_Renaming]) -> None:
    changed = {}
    for pk, record_type, words, options in _views() if registry.knows(VIEWS) else ():
        fresh, kept = _renamed(record_type, words, renamings), options
        for one in renamings:
            kept = _options(record_type, one, kept)
        if (fresh, kept) != (words, options):
            changed[pk] = {"filter": fresh or None, "options": kept}
    for pk, touched in work.load(VIEWS, changed, None).items():
        work.change(touched, changed[pk])


def _options(record_type: RecordType, one: _Renaming, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """A board shows the parts of the one in its place, or without one those that it shows at first."""
    if options.get("way") != str(one.old) or not _shows_way(record_type, one.type_key):
        return options
    rest = {name: value for name, value in options.items() if name != "way"}
    return rest if one.new is None else {**rest, "way": str(one.new)}


def views_naming(type_key: str, ids: Iterable[int]) -> dict[int, list[int]]:
    """For each record of this type the saved views, whosever they are, that name it."""
    found: dict[int, list[int]] = {}
    if not registry.knows(VIEWS):
        return found
    meant, wanted = _Meant(), set(ids)
    for pk, record_type, words, options in _views():
        named = {one for one in _named_in(meant, record_type, words, type_key) if one is not None}
        way = str(options.get("way", ""))
        if way.isdecimal() and _shows_way(record_type, type_key):
            named.add(int(way))
        for one in named & wanted:
            found.setdefault(one, []).append(pk)
    return found


def rules_naming(type_key: str, ids: Iterable[int]) -> dict[int, int]:
    """For each record of this type how many sharing rules name it, of those that any does."""
    meant, wanted, found = _Meant(), set(ids), dict[int, int]()
    for _pk, record_type, words in _rules():
        for one in wanted.intersection(_named_in(meant, record_type, words, type_key)):
            found[one] = found.get(one, 0) + 1
    return found


def _rules() -> Iterator[tuple[int, RecordType, str]]:
    for pk, key, words in sharing.filters():
        if registry.knows(key):
            yield pk, registry.get(key), words


def _named_in(meant: _Meant, record_type: RecordType, words: str, type_key: str) -> Iterator[int | None]:
    """The records of one type that a filter names."""
    try:
        for term in terms(parse(words)) if words else ():
            if meant.target(record_type, term) == type_key:
                for value in term.values:
                    yield from meant.ids(type_key, value)
    except RecordError:
        return


def _views() -> Iterator[tuple[int, RecordType, str, Mapping[str, Any]]]:
    found = SavedView._base_manager.order_by("pk").values_list("pk", "type", "filter", "options")
    for pk, key, words, options in found:
        if registry.knows(key):
            yield pk, registry.get(key), words, options


def _shows_way(record_type: RecordType, type_key: str) -> bool:
    """Whether a board of this type shows the parts of one record of that type at a time."""
    targets = [registry.get(one.target) for one in record_type.fields.values() if registry.knows(one.target)]
    return any(one.within and one.fields[one.within].target == type_key for one in targets)
