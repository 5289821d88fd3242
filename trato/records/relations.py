"""What holds for relations: which two records may be tied, once and by whom; what a merge makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from typing_extensions import override

from trato.accounts.rights import Right
from trato.kernel.saying import in_a_row
from trato.kernel.text import fold
from trato.records import access
from trato.records.effects.moving import set_aside
from trato.records.errors import Denied, Invalid, InvalidFields, NotFound
from trato.records.fields.choice import PresentChoices
from trato.records.models import Link, Relation, RelationKind
from trato.records.registry import registry
from trato.records.resolve import unknown
from trato.records.rows.read import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.values import Context
    from trato.records.work import Work

RELATIONS, KINDS = "relations", "relation_kinds"
FROM, TO = "from", "to"
ENDS = (FROM, TO)
#: What a merge keeps of two relations that become one, if the one that stays has nothing there.
FACTS = ("note", "since", "until")


class RelatableTypes(PresentChoices):
    """The types whose records may be related, as choices."""

    @override
    def _pairs(self) -> list[tuple[str, Any]]:
        return [(one.key, capfirst(one.label_plural)) for one in relatable_types()]


def relatable_types() -> list[RecordType]:
    return [one for one in registry.types() if one.is_relatable]


# from what was given to a relation


def read_given(given: dict[str, Any], context: Context) -> dict[str, Any]:
    """Names within their types become links; a kind named as the other side sees it turns the ends round."""
    for end in ENDS:
        type_key = given.pop(f"{end}_type", None)
        if type_key and isinstance(given.get(end), str):
            given[end] = {"type": _type_named(str(type_key), end), "label": given[end]}
        elif type_key and end in given:
            raise Invalid(_("A type goes with a name; a link says its type by itself."), field=f"{end}_type")
    kind, is_turned = _kind_named(given.get("kind"), context)
    if kind is not None:
        given["kind"] = kind
    if is_turned and FROM in given and TO in given:
        given[FROM], given[TO] = given[TO], given[FROM]
    return given


def _type_named(word: str, end: str) -> str:
    """The type of a key or of a name in the reader's language. Raises Invalid."""
    for one in relatable_types():
        if fold(word) in {fold(one.key), fold(str(one.label)), fold(str(one.label_plural))}:
            return one.key
    raise Invalid(_("“%(word)s” is no type of record that can be related.") % {"word": word}, field=end)


def _kind_named(given: Any, context: Context) -> tuple[int | None, bool]:
    """The kind of that name, and whether it is the name that the other side uses. Raises Invalid."""
    is_pending = isinstance(given, Ref) and given.is_pending
    text = given.text if is_pending else given
    if not isinstance(text, str) or not text.strip():
        return None, False
    kinds = list(access.visible_rows(context.actor, registry.get(KINDS)))
    for is_turned in (False, True):
        for one in kinds:
            name = one.inverse if is_turned else one.name
            if name and fold(name) == fold(text.strip()):
                return one.pk, is_turned
    if is_pending:
        raise Invalid(unknown(KINDS, text, context), field="kind")
    return None, False


# before a relation is written


def ends_of(touched: Touched) -> tuple[Ref, Ref] | None:
    """The two records; none while one of them is missing, which the fields' own check says."""
    found = [next(iter(touched.value(name)), None) for name in ENDS]
    if any(ref is None or ref.is_pending for ref in found):
        return None
    return found[0], found[1]  # type: ignore[return-value]  # both are there by now


def settle(touched: Sequence[Touched]) -> None:
    """Keep what follows from kind and ends: their types, and the mark by which a relation exists once."""
    symmetric = _symmetric({one.record.kind_id for one in touched if one.record.kind_id})
    for one in touched:
        ends = ends_of(one)
        if ends is None:
            continue
        mark = mark_of(one.record.kind_id, ends, is_symmetric=one.record.kind_id in symmetric)
        for name, value in (("from_type", ends[0].type), ("to_type", ends[1].type), ("mark", mark)):
            if one.value(name) != value:
                one.set(name, value)
                one.derived.add(name)


def mark_of(kind: int | None, ends: tuple[Ref, Ref], *, is_symmetric: bool) -> str:
    """Kind and ends in one text, the same for both directions of a symmetric kind."""
    names = [f"{ref.type}/{ref.id}" for ref in ends]
    return " ".join([str(kind), *(sorted(names) if is_symmetric else names)])


def _symmetric(kinds: Iterable[int]) -> set[int]:
    rows = RelationKind._base_manager.filter(pk__in=set(kinds), inverse="")  # shape: the engine's own look-up
    return set(rows.values_list("pk", flat=True))


def guard(actor: Actor, touched: Sequence[Touched]) -> None:
    """Refuse ends that may not be tied, and what is there already. Raises InvalidFields, Denied."""
    held = [(one, ends) for one in touched if (ends := ends_of(one)) is not None]
    _refuse_second(held)
    new = [(one, ends) for one, ends in held if not (one.is_inverse or one.is_healed) and _is_tied(one)]
    kinds = RelationKind._base_manager.in_bulk({one.record.kind_id for one, _ends in new})
    for one, (start, end) in new:
        if (start.type, start.id) == (end.type, end.id):
            raise _wrong(_("A record cannot be related to itself."), TO)
        for name, ref in ((FROM, start), (TO, end)):
            if not registry.get(ref.type).is_relatable:
                raise _wrong(
                    _("%(type)s take no relations.") % {"type": registry.get(ref.type).label_plural}, name
                )
        _refuse_type(kinds.get(one.record.kind_id), start, end)
        if one.record.since and one.record.until and one.record.until < one.record.since:
            raise _wrong(_("It cannot end before it begins."), "until")
    if not actor.is_system:
        _refuse_strangers(actor, [ends for _one, ends in new])


def _is_tied(one: Touched) -> bool:
    """Whether this write says who is tied or how, rather than what is noted about it."""
    return one.is_new or bool({*ENDS, "kind", "since", "until"} & one.dirty)


def _wrong(sentence: str, field: str) -> InvalidFields:
    return InvalidFields([Invalid(sentence, field=field)])


def _refuse_type(kind: RelationKind | None, start: Ref, end: Ref) -> None:
    """A kind may be limited to types on either side."""
    if kind is None:
        return
    fields = registry.get(KINDS).fields
    for name, ref, column in ((FROM, start, "from_types"), (TO, end, "to_types")):
        allowed = fields[column].get(kind)
        if allowed and ref.type not in allowed:
            known = in_a_row(str(registry.get(key).label_plural) for key in allowed if registry.knows(key))
            raise _wrong(_("“%(kind)s” is for %(types)s only.") % {"kind": kind.name, "types": known}, name)


def _refuse_strangers(actor: Actor, held: Sequence[tuple[Ref, Ref]]) -> None:
    """Both ends must be seen and out of the bin, and one of them be one's own to change."""
    refs = {ref for ends in held for ref in ends}
    seen, live, mine = (_reached(actor, refs, what) for what in ("seen", "live", "mine"))
    for ends in held:
        for name, ref in zip(ENDS, ends, strict=True):
            if (ref.type, ref.id) not in seen:
                raise NotFound
            if (ref.type, ref.id) not in live:
                raise _wrong(
                    _("“%(name)s” lies in the bin.") % {"name": titles(ref.type, [ref.id or 0])[ref.id or 0]},
                    name,
                )
        if not any((ref.type, ref.id) in mine for ref in ends):
            raise Denied(_("To relate two records you must be able to change one of them."))


def _reached(actor: Actor, refs: Iterable[Ref], what: str) -> set[tuple[str, int]]:
    """Those of the records that are seen, that are out of the bin, or that may be changed; a query a type."""
    by_type: dict[str, set[int]] = {}
    for ref in refs:
        by_type.setdefault(ref.type, set()).add(ref.id or 0)
    found: set[tuple[str, int]] = set()
    for key, ids in by_type.items():
        record_type = registry.get(key)
        rows = access.visible_rows(actor, record_type, Right.EDIT if what == "mine" else Right.READ)
        if what == "live" and record_type.is_archivable:
            rows = rows.filter(archived_at=None)
        found |= {(key, pk) for pk in rows.filter(pk__in=ids).values_list("pk", flat=True)}
    return found


def _refuse_second(held: Sequence[tuple[Touched, tuple[Ref, Ref]]]) -> None:
    """One query for the whole batch."""
    marks = {one.record.mark for one, _ends in held}
    kept = dict(Relation._base_manager.filter(mark__in=marks).values_list("mark", "pk"))
    for one, ends in held:
        other = kept.setdefault(one.record.mark, one.record.pk or -id(one))
        if other != (one.record.pk or -id(one)):
            names = [titles(ref.type, [ref.id or 0]).get(ref.id or 0, "") for ref in ends]
            kind = RelationKind._base_manager.get(pk=one.record.kind_id)
            sentence = _("That is there already: %(from)s – %(kind)s – %(to)s.")
            raise _wrong(sentence % {"from": names[0], "kind": kind.name, "to": names[1]}, TO)


def guard_kinds(touched: Sequence[Touched]) -> None:
    """A kind in use stays symmetric or not: the relations that are there were counted by it."""
    turned = [
        one.id
        for one in touched
        if not one.is_new
        and "inverse" in one.after
        and bool(one.was("inverse")) != bool(one.value("inverse"))
    ]
    if turned and Relation._base_manager.filter(kind__in=turned).exists():
        raise _wrong(
            _("This kind is in use; whether both sides say the same of each other cannot change any more."),
            "inverse",
        )


# when one of the ends goes or becomes another


def tied_to(type_key: str, ids: Iterable[int]) -> set[int]:
    """The relations of these records, whichever end they are."""
    rows = Link.objects.filter(type=RELATIONS, field__in=ENDS, target_type=type_key, target_id__in=list(ids))
    return set(rows.values_list("record_id", flat=True))


def untangle(work: Work, type_key: str, survivor: int, others: Sequence[int]) -> None:
    """Before a merge moves the ends: take away relations among the records that become one, and all but the
    first of those that would become the same; what the first does not say is taken from the others.
    """
    ids = [survivor, *others]
    loaded = work.load(RELATIONS, sorted(tied_to(type_key, ids)), None)
    symmetric = _symmetric(one.record.kind_id for one in loaded.values())
    kept: dict[str, Touched] = {}
    going: list[int] = []
    for one in sorted(loaded.values(), key=lambda tie: (_moves(tie, type_key, others), tie.id)):
        ends = ends_of(one)
        if ends is None:
            continue
        start, end = (
            Ref(type_key, survivor) if ref.type == type_key and ref.id in ids else ref for ref in ends
        )
        mark = mark_of(one.record.kind_id, (start, end), is_symmetric=one.record.kind_id in symmetric)
        first = kept.setdefault(mark, one)
        if start == end or first is not one:
            going.append(one.id)
            work.moved.append(set_aside(one.record_type, one.id, first.id))
            if start != end:
                work.change(first, _missing(first, one), heals=True)
    if going:
        work.remove(RELATIONS, going)


def _moves(one: Touched, type_key: str, others: Sequence[int]) -> bool:
    """Whether it leads to one of the records that go: those of the survivor come first."""
    return any(ref.type == type_key and ref.id in others for ref in ends_of(one) or ())


def _missing(first: Touched, other: Touched) -> Mapping[str, Any]:
    return {name: other.value(name) for name in FACTS if not first.value(name) and other.value(name)}
