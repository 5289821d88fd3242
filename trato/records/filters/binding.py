"""From the tree to a shape and its values, and from the shape to a query expression."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.accounts.actor import SYSTEM
from trato.accounts.rights import Right
from trato.kernel.nearest import did_you_mean
from trato.records import access, ports, shadow, snapshot
from trato.records.contexts import context_for
from trato.records.errors import FilterError, Invalid
from trato.records.expressions import All, Always, Any_, In, Slots, Truth
from trato.records.expressions import Not as Negation
from trato.records.fields.base import Bound, Field
from trato.records.fields.link import LinkField, LinkingField, LinksField
from trato.records.filters.parse import parse
from trato.records.filters.tree import And, Node, Not, Or, Term, Text, to_words
from trato.records.paths import next_step_field
from trato.records.registry import registry
from trato.records.spoken import labeled
from trato.records.upcoming import is_planned
from trato.records.values import NEXT_STEP

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.values import Context


def bind(record_type: RecordType, node: Node, context: Context) -> Bound:
    """Take the values out of a filter, checking each name and value. Raises FilterError."""
    if isinstance(node, And | Or):
        bounds = [bind(record_type, part, context) for part in node.parts]
        params = tuple(param for bound in bounds for param in bound.params)
        word = "and" if isinstance(node, And) else "or"
        return Bound((word, *(bound.form for bound in bounds)), params)
    if isinstance(node, Not):
        bound = bind(record_type, node.part, context)
        return Bound(("not", bound.form), bound.params)
    if isinstance(node, Text):
        if shadow.is_past(record_type.key):
            raise FilterError(_("Words cannot be searched for as of a past day; filter by fields instead."))
        context.asked_rows = True
        found = ports.search_index().bind(context.actor, record_type, node)
        return Bound(("text", *found.form), found.params)
    return _bind_term(record_type, node, node.path, context)


def bind_trusted(record_type: RecordType, words: str) -> Bound:
    """Bind a filter that an administrator wrote, as the system sees fields, to hold until it is changed.

    Raises FilterError, also where it asks for what comes next, which is another thing each minute.
    """
    bound = bind(record_type, parse(words), context_for(SYSTEM))
    if _is_of_now(bound.form):
        raise FilterError(_("What comes next is known of today alone."))
    return bound


def _is_of_now(form: Any) -> bool:
    return isinstance(form, tuple) and (form[:1] == ("planned",) or any(map(_is_of_now, form)))


def field_named(record_type: RecordType, name: str, context: Context, place: int = 0) -> Field:
    """The field of that name, or of that label in a language of the product. Raises FilterError."""
    known = access.readable_fields(context.actor, record_type)
    if name in known:
        return known[name]
    if is_planned(record_type):
        known = {**known, NEXT_STEP: next_step_field(context.actor, record_type)}
    if name in known:
        return known[name]
    found = labeled(name, ((field, field.label) for field in known.values()))
    if found is not None:
        return found
    sentence = _("%(type)s have no field “%(name)s”.%(hint)s") % {
        "type": record_type.label_plural,
        "name": name,
        "hint": did_you_mean(name, list(known)),
    }
    raise FilterError(sentence.strip(), place=place, field=name)


def _bind_term(record_type: RecordType, term: Term, path: tuple[str, ...], context: Context) -> Bound:
    field = field_named(record_type, path[0], context, term.place)
    if len(path) == 1:
        try:
            bound = field.bind(term.operator, list(term.values), context)
        except FilterError as error:
            error.place = error.place or term.place
            raise
        except Invalid as error:
            raise FilterError(error.sentence, place=term.place, field=field.name) from None
        word = "planned" if field.name == NEXT_STEP else "field"
        return Bound((word, field.name, bound.form), bound.params)
    if not isinstance(field, LinkingField) or not field.target:
        raise FilterError(
            _("“%(name)s” is no link, so nothing can follow it.") % {"name": path[0]}, place=term.place
        )
    target = registry.get(field.target)
    inner = _bind_term(target, term, path[1:], context)
    scope = access.scope_bound(context.actor, target, Right.READ)
    return Bound(("through", field.name, inner.form, scope.form), inner.params + scope.params)


def settled(actor: Actor, record_type: RecordType, words: str) -> str:
    """The same filter with fields and choices by their names, so that it means the same in every language.

    What cannot be read stays as it is.
    """
    key = ("settled", record_type.key, words, actor, get_language())
    known: str | None = snapshot.asked_lately(key)
    if known is None:
        known = _settled_words(actor, record_type, words)
        snapshot.keep(key, known)
    return known


def _settled_words(actor: Actor, record_type: RecordType, words: str) -> str:
    try:
        node = parse(words)
        after = _settled(record_type, node, context_for(actor))
    except FilterError:
        return words
    return words if after == node else to_words(after)


def _settled(record_type: RecordType, node: Node, context: Context) -> Node:
    if isinstance(node, And | Or):
        return type(node)(tuple(_settled(record_type, part, context) for part in node.parts))
    if isinstance(node, Not):
        return Not(_settled(record_type, node.part, context))
    return _settled_term(record_type, node, context) if isinstance(node, Term) else node


def _settled_term(record_type: RecordType, term: Term, context: Context) -> Term:
    *links, last = term.path
    names = []
    for name in links:
        link = field_named(record_type, name, context, term.place)
        if not registry.knows(link.target):
            return term
        names.append(link.name)
        record_type = registry.get(link.target)
    field = field_named(record_type, last, context, term.place)
    values = tuple(field.settled(value) for value in term.values)
    return replace(term, path=(*names, field.name), values=values)


def build(record_type: RecordType, form: tuple[Any, ...], slots: Slots, prefix: str = "") -> Any:
    """The expression of a bound filter; slots are taken in the order of its parameters."""
    word = form[0]
    if word in {"and", "or"}:
        if len(form) == 1:
            return Always(value=word == "and")
        parts = [build(record_type, part, slots, prefix) for part in form[1:]]
        return All(*parts) if word == "and" else Any_(*parts)
    if word == "not":
        return Negation(Truth(build(record_type, form[1], slots, prefix)))
    if word == "text":
        return ports.search_index().build(record_type, form[1:], F(prefix + "pk"), slots)
    if word == "planned":
        return next_step_field(SYSTEM, record_type).build(form[2], prefix, slots)
    field = record_type.fields[form[1]]
    if word == "field":
        return field.build(form[2], prefix, slots)
    return _build_through(field, form[2], form[3], prefix, slots)


def _build_through(field: Field, inner: Any, scope: Any, prefix: str, slots: Slots) -> Any:
    target = registry.get(field.target)
    if isinstance(field, LinkField):
        onward = f"{prefix}{field.name}__"
        return All(build(target, inner, slots, onward), access.build_scope(target, scope, onward, slots))
    if not isinstance(field, LinksField):
        raise TypeError(f"{field.name} is no link")
    matching = target.model._base_manager.filter(build(target, inner, slots)).filter(
        access.build_scope(target, scope, "", slots)
    )
    store = field.many_store
    rows = store.holders().filter(In(F(store.target_column), matching.values("pk")))
    return In(F(prefix + "pk"), rows.values(store.record_column))
