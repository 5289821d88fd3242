"""A task for each of the chosen rows: asked for, shown, made as one act, taken back by one undo."""

from __future__ import annotations

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.activities import task_each
from trato.activities.tasks import go_on_making
from trato.records import rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ASKED = {"name": "Send the catalog", "kind": "email", "due_on": "2026-11-27", "owner": ""}


def tasks(cast: Cast) -> list[tuple[str, str, str, str, str]]:
    columns = ("name", "kind", "due_on", "owner", "about")
    return [
        (row["name"], row["kind"], row["due_on"].isoformat(), row["owner"].label, row["about"][0].label)
        for row in rows.read(cast.owner, "tasks", columns=columns, sort="id").rows
    ]


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    return [make.deal(owner=cast.ana, name="Oven"), make.deal(owner=cast.ben, name="Kiln")]


def test_first_it_is_asked_for_then_shown_then_made(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    button = 'formaction="/deals/task"'
    assert button in ana_client.get("/deals/?view=0").text
    assert button not in ana_client.get("/tasks/?view=0").text
    assert '/deals/task"' not in ana_client.get(f"/deals/{deals[0]}").text
    sent = {"ids": deals, "back": "/deals/?view=0"}
    with unchanged():
        asked = ana_client.post("/deals/task", sent, headers=HTMX).text
        assert "Plan a task for 2 deals" in asked
        assert "Left empty, each task goes to the owner of its record." in asked
        shown = ana_client.post("/deals/task", {**sent, **ASKED, "step": "preview"}, headers=HTMX).text
        assert "This makes 2 tasks “Send the catalog” for 2 deals, due on Fri 27 Nov 2026." in shown
        assert "Each goes to the owner of its record. One undo takes all of them back." in shown
        assert '<input type="hidden" name="kind" value="email">' in shown
        assert "Make 2 tasks" in shown
        wrong = ana_client.post("/deals/task", {**sent, **ASKED, "name": "", "step": "preview"}, headers=HTMX)
        assert wrong.status_code == 422
        assert "Name is needed." in wrong.text
        assert 'value="2026-11-27"' in wrong.text
    answer = ana_client.post("/deals/task", {**sent, **ASKED, "step": "apply"}, headers=HTMX)
    assert answer["HX-Redirect"] == "/deals/?view=0"
    assert tasks(cast) == [
        ("Send the catalog", "email", "2026-11-27", "Ana", "Oven"),
        ("Send the catalog", "email", "2026-11-27", "Ben", "Kiln"),
    ]
    made = ChangeSet.objects.latest("pk")
    page = ana_client.get("/deals/?view=0").text
    assert "Planned 2 tasks." in page
    assert f"/undo/{made.pk}" in page
    assert undo(cast.ana, made.pk).kept == []
    assert tasks(cast) == []


def test_somebody_else_may_do_all_of_them(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    sent = {**ASKED, "all": "1", "filter": "name:Oven", "owner": str(cast.mia.user_id)}
    shown = ana_client.post("/deals/task", {**sent, "step": "preview"}, headers=HTMX).text
    assert "This makes 1 task “Send the catalog” for 1 deal, due on" in shown
    assert "Mia does them." in shown
    ana_client.post("/deals/task", {**sent, "step": "apply"}, headers=HTMX)
    assert tasks(cast) == [("Send the catalog", "email", "2026-11-27", "Mia", "Oven")]


def test_who_makes_no_tasks_plans_none(rita_client: Client, cast: Cast, deals: list[int]) -> None:
    assert "/deals/task" not in rita_client.get("/deals/?view=0").text
    with unchanged():
        answer = rita_client.post("/deals/task", {**ASKED, "ids": deals, "step": "apply"})
        assert answer.status_code == 403
        for_tasks = sign_in(cast.ana).post("/tasks/task", {**ASKED, "ids": deals})
        assert for_tasks.status_code == 404
        # What one does not see has no task made about it.
        hidden = sign_in(cast.cleo).post("/deals/task", {**ASKED, "ids": deals, "step": "apply"})
        assert hidden.status_code == 422


def test_more_of_them_are_made_in_the_background(
    ana_client: Client, cast: Cast, deals: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_each, "AT_ONCE", 1)
    monkeypatch.setattr(task_each, "STEP", 1)
    answer = ana_client.post("/deals/task", {**ASKED, "ids": deals, "step": "apply"}, headers=HTMX)
    made = ChangeSet.objects.latest("pk")
    assert answer["HX-Redirect"].endswith(f"/{made.pk}")
    assert tasks(cast) == []
    (queued,) = DBTaskResult.objects.filter(task_path__endswith="go_on_making")
    go_on_making.func(*queued.args_kwargs["args"])
    made.refresh_from_db()
    assert (made.state, made.details["done"], made.batches) == (ChangeSet.COMPLETE, 2, 2)
    assert [task[3:] for task in tasks(cast)] == [("Ana", "Oven"), ("Ben", "Kiln")]
    assert undo(cast.ana, made.pk).kept == []
    assert tasks(cast) == []


def test_more_rows_ask_no_more_queries(cast: Cast, make: Makers) -> None:
    few, many = make.many("deals", 6, owner=cast.ana), make.many("deals", 24, owner=cast.ana)
    task_each.make_tasks(cast.ana, "deals", few, ASKED)
    asked = count_queries(lambda: task_each.make_tasks(cast.ana, "deals", few, ASKED))
    assert count_queries(lambda: task_each.make_tasks(cast.ana, "deals", many, ASKED)) <= asked + 2
