"""Pending links: what waits, what is probably meant, and one decision that mends all rows alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from trato.accounts.rights import Right, Scope
from trato.kernel.similarity import similar_name
from trato.kernel.text import sort_key
from trato.records import access, effects
from trato.records.contexts import context_for
from trato.records.effects import healing
from trato.records.errors import Denied, Invalid, NotFound
from trato.records.models import MendDecision, Pending
from trato.records.registry import registry
from trato.records.resolve import resolve
from trato.records.several import whole_act
from trato.records.values import Ref
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.models import ChangeSet
    from trato.records.record_type import RecordType

BATCH = 500
MOST_NAMES = 20_000


@dataclass(frozen=True)
class PendingGroup:
    """One text in one field, how many records wait for it, and what is probably meant."""

    type: str
    field: str
    text: str
    target: str
    rows: int
    proposal: Ref | None

    def as_json(self) -> dict[str, object]:
        proposal = None if self.proposal is None else {"id": self.proposal.id, "label": self.proposal.label}
        return {"field": self.field, "text": self.text, "rows": self.rows, "proposal": proposal}


@dataclass(frozen=True)
class Mended:
    """What a mend did."""

    set: int
    rows: int

    def as_json(self) -> dict[str, int]:
        return {"set": self.set, "rows": self.rows}


@dataclass(frozen=True)
class MadeAll:
    """How many records were made for names that waited, and how many rows were mended with them."""

    set: int
    made: int
    rows: int

    def as_json(self) -> dict[str, int]:
        return {"set": self.set, "made": self.made, "rows": self.rows}


def pending_groups(actor: Actor, type_key: str = "") -> list[PendingGroup]:
    """What waits in the records that the actor may see, the most frequent first."""
    waiting = Pending.objects.filter(type=type_key) if type_key else Pending.objects.all()
    found: list[PendingGroup] = []
    names: dict[str, list[tuple[int, str]]] = {}
    for key in waiting.order_by().values_list("type", flat=True).distinct():
        if not registry.knows(key) or not access.may(actor, registry.get(key), Right.READ):
            continue
        seen = access.visible_rows(actor, registry.get(key)).values("pk")
        hidden = access.hidden_fields(actor, registry.get(key))
        groups = (
            waiting.filter(type=key, record_id__in=seen)
            .exclude(field__in=hidden)
            .values_list("field", "text", "target_type")
        )
        for field, text, target, rows in groups.annotate(rows=Count("pk")).order_by("-rows", "field", "text"):
            if target not in names:
                names[target] = _names(actor, registry.get(target))
            found.append(PendingGroup(key, field, text, target, rows, _proposal(target, text, names[target])))
    return sorted(found, key=lambda group: (-group.rows, group.type, group.field, group.text))


def _names(actor: Actor, record_type: RecordType) -> list[tuple[int, str]]:
    rows = access.visible_rows(actor, record_type).order_by("pk").values_list("pk", record_type.title)
    return [(pk, name) for pk, name in rows[:MOST_NAMES] if name]


def _proposal(target: str, text: str, names: list[tuple[int, str]]) -> Ref | None:
    near = similar_name(text, [name for _pk, name in names])
    return next((Ref(target, pk, name) for pk, name in names if name == near), None)


def mend(
    actor: Actor, type_key: str, field: str, text: str, *, to: int | str | None = None, make: bool = False
) -> Mended:
    """Decide what a text stands for: an existing record, or a new one of that name.

    All rows alike that the actor may change are mended; the decision is remembered for the next import.
    Raises NotFound, Invalid, Denied.
    """
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.EDIT)
    link = access.readable_fields(actor, record_type).get(field)
    if link is None or not link.target:
        raise Invalid(
            _("%(type)s have no link “%(name)s”.") % {"type": record_type.label_plural, "name": field}
        )
    if not access.may_write(actor, record_type, field):
        raise Denied(_("You may not change %(field)s.") % {"field": link.label}, field=field)
    waiting = Pending.objects.filter(type=type_key, field=field, text=text)
    if access.scope_of(actor, record_type, Right.EDIT) is not Scope.ALL:
        waiting = waiting.filter(
            record_id__in=access.visible_rows(actor, record_type, Right.EDIT).values("pk")
        )
    if not waiting.exists():
        raise NotFound(_("Nothing waits for “%(text)s”.") % {"text": text}, field=field)
    if make == (to is not None):
        raise Invalid(_("Choose a record, or have one made."))
    found = None if make else resolve(link.target, to, context_for(actor))
    with whole_act(actor, "mend", {"type": type_key, "field": field, "text": text}) as change_set:
        with writing(actor, "mend", into=change_set, heals=False) as work:
            ref = found or _made(actor, work, link.target, text)
            _remember(work, type_key, field, text, ref)
        rows = _mend_all(actor, change_set, waiting, ref)
    return Mended(change_set.pk, rows)


def may_make(actor: Actor, record_type: RecordType) -> bool:
    """Whether a name is all that a record of this type takes, and the actor may add one."""
    fields = record_type.fields
    needed = {field.name for field in fields.values() if field.required and field.editable}
    return (
        bool(record_type.group)
        and fields[record_type.title].editable
        and needed <= {record_type.title}
        and access.may(actor, record_type, Right.CREATE)
    )


def make_all(actor: Actor, target: str, groups: Iterable[PendingGroup]) -> MadeAll:
    """Make the records of one type that these texts wait for, and mend with each every row that names it.

    Spellings of one name become one record. All of it is one act. Raises NotFound, Denied, InvalidFields.
    """
    record_type = registry.get(target)
    if not may_make(actor, record_type):
        raise Denied(_("You may not add %(type)s.") % {"type": record_type.label_plural})
    most = record_type.title_field.max_length
    names: dict[str, list[PendingGroup]] = {}
    for group in groups:
        if group.target == target and (not most or len(group.text) <= most):
            names.setdefault(sort_key(group.text), []).append(group)
    if not names:
        raise NotFound(_("No name waits for one of the %(type)s.") % {"type": record_type.label_plural})
    spellings, kind, rows = list(names.values()), f"{target}.made", 0
    with whole_act(actor, kind) as change_set:
        for number, start in enumerate(range(0, len(spellings), BATCH)):
            with writing(actor, kind, into=change_set, batch=number, heals=False) as work:
                rows += _make_some(actor, work, record_type, spellings[start : start + BATCH])
    return MadeAll(change_set.pk, len(spellings), rows)


def _make_some(actor: Actor, work: Work, record_type: RecordType, spellings: list[list[PendingGroup]]) -> int:
    """A record for each name; how many rows were mended. A spelling that is not its name is remembered."""
    context = context_for(actor)
    made = [
        work.create(record_type.key, record_type.prepare({record_type.title: groups[0].text}, context))
        for groups in spellings
    ]
    work.flush_rows()
    arrived: dict[tuple[str, str], Ref] = {}
    for touched, groups in zip(made, spellings, strict=True):
        title = str(touched.value(record_type.title))
        ref = Ref(record_type.key, touched.id, title)
        for group in groups:
            arrived[record_type.key, group.text] = ref
            if group.text != title:
                _remember(work, group.type, group.field, group.text, ref)
    return healing.mend(work, arrived)


def _made(actor: Actor, work: Work, target: str, text: str) -> Ref:
    record_type = registry.get(target)
    access.require(actor, record_type, Right.CREATE)
    prepared = record_type.prepare({record_type.title: text}, context_for(actor))
    touched = work.create(target, prepared)
    work.flush_rows()
    return Ref(target, touched.id, text)


def _remember(work: Work, type_key: str, field: str, text: str, ref: Ref) -> None:
    values = {"type": type_key, "field": field, "text": text, "target_type": ref.type, "target_id": ref.id}
    known = MendDecision._base_manager.filter(type=type_key, field=field, text=text).first()
    if known is None:
        work.create("mends", values)
    else:
        work.change(work.load("mends", [known.pk], None)[known.pk], values)


def _mend_all(actor: Actor, change_set: ChangeSet, waiting: models.QuerySet[Pending], ref: Ref) -> int:
    """Mend in batches, each a transaction; what is mended waits no more, so the next batch finds the rest."""
    total, number = 0, 1
    while True:
        with writing(actor, "mend", into=change_set, batch=number) as work:
            mended = effects.mend_rows(work, list(waiting.order_by("pk")[:BATCH]), ref)
        total += mended
        number += 1
        if mended < BATCH:
            return total
