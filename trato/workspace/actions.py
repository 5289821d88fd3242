"""What the screens add to the engine's verbs: a change of many records, and who did what last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records import actions
from trato.records.contexts import context_for
from trato.records.models import Change
from trato.records.record_type import RecordType as BaseType
from trato.records.rows.read import titles
from trato.records.several import one_act
from trato.records.values import Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work

USERS = "users"


def change_many(
    actor: Actor,
    record_type: RecordType,
    ids: Sequence[int],
    given: Mapping[str, Any],
    *,
    adds: bool = False,
    filling: Collection[str] = (),
) -> actions.BulkResult:
    """Give many records the same values as one change set; with `adds` links join those that are there.

    What is given is read anew for each record where its type turns it into other fields; the fields of
    `filling` are given where a record has nothing yet. Raises NotFound, Denied, InvalidFields, Needed.
    """
    result = actions.BulkResult(None)
    chunks = [list(ids[start : start + actions.BATCH]) for start in range(0, len(ids), actions.BATCH)]
    kind = f"{record_type.key}.change"
    with one_act(actor, kind, len(chunks)) as act:
        for number, chunk in enumerate(chunks):
            with writing(actor, kind, into=act, batch=number) as work:
                result.changed += _change_chunk(work, record_type, chunk, given, adds=adds, filling=filling)
            result.set = work.change_set.pk
    return result


def _change_chunk(
    work: Work,
    record_type: RecordType,
    chunk: Sequence[int],
    given: Mapping[str, Any],
    *,
    adds: bool,
    filling: Collection[str],
) -> int:
    context = context_for(work.actor)
    is_prepared = type(record_type).prepare is not BaseType.prepare
    same: dict[str, Any] | None = None
    changed = 0
    for touched in work.load(record_type.key, chunk).values():
        if touched.is_archived:  # put away since it was chosen
            continue
        if same is None or is_prepared:
            same = actions.parse_values(work.actor, record_type, given, context, touched.record)
        values = {name: _joined(touched.value(name), value) for name, value in same.items()} if adds else same
        values = {name: value for name, value in values.items() if not _is_filled(touched, name, filling)}
        if any(touched.value(name) != value for name, value in values.items()):
            work.change(touched, values)
            changed += 1
    return changed


def _is_filled(touched: Touched, name: str, filling: Collection[str]) -> bool:
    return name in filling and touched.value(name) not in (None, (), "")


def _joined(here: Any, more: Any) -> tuple[Any, ...]:
    there = {(ref.type, ref.id, ref.text) for ref in here}
    return (*here, *[ref for ref in more if (ref.type, ref.id, ref.text) not in there])


def was_of(field: Field, value: Any) -> dict[str, Any]:
    """A value as it was read, in the form in which `actions.change` compares it: a link by its id alone."""
    if isinstance(value, Ref) and value.id is not None:
        value = Ref(value.type, value.id)
    return {field.name: field.to_json(value)}


@dataclass(frozen=True)
class Changer:
    """Who gave a field its value, as its reader is told."""

    name: str
    #: Whether it is the reader, at another window.
    is_own: bool

    def told(self, own: str, others: str, **said: str) -> str:
        """The sentence about it: one's own, or the one with `%(person)s`."""
        return own % said if self.is_own else others % {"person": self.name, **said}


def who_changed(actor: Actor, type_key: str, pk: int, name: str) -> Changer:
    """Who gave a field its value."""
    changes = Change.objects.filter(type=type_key, op=Change.CHANGE, first_id=pk, after__has_key=name)
    actor_id = changes.order_by("-change_set_id").values_list("change_set__actor_id", flat=True).first()
    names = titles(USERS, [actor_id]) if actor_id else {}
    is_own = actor_id is not None and actor_id == actor.user_id
    return Changer(names.get(actor_id or 0) or _("Somebody"), is_own)
