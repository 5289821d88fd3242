"""Applying a plan: its steps become tasks about records; and stopping it, before it is through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from trato.accounts.models import User
from trato.accounts.rights import Right
from trato.activities.models import Plan, PlanRun, Task
from trato.activities.timeline.ahead import TASKS
from trato.records import access, snapshot
from trato.records.actions import matching_ids, open_set
from trato.records.contexts import context_for
from trato.records.errors import Invalid, Refused
from trato.records.fields.moment import DateField
from trato.records.fields.table import TableField
from trato.records.going_on import go_on_in_steps
from trato.records.models import ChangeSet, Link
from trato.records.registry import registry
from trato.records.rows import titles
from trato.records.several import one_act
from trato.records.transactions import write_transaction
from trato.records.upcoming import is_planned
from trato.records.values import Ref
from trato.records.work import Work, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trato.accounts.actor import Actor

PLANS, RUNS = "plans", "plan_runs"
APPLIED, STOPPED = "plans.applied", "plans.stopped"
USERS = "users"
#: Who does a step.
OWNER, ME, PERSON = "owner", "me", "person"
#: So many tasks are written in one transaction while somebody waits.
BATCH = 200
#: What is applied to more records goes on in the background, by so many tasks: some fifty milliseconds each.
AT_ONCE, STEP = 200, 20
MOST_IDS = 5000


@dataclass
class Applied:
    """What applying a plan has made: its change set, for how many records, and how many tasks."""

    set: int | None = None
    records: int = 0
    tasks: int = 0
    #: Whether it goes on in the background; then nothing is made yet.
    is_running: bool = False


@dataclass
class Planned:
    """One step as it will be for one record: a task without a day is left out."""

    step: dict[str, Any]
    day: date
    left_out: bool = field(default=False)


def steps_of(plan: Plan) -> list[dict[str, Any]]:
    """The steps in the order of their days."""
    steps = registry.get(PLANS).fields["steps"]
    found = steps.rows_of(plan.steps) if isinstance(steps, TableField) else []
    return sorted(found, key=lambda step: int(step["day"] or 0))


def planned(plan: Plan, start: date) -> list[Planned]:
    """The steps with their days from a first day on. Raises Invalid for a day beyond the calendar."""
    hours = snapshot.current().workspace.hours
    found = []
    for step in steps_of(plan):
        try:
            day = start + timedelta(days=int(step["day"] or 0))
            found.append(Planned(step, hours.next_day(day) if plan.skips_weekends else day))
        except OverflowError:
            raise Invalid(_("The calendar ends before the plan does."), field="starts_on") from None
    return found


def apply_plan(
    actor: Actor,
    plan: Plan,
    *,
    type: str,  # the word of the API
    ids: Any = None,
    filter: Any = None,
    starts_on: Any = None,
    again: bool = False,
) -> Applied:
    """Make the steps of a plan into tasks about records, given by ids or by a filter, as one act.

    Records on which the plan is running already are left out unless `again`. Raises Denied, Invalid, Refused.
    """
    record_type = registry.get(type)
    if (ids is None) == (filter is None):
        raise Invalid(_("Say which rows: either “ids” or “filter”."), field="ids")
    if ids is not None and not _are_ids(ids):
        raise Invalid(_("“ids” is a list of %(most)s numbers at most.") % {"most": MOST_IDS}, field="ids")
    if not isinstance(again, bool):
        raise Invalid(_("Expected yes or no."), field="again")
    access.require(actor, record_type, Right.READ)
    wanted = ids if ids is not None else matching_ids(actor, type, filter)
    start = DateField("starts_on", "").parse(starts_on, context_for(actor)) or context_for(actor).today
    return apply_steps(actor, plan, type, list(dict.fromkeys(wanted)), planned(plan, start), again=again)


def _are_ids(given: Any) -> bool:
    if not isinstance(given, list) or len(given) > MOST_IDS:
        return False
    return all(isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2**63 for one in given)


def apply_steps(
    actor: Actor, plan: Plan, type_key: str, ids: Sequence[int], steps: list[Planned], *, again: bool = False
) -> Applied:
    """The same with the days as somebody has chosen them. Raises Denied, Refused."""
    require_rights(actor)
    steps = [one for one in steps if not one.left_out]
    if not steps:
        raise Refused(_("This plan has no steps."))
    if plan.archived_at is not None:
        raise Refused(_("This plan lies in the bin."))
    if not is_planned_for(type_key):
        raise Refused(_("Plans are not applied to %(type)s.") % {"type": registry.get(type_key).label_plural})
    if len(ids) > AT_ONCE:
        return _apply_later(actor, plan, type_key, ids, steps, again=again)
    chunks = list(chunks_of(ids, BATCH // len(steps)))
    done = Applied()
    with one_act(actor, APPLIED, len(chunks)) as act:
        for number, chunk in enumerate(chunks):
            with writing(actor, APPLIED, into=act, batch=number) as work:
                _apply_chunk(work, plan, type_key, chunk, steps, done, again=again)
            done.set = work.change_set.pk
    return done


def chunks_of(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The records of one transaction after the other."""
    size = max(1, size)
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _apply_later(
    actor: Actor, plan: Plan, type_key: str, ids: Sequence[int], steps: list[Planned], *, again: bool
) -> Applied:
    """The steps as they are now, for the background process."""
    from trato.activities.tasks import go_on_applying  # which stands above this

    kept = [{**one.step, "person": one.step["person"] and one.step["person"].id} for one in steps]
    details = {
        "plan": plan.pk,
        "type": type_key,
        "steps": [{"step": step, "day": one.day.isoformat()} for step, one in zip(kept, steps, strict=True)],
        "again": again,
        "total": len(ids),
        "done": 0,
    }
    with write_transaction():
        found = open_set(actor, APPLIED, details)
        go_on_applying.enqueue(found.pk, list(ids))
    return Applied(found.pk, is_running=True)


def go_on(actor: Actor, found: ChangeSet, ids: Sequence[int]) -> None:
    """Chunk after chunk to the end; ends where somebody takes the act back. Raises RecordError."""
    steps = [
        Planned(_step_again(one["step"]), date.fromisoformat(one["day"])) for one in found.details["steps"]
    ]
    key, again = found.details["type"], found.details["again"]

    def write(chunk: Sequence[int]) -> None:
        require_rights(actor)
        plan = access.fetch(actor, registry.get(PLANS), found.details["plan"])
        with writing(actor, APPLIED, into=found, batch=found.batches) as work:
            _apply_chunk(work, plan, key, chunk, steps, Applied(), again=again)

    go_on_in_steps(found, ids, STEP // len(steps), write)


def _step_again(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "person": Ref(USERS, kept["person"]) if kept["person"] else None}


def require_rights(actor: Actor) -> None:
    """Raises Denied for who may not make tasks."""
    access.require(actor, registry.get(TASKS), Right.CREATE)
    access.require(actor, registry.get(RUNS), Right.CREATE)


def is_planned_for(type_key: str) -> bool:
    """Whether plans are applied to records of this type: those of which people plan what comes next."""
    return is_planned(registry.get(type_key))


def _apply_chunk(
    work: Work, plan: Plan, key: str, ids: Sequence[int], steps: list[Planned], done: Applied, *, again: bool
) -> None:
    owners = owners_among(work.actor, key, ids)
    running = set() if again else running_on(plan, key, owners)
    fresh = [pk for pk in ids if pk in owners and pk not in running]
    labels = titles(key, fresh)
    people = _people(work.actor, owners.values(), steps)
    made = {
        pk: work.create(RUNS, _run_values(work.actor, plan, steps, Ref(key, pk, labels[pk]))) for pk in fresh
    }
    work.flush_rows()
    for pk, run in made.items():
        about = (Ref(key, pk, labels[pk]),)
        for one in steps:
            owner = _doer(work.actor, one.step, owners[pk], people)
            work.create(TASKS, _task_values(one, owner, about, Ref(RUNS, run.id, plan.name)))
    if made:
        work.emit(APPLIED, RUNS, [run.id for run in made.values()])
    done.records += len(made)
    done.tasks += len(made) * len(steps)


def owners_among(actor: Actor, key: str, ids: Sequence[int]) -> dict[int, int | None]:
    """Those of the records that the actor sees and that do not lie in the bin, each with its owner."""
    record_type = registry.get(key)
    seen = access.visible_rows(actor, record_type).filter(pk__in=ids)
    seen = seen.filter(archived_at=None) if record_type.is_archivable else seen
    if record_type.is_owned:
        return dict(seen.values_list("pk", "owner_id"))
    return dict.fromkeys(seen.values_list("pk", flat=True))


def _run_values(actor: Actor, plan: Plan, steps: list[Planned], about: Ref) -> dict[str, Any]:
    return {
        "name": plan.name,
        "plan": Ref(PLANS, plan.pk, plan.name),
        "starts_on": min(one.day for one in steps),
        "about": (about,),
        "owner": Ref(USERS, actor.user_id, actor.name) if actor.user_id else None,
    }


def _task_values(one: Planned, owner: Ref | None, about: tuple[Ref, ...], run: Ref) -> dict[str, Any]:
    return {
        "name": one.step["name"],
        "kind": one.step["kind"],
        "body": one.step["body"],
        "due_on": one.day,
        "owner": owner,
        "about": about,
        "run": run,
    }


def _people(actor: Actor, owners: Iterable[int | None], steps: list[Planned]) -> dict[int, str]:
    """Those who work here of all who may get a step."""
    named = {one.step["person"].id for one in steps if one.step["person"] is not None}
    return working_here({*owners, *named, actor.user_id})


def working_here(people: Iterable[int | None]) -> dict[int, str]:
    """The names of those who have not left."""
    wanted = {pk for pk in people if pk}
    return dict(User.objects.filter(pk__in=wanted, archived_at=None).values_list("pk", "name"))


def _doer(actor: Actor, step: dict[str, Any], owner: int | None, people: dict[int, str]) -> Ref | None:
    """Who gets a step; where its person has left or the record is nobody's, whoever applies the plan."""
    chosen = {OWNER: owner, ME: actor.user_id}.get(step["assignee"])
    if step["assignee"] == PERSON and step["person"] is not None:
        chosen = step["person"].id
    pk = chosen if chosen in people else actor.user_id
    return Ref(USERS, pk, people.get(pk, "")) if pk else None


def running_on(plan: Plan, type_key: str, ids: Iterable[int]) -> set[int]:
    """The records on which a plan was applied and neither stopped nor finished."""
    busy = Task.objects.unscoped("whether a plan runs is no secret of its tasks").filter(
        run__plan=plan, run__stopped_at=None, run__archived_at=None, status=Task.OPEN, archived_at=None
    )
    links = Link.objects.filter(
        type=RUNS, field="about", target_type=type_key, record_id__in=busy.values("run_id")
    )
    wanted = set(ids)
    return {pk for pk in links.values_list("target_id", flat=True) if pk in wanted}


def stop_run(actor: Actor, run: PlanRun) -> PlanRun:
    """The plan goes no further: its open tasks go into the bin, those that were done stay."""
    with writing(actor, STOPPED) as work:
        touched = work.load(RUNS, [run.pk])[run.pk]
        if touched.record.stopped_at is None:
            work.change(touched, {"stopped_at": work.at})
            left = access.visible_rows(actor, registry.get(TASKS), Right.EDIT)
            left = left.filter(run_id=run.pk, status=Task.OPEN, archived_at=None)
            for task in work.load(TASKS, list(left.values_list("pk", flat=True))).values():
                work.archive(task, since=work.at)
            work.emit(STOPPED, RUNS, [run.pk])
    run.refresh_from_db()
    return run


def progress(actor: Actor, runs: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of each applied plan how many tasks are done and how many there are, as far as the actor sees them."""
    if not runs:
        return {}
    seen = access.visible_rows(actor, registry.get(TASKS)).filter(run_id__in=list(runs), archived_at=None)
    found = seen.values("run_id").annotate(done=Count("pk", filter=Q(status=Task.DONE)), all=Count("pk"))
    return {run: (done, number) for run, done, number in found.values_list("run_id", "done", "all")}
