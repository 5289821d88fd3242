"""Several records that turn out to be one become one: fields by choice, every relation moved, undoable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.nearest import did_you_mean
from trato.records import access, relations
from trato.records.effects.moving import MOVED
from trato.records.errors import Denied, Invalid, NotFound, Refused, Stale
from trato.records.fields.link import LinkField, LinksField
from trato.records.models import Change
from trato.records.registry import registry
from trato.records.renaming import rename_in_filters
from trato.records.values import Labeled, Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work

MERGED = "records.merged"
#: So many records become one at most.
MOST = 20
#: So many merges after one another are followed to the record that stands.
LONGEST_CHAIN = 20
DEEPEST = 1000


def merge(
    actor: Actor,
    type_key: str,
    survivor_id: int,
    other_ids: Sequence[int],
    choices: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
) -> int:
    """Merge the others into the survivor; the number of the change set, whose undo brings all of them back.

    A field's value is that of the record chosen for it, else the survivor's own, else the first that is not
    empty; lists of addresses, links and tags are united. With `versions`, a record that somebody changed
    meanwhile is refused. Raises NotFound, Denied, Invalid, Stale, Refused; then nothing has changed.
    """
    record_type = registry.get(type_key)
    others = _asked(record_type, survivor_id, other_ids)
    ids = [survivor_id, *others]
    chosen = _chosen(actor, record_type, ids, choices or {})
    access.require(actor, record_type, Right.DELETE)
    details = {"survivor": survivor_id, "merged": others}
    with writing(actor, f"{type_key}.merge", details=details) as work:
        loaded = _locked(work, actor, record_type, ids, versions or {})
        survivor = loaded[survivor_id]
        values = merged_values(record_type, [loaded[pk] for pk in ids], chosen)
        for pk in others:
            work.hand_over(type_key, pk, survivor_id)
        relations.untangle(work, type_key, survivor_id, others)
        _move_links(work, record_type, survivor_id, others)
        work.change(survivor, values)
        work.flush_rows()
        rename_in_filters(work, [(type_key, pk, survivor_id) for pk in others])
        work.remove(type_key, others)
        work.emit(MERGED, type_key, [survivor_id], merged=others, count=len(others))
    return int(work.change_set.pk)


def standing_for(actor: Actor, record_type: RecordType, pk: int) -> int | None:
    """The record that a merged-away one is part of now, if this person may see it."""
    into = merged_into(record_type.key, pk)
    return into if into is not None and access.visible_ids(actor, record_type, [into]) else None


def merged_into(type_key: str, pk: int) -> int | None:
    """The record that a merged-away one is part of now; None for one that was never merged or is gone."""
    found, seen = pk, {pk}
    model = registry.get(type_key).model
    for _step in range(LONGEST_CHAIN):
        rows = Change.objects.filter(type=type_key, op=Change.MOVE, first_id=found, undone_by=None)
        moves = [(row.after or {})[MOVED] for row in rows.order_by("-pk")[:1]]
        if not moves or moves[0]["back"] or moves[0]["into"] in seen:
            return None
        found = int(moves[0]["into"])
        seen.add(found)
        if model._base_manager.filter(pk=found).exists():
            return found
    return None


def _asked(record_type: RecordType, survivor_id: int, other_ids: Sequence[int]) -> list[int]:
    """The records that go, each once. Raises Refused, Invalid."""
    if not record_type.mergeable:
        raise Refused(_("%(type)s cannot be merged.") % {"type": record_type.label_plural})
    others = list(dict.fromkeys(other_ids))
    if survivor_id in others:
        raise Invalid(_("A record cannot be merged with itself."), field="with")
    if not others:
        raise Invalid(_("Choose at least two records to merge."), field="with")
    if len(others) >= MOST:
        raise Invalid(
            _("No more than %(most)s records can be merged at once.") % {"most": MOST}, field="with"
        )
    return others


def _chosen(
    actor: Actor, record_type: RecordType, ids: list[int], choices: Mapping[str, int]
) -> dict[str, int]:
    known = access.readable_fields(actor, record_type)
    for name, pk in choices.items():
        if name not in known:
            values = {"type": record_type.label_plural, "name": name, "hint": did_you_mean(name, list(known))}
            sentence = _("%(type)s have no field “%(name)s”.%(hint)s") % values
            raise Invalid(sentence.strip(), field=name)
        if not known[name].editable or known[name].unique:
            raise Invalid(_("%(field)s cannot be chosen.") % {"field": known[name].label}, field=name)
        if not access.may_write(actor, record_type, name):
            raise Denied(_("You may not change %(field)s.") % {"field": known[name].label}, field=name)
        if pk not in ids:
            raise Invalid(_("This record is not among those to be merged."), field=name)
    return dict(choices)


def _locked(
    work: Work, actor: Actor, record_type: RecordType, ids: list[int], versions: Mapping[int, int]
) -> dict[int, Touched]:
    """All of them, held fast, as the actor saw them. Raises NotFound, Denied, Stale, Refused."""
    for right, wanted in ((Right.EDIT, ids), (Right.DELETE, ids[1:])):
        missing = set(wanted) - access.visible_ids(actor, record_type, wanted, right)
        if missing:
            is_seen = access.visible_ids(actor, record_type, missing) == missing
            raise access.denied(actor, record_type, right) if is_seen else NotFound
    loaded = work.load(record_type.key, ids, None)
    for pk in ids:
        if pk not in loaded:
            raise NotFound
        touched = loaded[pk]
        name = {"name": touched.value(record_type.title) or pk}
        if pk in versions and touched.record.version != versions[pk]:
            raise Stale(_("Somebody changed “%(name)s” meanwhile. Look at it again before you merge.") % name)
        if getattr(touched.record, "archived_at", None) is not None:
            raise Refused(_("“%(name)s” lies in the bin. Bring it back before you merge.") % name)
    return loaded


def merged_values(
    record_type: RecordType, batch: Sequence[Touched], chosen: Mapping[str, int]
) -> dict[str, Any]:
    """The fields of the survivor, which is the first of the batch."""
    ids = {touched.id for touched in batch}
    by_id = {touched.id: touched for touched in batch}
    values: dict[str, Any] = {}
    for name, field in record_type.fields.items():
        if not field.editable or field.unique:
            continue
        if name in chosen:
            values[name] = _outside(field, record_type.key, by_id[chosen[name]].value(name), ids)
            continue
        held = [_outside(field, record_type.key, touched.value(name), ids) for touched in batch]
        values[name] = united(field, held) if is_united(field) else _first(record_type, field, held, ids)
    return values


def is_united(field: Field) -> bool:
    """Whether a field holds several values, so that a merge keeps those of all records."""
    return field.is_many or field.component in {"emails", "phones"}


def united(field: Field, held: Sequence[Any]) -> Any:
    """Every value once, in the order of the records."""
    found: dict[Any, Any] = {}
    for one in (one for values in held for one in values or ()):
        found.setdefault(_mark(field, one), one)
    return tuple(found.values()) or (() if field.is_many else None)


def _mark(field: Field, one: Any) -> Any:
    if isinstance(one, Ref):
        return one.type, one.id, one.text
    if isinstance(one, Labeled):
        return next(iter(field.match_keys((one,))), one.value)
    return one


def _outside(field: Field, type_key: str, value: Any, ids: set[int]) -> Any:
    """A value without links to the records that become one: nobody is their own parent."""
    if isinstance(value, Ref):
        return None if value.type == type_key and value.id in ids else value
    if field.is_many:
        return tuple(ref for ref in value if not (ref.type == type_key and ref.id in ids))
    return value


def _first(record_type: RecordType, field: Field, held: Sequence[Any], ids: set[int]) -> Any:
    """The first value that is not empty, of a link upwards the first that leads in no circle."""
    for value in held:
        if value in (None, "", (), []):
            continue
        if isinstance(field, LinkField) and field.acyclic and _leads_back(record_type, field, value, ids):
            continue
        return value
    return held[0] if not isinstance(held[0], Ref) else None


def _leads_back(record_type: RecordType, field: LinkField, value: Ref, ids: set[int]) -> bool:
    column = field.store.columns()[0]
    current = value.id
    for _step in range(DEEPEST):
        if current is None or current in ids:
            break
        rows = record_type.model._base_manager.filter(pk=current)
        current = rows.values_list(column, flat=True).first()
    return current is not None


def _move_links(work: Work, record_type: RecordType, survivor_id: int, others: list[int]) -> None:
    """Whoever links to one of the others links to the survivor."""
    going = set(others)
    here = {survivor_id, *others}
    for other in registry.types():
        for link in other.fields.values():
            if not link.editable or link.target not in {record_type.key, ""}:
                continue
            holders = holders_of(other, link, record_type.key, others)
            holders -= here if other.key == record_type.key else set()
            for touched in work.load(other.key, holders, None).values():
                value = _led(link, touched.value(link.name), record_type.key, survivor_id, going)
                work.change(touched, {link.name: value}, heals=True)


def holders_of(other: RecordType, link: Field, type_key: str, ids: Sequence[int]) -> set[int]:
    """The records of a type that link to any of these through one field."""
    if isinstance(link, LinkField):
        rows = other.model._base_manager.filter(**{f"{link.store.columns()[0]}__in": list(ids)})
        return set(rows.values_list("pk", flat=True))
    if not isinstance(link, LinksField):
        return set()
    store = link.many_store
    held = store.holders().filter(**{f"{store.target_column}__in": list(ids)})
    held = held if link.target else held.filter(target_type=type_key)
    return set(held.values_list(store.record_column, flat=True))


def _led(link: Field, value: Any, type_key: str, survivor_id: int, going: set[int]) -> Any:
    """The value with the survivor in place of those that go, each target once."""
    if isinstance(value, Ref):
        return Ref(type_key, survivor_id, role=value.role)
    led = [
        Ref(type_key, survivor_id, role=ref.role) if ref.type == type_key and ref.id in going else ref
        for ref in value
    ]
    return united(link, [led])
