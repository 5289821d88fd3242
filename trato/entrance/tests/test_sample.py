"""The page on sample data, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from trato.accounts.actor import Actor, actor_of
from trato.accounts.models import User
from trato.entrance.models import FilledRoom
from trato.entrance.tasks import fill_with_samples
from trato.records import actions, rows, sample
from trato.records.work import writing

SignIn = Callable[[User], Client]


@pytest.fixture
def firm(owner: Actor) -> int:
    """Two firms and a tag of sample data; the number of the first."""
    FilledRoom.objects.create(room="people")
    with writing(owner, "demo") as work:
        made = [work.create("companies", {"name": name}) for name in ("Blue Door", "Red Door")]
        work.create("tags", {"name": "Invented"})
    return made[0].id


def test_it_is_counted_and_removed(ben: User, firm: int, owner: Actor, as_user: SignIn) -> None:
    client = as_user(ben)
    overview = client.get("/settings/").text
    assert "3 records of this workspace are sample data." in overview
    assert 'href="/settings/sample"' in overview
    page = client.get("/settings/sample").text
    assert "3 records" in page
    answer = client.post("/settings/sample/removal", {"sure": "1"}, follow=True)
    assert answer.redirect_chain == [("/settings/", 302)]
    assert "3 records removed." in answer.text
    assert "/settings/sample" not in answer.text
    assert rows.count(owner, "companies").number == 0
    assert not FilledRoom.objects.exists()
    assert "There is no sample data here." in client.get("/settings/sample").text


def test_what_stays_is_named(ben: User, firm: int, as_user: SignIn) -> None:
    actions.create(actor_of(ben), "companies", {"name": "Own Ltd", "parent": firm})
    client = as_user(ben)
    before = client.get("/settings/sample").text
    assert before.index("These stay") < before.index("Blue Door") < before.index("Own Ltd")
    answer = client.post("/settings/sample/removal", {"sure": "1"}, follow=True)
    assert "2 records removed." in answer.text
    assert "1 record stays, because records of your own need it." in answer.text
    assert "Blue Door" in answer.text
    assert FilledRoom.objects.exists()
    assert {row["name"] for row in rows.read(actor_of(ben), "companies").rows} == {"Blue Door", "Own Ltd"}


def test_others_remove_nothing(cleo: User, firm: int, owner: Actor, as_user: SignIn) -> None:
    client = as_user(cleo)
    assert "are sample data" not in client.get("/settings/").text
    assert client.get("/settings/sample").status_code == 403
    assert client.post("/settings/sample/removal").status_code == 403
    assert client.get("/settings/sample/removal").status_code == 405
    assert rows.count(owner, "companies").number == 2


def test_not_while_it_comes_in(ben: User, firm: int, owner: Actor, as_user: SignIn, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    fill_with_samples.enqueue(ben.pk)
    client = as_user(ben)
    assert "still coming in" in client.get("/settings/sample").text
    answer = client.post("/settings/sample/removal")
    assert answer.status_code == 409
    assert "Sample data is still coming in" in answer.text
    assert rows.count(owner, "companies").number == 2
    assert sample.is_there()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_it_is_asked_first(
    ben: User, firm: int, owner: Actor, as_user: SignIn, headers: dict[str, str]
) -> None:
    """Nothing brings it back."""
    client = as_user(ben)
    button = client.get("/settings/sample").text.partition('action="/settings/sample/removal"')[2]
    assert 'hx-target="#dialogs"' in button.partition("</form>")[0]
    asked = client.post("/settings/sample/removal", headers=headers)
    assert asked.status_code == 200
    assert "Remove 3 records?" in asked.text
    assert "This cannot be undone." in asked.text
    assert '<input type="hidden" name="sure" value="1">' in asked.text
    assert ("data-remove-on-close" in asked.text, "<html" in asked.text) == (bool(headers), not headers)
    assert rows.count(owner, "companies").number == 2
