"""The one way to write: a unit of work, one transaction, one change set, for one record or a batch."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, acts, effects, once, snapshot
from trato.records.checking import check_batch, check_needs
from trato.records.contexts import context_for
from trato.records.errors import NotFound, Refused
from trato.records.expressions import Among
from trato.records.fields.link import LinksField
from trato.records.inserting import fresh
from trato.records.models import ChangeSet, Made, Pending
from trato.records.naming import called_after, former_titles, name_unnamed
from trato.records.ordering import place_new
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.rows.many import many_values
from trato.records.saving import insert_rows, update_rows, write_links
from trato.records.touched import Touched
from trato.records.transactions import write_transaction
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.values import Context

MOST_ROUNDS = 12

_PENDING = Prepared(
    lambda type_key, ids: Pending.objects.filter(Among(F("record_id"), ids), type=type_key).order_by("pk")
)


@cache
def _locked(model: type[models.Model]) -> Prepared:
    """Records by their ids, held until the end of the transaction where the database can."""

    def asked(ids: Any) -> models.QuerySet[Any]:
        rows = model._base_manager.filter(Among(F("pk"), ids)).order_by("pk")
        return rows.select_for_update() if connection.features.has_select_for_update else rows

    return Prepared(asked)


class Work:
    """What one actor does in one transaction. Nothing is written before `flush`."""

    def __init__(
        self,
        actor: Actor,
        change_set: ChangeSet,
        batch: int = 0,
        *,
        heals: bool = True,
        as_given: bool = False,
    ) -> None:
        self.actor = actor
        self.change_set = change_set
        self.batch = batch
        self.heals = heals
        self.as_given = as_given
        self.at = timezone.now()
        self.touched: dict[tuple[str, int], Touched] = {}
        self.created: list[Touched] = []
        self.removed: list[effects.Removal] = []
        #: What hung on one record and was given to another; links that follow tell no story of their own.
        self.moved: list[effects.Moved] = []
        self.moves_stories = False
        #: What records were called that this work gives other names.
        self.renamed: dict[tuple[str, int], str] = {}
        self.events: list[tuple[str, str, list[int], dict[str, Any]]] = []
        self.is_flushed = False
        self._unsaved: list[Touched] = []
        self._made: list[Touched] = []

    # what may be done

    def create(self, type_key: str, values: Mapping[str, Any], *, pk: int | None = None) -> Touched:
        """A new record of parsed values; it has its id once the work is flushed."""
        return self.add(self.draft(type_key, values, pk=pk))

    def draft(self, type_key: str, values: Mapping[str, Any], *, pk: int | None = None) -> Touched:
        """What `create` would make of these values; nothing comes of it unless it is added."""
        record_type = registry.get(type_key)
        columns = {"created_by_id": self.actor.user_id, "created_at": self.at, "updated_at": self.at}
        record = fresh(record_type.model, {record_type.model._meta.pk.attname: pk, **columns})
        touched = Touched(record_type, record, is_new=True, at=self.at)
        touched.is_as_given = self.as_given
        touched.dirty |= snapshot.derived(("blank", type_key), partial(_blank, touched.fields))
        for name in touched.fields:
            if name in values:
                touched.set(name, values[name])
        if pk is None:
            self._begin(touched, values)
        return touched

    def _begin(self, touched: Touched, values: Mapping[str, Any]) -> None:
        """What a new record holds where nothing is said of it."""
        fields = touched.fields
        for name in snapshot.derived(("begins", touched.record_type.key), partial(_beginning, fields)):
            begins = fields[name].begins
            if name not in values and begins is not None:
                touched.set(name, begins(self._context))
                touched.derived.add(name)

    @cached_property
    def _context(self) -> Context:
        return context_for(self.actor)

    def add(self, touched: Touched) -> Touched:
        """Make the record of a draft."""
        self.created.append(touched)
        self._unsaved.append(touched)
        return touched

    def make(self, type_key: str, values: Mapping[str, Any]) -> Touched:
        """A record that comes on the way of another act; it goes again when nothing uses it."""
        touched = self.create(type_key, values)
        self._made.append(touched)
        return touched

    def load(self, type_key: str, ids: Iterable[int], right: Right | None = Right.EDIT) -> dict[int, Touched]:
        """Lock these records for writing. Raises NotFound or Denied for the first that may not be.

        With no right the engine itself asks, for what follows from a write that was allowed.
        """
        record_type = registry.get(type_key)
        wanted = [pk for pk in dict.fromkeys(ids) if (type_key, pk) not in self.touched]
        known = {pk: self.touched[type_key, pk] for pk in ids if (type_key, pk) in self.touched}
        if right is not None:
            self._require(record_type, wanted, right)
        rows = _locked(record_type.model).records(Among.listed(wanted)) if wanted else ()
        loaded = {row.pk: Touched(record_type, row, is_new=False, at=self.at) for row in rows}
        for pk, ref, name in self._pendings(type_key, loaded):
            loaded[pk].pending[name] = (*loaded[pk].pending.get(name, ()), ref)
            loaded[pk].waiting.add(name)
        self._load_many(record_type, loaded)
        for touched in loaded.values():
            touched.saved = True
            touched.is_as_given = self.as_given
            self.touched[touched.key] = touched
        return loaded | known

    def _require(self, record_type: RecordType, ids: list[int], right: Right) -> None:
        allowed = access.visible_ids(self.actor, record_type, ids, right)
        missing = [pk for pk in ids if pk not in allowed]
        if missing:
            is_seen = access.visible_ids(self.actor, record_type, missing[:1])
            raise access.denied(self.actor, record_type, right) if is_seen else NotFound

    def _pendings(self, type_key: str, ids: Iterable[int]) -> Iterator[tuple[int, Ref, str]]:
        for row in _PENDING.records(type_key, Among.listed(ids)):
            yield row.record_id, Ref.pending(row.target_type, row.text, row.role), row.field

    def _load_many(self, record_type: RecordType, loaded: dict[int, Touched]) -> None:
        linking = [field for field in record_type.fields.values() if isinstance(field, LinksField)]
        for name, held in many_values(linking, loaded).items() if loaded else ():
            for pk, touched in loaded.items():
                touched.many[name] = (*held.get(pk, ()), *touched.pending.get(name, ()))

    def change(self, touched: Touched, values: Mapping[str, Any], *, heals: bool = False) -> None:
        """Give a loaded record new values."""
        for name, value in values.items():
            if touched.value(name) != value or (touched.is_new and name not in touched.after):
                touched.set(name, value)
        touched.is_healed = heals
        if touched not in self._unsaved:
            self._unsaved.append(touched)

    def archive(self, touched: Touched, *, since: datetime | None) -> None:
        """Put a record into the bin, or without a moment take it out."""
        effects.mark_archived(touched, since)
        self._unsaved.append(touched)

    def remove(self, type_key: str, ids: Iterable[int], *, is_inverse: bool = False) -> None:
        """Take records away from every surface; their snapshots stay 30 days. Raises Refused.

        What `is_inverse` takes back a creation.
        """
        record_type, loaded = registry.get(type_key), self.load(type_key, ids, None)
        if not loaded:
            return
        self.flush_rows()
        for touched in loaded.values():
            touched.is_inverse = is_inverse
        record_type.guard_removal(self.actor, list(loaded.values()))
        effects.release(self, record_type, loaded)
        self.flush_rows()
        self.removed.append(effects.take_away(record_type, list(loaded.values())))
        for touched in loaded.values():
            self.touched.pop(touched.key, None)

    def hand_over(self, type_key: str, old: int, new: int) -> None:
        """Give another record what hangs on this one beside its links: its timeline, what mends to it."""
        self.moves_stories = True
        self.moved.append(effects.hand_over(registry.get(type_key), old, new))

    def emit(self, event: str, type_key: str, ids: list[int], **payload: Any) -> None:
        """Say that something happened; delivered after commit."""
        self.events.append((event, type_key, ids, payload))

    # writing it down

    def flush_rows(self) -> None:
        """Write rows and links, and what follows from them, until nothing is left to write."""
        for _round in range(MOST_ROUNDS):
            if not self._unsaved:
                return
            batch, self._unsaved = list(dict.fromkeys(self._unsaved)), []
            self._save(batch)
            if self.heals:
                effects.heal(self, batch)
        raise Refused(_("These records change each other without end."))

    def _save(self, batch: list[Touched]) -> None:
        by_type: dict[str, list[Touched]] = {}
        for touched in batch:
            by_type.setdefault(touched.record_type.key, []).append(touched)
        for group in by_type.values():
            record_type = group[0].record_type
            self._make_tags(group)
            for touched in group:
                _settle(touched)
            place_new(record_type, group)
            record_type.settle(group)
            name_unnamed(group, self.renamed)
            record_type.follow(self, group)
            record_type.guard(self.actor, group)
            check_needs(record_type, group)
            check_batch(self, record_type, group)
            try:
                insert_rows([touched for touched in group if not touched.saved])
                update_rows(self, [touched for touched in group if touched.saved and _differs(touched)])
            except IntegrityError as error:
                raise Refused(_sentence(error)) from error
            for touched in group:
                self.touched[touched.key] = touched
            write_links(group)
            self._call_anew(former_titles(group))
            record_type.written(group)
            for touched in group:
                touched.saved = True
                touched.dirty.clear()

    def _call_anew(self, renamed: dict[tuple[str, int], str]) -> None:
        """What is called after records that have another name by now is called after this one."""
        fresh = {key: name for key, name in renamed.items() if key not in self.renamed}
        self.renamed |= fresh
        for type_key, ids in called_after(fresh).items():
            for touched in self.load(type_key, ids, None).values():
                if touched not in self._unsaved:
                    touched.is_as_given = touched.is_as_given or not touched.after
                    self.change(touched, {}, heals=touched.is_healed or not touched.after)

    def _make_tags(self, group: list[Touched]) -> None:
        """Words that are no tags yet become tags; put back by an undo, they wait as they did."""
        tags = {name for name, field in group[0].fields.items() if field.kind == "tags"}
        for touched in group if tags else ():
            for name in touched.dirty & tags & touched.after.keys():
                if not (touched.is_healed or touched.is_inverse):
                    touched.many[name] = tuple(self._tag(ref) for ref in touched.many[name])
                    touched.after[name] = touched.many[name]

    def _tag(self, ref: Ref) -> Ref:
        if not ref.is_pending:
            return ref
        known = next(
            (one for one in self._made if one.record.name == ref.text and one.record_type.key == ref.type),
            None,
        )
        if known is None:
            access.require(self.actor, registry.get(ref.type), Right.CREATE)
            known = self.make(ref.type, {"name": ref.text})
            self._unsaved.remove(known)
            self._save([known])
        return Ref(ref.type, known.id, ref.text)

    def flush(self) -> bool:
        """Write everything with history, words, timeline, counters and outbox; whether anything changed.

        The work ends here: a second call does nothing.
        """
        if self.is_flushed:
            return False
        self.flush_rows()
        self.is_flushed = True
        changed = [touched for touched in self.touched.values() if touched.is_new or touched.changed()]
        for touched in changed:
            for event in touched.says:
                self.emit(event, touched.record_type.key, [touched.id])
            for event, payload in touched.tells:
                self.emit(event, touched.record_type.key, [touched.id], **payload)
        if not (changed or self.removed or self.moved or self.events):
            return False
        if self.change_set._state.adding:
            self.change_set.save(force_insert=True)
        effects.record(self, changed)
        Made.objects.bulk_create(
            [
                Made(change_set=self.change_set, type=one.record_type.key, record_id=one.id)
                for one in self._made
            ]
        )
        return True


def _blank(fields: Mapping[str, Field]) -> frozenset[str]:
    """The fields that are looked at in a new record even if nothing was given for them."""
    looked_at = (one for one in fields.values() if one.editable and (one.required or not one.is_many))
    return frozenset(one.name for one in looked_at)


def _beginning(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The fields that a new record has something in although it is not given."""
    return tuple(one.name for one in fields.values() if one.begins is not None)


def _differs(touched: Touched) -> bool:
    names = touched.dirty | (touched.after.keys() & {effects.ARCHIVED})
    return any(touched.before.get(name) != touched.after.get(name) for name in names)


def _settle(touched: Touched) -> None:
    """Let the model set what follows, and notice which fields it set."""
    settle = getattr(touched.record, "settle", None)
    if settle is None:
        return
    captured = {} if touched.is_new else touched.capture()
    settle()
    touched.adopt(captured, derived=True)


def _sentence(error: IntegrityError) -> str:
    """What a database constraint refuses, by its name, which is a sentence."""
    text = str(error)
    for record_type in registry.types():
        for constraint in record_type.model._meta.constraints:
            if constraint.name in text:
                return _("A value is not possible here (%(rule)s).") % {
                    "rule": constraint.name.replace("_", " ")
                }
    return _("Another record stands in the way of this change. Look at both again.")


#: The work that acts of the same actor join.
_JOINED: ContextVar[Work | None] = ContextVar("joined", default=None)


@contextmanager
def together(
    actor: Actor,
    kind: str,
    *,
    into: ChangeSet | None = None,
    batch: int = 0,
    details: dict[str, Any] | None = None,
) -> Iterator[Work]:
    """Acts inside, of whatever types, are one: one transaction, one change set, taken back as one.

    With `into` they are one of several transactions of that change set.
    """
    with writing(actor, kind, into=into, batch=batch, details=details) as work:
        token = _JOINED.set(work)
        try:
            yield work
        finally:
            _JOINED.reset(token)


@contextmanager
def writing(
    actor: Actor,
    kind: str,
    *,
    into: ChangeSet | None = None,
    batch: int = 0,
    heals: bool = True,
    as_given: bool = False,
    details: dict[str, Any] | None = None,
) -> Iterator[Work]:
    """A unit of work: everything inside is written together or not at all.

    Without `into` it is a change set of its own, complete at once. What comes `as_given`, from a file,
    is not asked for what a person would be. Inside `together` the same actor's acts join that one.
    """
    joined = _JOINED.get()
    if joined is not None and into is None and joined.actor == actor:
        yield joined
        joined.flush_rows()
        return
    with write_transaction():
        change_set = into or ChangeSet(
            kind=kind,
            actor_id=actor.user_id,
            via=actor.via,
            state=ChangeSet.COMPLETE,
            details=details or {},
            once=once.take(actor),
        )
        work = Work(actor, change_set, batch, heals=heals, as_given=as_given)
        if into is None:
            change_set.at = change_set.completed_at = work.at
        yield work
        work.flush()
        acts.note(change_set.pk)
