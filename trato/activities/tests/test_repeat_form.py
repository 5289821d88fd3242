"""A task's repetition in its form: how often, and until which day."""

from __future__ import annotations

import pytest
from django.test import Client

from trato.records import rows
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

WEEKLY = {"name": "Ring", "due_on": "2030-01-07", "repeat": "FREQ=WEEKLY"}


@pytest.fixture
def ana_client(cast: Cast) -> Client:
    return sign_in(cast.ana)


def rule(cast: Cast, pk: int) -> str | None:
    return rows.one(cast.ana, "tasks", pk, ("repeat",))["repeat"]  # type: ignore[no-any-return]


def test_it_ends_on_a_day(ana_client: Client, cast: Cast) -> None:
    made = ana_client.post("/tasks/new", {**WEEKLY, "owner": cast.ana.user_id, "repeat_until": "2030-03-01"})
    pk = int(made["Location"].split("/")[-1])
    assert rule(cast, pk) == "FREQ=WEEKLY;UNTIL=20300301"
    page = ana_client.get(f"/tasks/{pk}/fields/repeat", headers={"HX-Request": "true"}).text
    assert '<option value="FREQ=WEEKLY" selected>Every week</option>' in page
    assert 'value="2030-03-01"' in page
    ana_client.post(f"/tasks/{pk}/fields/repeat", {"repeat": "FREQ=WEEKLY", "repeat_until": ""})
    assert rule(cast, pk) == "FREQ=WEEKLY"
    ana_client.post(f"/tasks/{pk}/fields/repeat", {"repeat": "", "repeat_until": "2030-03-01"})
    assert rule(cast, pk) is None


def test_what_is_left_alone_stays(ana_client: Client, cast: Cast, make: Makers) -> None:
    kept = "FREQ=WEEKLY;COUNT=3"
    pk = make.task(owner=cast.ana, due_on="2030-01-07", repeat=kept)
    page = ana_client.get(f"/tasks/{pk}/fields/repeat", headers={"HX-Request": "true"}).text
    assert f'<option value="{kept}" selected>Every week, 3 times</option>' in page
    ana_client.post(f"/tasks/{pk}/fields/repeat", {"repeat": kept, "repeat_until": ""})
    assert rule(cast, pk) == kept
    ana_client.post(f"/tasks/{pk}/fields/repeat", {"repeat": kept, "repeat_until": "2030-02-01"})
    assert rule(cast, pk) == "FREQ=WEEKLY;UNTIL=20300201"


@pytest.mark.parametrize(
    ("until", "sentence"), [("2029-01-01", "The repetition ends before the task is due."), ("soon", "soon")]
)
def test_a_day_that_cannot_be(ana_client: Client, until: str, sentence: str) -> None:
    with unchanged():
        answer = ana_client.post("/tasks/new", {**WEEKLY, "repeat_until": until})
    assert (answer.status_code, sentence.lower() in answer.text.lower()) == (422, True)
