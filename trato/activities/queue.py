"""A queue of tasks, one after another: all of its state is in its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from trato.accounts.rights import Right
from trato.activities.models import Task
from trato.activities.timeline.ahead import TASKS
from trato.records import access, filters, rows
from trato.records.filters.tree import EMPTY, And, Term, terms, to_words
from trato.records.models import Change
from trato.records.registry import registry

if TYPE_CHECKING:
    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.filters import Node
    from trato.records.rows import Row

#: A queue holds so many tasks; nobody does more in one go.
MOST = 200
DONE, SKIPPED, LATER, GONE = "d", "s", "l", "g"
OPEN = "status:open"


@dataclass(frozen=True)
class Queue:
    """Which tasks, what became of the first of them, and where to go afterwards."""

    ids: tuple[int, ...]
    #: A letter for each task that is through.
    did: str = ""
    back: str = ""

    @classmethod
    def of(cls, data: QueryDict) -> Queue:
        numbers = [one for one in data.get("ids", "").split(".") if one.isdecimal() and len(one) < 19]
        ids = tuple(dict.fromkeys(int(one) for one in numbers))[:MOST]
        did = "".join(one for one in data.get("did", "") if one in {DONE, SKIPPED, LATER, GONE})
        return cls(ids, did[: len(ids)], data.get("back", ""))

    @property
    def current(self) -> int | None:
        return self.ids[len(self.did)] if len(self.did) < len(self.ids) else None

    def past(self, letter: str) -> Queue:
        """The queue after its current task."""
        return replace(self, did=self.did + letter)

    def of_letter(self, letter: str) -> tuple[int, ...]:
        """The tasks of which this became."""
        return tuple(pk for pk, one in zip(self.ids, self.did, strict=False) if one == letter)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        found = [("ids", ".".join(map(str, self.ids))), ("did", self.did), ("back", self.back)]
        return [(name, text) for name, text in found if text]

    @property
    def url(self) -> str:
        return f"{reverse('activities:queue', args=[TASKS])}?{urlencode(self.pairs, safe='/.')}"


def whose(asked: str) -> str:
    """A list's filter for one's own tasks alone, unless it says whose they are. Raises FilterError."""
    found = filters.parse(asked)
    if any(term.path[0] == "owner" for term in terms(found)):
        return asked
    mine = Term(("owner",), ":", ("me",))
    return to_words(mine if found == EMPTY else And((found, mine)))


def gather(actor: Actor, asked: str, sort: str, chosen: tuple[int, ...] | None) -> tuple[int, ...]:
    """The open tasks of a list, in its order, or those of the chosen ones. Raises FilterError, Invalid."""
    still_open = Term(("status",), ":", (Task.OPEN,))
    found = filters.parse(asked)
    node: Node = still_open if found == EMPTY else And((found, still_open))
    page = rows.read(actor, TASKS, columns=(), filter=node, sort=sort or "due_on", limit=MOST, ids=chosen)
    return tuple(row.id for row in page.rows)


def advance(actor: Actor, queue: Queue) -> tuple[Queue, list[int]]:
    """The queue at its next open task, and those that somebody else has finished or put away meanwhile.

    What was done here and is undone since is at hand again.
    """
    queue = _back(queue)
    remaining = queue.ids[len(queue.did) :]
    still = rows.read(actor, TASKS, columns=(), filter=OPEN, sort="id", limit=MOST, ids=remaining).rows
    still_open = {row.id for row in still} if remaining else set()
    gone: list[int] = []
    while queue.current is not None and queue.current not in still_open:
        is_own = _done_by(queue.current) == actor.user_id
        if not is_own:
            gone.append(queue.current)
        queue = queue.past(DONE if is_own else GONE)
    return queue, gone


def _back(queue: Queue) -> Queue:
    """The queue at the first of its tasks of which what was done here has been undone."""
    through = [pk for pk, one in zip(queue.ids, queue.did, strict=False) if one in {DONE, LATER}]
    if not through:
        return queue
    acts = Change.objects.filter(type=TASKS, first_id__in=through, op=Change.CHANGE)
    acts = acts.exclude(change_set__kind="undo").order_by("pk")
    last = dict(acts.values_list("first_id", "undone_by"))
    undone = (queue.ids.index(pk) for pk in through if last.get(pk) is not None)
    return replace(queue, did=queue.did[: next(undone, len(queue.did))])


def _done_by(pk: int) -> int | None:
    """Who finished a task; None if it is not done."""
    if not Task.objects.unscoped("only whether it is done").filter(pk=pk, status=Task.DONE).exists():
        return None
    done = Change.objects.filter(type=TASKS, first_id=pk, op=Change.CHANGE, after__status=Task.DONE)
    return done.order_by("-pk").values_list("change_set__actor_id", flat=True).first()


def names_of(actor: Actor, ids: tuple[int, ...] | list[int]) -> dict[int, str]:
    """What those of the tasks are called that the actor may see."""
    found: dict[int, Row] = rows.some(actor, TASKS, list(ids), columns=("name",)) if ids else {}
    return {pk: str(row["name"]) for pk, row in found.items()}


def may_edit(actor: Actor, pk: int) -> bool:
    """Whether somebody may finish a task or put it off."""
    return bool(access.visible_ids(actor, registry.get(TASKS), [pk], Right.EDIT))
