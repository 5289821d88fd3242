"""Lists that others choose from: put in order, added to, and shortened without leaving anybody behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.actor import SYSTEM
from trato.accounts.rights import Right
from trato.kernel.saying import in_a_row
from trato.records import access, actions
from trato.records.contexts import context_for
from trato.records.errors import Denied, Invalid, NotFound, Refused, Stale
from trato.records.registry import registry
from trato.records.relinking import Plan, Relink, Turned, turn
from trato.records.rows.read import titles
from trato.records.uses import links_to
from trato.records.values import Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import Picklist, RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work

REPLACED, ARRANGED = "replace", "arrange"


def picklist_of(record_type: RecordType) -> Picklist:
    """How its records are kept. Raises Refused for a type that is no picklist."""
    if record_type.picklist is None:
        raise Refused(_("%(type)s are no list to choose from.") % {"type": record_type.label_plural})
    return record_type.picklist


def part_of(record_type: RecordType) -> RecordType | None:
    """The picklist whose records hold these, such as pipelines their stages."""
    if record_type.picklist is None or not record_type.within:
        return None
    whole = registry.get(record_type.fields[record_type.within].target)
    return whole if whole.picklist is not None else None


def parts_of(record_type: RecordType) -> RecordType | None:
    """The picklist whose records stand inside those of this one."""
    return next((one for one in registry.types() if part_of(one) is record_type), None)


def siblings(record_type: RecordType, whole: int | None) -> list[int]:
    """The records that stand in one order, in that order."""
    found = record_type.model._base_manager.all()
    if part_of(record_type) is not None:
        found = found.filter(**{f"{record_type.within}_id": whole})
    order = picklist_of(record_type).order
    return list(found.order_by(order or f"{record_type.title}_key", "pk").values_list("pk", flat=True))


def whole_of(record_type: RecordType, record: Any) -> int | None:
    """The record inside which this one stands."""
    return None if part_of(record_type) is None else getattr(record, f"{record_type.within}_id")


def arrange(actor: Actor, type_key: str, ids: Sequence[int]) -> int | None:
    """Put records into this order; the number of the change set, None where nothing moved.

    They are all that stand in one order. Raises Stale for others than are there by now, Denied, NotFound.
    """
    record_type = registry.get(type_key)
    order = picklist_of(record_type).order
    if not order:
        raise Refused(_("%(type)s stand by name.") % {"type": record_type.label_plural})
    access.require(actor, record_type, Right.EDIT)
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid(_("Say which records, in their order."), field="ids")
    record = access.fetch(actor, record_type, wanted[0], Right.EDIT)
    with writing(actor, f"{type_key}.{ARRANGED}") as work:
        here = siblings(record_type, whole_of(record_type, record))
        if set(here) != set(wanted):
            raise Stale(_("Somebody changed this list meanwhile. Look at it again."))
        loaded = work.load(type_key, wanted)
        _hand_out(work, order, [loaded[pk] for pk in wanted])
        work.flush_rows()
        has_moved = any(touched.changed() for touched in loaded.values())
    return int(work.change_set.pk) if has_moved else None


def _hand_out(work: Work, order: str, batch: Sequence[Touched]) -> None:
    """Give out the numbers that are there anew, so that few records change."""
    last = -1
    for touched, number in zip(batch, sorted(one.value(order) or 0 for one in batch), strict=True):
        last = max(number, last + 1)
        work.change(touched, {order: last})


def move_before(actor: Actor, record: Any, *, before: Any = None) -> None:
    """Put a record before another one of its list, without one to the end. Raises Invalid, Denied."""
    record_type = registry.of_model(type(record))
    picklist_of(record_type)
    ids = [pk for pk in siblings(record_type, whole_of(record_type, record)) if pk != record.pk]
    place = len(ids)
    if before is not None:
        other = _number(before, "before")
        if other not in ids:
            raise Invalid(_("That record does not stand in the same list."), field="before")
        place = ids.index(other)
    arrange(actor, record_type.key, [*ids[:place], record.pk, *ids[place:]])


def add(actor: Actor, type_key: str, name: str, *, whole: int | None = None, like: int | None = None) -> int:
    """Add a record by its name at the place where its kind ends; its id.

    A record with parts begins with those of the one that it is to be `like`. Raises Denied, Invalid.
    """
    record_type, parts = registry.get(type_key), parts_of(registry.get(type_key))
    access.require(actor, record_type, Right.CREATE)
    order, above = picklist_of(record_type).order, part_of(record_type)
    given: dict[str, Any] = {record_type.title: name}
    if above is not None:
        given[record_type.within] = access.fetch(actor, above, whole or 0).pk
    values = actions.parse_values(actor, record_type, given, context_for(actor))
    _refuse_twin(record_type, siblings(record_type, whole), name)
    with writing(actor, f"{type_key}.create") as work:
        made = work.create(type_key, values)
        work.flush_rows()
        if order and above is not None:
            _settle_in(work, record_type, made, whole)
        if parts is not None and like is not None:
            access.require(actor, parts, Right.CREATE)
            _copy_parts(work, parts, access.fetch(actor, record_type, like).pk, made)
    return made.id


def _refuse_twin(record_type: RecordType, ids: Iterable[int], name: str) -> None:
    known = {title.casefold() for title in titles(record_type.key, ids).values()}
    if name.strip().casefold() in known:
        raise Invalid(_("“%(name)s” is there already.") % {"name": name.strip()}, field=record_type.title)


def _settle_in(work: Work, record_type: RecordType, made: Touched, whole: int | None) -> None:
    """A new record stands after the last one of its kind, such as an open stage before those that close."""
    rules = picklist_of(record_type)
    ids = [pk for pk in siblings(record_type, whole) if pk != made.id]
    loaded = work.load(record_type.key, ids, None)
    alike = [pk for pk in ids if all(loaded[pk].value(one) == made.value(one) for one in rules.alike)]
    place = ids.index(alike[-1]) + 1 if alike else len(ids)
    batch = [loaded[pk] for pk in ids]
    _hand_out(work, rules.order, [*batch[:place], made, *batch[place:]])


def _copy_parts(work: Work, parts: RecordType, source: int, made: Touched) -> None:
    for touched in work.load(parts.key, siblings(parts, source), None).values():
        names = [one.name for one in parts.fields.values() if one.editable and not one.is_many]
        values = {name: touched.value(name) for name in names if touched.value(name) is not None}
        work.create(parts.key, {**values, parts.within: Ref(made.record_type.key, made.id)})


def replace(
    actor: Actor, record: Any, *, by: Any = None, parts: Any = None, version: int | None = None
) -> Turned:
    """Remove a record of a picklist; whatever has chosen it gets another one, or without one nothing.

    `parts` says the same of the records inside it, by number. All of it is one change set. Raises Denied,
    Refused, Invalid, Stale; then nothing has changed.
    """
    record_type = registry.of_model(type(record))
    picklist_of(record_type)
    access.require(actor, record_type, Right.DELETE)
    record = access.fetch(actor, record_type, record.pk, Right.DELETE)
    if version is not None and record.version != version:
        raise Stale(_("Somebody changed “%(name)s” meanwhile. Look at it again.") % {"name": record})
    inside = parts_of(record_type)
    going = {(record_type.key, record.pk): by}
    if inside is not None:
        given = {str(pk): one for pk, one in dict(parts or {}).items()}
        here = {(inside.key, pk): given.pop(str(pk), None) for pk in siblings(inside, record.pk)}
        if given:
            raise Invalid(_("That record does not stand in the same list."), field="parts")
        going = {**here, **going}
    plan = Plan(f"{record_type.key}.{REPLACED}", record_type.key, record.pk, str(record))
    for (type_key, pk), other in going.items():
        new = _new(actor, registry.get(type_key), pk, other, going)
        plan.links += _links(registry.get(type_key), pk, new)
        plan.replaced.append((type_key, pk, new))
        plan.removed.append((type_key, pk))
    _refuse_removal(actor, plan)
    return turn(actor, plan)


def _new(
    actor: Actor, record_type: RecordType, pk: int, by: Any, going: Mapping[tuple[str, int], Any]
) -> int | None:
    """The record that takes the place of one, if one does. Raises Invalid, NotFound."""
    return None if by in (None, "") else _replacement(actor, record_type, pk, _number(by, "by"), going)


def _links(record_type: RecordType, pk: int, new: int | None) -> list[Relink]:
    """The links that turn with one record. Raises Invalid where one must turn and has nowhere to go."""
    found = []
    for other, link in links_to(record_type.key):
        if part_of(other) is record_type and link.name == other.within:
            continue  # the parts go along
        relink = Relink(other.key, link.name, record_type.key, pk, new)
        number = relink.count(SYSTEM)
        if number and new is None and link.required:
            label = other.label if number == 1 else other.label_plural
            values = {"count": number, "type": label, "name": titles(record_type.key, [pk])[pk]}
            sentence = _("Choose where the records in “%(name)s” go: %(count)s %(type)s.") % values
            raise Invalid(sentence, field=f"by-{record_type.key}-{pk}")
        if number:
            found.append(relink)
    return found


def replacements(
    actor: Actor, record_type: RecordType, pk: int, going: Iterable[int] = ()
) -> list[dict[str, Any]]:
    """The records that may take the place of this one: not in the bin, and like it where that matters."""
    rules, rows = picklist_of(record_type), access.visible_rows(actor, record_type)
    if record_type.is_archivable:
        rows = rows.filter(archived_at=None)
    whole = [f"{record_type.within}_id"] if part_of(record_type) is not None else []
    columns = ["pk", record_type.title, *whole, *rules.alike]
    known = {one["pk"]: one for one in rows.order_by(rules.order or record_type.title, "pk").values(*columns)}
    here = known.get(pk, {})
    leaving = {pk, *going}
    return [
        one
        for one in known.values()
        if one["pk"] not in leaving and all(one[name] == here.get(name) for name in rules.alike)
    ]


def _replacement(
    actor: Actor, record_type: RecordType, pk: int, other: int, going: Mapping[tuple[str, int], Any]
) -> int:
    gone = [number for key, number in going if key == record_type.key]
    if other in gone:
        raise Invalid(_("It cannot take the place of itself."), field="by")
    if other in {one["pk"] for one in replacements(actor, record_type, pk, gone)}:
        return other
    if not access.visible_ids(actor, record_type, [other]):
        raise NotFound
    names = [str(record_type.fields[name].label) for name in picklist_of(record_type).alike]
    if not names:
        raise Invalid(_("“%(name)s” lies in the bin.") % {"name": titles(record_type.key, [other])[other]})
    raise Invalid(_("Choose one of the same %(fields)s.") % {"fields": in_a_row(names)}, field="by")


def why_it_stays(actor: Actor, record: Any) -> str:
    """Why a record stays whatever takes its place, such as a last won stage; empty where it may go."""
    record_type = registry.of_model(type(record))
    plan = Plan(f"{record_type.key}.{REPLACED}", record_type.key, record.pk, str(record))
    inside = parts_of(record_type)
    parts = [(inside.key, pk) for pk in siblings(inside, record.pk)] if inside is not None else []
    plan.removed = [*parts, (record_type.key, record.pk)]
    try:
        _refuse_removal(actor, plan)
    except (Denied, Refused) as error:
        return str(error)
    return ""


def _refuse_removal(actor: Actor, plan: Plan) -> None:
    """What must stay is told before anything turns. Raises Refused."""
    with writing(SYSTEM, plan.kind) as work:
        for type_key in dict.fromkeys(key for key, _pk in plan.removed):
            loaded = work.load(type_key, [pk for key, pk in plan.removed if key == type_key], None)
            registry.get(type_key).guard_removal(actor, list(loaded.values()))


def _number(given: Any, name: str) -> int:
    number = given.get("id") if isinstance(given, dict) else given
    if isinstance(number, str) and number.isdecimal() and len(number) < 19:
        number = int(number)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**63:
        raise Invalid(_("Expected the number of a record."), field=name)
    return number
