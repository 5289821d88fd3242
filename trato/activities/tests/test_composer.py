from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.models import Change, ChangeSet
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def notes(actor: Any) -> list[Any]:
    return rows.read(actor, "notes", columns=("name", "body", "about")).rows


def test_a_note_is_kept_and_the_page_hears_of_it(cast: Cast, deal: int) -> None:
    answer = sign_in(cast.ana).post(
        f"/deals/{deal}/write", {"kind": "notes", "text": "Hello\x00 there"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "happened"
    assert re.search(r"<textarea[^>]*>\s*</textarea>", answer.content.decode())
    (found,) = notes(cast.ana)
    assert found["body"] == "Hello there"
    assert [(ref.type, ref.id) for ref in found["about"]] == [("deals", deal)]


def test_a_note_is_followed_up_by_a_task(cast: Cast, deal: int) -> None:
    given = {"kind": "notes", "text": "She wants the drawings.", "follow_up": "2027-03-02"}
    assert sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX).status_code == 200
    names = ("name", "body", "due_on", "about", "owner")
    (task,) = rows.read(cast.ana, "tasks", columns=names).rows
    assert (task["name"], task["body"], task["due_on"]) == (
        "Follow up",
        "She wants the drawings.",
        date(2027, 3, 2),
    )
    assert [(ref.type, ref.id) for ref in task["about"]] == [("deals", deal)]
    assert task["owner"].id == cast.ana.user_id


@pytest.mark.parametrize("key", ["notes", "calls"])
def test_what_is_followed_up_is_one_act(cast: Cast, deal: int, key: str) -> None:
    before = ChangeSet.objects.count()
    given = {
        "kind": key,
        "text": "She wants the drawings.",
        "follow_up": "2027-03-02",
    }
    said = sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX).content.decode()
    act = ChangeSet.objects.latest("pk")
    assert ChangeSet.objects.count() == before + 1
    assert re.findall(r'action="(/undo/\d+)"', said) == [f"/undo/{act.pk}"]
    undo(cast.ana, act.pk)
    for kind in (key, "tasks"):
        assert rows.read(cast.ana, kind, columns=()).rows == []


def test_a_follow_up_on_no_day_keeps_the_note_in_hand(cast: Cast, deal: int) -> None:
    given = {"kind": "notes", "text": "She wants the drawings.", "follow_up": "soonish"}
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX)
    assert answer.status_code == 422
    assert "She wants the drawings.</textarea>" in answer.content.decode()
    assert notes(cast.ana) == []


def test_a_follow_up_is_offered_to_who_may_plan_tasks(cast: Cast, deal: int) -> None:
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False):
        part = sign_in(cast.ana).get(f"/deals/{deal}/write?write=notes", headers=HTMX).content.decode()
    (select,) = re.findall(r'<select[^>]*name="follow_up".*?</select>', part, re.S)
    assert re.findall(r'value="([^"]*)"[^>]*>([^<]*)', select) == [
        ("", "No follow-up"),
        ("2026-11-24", "Follow up: Tomorrow"),
        ("2026-11-26", "Follow up: In 3 days"),
        ("2026-11-30", "Follow up: Next week"),
    ]


def test_without_scripts_it_leads_back_to_the_record(cast: Cast, deal: int) -> None:
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", {"kind": "notes", "text": "plain"})
    assert (answer.status_code, answer["Location"]) == (302, f"/deals/{deal}")
    assert len(notes(cast.ana)) == 1


def test_nothing_written_is_a_sentence_and_nothing_is_lost(cast: Cast, deal: int) -> None:
    for text in ("", " \n ", "\x00"):
        answer = sign_in(cast.ana).post(f"/deals/{deal}/write", {"kind": "notes", "text": text}, headers=HTMX)
        assert answer.status_code == 422
        assert "Write something first." in answer.content.decode()
    assert notes(cast.ana) == []


def test_what_was_written_stays_when_its_file_is_refused(cast: Cast, deal: int) -> None:
    given = {"kind": "notes", "text": "long thoughts", "files": SimpleUploadedFile("empty.txt", b"")}
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX)
    assert answer.status_code == 422
    assert "long thoughts</textarea>" in answer.content.decode()
    assert "“empty.txt” is empty." in answer.content.decode()
    assert notes(cast.ana) == []


def test_files_come_with_their_note(cast: Cast, deal: int) -> None:
    given = {"kind": "notes", "text": "the drawing", "files": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 x")}
    assert sign_in(cast.ana).post(f"/deals/{deal}/write", given).status_code == 302
    (file,) = rows.read(cast.ana, "files", columns=("name", "about")).rows
    (note,) = notes(cast.ana)
    assert [(ref.type, ref.id) for ref in file["about"]] == [("deals", deal), ("notes", note.id)]
    answer = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert answer.count("plan.pdf") == 1


def test_a_tasks_first_line_is_its_name(cast: Cast, deal: int) -> None:
    given = {"kind": "tasks", "text": "Call Marta\nabout doors", "due_on": "2030-05-01"}
    sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX)
    sign_in(cast.ana).post(f"/deals/{deal}/write", {"kind": "tasks", "text": "x" * 300}, headers=HTMX)
    found = rows.read(cast.ana, "tasks", columns=("name", "body", "due_on"), sort="created_at").rows
    assert [(row["name"], row["body"]) for row in found] == [
        ("Call Marta", "about doors"),
        ("x" * 249 + "…", "x" * 300),
    ]
    assert str(found[0]["due_on"]) == "2030-05-01"


def test_a_day_that_is_none_keeps_the_text(cast: Cast, deal: int) -> None:
    given = {"kind": "tasks", "text": "Call", "due_on": "soonish"}
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX)
    assert answer.status_code == 422
    assert "Call</textarea>" in answer.content.decode()


def test_switching_the_kind_keeps_the_text(cast: Cast, deal: int) -> None:
    asked = {"write": "tasks", "text": "half a thought"}
    answer = sign_in(cast.ana).get(f"/deals/{deal}/write", asked, headers=HTMX).content.decode()
    assert "half a thought</textarea>" in answer
    assert 'name="due_on"' in answer
    assert (
        sign_in(cast.ana).get(f"/deals/{deal}/write", {"write": "tasks"})["Location"]
        == f"/deals/{deal}?write=tasks"
    )


def test_a_stranger_writes_nothing(cast: Cast, deal: int) -> None:
    assert sign_in(cast.cleo).post(f"/deals/{deal}/write", {"text": "hi"}, headers=HTMX).status_code == 404
    assert sign_in(cast.cleo).post(f"/deals/{deal}/tasks", {"name": "hi"}, headers=HTMX).status_code == 404
    assert notes(cast.owner) == []


def test_done_and_open_again(cast: Cast, deal: int) -> None:
    given = {"name": "Call", "about": [{"type": "deals", "id": deal}]}
    pk = actions.create(cast.ana, "tasks", given)
    answer = sign_in(cast.ben).post(f"/tasks/{pk}/done", headers=HTMX)
    assert "“Call” is done." in answer.content.decode()
    assert answer["HX-Trigger"] == "happened"
    assert rows.one(cast.ana, "tasks", pk)["status"] == "done"
    assert "Call" not in sign_in(cast.ana).get(f"/deals/{deal}/tasks", headers=HTMX).content.decode()
    sign_in(cast.ben).post(f"/tasks/{pk}/done", {"done": "no"}, headers=HTMX)
    assert rows.one(cast.ana, "tasks", pk)["status"] == "open"
    assert sign_in(cast.cleo).post(f"/tasks/{pk}/done", headers=HTMX).status_code == 404
    assert rows.one(cast.ana, "tasks", pk)["status"] == "open"


def test_pin_and_unpin(cast: Cast, deal: int) -> None:
    pk = actions.create(cast.ana, "notes", {"body": "x", "about": [{"type": "deals", "id": deal}]})
    sign_in(cast.ana).post(f"/notes/{pk}/pin", headers=HTMX)
    assert rows.one(cast.ana, "notes", pk)["is_pinned"] is True
    sign_in(cast.ana).post(f"/notes/{pk}/pin", {"pinned": "no"}, headers=HTMX)
    assert rows.one(cast.ana, "notes", pk)["is_pinned"] is False


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("value", "1234.50", "9"),
        ("value", None, "9"),
        ("name", "Old name", "New name"),
        ("expected_close_on", "2030-01-02", None),
        ("tags", ["red", "blue"], []),
    ],
)
def test_a_value_goes_back(cast: Cast, deal: int, name: str, before: Any, after: Any) -> None:
    for tag in ("red", "blue"):
        actions.create(cast.owner, "tags", {"name": tag})
    actions.change(cast.ana, "deals", deal, {name: before})
    was = rows.one(cast.ana, "deals", deal)[name]
    actions.change(cast.ana, "deals", deal, {name: after})
    change = Change.objects.filter(type="deals", op="change").order_by("-pk").first()
    assert change is not None
    given = {"change": change.pk, "field": name}
    assert sign_in(cast.cleo).post(f"/deals/{deal}/put-back", given, headers=HTMX).status_code == 404
    answer = sign_in(cast.ana).post(f"/deals/{deal}/put-back", given, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    assert rows.one(cast.ana, "deals", deal)[name] == was


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "Name: put back as before.", "Tags: put back as before."),
        ("es", "Nombre: se recuperó el valor anterior.", "Etiquetas: se recuperó el valor anterior."),
        ("zh-hans", "已恢复名称。", "已恢复标签。"),
    ],
)
def test_what_was_put_back_is_said_of_one_and_of_several(
    cast: Cast, deal: int, language: str, one: str, several: str
) -> None:
    actions.create(cast.owner, "tags", {"name": "red"})
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    for name, new, said in (("name", "New", one), ("tags", ["red"], several)):
        actions.change(cast.ana, "deals", deal, {name: new})
        change = Change.objects.filter(type="deals", op="change").latest("pk")
        given = {"change": change.pk, "field": name}
        answer = sign_in(cast.ana).post(f"/deals/{deal}/put-back", given, headers=HTMX)
        assert said in answer.content.decode()


def test_a_change_that_is_not_the_records_restores_nothing(cast: Cast, deal: int) -> None:
    other = actions.create(cast.ana, "deals", {"name": "Other", "value": "1"})
    actions.change(cast.ana, "deals", other, {"value": "2"})
    change = Change.objects.filter(type="deals", op="change").latest("pk")
    for given in ({"change": change.pk, "field": "value"}, {"change": "x", "field": "value"}, {}):
        assert sign_in(cast.ana).post(f"/deals/{deal}/put-back", given, headers=HTMX).status_code == 404
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 100000


def test_the_whole_history_with_its_undo(cast: Cast, deal: int) -> None:
    actions.change(cast.ana, "deals", deal, {"value": "2"})
    actions.change(cast.ben, "deals", deal, {"value": "3"})
    answer = sign_in(cast.ana).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()
    assert answer.count('action="/undo/') == 2  # her own two, not Ben's
    assert answer.index("Ben") < answer.index("created it")


def test_a_record_was_made_when_its_foot_says(cast: Cast, deal: int) -> None:
    """One act may bring records of many days and people, as the sample data does."""
    made = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
    registry.get("deals").model._base_manager.filter(pk=deal).update(
        created_at=made, created_by=cast.ben.user_id
    )
    answer = sign_in(cast.ana).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()
    assert re.search(r"29 Feb 2024.*Ben.*created it", answer, re.DOTALL)


def test_what_brings_it_back_is_told_of_who_did_so(cast: Cast, deal: int) -> None:
    """It makes the row anew, and yet is no making."""
    made = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
    deals = registry.get("deals").model._base_manager
    deals.filter(pk=deal).update(created_at=made, created_by=cast.ben.user_id)
    actions.archive(cast.owner, "deals", [deal])
    undo(cast.owner, actions.purge(cast.owner, "deals", [deal]).set or 0)
    answer = sign_in(cast.owner).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()
    newest = answer[: answer.index("took back a change:")]
    assert "29 Feb 2024" not in newest
    assert "Ben" not in newest


def test_the_changes_offer_each_earlier_value(cast: Cast, deal: int) -> None:
    """To whoever may change the record, wherever the earlier value differs from what is there now."""
    actions.change(cast.ana, "deals", deal, {"value": "2"})
    actions.change(cast.ana, "deals", deal, {"value": "3", "reference": "A-1"})
    first, second = Change.objects.filter(type="deals", op="change", first_id=deal).order_by("pk")
    page = sign_in(cast.ana).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()
    assert page.count("put-back") == 6  # an action and its hx-post for each of three values
    for pk, field in ((first.pk, "value"), (second.pk, "value"), (second.pk, "reference")):
        assert f'name="change" value="{pk}"><input type="hidden" name="field" value="{field}"' in page
    sign_in(cast.ana).post(f"/deals/{deal}/put-back", {"change": second.pk, "field": "value"}, headers=HTMX)
    assert rows.one(cast.ana, "deals", deal)["value"].minor == 200
    page = sign_in(cast.ana).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()
    # What is there already is not offered.
    assert f'value="{second.pk}"><input type="hidden" name="field" value="value"' not in page
    assert "put-back" not in sign_in(cast.rita).get(f"/companies/{_company(cast)}/changes").content.decode()
    actions.archive(cast.ana, "deals", [deal])
    assert "put-back" not in sign_in(cast.ana).get(f"/deals/{deal}/changes", headers=HTMX).content.decode()


def _company(cast: Cast) -> int:
    pk = actions.create(cast.ana, "companies", {"name": "Acme", "city": "Rome"})
    actions.change(cast.ana, "companies", pk, {"city": "Oslo"})
    return pk


@time_machine.travel("2026-03-14T12:00:00Z", tick=False)  # a Saturday
def test_a_task_is_proposed_for_the_next_working_day(cast: Cast, deal: int) -> None:
    answer = sign_in(cast.ana).get(f"/deals/{deal}/write", {"write": "tasks"}, headers=HTMX)
    assert re.search(r'name="due_on"\s+value="2026-03-16"', answer.content.decode())
