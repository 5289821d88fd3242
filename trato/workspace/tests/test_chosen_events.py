"""Events of several kinds chosen together: moved, assigned, finished or archived as one act."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from trato.records import actions, rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.assertions import count_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX

pytestmark = pytest.mark.django_db
AT, HERE = "/calendar/chosen", "/calendar/?view=week&on=2026-11-24&who=me"


@pytest.fixture
def week(cast: Cast, make: Makers) -> dict[str, int]:
    """Of each kind one: a meeting at ten, a call at noon, a task of the day, and a deal that closes then."""
    owned = {"owner": cast.ana}
    return {
        "meetings": make.meeting(
            **owned, name="Survey", starts_at="2026-11-24T10:00:00Z", ends_at="2026-11-24T11:30:00Z"
        ),
        "calls": make.call(**owned, name="Ask", started_at="2026-11-25T12:00:00Z", outcome=None),
        "tasks": make.task(**owned, name="Offer", due_on="2026-11-24"),
        "deals": make.deal(**owned, name="Roof", expected_close_on="2026-11-26"),
    }


def post(who: Client, week: dict[str, int], kinds: str, step: str, **more: object) -> tuple[int, str, str]:
    """The answer to an act with these kinds: its status, its text, and where it leads."""
    ids = [f"{kind}/{week[kind]}" for kind in kinds.split()]
    sent = {"ids": ids, "step": step, "back": HERE, **more}
    answer = who.post(AT, sent, headers=HTMX)
    return answer.status_code, answer.content.decode(), answer.headers.get("HX-Redirect", "")


def values(cast: Cast, week: dict[str, int]) -> dict[str, object]:
    wanted = {"meetings": "starts_at", "calls": "started_at", "tasks": "due_on", "deals": "expected_close_on"}
    return {key: rows.one(cast.owner, key, week[key])[name] for key, name in wanted.items()}


def test_all_move_to_another_day_at_their_own_hours(
    ana_client: Client, cast: Cast, week: dict[str, int]
) -> None:
    before = values(cast, week)
    status, text, _to = post(ana_client, week, "meetings calls tasks deals", "day")
    assert status == 200
    assert "Move 1 meeting, 1 call, 1 task, 1 deal to another day" in text
    assert text.count('name="ids"') == 4
    everything = "meetings calls tasks deals"
    assert post(ana_client, week, everything, "apply-day", day="2026-11-30")[::2] == (204, HERE)
    assert values(cast, week) == {
        "meetings": datetime(2026, 11, 30, 10, tzinfo=UTC),
        "calls": datetime(2026, 11, 30, 12, tzinfo=UTC),
        "tasks": date(2026, 11, 30),
        "deals": date(2026, 11, 30),
    }
    assert rows.one(cast.ana, "meetings", week["meetings"])["ends_at"] == datetime(
        2026, 11, 30, 11, 30, tzinfo=UTC
    )
    page = ana_client.get(HERE).text
    assert "Moved 4." in page
    done = ChangeSet.objects.latest("pk")
    assert f"/undo/{done.pk}" in page
    assert {change.type for change in done.changes.filter(op="change")} >= set(week)
    history = " ".join(ana_client.get("/history/").text.split())
    assert len(re.findall(r"changed (?:1 (?:meeting|call|task|deal)(?:, )?){4}", history)) == 1
    assert undo(cast.ana, done.pk).kept == []
    assert values(cast, week) == before


def test_all_go_to_somebody(ana_client: Client, cast: Cast, week: dict[str, int]) -> None:
    assert "Assign 1 call, 1 task" in post(ana_client, week, "calls tasks", "owner")[1]
    assert post(ana_client, week, "calls tasks", "apply-owner", owner=cast.ben.user_id)[0] == 204
    owners = [rows.one(cast.owner, key, week[key])["owner"].label for key in ("calls", "tasks", "meetings")]
    assert owners == ["Ben", "Ben", "Ana"]
    undo(cast.ana, ChangeSet.objects.latest("pk").pk)
    assert rows.one(cast.owner, "calls", week["calls"])["owner"].label == "Ana"


def test_done_by_the_verb_of_each(ana_client: Client, cast: Cast, week: dict[str, int], make: Makers) -> None:
    """Events, too, are those of the verbs; what is over already stays; all of it is one undo."""
    week["held"] = make.meeting(owner=cast.ana, name="Held", outcome="held")
    ids = [f"meetings/{week['meetings']}", f"tasks/{week['tasks']}", f"meetings/{week['held']}"]
    sets = ChangeSet.objects.count()
    answer = ana_client.post(AT, {"ids": ids, "step": "done", "back": HERE}, headers=HTMX)
    assert answer["HX-Redirect"] == HERE
    assert ChangeSet.objects.count() == sets + 1
    assert rows.one(cast.ana, "meetings", week["meetings"])["outcome"] == "held"
    assert rows.one(cast.ana, "tasks", week["tasks"])["status"] == "done"
    assert "2 are done." in ana_client.get(HERE).text
    undo(cast.ana, ChangeSet.objects.latest("pk").pk)
    assert rows.one(cast.ana, "meetings", week["meetings"])["outcome"] == "planned"
    assert rows.one(cast.ana, "tasks", week["tasks"])["status"] == "open"
    with unchanged():
        assert post(ana_client, week, "calls tasks", "done")[0] == 403


def test_all_into_the_bin_and_back(ana_client: Client, cast: Cast, week: dict[str, int]) -> None:
    assert post(ana_client, week, "meetings tasks", "archive")[0] == 204
    assert rows.count(cast.ana, "meetings").number == rows.count(cast.ana, "tasks").number == 0
    page = " ".join(ana_client.get("/history/").text.split())
    assert "put 1 meeting, 1 task into the bin" in page or "put 1 task, 1 meeting into the bin" in page
    undo(cast.ana, ChangeSet.objects.latest("pk").pk)
    assert rows.count(cast.ana, "meetings").number == rows.count(cast.ana, "tasks").number == 1


def test_one_that_is_not_ones_own_lets_nothing_happen(
    ana_client: Client, cast: Cast, week: dict[str, int], make: Makers
) -> None:
    week["bens"] = make.task(owner=cast.ben, name="Ben's", due_on="2026-11-24")
    with unchanged():
        assert post(sign_in(cast.cleo), week, "tasks", "apply-day", day="2026-11-30")[0] == 404
        for step in ("apply-day", "done", "archive", "apply-owner"):
            more = {"day": "2026-11-30", "owner": cast.rita.user_id}
            status, _text, _to = post(sign_in(cast.rita), week, "tasks calls", step, **more)
            assert status in {403, 404}, step
        answer = ana_client.post(AT, {"ids": ["tasks/999999"], "step": "archive"}, headers=HTMX)
        assert answer.status_code == 404


@pytest.mark.parametrize("step", ["apply-day", "apply-owner"])
def test_what_was_put_away_meanwhile_lets_nothing_happen(
    cast: Cast, ana_client: Client, week: dict[str, int], step: str
) -> None:
    actions.archive(cast.ana, "tasks", [week["tasks"]])
    more = {"day": "2026-11-30", "owner": str(cast.ben.user_id)}
    with unchanged():
        status, text, _to = post(ana_client, week, "calls tasks", step, **more)
    assert status == 409
    assert "This lies in the bin meanwhile. Bring it back first." in text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"ids": [], "step": "day"}, 422),
        ({"ids": ["tasks/x"], "step": "day"}, 404),
        ({"ids": ["contacts/1"], "step": "day"}, 404),
        ({"ids": ["1"], "step": "day"}, 404),
        ({"ids": ["tasks/1"], "step": "apply-day", "day": "soon"}, 422),
        ({"ids": ["tasks/1"], "step": "apply-owner", "owner": ""}, 422),
        ({"ids": ["tasks/1"], "step": "apply-owner", "owner": "nobody at all"}, 422),
        ({"ids": ["tasks/1"], "step": "dance"}, 404),
        ({"ids": [f"tasks/{pk}" for pk in range(1, 1003)], "step": "archive"}, 422),
    ],
)
def test_what_is_wrong_is_said(
    ana_client: Client, cast: Cast, week: dict[str, int], sent: dict[str, object], status: int
) -> None:
    sent["ids"] = [one if one != "tasks/1" else f"tasks/{week['tasks']}" for one in sent["ids"]]  # type: ignore[attr-defined]
    with unchanged():
        assert ana_client.post(AT, sent, headers=HTMX).status_code == status


def test_the_page_has_a_bar_for_several_kinds(ana_client: Client, cast: Cast, week: dict[str, int]) -> None:
    page = " ".join(ana_client.get(HERE).text.split())
    bars = re.findall(r'<form novalidate class="bulkbar".*?</form>', page)
    bar = next(one for one in bars if 'data-kind="*"' in one)
    assert 'action="/calendar/chosen"' in bar
    assert 'data-bulk-kind="tasks" data-one="task" data-many="tasks"' in bar
    acts = dict(re.findall(r'value="(\w+)"[^>]*data-bulk-kinds="([^"]*)"', bar))
    assert set(acts) == {"done", "day", "owner", "archive"}
    assert set(acts["done"].split()) == {"tasks", "meetings"}
    assert set(acts["day"].split()) >= {"tasks", "meetings", "calls", "deals"}
    own = next(one for one in bars if 'data-kind="tasks"' in one)
    assert '<input type="hidden" name="kind" value="tasks">' in own
    assert 'data-kind="*"' not in sign_in(cast.rita).get(HERE).text


def test_one_kind_is_moved_from_its_own_bar(ana_client: Client, cast: Cast, week: dict[str, int]) -> None:
    sent = {"ids": [week["tasks"]], "kind": "tasks", "step": "apply-day", "day": "2026-12-01"}
    assert ana_client.post(AT, sent, headers=HTMX).status_code == 204
    assert values(cast, week)["tasks"] == date(2026, 12, 1)


def test_queries_do_not_grow(ana_client: Client, cast: Cast, make: Makers) -> None:
    made = [make.task(owner=cast.ana, name=f"T{n}", due_on="2026-11-24") for n in range(12)]

    def move(ids: list[int], day: str) -> int:
        sent = {"ids": [f"tasks/{pk}" for pk in ids], "step": "apply-day", "day": day}
        return count_queries(lambda: ana_client.post(AT, sent, headers=HTMX))

    move(made[:2], "2026-11-25")
    assert move(made[:2], "2026-11-26") >= move(made, "2026-11-27") - 1
