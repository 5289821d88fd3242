"""Links that lead to one record lead to another: one change set, in batches, that goes on after a crash."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.actor import SYSTEM
from trato.accounts.models import Workspace
from trato.accounts.rights import Right
from trato.records import rows
from trato.records.actions import complete_set
from trato.records.errors import NotFound, RecordError, Refused
from trato.records.filters import And, Term, parse
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.records.renaming import rename_in_filters
from trato.records.transactions import write_transaction
from trato.records.values import ById, Ref
from trato.records.work import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.accounts.actor import Actor
    from trato.records.filters import Node
    from trato.records.work import Work

#: So many records are written in one transaction: on a small machine some fifty milliseconds.
BATCH = 50
#: What is larger goes on in the background.
AT_ONCE = 500
#: Where a link's batches end.
END = "end"


@dataclass
class Relink:
    """The links of one field from one record to another, or with no `new` one to nothing."""

    type: str
    field: str
    target: str
    old: int
    new: int | None = None
    #: Only of these records.
    filter: str = ""
    #: Only as far as the actor may edit; else the links follow wherever they stand.
    as_allowed: bool = False
    #: Where the next batch begins.
    after: str | None = None

    def node(self) -> Node:
        by = (
            ById(self.old)
            if registry.get(self.type).fields[self.field].target
            else f"{self.target}/{self.old}"
        )
        term = Term((self.field,), "=", (by,))
        return And((term, parse(self.filter))) if self.filter else term

    def count(self, actor: Actor) -> int:
        """How many records there are; those in the bin count as well."""
        who = actor if self.as_allowed else SYSTEM
        return rows.count(who, self.type, filter=self.node(), cap=None, archived=None).number


@dataclass
class Plan:
    """Which links turn, and what happens to the record that they led to."""

    kind: str
    #: The record in question: nobody else may turn its links meanwhile.
    type: str
    id: int
    title: str
    links: list[Relink] = field(default_factory=list)
    #: Records that go at the end, in this order, by type and id.
    removed: list[tuple[str, int]] = field(default_factory=list)
    #: Of those that go, by type, id and the id of the one in its place: what else names them names that one,
    #: or without one names them no more.
    replaced: list[tuple[str, int, int | None]] = field(default_factory=list)
    #: Fields that are emptied at the beginning, by type, id and name.
    freed: list[tuple[str, int, str]] = field(default_factory=list)
    #: Records that go into the bin at the beginning.
    archived: list[tuple[str, int]] = field(default_factory=list)
    total: int = 0
    done: int = 0
    problem: str = ""

    @classmethod
    def of(cls, found: ChangeSet) -> Plan:
        given = dict(found.details)
        given["links"] = [Relink(**one) for one in given["links"]]
        return cls(**given)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Turned:
    """The change set, how many records changed so far, and whether the rest goes on in the background."""

    set: int
    changed: int
    is_running: bool = False


class _Stopped(Exception):
    """Somebody takes the change set back while it runs, or it has ended already."""


def turn(actor: Actor, plan: Plan) -> Turned:
    """Turn the links, the small at once, the large in the background. Raises RecordError."""
    plan.total = sum(link.count(actor) for link in plan.links)
    if plan.total <= BATCH:
        with writing(actor, plan.kind, details=plan.as_json(), as_given=True) as work:
            _refuse_second(plan)
            _begin(work, plan)
            for link in plan.links:
                _turn(work, link, _ids(actor, link, BATCH + 1))
            _end(work, plan)
        return Turned(work.change_set.pk, plan.total)
    found = _open(actor, plan)
    if plan.total <= AT_ONCE:
        go_on(actor, found)
        return Turned(found.pk, Plan.of(found).done)
    from trato.records.tasks import go_on_turning  # which stands above this

    with write_transaction():
        go_on_turning.enqueue(found.pk)
    return Turned(found.pk, 0, is_running=True)


def _open(actor: Actor, plan: Plan) -> ChangeSet:
    """A change set that many batches go into; its first one is written with it. Raises RecordError."""
    with write_transaction():
        _refuse_second(plan)
        found = ChangeSet.objects.create(
            kind=plan.kind, actor_id=actor.user_id, via=actor.via, details=plan.as_json()
        )
        with writing(actor, plan.kind, into=found, as_given=True) as work:
            _begin(work, plan)
        found.batches = 1
        found.save(update_fields=["batches"])
    return found


def _refuse_second(plan: Plan) -> None:
    """Two people at once: the second one waits for the first. Raises Refused."""
    Workspace.objects.select_for_update().filter(pk=1).first()
    for running in ChangeSet.objects.filter(state=ChangeSet.OPEN, kind=plan.kind):
        if (running.details.get("type"), running.details.get("id")) == (plan.type, plan.id):
            raise Refused(
                _("The records of “%(name)s” are on their way elsewhere already.") % {"name": plan.title}
            )


def go_on(actor: Actor, found: ChangeSet) -> None:
    """Batch after batch to the end. What was written before a refusal stays, and can be undone."""
    plan = Plan.of(found)
    try:
        for link in plan.links:
            while link.after != END:
                with _batch(actor, found, plan) as work:
                    ids = _ids(actor, link, BATCH)
                    _turn(work, link, ids)
                    plan.done += len(ids)
        with _batch(actor, found, plan) as work:
            for link in plan.links:  # whatever has come meanwhile
                link.after = None
                _turn(work, link, _ids(actor, link, BATCH))
            _end(work, plan)
    except _Stopped:
        return
    except RecordError as error:
        plan.problem = str(error)
        found.details = plan.as_json()
        complete_set(found)
        raise
    complete_set(found)


@contextmanager
def _batch(actor: Actor, found: ChangeSet, plan: Plan) -> Iterator[Work]:
    """One transaction of the change set, which notes how far it has come. Raises _Stopped."""
    with write_transaction():
        if not ChangeSet.objects.filter(pk=found.pk, state=ChangeSet.OPEN).exists():
            raise _Stopped
        with writing(actor, plan.kind, into=found, batch=found.batches, as_given=True) as work:
            yield work
        found.batches += 1
        found.details = plan.as_json()
        found.save(update_fields=["batches", "details"])


def _ids(actor: Actor, link: Relink, limit: int) -> list[int]:
    """The next records whose link turns; the link notes where those after them begin."""
    options: dict[str, Any] = {"right": Right.EDIT} if link.as_allowed else {}
    page = rows.read(
        actor if link.as_allowed else SYSTEM,
        link.type,
        columns=(),
        filter=link.node(),
        sort="id",
        limit=limit,
        after=link.after,
        archived=None,
        **options,
    )
    link.after = page.next or END
    return [row.id for row in page.rows]


def _turn(work: Work, link: Relink, ids: list[int]) -> None:
    for touched in work.load(link.type, ids, None).values():
        work.change(touched, {link.field: _turned(link, touched.value(link.field))})


def _turned(link: Relink, value: Any) -> Any:
    """The value with the new record in place of the old one, each once."""
    if not isinstance(value, tuple):
        return None if link.new is None else Ref(link.target, link.new)
    found: dict[tuple[str, int | None, str], Ref] = {}
    for ref in value:
        is_old = (ref.type, ref.id) == (link.target, link.old)
        if not (is_old and link.new is None):
            one = Ref(link.target, link.new, role=ref.role) if is_old else ref
            found.setdefault((one.type, one.id, one.text), one)
    return tuple(found.values())


def _begin(work: Work, plan: Plan) -> None:
    for type_key, pk in plan.archived:
        for touched in work.load(type_key, [pk], Right.DELETE).values():
            work.archive(touched, since=work.at)
    for type_key, pk, name in plan.freed:
        for touched in work.load(type_key, [pk]).values():
            work.change(touched, {name: None})
    work.flush_rows()


def _end(work: Work, plan: Plan) -> None:
    work.flush_rows()
    rename_in_filters(work, plan.replaced)
    work.flush_rows()
    for type_key in dict.fromkeys(key for key, _pk in plan.removed):
        going = [pk for key, pk in plan.removed if key == type_key]
        if len(work.load(type_key, going, None)) < len(going):
            raise NotFound  # somebody else was quicker
        work.remove(type_key, going)
