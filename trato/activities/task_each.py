"""One task about each of many records, as one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trato.accounts.rights import Right
from trato.activities.plans import AT_ONCE, BATCH, STEP, chunks_of, owners_among, working_here
from trato.activities.timeline.ahead import TASKS
from trato.records import access, actions
from trato.records.contexts import context_for
from trato.records.going_on import go_on_in_steps
from trato.records.registry import registry
from trato.records.rows import titles
from trato.records.several import one_act
from trato.records.transactions import write_transaction
from trato.records.values import Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.models import ChangeSet
    from trato.records.work import Work

KIND = f"{TASKS}.create"
USERS = "users"


@dataclass
class Made:
    """The change set, and how many tasks it holds."""

    set: int | None = None
    tasks: int = 0
    #: Whether they are made in the background; then there are none yet.
    is_running: bool = False


def checked(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that every one of the tasks gets. Raises Denied, Invalid, InvalidFields."""
    tasks = registry.get(TASKS)
    access.require(actor, tasks, Right.CREATE)
    values = actions.parse_values(actor, tasks, given, context_for(actor))
    for name in {"name", *values}:
        tasks.fields[name].check(values.get(name))
    return values


def make_tasks(actor: Actor, type_key: str, ids: Sequence[int], given: Mapping[str, Any]) -> Made:
    """Make a task with these values about each of the records; without an owner its record's gets it.

    Raises Denied, Invalid, InvalidFields, Refused.
    """
    values = checked(actor, given)
    if len(ids) > AT_ONCE:
        return _later(actor, type_key, ids, given)
    made, chunks = Made(), list(chunks_of(ids, BATCH))
    with one_act(actor, KIND, len(chunks)) as act:
        for number, chunk in enumerate(chunks):
            with writing(actor, KIND, into=act, batch=number) as work:
                made.tasks += _write(work, type_key, chunk, values)
            made.set = work.change_set.pk
    return made


def _later(actor: Actor, type_key: str, ids: Sequence[int], given: Mapping[str, Any]) -> Made:
    """The same in the background process."""
    from trato.activities.tasks import go_on_making  # which stands above this

    details = {"type": type_key, "given": dict(given), "total": len(ids), "done": 0}
    with write_transaction():
        found = actions.open_set(actor, KIND, details)
        go_on_making.enqueue(found.pk, list(ids))
    return Made(found.pk, is_running=True)


def go_on(actor: Actor, found: ChangeSet, ids: Sequence[int]) -> None:
    """Chunk after chunk to the end. Raises RecordError."""

    def write(chunk: Sequence[int]) -> None:
        values = checked(actor, found.details["given"])
        with writing(actor, KIND, into=found, batch=found.batches) as work:
            _write(work, found.details["type"], chunk, values)

    go_on_in_steps(found, ids, STEP, write)


def _write(work: Work, key: str, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    owners = owners_among(work.actor, key, ids)
    labels = titles(key, owners)
    me = work.actor.user_id
    people = working_here({*owners.values(), me})
    for pk in ids:
        if pk not in owners:
            continue
        doer = owners[pk] if owners[pk] in people else me
        owner = values.get("owner") or (Ref(USERS, doer, people.get(doer, "")) if doer else None)
        work.create(TASKS, {**values, "owner": owner, "about": (Ref(key, pk, labels[pk]),)})
    return len(owners)
