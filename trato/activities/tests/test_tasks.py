"""Tasks with an hour, a reminder, a checklist, and those that come again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import User
from trato.activities.actions import complete_task
from trato.activities.models import Task
from trato.activities.tasks import remind
from trato.records import access, actions, rows
from trato.records.errors import Invalid, InvalidFields
from trato.records.models import OutboxEvent
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def finish(actor: Any, pk: int) -> int:
    """The change set of completing a task."""
    task = access.fetch(actor, registry.get("tasks"), pk)
    return last_set(actor, lambda: complete_task(actor, task))


def dues(actor: Any, status: str = "open") -> list[tuple[date | None, str | None]]:
    found = rows.read(actor, "tasks", columns=("due_on", "repeat"), filter=f"status:{status}", sort="due_on")
    return [(row["due_on"], row["repeat"]) for row in found.rows]


def test_the_next_one_comes_with_the_last_and_goes_with_it(
    cast: Cast, make: Makers, deal: int, clock: Any
) -> None:
    about = [{"type": "deals", "id": deal}]
    lines = [{"text": "Door", "done": True}]
    pk = make.task(
        owner=cast.ana, name="Report", due_on="2026-11-20", repeat="FREQ=WEEKLY", about=about,
        checklist=lines, priority="high",
    )  # fmt: skip
    number = finish(cast.ben, pk)
    assert dues(cast.ana) == [(date(2026, 11, 27), "FREQ=WEEKLY")]
    assert dues(cast.ana, "done") == [(date(2026, 11, 20), None)]
    following = rows.one(cast.ana, "tasks", rows.read(cast.ana, "tasks", filter="status:open").rows[0].id)
    assert [following[name] for name in ("name", "priority", "checklist")] == [
        "Report", "high", [{"text": "Door", "done": False}],
    ]  # fmt: skip
    assert (following["owner"].id, [ref.id for ref in following["about"]]) == (cast.ana.user_id, [deal])
    undo(cast.ben, number)
    assert dues(cast.ana) == [(date(2026, 11, 20), "FREQ=WEEKLY")]
    assert dues(cast.ana, "done") == []


def test_done_by_whatever_way_it_comes_once(cast: Cast, make: Makers, clock: Any) -> None:
    pk = make.task(owner=cast.ana, due_on="2026-11-20", repeat="FREQ=MONTHLY")
    actions.change(cast.ana, "tasks", pk, {"status": "done"})
    actions.change(cast.ana, "tasks", pk, {"status": "open"})
    actions.change_all(cast.ana, "tasks", [pk], {"status": "done"})
    assert dues(cast.ana) == [(date(2026, 12, 20), "FREQ=MONTHLY")]


@pytest.mark.parametrize(
    ("due", "rule", "expected"),
    [
        ("2026-10-01", "FREQ=WEEKLY", [(date(2026, 11, 26), "FREQ=WEEKLY")]),
        (None, "FREQ=DAILY", [(date(2026, 11, 21), "FREQ=DAILY")]),
        ("2026-11-20", "FREQ=DAILY;COUNT=2", [(date(2026, 11, 21), "FREQ=DAILY;COUNT=1")]),
        ("2026-11-20", "FREQ=DAILY;COUNT=1", []),
        ("2026-11-20", "FREQ=WEEKLY;UNTIL=20261126", []),
    ],
)
def test_which_one_is_next(
    cast: Cast, make: Makers, clock: Any, due: str | None, rule: str, expected: list[Any]
) -> None:
    finish(cast.ana, make.task(owner=cast.ana, due_on=due, repeat=rule))
    assert dues(cast.ana) == expected


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"repeat": "every now and then"}, "is not a rule of repetition"),
        ({"repeat": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "never matches a day"),
        ({"repeat": "FREQ=DAILY;UNTIL=20260101", "due_on": "2026-11-20"}, "ends before the task is due"),
        ({"remind_before": "-5"}, "must not be below 0"),
        ({"remind_before": "40321"}, "must not be above 40320"),
        ({"checklist": [{"done": True}]}, "Expected lines to tick off"),
        ({"checklist": "x" * 501}, "at most 500 characters"),
        ({"checklist": ["x"] * 101}, "at most 100 lines"),
        ({"checklist": 7}, "Expected lines to tick off"),
    ],
)
def test_what_no_task_can_be(cast: Cast, make: Makers, given: dict[str, Any], sentence: str) -> None:
    pk = make.task(owner=cast.ana)
    with unchanged():
        with pytest.raises((Invalid, InvalidFields), match=sentence):
            actions.create(cast.ana, "tasks", {"name": "x", **given})
        with pytest.raises((Invalid, InvalidFields), match=sentence):
            actions.change(cast.ana, "tasks", pk, given)


def test_the_hour_is_the_owners(cast: Cast, make: Makers) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Asia/Tokyo")
    pk = make.task(by=cast.owner, owner=cast.ana.user_id, due_at="2027-03-27T23:30:00Z", remind_before=30)
    task = rows.one(cast.ana, "tasks", pk)
    assert (task["due_on"], task["remind_at"]) == (
        date(2027, 3, 28),
        datetime(2027, 3, 27, 23, 0, tzinfo=UTC),
    )
    actions.change(cast.ana, "tasks", pk, {"due_on": "2027-04-01"})
    assert rows.one(cast.ana, "tasks", pk)["due_at"] == datetime(2027, 3, 31, 23, 30, tzinfo=UTC)
    actions.change(cast.ana, "tasks", pk, {"due_on": None})
    task = rows.one(cast.ana, "tasks", pk)
    assert (task["due_at"], task["remind_at"]) == (None, None)


def test_the_hour_stays_when_clocks_change(cast: Cast, make: Makers) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Berlin")
    pk = make.task(by=cast.owner, owner=cast.ana.user_id, due_at="2027-03-21T14:00:00Z", repeat="FREQ=WEEKLY")
    finish(cast.ana, pk)
    (task,) = rows.read(cast.ana, "tasks", columns=("due_on", "due_at"), filter="status:open").rows
    assert (task["due_on"], task["due_at"]) == (date(2027, 3, 28), datetime(2027, 3, 28, 13, 0, tzinfo=UTC))


def test_a_task_of_a_day_is_reminded_of_in_the_morning(cast: Cast, make: Makers) -> None:
    pk = make.task(owner=cast.ana, due_on="2026-11-23", remind_before=60)
    assert rows.one(cast.ana, "tasks", pk)["remind_at"] == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_reminders_are_told_once(cast: Cast, make: Makers, clock: Any) -> None:
    def told() -> list[list[int]]:
        return list(OutboxEvent.objects.filter(name="tasks.reminded").values_list("record_ids", flat=True))

    due = make.task(owner=cast.ana, due_at="2026-11-20T09:10:00Z", remind_before=15)
    make.task(owner=cast.ana, due_at="2026-11-20T09:30:00Z", remind_before=15)
    make.task(owner=cast.ana, due_at="2026-11-20T09:10:00Z", remind_before=15, status="done")
    assert (remind(), told()) == (1, [[due]])
    with unchanged():
        assert remind() == 0
    actions.change(cast.ana, "tasks", due, {"due_at": "2026-11-20T09:12:00Z"})
    assert (remind(), told()) == (1, [[due], [due]])
    assert Task.objects.visible_to(cast.ana).get(pk=due).version == 2


def test_ticking_off(cast: Cast, make: Makers) -> None:
    pk = make.task(owner=cast.ana, checklist="[ ] Door\n[x] Window")
    client = sign_in(cast.ana)
    page = client.get(f"/tasks/{pk}").content.decode()
    assert "Done: Door" in page
    assert "Not done: Window" in page
    client.post(f"/tasks/{pk}/checklist", {"line": "0", "text": "Door"}, headers=HTMX)
    client.post(f"/tasks/{pk}/checklist", {"text": "Roof"}, headers=HTMX)
    assert rows.one(cast.ana, "tasks", pk)["checklist"] == [
        {"text": "Door", "done": True}, {"text": "Window", "done": True}, {"text": "Roof", "done": False},
    ]  # fmt: skip
    with unchanged():
        for given, status in (
            ({"line": "0", "text": "Roof"}, 409), ({"line": "9", "text": "Roof"}, 409), ({"text": " "}, 422),
        ):  # fmt: skip
            answer = client.post(f"/tasks/{pk}/checklist", given, headers=HTMX)
            assert answer.status_code == status, given
        assert sign_in(cast.cleo).post(f"/tasks/{pk}/checklist", {"text": "x"}).status_code == 404
        assert sign_in(cast.rita).get(f"/tasks/{pk}/checklist").status_code == 404


def test_the_composer_takes_hour_kind_and_repetition(cast: Cast, deal: int, clock: Any) -> None:
    given = {"kind": "tasks", "text": "Call Marta", "due_on": "2026-11-20", "due_time": "15:00",
             "kind_of": "call", "repeat": "FREQ=WEEKLY"}  # fmt: skip
    client = sign_in(cast.ana)
    assert client.post(f"/deals/{deal}/write", given, headers=HTMX).status_code == 200
    (task,) = rows.read(cast.ana, "tasks", columns=("due_on", "due_at", "kind", "repeat")).rows
    assert [task[name] for name in ("due_on", "due_at", "kind", "repeat")] == [
        date(2026, 11, 20), datetime(2026, 11, 20, 15, tzinfo=UTC), "call", "FREQ=WEEKLY",
    ]  # fmt: skip
    page = client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert "15:00" in page[page.index("Upcoming") : page.index("Today")]
    with unchanged():
        answer = client.post(f"/deals/{deal}/write", {**given, "due_on": ""}, headers=HTMX)
    assert (answer.status_code, "Say the day, too." in answer.content.decode()) == (422, True)


def form(client: Client, path: str) -> dict[str, str]:
    """What its inputs hold, by their names."""
    text = " ".join(client.get(path).content.decode().split())
    return dict(re.findall(r'<input class="input[^>]*? name="(\w+)" value="([^"]*)"', text))


def test_a_new_one_has_a_day_and_maybe_an_hour_beside_it(cast: Cast, clock: Any) -> None:
    client = sign_in(cast.ana)
    page = client.get("/tasks/new").content.decode()
    assert 'name="status"' not in page
    assert page.count('name="due_at"') == 1
    assert 'type="datetime-local"' not in page
    fresh = form(client, "/tasks/new")
    assert (fresh["due_on"], fresh["due_at"]) == ("2026-11-20", "")
    clock.shift(timedelta(days=1))  # a Saturday
    assert form(client, "/tasks/new")["due_on"] == "2026-11-23"
    asked = form(client, "/tasks/new?due_at=2026-12-01T10:30")
    assert (asked["due_on"], asked["due_at"]) == ("2026-12-01", "10:30")
    assert '<option value="done" selected>' in client.get("/tasks/new?status=done").content.decode()
    client.post("/tasks/new", {"name": "Ring", "due_on": "2026-12-01", "due_at": "10:30"})
    made = rows.one(cast.ana, "tasks", rows.read(cast.ana, "tasks").rows[0].id)
    assert (made["due_on"], made["due_at"]) == (date(2026, 12, 1), datetime(2026, 12, 1, 10, 30, tzinfo=UTC))
    assert made["status"] == "open"


def test_an_hour_without_its_day_is_a_sentence(cast: Cast) -> None:
    with unchanged():
        wrong = sign_in(cast.ana).post("/tasks/new", {"name": "Ring", "due_on": "", "due_at": "10:30"})
    assert wrong.status_code == 422
    page = " ".join(wrong.content.decode().split())
    assert '<p class="error" id="field-due_on-error">' in page
    assert 'name="due_at" value="10:30"' in page


def test_day_and_hour_are_edited_beside_each_other(cast: Cast, make: Makers, clock: Any) -> None:
    client = sign_in(cast.ana)
    pk = make.task(owner=cast.ana, name="Ring", due_at="2026-12-01T10:30:00Z")
    page = client.get(f"/tasks/{pk}/edit").content.decode()
    seen = dict(re.findall(r'name="(seen-\w+)" value="([^"]*)"', page))
    assert 'name="status"' in page
    assert {"due_on": "2026-12-01", "due_at": "10:30"}.items() <= form(client, f"/tasks/{pk}/edit").items()
    plain = {
        "name": "Ring",
        "kind": "todo",
        "status": "open",
        "priority": "normal",
        "owner": cast.ana.user_id,
    }

    def told(**given: str) -> tuple[Any, Any]:
        answer = client.post(f"/tasks/{pk}/edit", {**seen, **plain, **given})
        assert answer.status_code == 303, answer.content.decode()
        row = rows.one(cast.ana, "tasks", pk)
        return row["due_on"], row["due_at"]

    same = {"due_on": "2026-12-01", "due_at": "10:30"}
    assert told(**same, body="x") == (date(2026, 12, 1), datetime(2026, 12, 1, 10, 30, tzinfo=UTC))
    assert told(due_on="2026-12-03", due_at="11:00") == (
        date(2026, 12, 3), datetime(2026, 12, 3, 11, tzinfo=UTC),
    )  # fmt: skip
