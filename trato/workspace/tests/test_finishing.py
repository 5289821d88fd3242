"""What can be over is finished from its row, from its card and together with others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from trato.records import rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.assertions import assert_same_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.tests.conftest import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(cast: Cast, make: Makers, clock: Any) -> list[int]:
    """Ana's, on the twentieth of November: late, of today, and done."""
    owned = {"owner": cast.ana}
    return [
        make.task(**owned, name="Late", due_on="2026-11-12", priority="high"),
        make.task(**owned, name="Now", due_on="2026-11-20"),
        make.task(**owned, name="Over", due_on="2026-11-12", status="done"),
    ]


def row_of(page: str, pk: int) -> str:
    return page.split(f'<tr role="row" data-id="{pk}"')[1].split("</tr>")[0]


def status(cast: Cast, pk: int) -> str:
    return str(rows.one(cast.owner, "tasks", pk)["status"])


def test_a_row_has_a_tick(ana_client: Client, tasks: list[int]) -> None:
    page = ana_client.get("/tasks/?view=0").text
    late, now, over = [row_of(page, pk) for pk in tasks]
    assert f'form="ticks" name="here" value="1" formaction="/tasks/{tasks[0]}/verbs/complete"' in late
    assert 'aria-label="Done: Late"' in late
    assert 'class="finish done" role="img" aria-label="Done"' in over
    assert "verbs" not in over
    assert page.count('id="ticks"') == 1
    assert "<kbd>d</kbd></dt><dd>Done</dd>" in re.sub(r"\s+(?=<)", "", page)
    assert '<time class="overdue"' in late
    assert '<time class="today"' in now
    assert "<time datetime" in over
    assert '<span class="chip amber">High</span>' in late
    assert '<span class="chip">Normal</span>' in now
    deals = ana_client.get("/deals/?view=0").text
    assert "finish" not in deals
    assert 'id="ticks"' not in deals


def test_a_tick_finishes_where_one_is(ana_client: Client, cast: Cast, tasks: list[int]) -> None:
    url = f"/tasks/{tasks[0]}/verbs/complete"
    answer = ana_client.post(url, {"here": "1"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "edited")
    assert "Done: Late" in answer.text
    assert status(cast, tasks[0]) == "done"
    assert f"/undo/{ChangeSet.objects.latest('pk').pk}" in answer.text
    plain = ana_client.post(f"/tasks/{tasks[1]}/verbs/complete", {"here": "1", "back": "/tasks/?view=0"})
    assert (plain.status_code, plain["Location"]) == (303, "/tasks/?view=0")
    assert "Done: Now" in ana_client.get("/tasks/?view=0").text


def test_only_who_may_change_it_has_a_tick(rita_client: Client, cast: Cast, make: Makers) -> None:
    pk = make.task(owner=cast.cleo, name="Hers")
    page = rita_client.get("/tasks/?view=0").text
    assert "Hers" in row_of(page, pk)
    assert "finish" not in page
    with unchanged():
        assert rita_client.post(f"/tasks/{pk}/verbs/complete", {"here": "1"}).status_code == 403
        assert rita_client.post("/tasks/bulk", {"ids": [pk], "step": "finish"}).status_code == 403


def test_what_is_still_to_begin_is_not_over(ana_client: Client, cast: Cast, make: Makers, clock: Any) -> None:
    owned = {"owner": cast.ana, "name": "Survey"}
    was = make.meeting(**owned, starts_at="2026-11-10T10:00:00Z", ends_at="2026-11-10T11:00:00Z")
    ahead = make.meeting(**owned, starts_at="2027-11-10T10:00:00Z", ends_at="2027-11-10T11:00:00Z")
    page = ana_client.get("/meetings/?columns=outcome").text
    assert f"/meetings/{was}/verbs/hold" in row_of(page, was)
    assert '<span class="finish"></span>' in row_of(page, ahead)


def test_rows_ask_no_more_for_their_ticks(ana_client: Client, make: Makers, cast: Cast) -> None:
    assert_same_queries(
        lambda: (make.task(owner=cast.ana), ana_client.get("/tasks/?view=0"))[1],
        lambda: (make.task(owner=cast.ana), ana_client.get("/tasks/?view=0"))[1],
    )


def test_several_are_done_as_one_act(ana_client: Client, cast: Cast, tasks: list[int]) -> None:
    page = ana_client.get("/tasks/?view=0").text
    assert 'value="finish"' in page
    assert 'value="finish"' not in ana_client.get("/deals/?view=0").text
    sent = {"ids": tasks, "step": "finish", "back": "/tasks/?view=0"}
    answer = ana_client.post("/tasks/bulk", sent, headers=HTMX)
    assert answer["HX-Redirect"] == "/tasks/?view=0"
    assert [status(cast, pk) for pk in tasks] == ["done", "done", "done"]
    done = ChangeSet.objects.latest("pk")
    page = ana_client.get("/tasks/?view=0").text
    assert "Done: 2 tasks" in page
    assert f"/undo/{done.pk}" in page
    assert undo(cast.ana, done.pk).kept == []
    assert [status(cast, pk) for pk in tasks] == ["open", "open", "done"]


def test_a_whole_list_is_done_only_after_a_question(ana_client: Client, cast: Cast, tasks: list[int]) -> None:
    sent = {"all": "1", "filter": "status:open", "step": "finish"}
    with unchanged():
        asked = ana_client.post("/tasks/bulk", sent, headers=HTMX).text
        assert ana_client.post("/deals/bulk", {"ids": [1], "step": "finish"}).status_code == 404
    assert "Done: 2 tasks" in asked
    assert "That is every row of this list." in asked
    ana_client.post("/tasks/bulk", {**sent, "sure": "1"}, headers=HTMX)
    assert [status(cast, pk) for pk in tasks] == ["done", "done", "done"]


def test_however_many_are_done_as_one_act(
    ana_client: Client, cast: Cast, tasks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several transactions, of one change set; what is over already is left alone."""
    monkeypatch.setattr("trato.records.actions.BATCH", 1)
    monkeypatch.setattr("trato.workspace.calendar.several.MOST", 1)
    sent = {"all": "1", "filter": "", "step": "finish", "sure": "1", "back": "/tasks/?view=0"}
    ana_client.post("/tasks/bulk", sent, headers=HTMX)
    assert [status(cast, pk) for pk in tasks] == ["done", "done", "done"]
    done = ChangeSet.objects.latest("pk")
    assert (done.state, done.changes.count()) == (ChangeSet.COMPLETE, 2)
    assert "Done: 2 tasks" in ana_client.get("/tasks/?view=0").text
    with unchanged():
        ana_client.post("/tasks/bulk", sent, headers=HTMX)
    assert undo(cast.ana, done.pk).kept == []
    assert [status(cast, pk) for pk in tasks] == ["open", "open", "done"]


def card_of(page: str, pk: int) -> str:
    return page.split(f'id="card-{pk}"')[1].split("</article>")[0]


def test_a_card_is_finished_and_tells_that_it_is(
    ana_client: Client, cast: Cast, tasks: list[int], clock: Any
) -> None:
    page = ana_client.get("/tasks/?layout=board&by=owner&view=0").text
    late, _now, over = [card_of(page, pk) for pk in tasks]
    assert f'formaction="/tasks/{tasks[0]}/verbs/complete"' in late
    assert "verbs" not in over
    assert 'class="finish done"' in over
    assert re.search(r'class="days" title="[^"]+">20 Nov<', over)  # its done day, not the one it was due on
    assert f'<article class="card over" id="card-{tasks[2]}"' in page
    assert f'<article class="card" id="card-{tasks[0]}"' in page
    assert page.count('id="ticks"') == 1
    assert "<kbd>d</kbd></dt><dd>Done</dd>" in re.sub(r"\s+(?=<)", "", page)


def test_a_board_opens_with_what_goes_on(ana_client: Client, tasks: list[int]) -> None:
    opened = ana_client.get("/tasks/?layout=board&by=owner")
    assert opened["Location"] == "/tasks/?filter=status:open&layout=board&by=owner"
    page = ana_client.get(opened["Location"]).text
    assert 'href="/tasks/?view=0&amp;layout=board&amp;by=owner"' in page  # all of them
    assert [f'id="card-{pk}"' in page for pk in tasks] == [True, True, False]
    everything = ana_client.get("/tasks/?view=0&layout=board&by=owner")
    assert everything.status_code == 200
    # A pipeline has columns for what is over.
    assert ana_client.get("/deals/?layout=board").status_code == 200


def test_its_own_page_has_the_key(ana_client: Client, tasks: list[int], make: Makers, cast: Cast) -> None:
    """The one that lists finish it with; beside the list, the key is the list's."""
    key = 'data-key="d"'
    late, _now, over = tasks
    page = ana_client.get(f"/tasks/{late}").text
    button = page.split(f'action="/tasks/{late}/verbs/complete"')[1].split("</form>")[0]
    assert (page.count(key), button.count(key)) == (1, 1)
    held = make.meeting(owner=cast.ana, name="Kick-off", starts_at="2026-11-19T10:00:00Z")
    page = ana_client.get(f"/meetings/{held}").text
    assert key in page.split(f'action="/meetings/{held}/verbs/hold"')[1].split("</form>")[0]
    deal = make.deal(owner=cast.ana)
    for path in (f"/tasks/{over}", f"/tasks/?open={late}", f"/deals/{deal}"):
        assert key not in ana_client.get(path).text
    assert key not in sign_in(cast.rita).get(f"/tasks/{late}").text
