"""What changed nothing offers no undo: the act before it would be taken back."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_a_task_that_is_done_already(cast: Cast, ana_client: Client, make: Makers) -> None:
    pk = make.task(owner=cast.ana, name="Call")
    done = ana_client.post(f"/tasks/{pk}/verbs/complete", {"back": "/tasks/"}, follow=True).content.decode()
    assert "/undo/" in done
    again = ana_client.post(f"/tasks/{pk}/verbs/complete", {"back": "/tasks/"}, follow=True).content.decode()
    assert "/undo/" not in again


def test_a_line_of_my_day_that_has_its_day(cast: Cast, ana_client: Client, make: Makers) -> None:
    today = timezone.localdate().isoformat()
    pk = make.task(owner=cast.ana, name="Call", due_on=today)
    actions.change(cast.ana, "tasks", pk, {"name": "Call back"})
    later = {"queue": "today", "type": "tasks", "id": pk, "back": "/"}
    assert "/undo/" in ana_client.post("/day/later", later, follow=True).content.decode()
    again = ana_client.post("/day/later", later, follow=True).content.decode()
    assert "Call back waits until" in again
    assert "/undo/" not in again
