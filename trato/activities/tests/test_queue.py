"""One task after another, with all of its state in the address."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from trato.activities.actions import complete_task, reopen_task
from trato.activities.models import Task
from trato.records import actions, rows
from trato.records.models import ChangeSet
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db


def task(pk: int) -> Task:
    found: Task = Task.objects.unscoped("the test looks at it").get(pk=pk)
    return found


def begin(client: Client, **asked: Any) -> str:
    answer = client.get("/tasks/queue", asked)
    assert answer.status_code == 303
    return str(answer["Location"])


def act(client: Client, url: str, act: str, pk: int) -> str:
    """What a button of the page sends; the address it leads to."""
    given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    answer = client.post("/tasks/queue", {**given, "task": pk, "act": act})
    assert answer.status_code == 303, answer.content
    return str(answer["Location"])


@pytest.fixture
def three(cast: Cast, make: Makers, clock: Any, deal: int) -> list[int]:
    """Three tasks of Ana's, due on three days, the first about a deal; and one that is done."""
    about = [{"type": "deals", "id": deal}]
    made = [
        make.task(
            owner=cast.ana, name=f"Step {day}", due_on=f"2026-11-{day}", about=about if day == 16 else []
        )
        for day in (16, 17, 18)
    ]
    make.task(owner=cast.ana, name="Over", status="done", due_on="2026-11-15")
    return made


def test_a_list_becomes_a_queue_in_its_order(cast: Cast, ana_client: Client, three: list[int]) -> None:
    url = begin(ana_client, filter="owner:me or priority:high", sort="-due_on", back="/tasks/?sort=-due_on")
    assert parse_qs(urlsplit(url).query)["ids"] == [".".join(map(str, reversed(three)))]
    page = ana_client.get(url).content.decode()
    assert "1 of 3" in page
    assert "Step 18" in page
    assert "Next: Step 17" in page
    assert 'href="/tasks/?sort=-due_on"' in page


def test_a_list_queues_ones_own_unless_it_says_whose(
    cast: Cast, ana_client: Client, make: Makers, three: list[int]
) -> None:
    hers = make.task(owner=cast.ben, name="Ben's", due_on="2026-11-10")
    mine = ".".join(map(str, three))
    for asked in ("", "status:open", "status:open or priority:high"):
        assert parse_qs(urlsplit(begin(ana_client, filter=asked)).query)["ids"] == [mine]
    url = begin(ana_client, filter=f"status:open owner:{cast.ben.user_id}")
    assert parse_qs(urlsplit(url).query)["ids"] == [str(hers)]
    url = begin(ana_client, filter="owner:any")
    assert parse_qs(urlsplit(url).query)["ids"] == [f"{hers}.{mine}"]
    whole = ana_client.post("/tasks/queue", {"all": "1", "filter": "status:open", "sort": "due_on"})
    assert parse_qs(urlsplit(whole["Location"]).query)["ids"] == [f"{hers}.{mine}"]
    none = ana_client.get("/tasks/queue", {"filter": "name:Ben"}, follow=True).content.decode()
    assert "No open task here is yours." in none


def test_done_later_and_skipped_then_a_summary(
    cast: Cast, ana_client: Client, three: list[int], deal: int
) -> None:
    url = begin(ana_client, filter="owner:me", sort="due_on")
    page = ana_client.get(url).content.decode()
    assert "Cold storage" in page  # the deal that it is about
    url = act(ana_client, url, "done", three[0])
    assert task(three[0]).status == Task.DONE
    page = ana_client.get(url).content.decode()
    assert "2 of 3" in page
    assert "“Step 16” is done." in page
    url = act(ana_client, url, "2026-11-23", three[1])
    assert str(task(three[1]).due_on) == "2026-11-23"
    url = act(ana_client, url, "skip", three[2])
    assert (task(three[2]).status, str(task(three[2]).due_on)) == (Task.OPEN, "2026-11-18")
    assert parse_qs(urlsplit(url).query)["did"] == ["dls"]
    page = ana_client.get(url).content.decode()
    assert "That was the queue" in page
    assert f'href="/tasks/{three[2]}"' in page
    assert f"/tasks/queue?ids={three[2]}" in page


def test_what_others_finished_is_passed_with_a_sentence(
    cast: Cast, ana_client: Client, three: list[int]
) -> None:
    url = begin(ana_client, filter="owner:me", sort="due_on")
    complete_task(cast.ben, task(three[0]))
    actions.archive(cast.ana, "tasks", [three[1]])
    page = ana_client.get(url).content.decode()
    assert "“Step 16” was finished or put away meanwhile." in page
    assert "“Step 17” was finished or put away meanwhile." in page
    assert "3 of 3" in page
    act(ana_client, url, "done", three[0])  # the page was old: nothing is done twice, nothing else is done
    assert task(three[2]).status == Task.OPEN
    reopen_task(cast.ana, task(three[0]))
    assert "1 of 3" in ana_client.get(url).content.decode()


def test_ones_own_second_click_is_no_news(cast: Cast, ana_client: Client, three: list[int]) -> None:
    url = begin(ana_client, filter="owner:me", sort="due_on")
    act(ana_client, url, "done", three[0])
    again = act(ana_client, url, "done", three[0])
    assert again == url
    page = ana_client.get(again).content.decode()
    assert "2 of 3" in page
    assert "meanwhile" not in page


@pytest.mark.parametrize("what", ["done", "2026-11-21", "2026-11-30"])
def test_what_is_undone_is_at_hand_again(cast: Cast, ana_client: Client, three: list[int], what: str) -> None:
    """Also after the next was skipped; done once more, the queue goes on."""
    first = act(ana_client, begin(ana_client), what, three[0])
    then = act(ana_client, first, "skip", three[1])
    number = ChangeSet.objects.order_by("-pk")[0].pk
    assert "3 of 3" in ana_client.get(then).content.decode()
    back = ana_client.post(f"/undo/{number}", {"back": then}, follow=True).content.decode()
    assert "1 of 3" in back
    assert "Undone: Step 16." in back
    assert "2 of 3" in ana_client.get(act(ana_client, begin(ana_client), "done", three[0])).content.decode()


def test_what_is_put_off_to_its_own_day_goes_on_with_nothing_to_undo(
    cast: Cast, ana_client: Client, three: list[int]
) -> None:
    """Neither is an older act offered, nor does the queue stay where it is."""
    done = act(ana_client, begin(ana_client), "done", three[0])
    number = ChangeSet.objects.order_by("-pk")[0].pk
    ana_client.post(f"/undo/{number}", {"back": done}, follow=True)
    then = act(ana_client, begin(ana_client), "2026-11-16", three[0])
    page = ana_client.get(then).content.decode()
    assert "2 of 3" in page
    assert "Step 16 waits until" in page
    assert f"/undo/{ChangeSet.objects.order_by('-pk')[0].pk}" not in page
    assert f"/undo/{number}" not in page


def test_chosen_rows_of_the_list(cast: Cast, ana_client: Client, three: list[int]) -> None:
    answer = ana_client.post(
        "/tasks/queue", {"ids": [three[2], three[0]], "all": "", "sort": "due_on", "filter": "x", "back": "/"}
    )
    assert parse_qs(urlsplit(answer["Location"]).query)["ids"] == [f"{three[0]}.{three[2]}"]
    whole = ana_client.post("/tasks/queue", {"all": "1", "filter": "name:17", "sort": "due_on"})
    assert parse_qs(urlsplit(whole["Location"]).query)["ids"] == [str(three[1])]
    page = ana_client.get("/tasks/?filter=owner:me").content.decode()
    assert 'formaction="/tasks/queue"' in page
    assert "/tasks/queue?filter=owner%3Ame" in page
    assert 'formaction="/tasks/queue"' not in ana_client.get("/deals/").content.decode()


def test_strange_asks_are_sentences(cast: Cast, ana_client: Client, three: list[int]) -> None:
    assert ana_client.get("/tasks/queue?filter=nofield:1").status_code == 422
    assert ana_client.get("/deals/queue?ids=1").status_code == 404
    assert ana_client.get("/tasks/queue?ids=x.-1.99999999999999999999").status_code == 303
    url = begin(ana_client, filter="owner:me", sort="due_on", back="https://evil.example/")
    assert "evil" not in url
    given = {"ids": str(three[0]), "task": three[0], "act": "someday"}
    assert ana_client.post("/tasks/queue", given).status_code == 422
    assert str(task(three[0]).due_on) == "2026-11-16"
    empty = ana_client.get("/tasks/queue?filter=owner:me+name:nothing", follow=True).content.decode()
    assert "There are no open tasks here." in empty


def test_strangers_see_nothing_of_it(cast: Cast, three: list[int], eve: Client) -> None:
    url = f"/tasks/queue?ids={three[0]}.{three[1]}"
    page = sign_in(cast.cleo).get(url).content.decode()
    assert "Step 1" not in page
    assert "A task is out of your sight meanwhile." in page
    given = {"ids": str(three[0]), "task": three[0], "act": "done"}
    assert sign_in(cast.cleo).post("/tasks/queue", given).status_code == 404
    assert task(three[0]).status == Task.OPEN
    assert eve.get(url).status_code == 302


def test_who_may_not_change_a_task_may_skip_it(cast: Cast, make: Makers) -> None:
    pk = make.task(owner=cast.cleo, name="Hers")
    page = sign_in(cast.rita).get(f"/tasks/queue?ids={pk}").content.decode()
    assert "You may see this task, but not change it." in page
    assert 'value="done"' not in page
    given = {"ids": str(pk), "task": pk, "act": "done"}
    assert sign_in(cast.rita).post("/tasks/queue", given).status_code == 403


def test_a_checklist_is_ticked_off_where_the_queue_stands(
    cast: Cast, ana_client: Client, three: list[int]
) -> None:
    """By the same buttons as on the task's own page; without scripts one is back in the queue."""
    lines = [{"text": "Ask Ida", "done": False}, {"text": "Ask Ido", "done": True}]
    actions.change(cast.ana, "tasks", three[0], {"checklist": lines})
    url = begin(ana_client, filter="owner:me", sort="due_on")
    page = ana_client.get(url).content.decode()
    pressed = re.findall(r'<button[^>]+aria-label="((?:Not done|Done): [^"]+)"', page)
    assert {"Done: Ask Ida", "Not done: Ask Ido"} <= set(pressed)
    assert f'action="/tasks/{three[0]}/checklist"' in page
    sent = {"line": "0", "text": "Ask Ida", "done": "yes"}
    back = f"http://testserver{url}"
    answer = ana_client.post(f"/tasks/{three[0]}/checklist", sent, headers={"referer": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert [line["done"] for line in task(three[0]).checklist] == [True, True]
    assert "“Ask Ida” is done." in ana_client.get(url).content.decode()
    done = act(ana_client, url, "done", three[0])
    assert "/checklist" not in ana_client.get(done).content.decode()


def test_a_checklist_of_others_is_read_alone(cast: Cast, make: Makers) -> None:
    lines = [{"text": "Ask Ida", "done": False}]
    pk = make.task(owner=cast.cleo, name="Hers", checklist=lines)
    page = sign_in(cast.rita).get("/tasks/queue", {"ids": pk}).content.decode()
    assert ("Ask Ida" in page, "Done: Ask Ida" in page) == (True, False)


def test_my_day_begins_one(cast: Cast, ana_client: Client, three: list[int]) -> None:
    page = ana_client.get("/").content.decode()
    assert "/tasks/queue?filter=owner%3Ame+status%3Aopen+due_on%3Ctoday" in page
    url = begin(ana_client, filter="owner:me status:open due_on<today", back="/")
    assert parse_qs(urlsplit(url).query)["ids"] == [".".join(map(str, three))]
    assert rows.count(cast.ana, "tasks", filter="status:open").number == 3


@pytest.mark.parametrize("before", ["/sign-in?next=/tasks/queue", "/sign-in", "/first-run"])
def test_a_queue_never_leads_back_to_the_sign_in(ana_client: Client, three: list[int], before: str) -> None:
    """Who had to sign in on the way comes from there, as the browser tells it."""
    came = ana_client.get("/tasks/queue", headers={"Referer": f"http://testserver{before}"})
    assert parse_qs(urlsplit(came["Location"]).query)["back"] == ["/tasks/"]
    kept = ana_client.get("/tasks/queue", {"ids": str(three[0]), "back": before}).content.decode()
    assert "sign-in" not in kept
    assert 'href="/tasks/"' in kept
