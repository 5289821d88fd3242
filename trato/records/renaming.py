"""Saved views that name a record which goes name the one that takes its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trato.accounts.actor import SYSTEM
from trato.records.contexts import context_for
from trato.records.errors import RecordError
from trato.records.fields.link import LinkingField
from trato.records.filters import And, Node, Not, Or, Term, parse, to_words
from trato.records.filters.binding import field_named
from trato.records.models import SavedView
from trato.records.registry import registry
from trato.records.resolve import candidates
from trato.records.rows.read import titles
from trato.records.values import Quoted

if TYPE_CHECKING:
    from trato.records.record_type import RecordType
    from trato.records.values import Context
    from trato.records.work import Work

VIEWS = "views"
#: What a filter's value means in place of a name.
WORDS = frozenset({"none", "any", "me", "my-team"})


class _Renaming:
    """One record of a type, and the one in its place."""

    def __init__(self, type_key: str, old: int, new: int) -> None:
        self.type_key, self.old, self.new = type_key, old, new
        self.context: Context = context_for(SYSTEM)
        self.name = titles(type_key, [new]).get(new, "")

    def filter(self, record_type: RecordType, words: str) -> str:
        """The filter with the new one in it; as it was where it does not name the old one."""
        try:
            before = parse(words)
            after = self._node(record_type, before)
        except RecordError:
            return words
        return words if after == before else to_words(after)

    def _node(self, record_type: RecordType, node: Node) -> Node:
        if isinstance(node, And | Or):
            return type(node)(tuple(self._node(record_type, part) for part in node.parts))
        if isinstance(node, Not):
            return Not(self._node(record_type, node.part))
        return self._term(record_type, node) if isinstance(node, Term) else node

    def _term(self, record_type: RecordType, term: Term) -> Term:
        *links, last = term.path
        for name in links:
            record_type = registry.get(field_named(record_type, name, self.context).target)
        field = field_named(record_type, last, self.context)
        if not isinstance(field, LinkingField) or field.target != self.type_key:
            return term
        values = dict.fromkeys(one for value in term.values for one in self._value(value, term.operator))
        if not values:  # nothing but the old one was left out: whatever is there fits
            return replace(term, operator=":", values=("any",))
        return replace(term, values=tuple(values))

    def _value(self, value: Any, operator: str) -> list[Any]:
        """What stands in place of one value of a term."""
        if value in WORDS and not isinstance(value, Quoted):
            return [value]
        found = {ref.id for ref in candidates(self.type_key, value, self.context)}
        if self.old not in found:
            return [value]
        others = [value] if len(found) > 1 else []
        return others if operator == "!=" else [*others, self._named(value)]

    def _named(self, value: Any) -> Any:
        """The new one, by its name as the old one was, by its number where others are called so."""
        by_name = str(value) != str(self.old) and len(self._called()) == 1
        if not by_name:
            return str(self.new)
        return Quoted(self.name) if self.name in WORDS or isinstance(value, Quoted) else self.name

    def _called(self) -> set[int | None]:
        return {ref.id for ref in candidates(self.type_key, self.name, self.context)}


def rename_in_views(work: Work, type_key: str, old: int, new: int) -> None:
    """Let the saved views of everybody name the new one, in the same act."""
    if not registry.knows(VIEWS):
        return
    renaming, changed = _Renaming(type_key, old, new), {}
    for pk, key, words, options in SavedView._base_manager.values_list("pk", "type", "filter", "options"):
        if not registry.knows(key):
            continue
        values: dict[str, Any] = {}
        if words and (fresh := renaming.filter(registry.get(key), words)) != words:
            values["filter"] = fresh
        if _shows_way(registry.get(key), type_key) and options.get("way") == str(old):
            values["options"] = {**options, "way": str(new)}
        if values:
            changed[pk] = values
    for pk, touched in work.load(VIEWS, changed, None).items():
        work.change(touched, changed[pk])


def _shows_way(record_type: RecordType, type_key: str) -> bool:
    """Whether a board of this type shows the parts of one record of that type at a time."""
    targets = [registry.get(one.target) for one in record_type.fields.values() if registry.knows(one.target)]
    return any(one.within and one.fields[one.within].target == type_key for one in targets)
