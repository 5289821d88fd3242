"""Plans: written in an editor of steps, applied to one record or to many, stopped and taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.accounts.models import User
from trato.activities import plans
from trato.activities.models import Plan, PlanRun, Task
from trato.activities.plans import apply_plan, stop_run
from trato.activities.tasks import go_on_applying
from trato.api.tests.program import program_of
from trato.records import access, actions, rows, undoing
from trato.records.errors import Denied, Invalid, NotFound, Refused
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.records.tasks import go_on_undoing
from trato.records.undo import undo
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
STEPS = [
    {"day": 0, "kind": "call", "name": "Call"},
    {"day": 3, "kind": "email", "name": "Write", "body": "with the offer", "assignee": "me"},
    {"day": 1, "kind": "meeting", "name": "Visit"},
]


@pytest.fixture
def plan(cast: Cast, make: Makers, clock: Any) -> Plan:
    """A plan of three steps that are not in the order of their days; today is a Friday."""
    pk = make.plan(name="Inquiry", steps=STEPS)
    found: Plan = access.fetch(cast.owner, registry.get("plans"), pk)
    return found


def tasks(actor: Any, filter: str = "") -> list[tuple[str, str, str, str]]:
    found = rows.read(
        actor, "tasks", columns=("name", "kind", "due_on", "owner"), filter=filter, sort="due_on"
    )
    return [(row["name"], row["kind"], row["due_on"].isoformat(), row["owner"].label) for row in found.rows]


def runs() -> list[PlanRun]:
    return list(PlanRun.objects.unscoped("the test looks at them").order_by("pk"))


def open_tasks() -> int:
    return Task.objects.unscoped("counted").filter(archived_at=None, status="open").count()


def test_a_fresh_workspace_has_three_plans_in_its_language(cast: Cast) -> None:
    found = rows.read(cast.ana, "plans", columns=("name", "steps"), sort="id").rows
    assert [(row["name"], len(row["steps"])) for row in found] == [
        ("New inquiry", 4),
        ("After the quote", 4),
        ("New customer", 3),
    ]


def test_steps_become_tasks_on_working_days(cast: Cast, plan: Plan, deal: int) -> None:
    done = apply_plan(cast.ben, plan, type="deals", ids=[deal])
    assert (done.records, done.tasks) == (1, 3)
    assert tasks(cast.ana) == [
        ("Call", "call", "2026-11-20", "Ana"),
        ("Visit", "meeting", "2026-11-23", "Ana"),  # Saturday moves to Monday
        ("Write", "email", "2026-11-23", "Ben"),
    ]
    (run,) = runs()
    assert (run.name, run.plan_id, run.starts_on) == ("Inquiry", plan.pk, date(2026, 11, 20))
    row = rows.read(cast.ana, "tasks", columns=("about", "body"), filter="name:Write").rows[0]
    assert [(ref.type, ref.id) for ref in row["about"]] == [("deals", deal)]
    assert row["body"] == "with the offer"


def test_weekends_count_where_a_plan_says_so(cast: Cast, plan: Plan, deal: int) -> None:
    actions.change(cast.owner, "plans", plan.pk, {"skips_weekends": False})
    plan.refresh_from_db()
    apply_plan(cast.ana, plan, type="deals", ids=[deal], starts_on="2026-11-27")
    assert [day for _name, _kind, day, _owner in tasks(cast.ana)] == [
        "2026-11-27",
        "2026-11-28",
        "2026-11-30",
    ]


def test_a_certain_person_does_a_step_and_who_has_left_does_none(
    cast: Cast, make: Makers, clock: Any, deal: int
) -> None:
    steps = [{"name": "Check", "assignee": "person", "person": cast.mia.user_id}]
    pk = make.plan(name="Checked", steps=steps)
    checked = access.fetch(cast.owner, registry.get("plans"), pk)
    apply_plan(cast.ben, checked, type="deals", ids=[deal])
    actions.archive(cast.adam, "users", [cast.mia.user_id or 0])
    apply_plan(cast.ben, checked, type="deals", ids=[deal], again=True)
    assert [owner for _name, _kind, _day, owner in tasks(cast.owner)] == ["Mia", "Ben"]


def test_one_undo_takes_all_back_and_redo_brings_it(cast: Cast, make: Makers, plan: Plan) -> None:
    deals = make.many("deals", 3, owner=cast.ana)
    done = apply_plan(cast.ana, plan, type="deals", ids=deals)
    assert open_tasks() == 9
    result = undo(cast.ana, done.set or 0)
    assert (open_tasks(), len(runs())) == (0, 0)
    undo(cast.ana, result.set or 0)
    assert (open_tasks(), len(runs())) == (9, 3)


def test_what_a_plan_made_is_told_with_the_record_it_is_about(
    ana_client: Client, cast: Cast, make: Makers, plan: Plan
) -> None:
    deals = [make.deal(name=name, owner=cast.ana) for name in ("Mill", "Dock")]
    done = apply_plan(cast.ana, plan, type="deals", ids=deals)
    page = ana_client.get(f"/history/{done.set}").content.decode()
    for about in ("Mill", "Dock"):
        assert page.count(f'<small class="mute">Task · <bdi>{about}</bdi> · Created</small>') == 3


def test_of_many_records_an_act_names_the_first(ana_client: Client, cast: Cast, make: Makers) -> None:
    deals = [make.deal(name=name, owner=cast.ana) for name in ("Mill", "Dock", "Yard", "Barn", "Shed")]
    pages = []
    for number in (3, 5):
        about = [f"deals/{pk}" for pk in deals[:number]]
        actions.create(cast.ana, "notes", {"body": "Agreed", "about": about})
        newest = ChangeSet.objects.latest("pk").pk
        pages.append(ana_client.get(f"/history/{newest}").content.decode())
    assert "Note · <bdi>Mill, Dock, Yard</bdi> · Created" in pages[0]
    assert "Note · <bdi>Mill, Dock, Yard, and 2 more</bdi> · Created" in pages[1]


def test_many_records_are_batches_of_one_act(cast: Cast, make: Makers, plan: Plan) -> None:
    deals = make.many("deals", 5, owner=cast.ana)
    was, plans.BATCH = plans.BATCH, 2
    try:
        done = apply_plan(cast.ana, plan, type="deals", filter="owner:me")
    finally:
        plans.BATCH = was
    assert (done.records, done.tasks, open_tasks()) == (len(deals), 15, 15)
    undo(cast.ana, done.set or 0)
    assert (open_tasks(), len(runs())) == (0, 0)


def test_more_records_ask_no_more_queries(cast: Cast, make: Makers, plan: Plan) -> None:
    few, many = make.many("deals", 12, owner=cast.ana), make.many("deals", 24, owner=cast.ana)
    apply_plan(cast.ana, plan, type="deals", ids=few, again=True)
    asked = count_queries(lambda: apply_plan(cast.ana, plan, type="deals", ids=few, again=True))
    assert count_queries(lambda: apply_plan(cast.ana, plan, type="deals", ids=many, again=True)) <= asked + 2


def test_where_it_runs_it_is_not_applied_twice(cast: Cast, make: Makers, plan: Plan, deal: int) -> None:
    other = make.deal(owner=cast.ana)
    apply_plan(cast.ana, plan, type="deals", ids=[deal])
    done = apply_plan(cast.ana, plan, type="deals", ids=[deal, other])
    assert (done.records, done.tasks) == (1, 3)
    assert apply_plan(cast.ana, plan, type="deals", ids=[deal], again=True).tasks == 3


def test_stopping_bins_what_is_open_and_keeps_what_is_done(cast: Cast, plan: Plan, deal: int) -> None:
    apply_plan(cast.ana, plan, type="deals", ids=[deal])
    first = rows.read(cast.ana, "tasks", columns=(), filter="name:Call").rows[0].id
    actions.change(cast.ana, "tasks", first, {"status": "done"})
    (run,) = runs()
    answer = sign_in(cast.ana).post(f"/plan_runs/{run.pk}/stop", {"back": f"/deals/{deal}"})
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{deal}")
    assert [name for name, *_rest in tasks(cast.ana)] == ["Call"]
    (run,) = runs()
    assert run.stopped_at is not None
    stop_run(cast.ana, run)  # a second time changes nothing
    assert apply_plan(cast.ana, plan, type="deals", ids=[deal]).tasks == 3
    page = sign_in(cast.ana).get(f"/deals/{deal}").content.decode()
    assert "Stopped" in page
    assert "0 of 3 done" in page
    assert "stopped the plan" in page
    assert page.count("applied the plan") == 2
    assert "</b> planned" not in page  # the tasks of a plan are told as one


def test_stopping_can_be_taken_back(cast: Cast, plan: Plan, deal: int) -> None:
    apply_plan(cast.ana, plan, type="deals", ids=[deal])
    stop_run(cast.ana, runs()[0])
    assert open_tasks() == 0
    undo(cast.ana, ChangeSet.objects.order_by("-pk")[0].pk)
    assert open_tasks() == 3
    assert runs()[0].stopped_at is None


def test_who_may_not_does_not(cast: Cast, make: Makers, plan: Plan, deal: int) -> None:
    with unchanged(), pytest.raises(Denied):
        apply_plan(cast.rita, plan, type="deals", ids=[deal])
    done = apply_plan(cast.cleo, plan, type="deals", ids=[deal])  # she does not see Ana's deal
    assert (done.records, open_tasks()) == (0, 0)
    apply_plan(cast.ana, plan, type="deals", ids=[deal])
    with pytest.raises(NotFound):
        access.fetch(cast.cleo, registry.get("plan_runs"), runs()[0].pk)
    assert sign_in(cast.cleo).post(f"/plan_runs/{runs()[0].pk}/stop").status_code == 404
    assert sign_in(cast.cleo).post("/deals/plan", {"ids": [deal]}).status_code == 422
    assert sign_in(cast.rita).post("/deals/plan", {"ids": [deal]}).status_code == 403
    make.company(owner=cast.ana)
    offered = [
        "Apply plan" in sign_in(who).get("/companies/").content.decode() for who in (cast.ana, cast.rita)
    ]
    assert offered == [True, False]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Say which rows"),
        ({"ids": [1], "filter": "x"}, "Say which rows"),
        ({"ids": ["1"]}, "is a list of 5000 numbers"),
        ({"ids": [True]}, "is a list of 5000 numbers"),
        ({"ids": [1], "starts_on": "soonish"}, "date"),
        ({"ids": [1], "starts_on": "9999-12-30"}, "The calendar ends"),
        ({"ids": [1], "again": "maybe"}, "Expected yes or no."),
    ],
)
def test_strange_asks_are_refused(cast: Cast, plan: Plan, given: dict[str, Any], sentence: str) -> None:
    with unchanged(), pytest.raises(Invalid, match=sentence):
        apply_plan(cast.ana, plan, type="deals", **given)


def test_what_cannot_be_applied_says_so(cast: Cast, make: Makers, plan: Plan, deal: int) -> None:
    empty = access.fetch(cast.owner, registry.get("plans"), make.plan(name="Empty", steps=[]))
    with unchanged(), pytest.raises(Refused, match="no steps"):
        apply_plan(cast.ana, empty, type="deals", ids=[deal])
    with unchanged(), pytest.raises(Refused, match="Plans are not applied to tasks"):
        apply_plan(cast.ana, plan, type="tasks", ids=[1])


def test_the_api_applies_a_plan(cast: Cast, plan: Plan, deal: int) -> None:
    program = program_of(User.objects.get(pk=cast.ana.user_id or 0))
    answer = program.post(f"/api/plans/{plan.pk}/apply", {"type": "deals", "ids": [deal]})
    assert (answer.status, answer.data["steps"][1]["name"]) == (200, "Write")
    assert len(tasks(cast.ana)) == 3
    assert program.post(f"/api/plan_runs/{runs()[0].pk}/stop").status == 200
    assert open_tasks() == 0
    answer = program.post(f"/api/plans/{plan.pk}/apply", {"type": "nothing", "ids": [deal]})
    assert answer.status == 404


def test_the_dialog_for_one_record(cast: Cast, plan: Plan, deal: int, ana_client: Client) -> None:
    page = ana_client.get(f"/deals/{deal}").content.decode()
    assert 'action="/deals/plan"' in page
    chosen = {"ids": str(deal), "back": f"/deals/{deal}"}
    answer = ana_client.post("/deals/plan", chosen, headers=HTMX).content.decode()
    assert "Apply a plan to 1 deal" in answer
    assert "Inquiry" in answer
    answer = ana_client.post("/deals/plan", {**chosen, "plan": plan.pk}, headers=HTMX).content.decode()
    assert 'name="day-1" value="2026-11-23"'.replace(" ", "") in answer.replace("\n", "").replace(" ", "")
    assert "This makes 3 tasks for 1 deal, from" in answer
    assert open_tasks() == 0
    days = {"starts_on": "2026-11-20", "moved": "2026-11-20", "keep-0": "1", "day-0": "2026-12-01"}
    ready = {**chosen, "plan": plan.pk, **days, "step": "apply"}
    done = ana_client.post("/deals/plan", ready)
    assert (done.status_code, done["Location"]) == (303, f"/deals/{deal}")
    assert tasks(cast.ana) == [("Call", "call", "2026-12-01", "Ana")]
    again = ana_client.post("/deals/plan", {**chosen, "plan": plan.pk}, headers=HTMX).content.decode()
    assert "This plan is running on this deal already." in again


def test_the_dialog_for_many(cast: Cast, make: Makers, plan: Plan, ana_client: Client) -> None:
    deals = make.many("deals", 12, owner=cast.ana)
    apply_plan(cast.ana, plan, type="deals", ids=deals[:2])
    chosen = {"all": "1", "filter": "owner:me", "back": "/deals/?filter=owner:me", "plan": plan.pk}
    answer = ana_client.post("/deals/plan", chosen, headers=HTMX).content.decode()
    assert "This makes 30 tasks for 10 deals, from" in answer
    assert "It is running on 2 of them already; those are left out." in answer
    answer = ana_client.post("/deals/plan", {**chosen, "again": "1"}, headers=HTMX).content.decode()
    assert "This makes 36 tasks for 12 deals, from" in answer
    answer = ana_client.post("/deals/plan", {**chosen, "step": "apply"}, follow=True).content.decode()
    assert "“Inquiry”: 30 tasks for 10 deals." in answer
    assert open_tasks() == 36
    assert ana_client.post("/deals/plan", {"ids": []}).status_code == 422
    assert ana_client.post("/tasks/plan", {"ids": ["1"]}).status_code == 404
    bad = ana_client.post("/deals/plan", {**chosen, "starts_on": "soonish", "step": "apply"}, headers=HTMX)
    assert bad.status_code == 422
    assert open_tasks() == 36


def test_the_editor_of_steps(cast: Cast, make: Makers, ana_client: Client) -> None:
    pk = make.plan(name="Mine", steps=[{"day": 2, "name": "Second"}], by=cast.ana)
    page = ana_client.get(f"/plans/{pk}").content.decode()
    assert 'value="Second"' in page
    fields = {"day-l0": "2", "kind-l0": "todo", "name-l0": "Second", "body-l0": "", "assignee-l0": "owner"}
    more = {"day-new": "5", "kind-new": "call", "name-new": "Third", "assignee-new": "me"}
    answer = ana_client.post(f"/plans/{pk}/table", {"line": ["new", "l0"], **fields, **more})
    assert (answer.status_code, answer["Location"]) == (303, f"/plans/{pk}")
    row = rows.one(cast.ana, "plans", pk)
    assert [(step["day"], step["kind"], step["name"], step["assignee"]) for step in row["steps"]] == [
        (5, "call", "Third", "me"),
        (2, "todo", "Second", "owner"),
    ]
    wrong = {**fields, "assignee-l0": "person"}
    answer = ana_client.post(f"/plans/{pk}/table", {"line": ["l0"], **wrong})
    assert answer.status_code == 422
    assert '<p class="error" id="wrong-person-l0">Say which person.</p>' in answer.content.decode()
    wrong = {"day-l0": "999", "name-l0": "", "kind-l0": "call"}
    answer = ana_client.post(f"/plans/{pk}/table", {"line": ["l0"], **fields, **wrong})
    assert '<p class="error" id="wrong-day-l0">Day must not be above 365.</p>' in answer.content.decode()
    assert '<p class="error" id="wrong-name-l0">What is to be done is needed.</p>' in answer.content.decode()
    assert 'class="record-head"' in answer.content.decode()
    answer = ana_client.post(f"/plans/{pk}/table", {"line": ["l0"], **fields, "was": "stale"})
    assert "Somebody changed these lines meanwhile." in answer.content.decode()
    assert rows.one(cast.ana, "plans", pk)["steps"] == row["steps"]
    assert sign_in(cast.rita).post(f"/plans/{pk}/table", {"line": ["l0"], **fields}).status_code == 403
    assert ana_client.get("/deals/1/table").status_code == 404


def test_plans_are_kept_under_settings(plan: Plan, deal: int, ana_client: Client) -> None:
    """No room of the sidebar; nobody writes notes about a plan or relates it to anything."""
    page = ana_client.get(f"/deals/{deal}").text
    assert 'href="/plans/"' not in page
    assert "/deals/7/relations" in page.replace(f"/deals/{deal}/", "/deals/7/")
    assert 'href="/plans/"' in ana_client.get("/settings/").text
    page = ana_client.get(f"/plans/{plan.pk}").text
    assert "Inquiry" in page
    assert f"/plans/{plan.pk}/relations" not in page
    assert f"composer-plans-{plan.pk}" not in page
    assert "new?about=plans" not in page
    page = ana_client.get(f"/deals/{deal}").text
    assert f"composer-deals-{deal}" in page
    assert f"new?about=deals/{deal}" in page


def test_a_large_one_goes_on_in_the_background(
    cast: Cast, make: Makers, plan: Plan, ana_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page goes to the act, which says how far it is; undo is as large, and the same."""
    monkeypatch.setattr(plans, "AT_ONCE", 3)
    monkeypatch.setattr(plans, "STEP", 6)
    monkeypatch.setattr(undoing, "AT_ONCE", 3)
    deals = make.many("deals", 5, owner=cast.ana)
    apply_plan(cast.ana, plan, type="deals", ids=deals[:1])
    sent = {"all": "1", "filter": "owner:me", "plan": plan.pk, "step": "apply", "starts_on": "2026-11-30"}
    url = ana_client.post("/deals/plan", sent)["Location"]
    act = int(url.rpartition("/")[2])
    assert url == f"/history/{act}"
    assert open_tasks() == 3
    assert "0 of 5" in ana_client.get(url).content.decode()
    actions.change(cast.owner, "plans", plan.pk, {"steps": STEPS[:1]})  # what was chosen stays
    go_on_applying.call(act, deals)
    assert open_tasks() == 15
    assert tasks(cast.ana, "due_on>2026-11-29")[:2] == [
        ("Call", "call", "2026-11-30", "Ana"),
        ("Call", "call", "2026-11-30", "Ana"),
    ]
    found = ChangeSet.objects.get(pk=act)
    assert (found.state, found.batches, found.details["done"]) == ("complete", 3, 5)
    go_on_applying.call(act, deals)
    assert open_tasks() == 15
    url = ana_client.post(f"/undo/{act}")["Location"]
    assert "0 of 16" in ana_client.get(url).content.decode()
    assert ana_client.post(f"/undo/{act}")["Location"] == url
    assert DBTaskResult.objects.filter(task_path__endswith="go_on_undoing").count() == 1
    go_on_undoing.call(int(url.rpartition("/")[2]))
    assert (open_tasks(), len(runs())) == (3, 1)
    assert ChangeSet.objects.get(pk=act).state == "undone"
    assert "took back" in ana_client.get(url).content.decode()


def test_who_loses_the_right_meanwhile_makes_no_more(
    cast: Cast, make: Makers, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "AT_ONCE", 1)
    deals = make.many("deals", 3, owner=cast.ana)
    done = apply_plan(cast.ana, plan, type="deals", ids=deals)
    assert (done.is_running, done.records) == (True, 0)
    actions.change(cast.owner, "users", cast.ana.user_id or 0, {"role": "reader"})
    go_on_applying.call(done.set or 0, deals)
    found = ChangeSet.objects.get(pk=done.set or 0)
    assert (found.state, open_tasks()) == ("complete", 0)
    assert found.details["problem"]


def test_it_can_be_taken_back_while_it_runs(
    cast: Cast, make: Makers, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "AT_ONCE", 1)
    deals = make.many("deals", 3, owner=cast.ana)
    done = apply_plan(cast.ana, plan, type="deals", ids=deals)
    undo(cast.ana, done.set or 0)
    go_on_applying.call(done.set or 0, deals)
    assert open_tasks() == 0


def test_a_plan_that_has_gone_meanwhile_says_so(
    cast: Cast, make: Makers, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "AT_ONCE", 1)
    deals = make.many("deals", 3, owner=cast.ana)
    done = apply_plan(cast.ana, plan, type="deals", ids=deals)
    actions.archive(cast.owner, "plans", [plan.pk])
    actions.purge(cast.owner, "plans", [plan.pk])
    go_on_applying.call(done.set or 0, deals)
    found = ChangeSet.objects.get(pk=done.set or 0)
    assert (found.state, open_tasks()) == ("complete", 0)
    assert found.details["problem"]
