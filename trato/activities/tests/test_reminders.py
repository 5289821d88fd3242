"""How long before its hour one is reminded of a task: chosen and read in words, minutes for programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from trato.records import actions, rows
from trato.records.registry import registry
from trato.testing.cast import sign_in

if TYPE_CHECKING:
    from django.test import Client

    from trato.testing.cast import Cast
    from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
USUAL = [
    ("", "None"),
    ("0", "At the time"),
    ("5", "5 minutes before"),
    ("10", "10 minutes before"),
    ("15", "15 minutes before"),
    ("30", "30 minutes before"),
    ("60", "1 hour before"),
    ("120", "2 hours before"),
    ("1440", "1 day before"),
    ("10080", "1 week before"),
]


@pytest.fixture
def client(cast: Cast) -> Client:
    return sign_in(cast.ana)


def chooser(text: str) -> str:
    found = re.search(r'<select class="input"\s+name="remind_before".*?</select>', text, re.DOTALL)
    assert found
    return found[0]


def offered(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<option value="(\d*)"(?: selected)?>([^<]*)<', chooser(text))


def test_a_form_offers_the_usual_times(cast: Cast, client: Client) -> None:
    assert offered(client.get("/tasks/new").content.decode()) == USUAL
    client.post("/tasks/new", {"name": "Ring Olga", "due_on": "2026-12-01", "remind_before": "1440"})
    (task,) = rows.read(cast.ana, "tasks", columns=("name", "remind_before")).rows
    assert (task["name"], task["remind_before"]) == ("Ring Olga", 1440)


def test_another_number_stays_and_is_written_out(cast: Cast, client: Client, make: Makers) -> None:
    pk = make.task(by=cast.ana, owner=cast.ana, name="Ring Olga", remind_before=45)
    form = chooser(client.get(f"/tasks/{pk}/edit").content.decode())
    assert '<option value="45" selected>45 minutes before</option>' in form
    assert [value for value, _said in offered(form)] == sorted(
        ["", "45", *(value for value, _said in USUAL if value)], key=lambda value: int(value or -1)
    )
    assert "45 minutes before" in client.get(f"/tasks/{pk}").content.decode()
    listed = client.get("/tasks/?columns=name,remind_before").content.decode()
    assert re.search(r"<td[^>]*>(?:<[^>]*>)*45 minutes before<", listed)
    editor = client.get(f"/tasks/{pk}/fields/remind_before", headers=HTMX).content.decode()
    assert '<option value="45" selected>' in editor
    chip = client.get("/tasks/?filter=remind_before:45").content.decode()
    assert "<b>45 minutes before</b>" in chip


@pytest.mark.parametrize(
    ("minutes", "said", "hablado"),
    [
        (0, "at the time", "a la hora"),
        (1, "1 minute before", "1 minuto antes"),
        (90, "90 minutes before", "90 minutos antes"),
        (180, "3 hours before", "3 horas antes"),
        (2880, "2 days before", "2 días antes"),
        (20160, "2 weeks before", "2 semanas antes"),
    ],
)
def test_in_words(db: None, minutes: int, said: str, hablado: str) -> None:
    field = registry.get("tasks").fields["remind_before"]
    assert field.to_text(minutes) == said
    with translation.override("es"):
        assert field.to_text(minutes) == hablado


@pytest.mark.parametrize("given", [60, "60", "1 hour before", "1 Hour Before"])
def test_programs_give_minutes_and_people_may_paste_words(cast: Cast, given: object) -> None:
    pk = actions.create(cast.ana, "tasks", {"name": "Ring Olga", "remind_before": given})
    assert rows.one(cast.ana, "tasks", pk)["remind_before"] == 60


def test_a_change_is_told_in_words(cast: Cast, client: Client, make: Makers) -> None:
    pk = make.task(by=cast.ana, owner=cast.ana, name="Ring Olga", remind_before=5)
    actions.change(cast.ana, "tasks", pk, {"remind_before": 90})
    told = re.sub(r"<[^>]+>|\s+", " ", client.get(f"/tasks/{pk}").content.decode())
    assert "5 minutes before" in told
    assert "90 minutes before" in told


def test_a_condition_is_chosen_from_the_same_times(client: Client, cast: Cast) -> None:
    asked = client.get("/tasks/filter?field=remind_before", headers=HTMX).content.decode()
    assert "2 hours before" in asked
    assert 'value="120"' in asked
    found = client.get("/tasks/filter?field=remind_before&op=:&value=120&value=45&add=1", headers=HTMX)
    assert found.headers["HX-Redirect"] == "/tasks/?filter=remind_before:120,45"
