"""The import screen: a file, its columns, the run in the background, what came of it, and the way back."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.models import ChangeSet
from trato.testing.assertions import unchanged
from trato.testing.cast import sign_in
from trato.transfer import batches, tasks
from trato.transfer.models import Upload
from trato.transfer.tests.conftest import as_csv, parsed
from trato.transfer.uploads import folder, path_of

GOOD = as_csv("name,sector,owner,year", "Acme,retail,Zoe,1999", "Beta,retail,,2001", ",retail,,2002")


@pytest.fixture(autouse=True)
def _files_go(db: None) -> Iterator[None]:
    yield
    for path in folder().glob("*"):
        path.unlink()


@pytest.fixture
def adam_client(adam: Actor) -> Client:
    return sign_in(adam)


def upload_of(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.csv", content)


def give(client: Client, text: str | bytes, type_key: str = "companies", name: str = "x.csv") -> Upload:
    """The first step; the upload that it makes."""
    content = text.encode() if isinstance(text, str) else text
    response = client.post("/import/", {"type": type_key, "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()[-500:]
    upload = Upload.objects.latest("pk")
    assert response["Location"] == f"/import/{upload.pk}"
    return upload


def run_tasks() -> int:
    """What the background process does."""
    waiting = list(DBTaskResult.objects.ready())
    for row in waiting:
        row.task.call(*row.task_result.args, **row.task_result.kwargs)
        row.delete()
    return len(waiting)


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == status
    return response.content.decode()


def start(client: Client, upload: Upload, **told: str) -> None:
    response = client.post(f"/import/{upload.pk}", {"do": "start", **told})
    assert response.status_code == 302, response.content.decode()


def test_it_works(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    path = path_of(upload)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name not in {"x.csv", ""}
    with unchanged():
        told = page(adam_client, f"/import/{upload.pk}")
    for text in ("New field: whole number", "3 rows", "Acme", "Name is needed.", "1 user", 'value="start"'):
        assert text in told
    start(adam_client, upload)
    assert "It goes on when this page is closed." in page(adam_client, f"/import/{upload.pk}")
    assert run_tasks() == 1
    done = page(adam_client, f"/import/{upload.pk}")
    for text in ("1 row refused", "Made on the way:", "Undo the import", "/refused.csv", "Name is needed."):
        assert text in done
    assert rows.count(adam, "companies").number == 2
    upload.refresh_from_db()
    assert upload.change_set is not None
    assert (upload.change_set.actor_id, upload.change_set.via) == (adam.user_id, "screen")


def test_refused_rows_are_a_file_that_comes_in_again(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, GOOD + "short,row\n")
    start(adam_client, upload)
    run_tasks()
    upload.refresh_from_db()
    response = adam_client.get(f"/import/sets/{upload.change_set_id}/refused.csv")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # it streams
    assert [(row["Refused line"], row["name"], row["sector"]) for row in parsed(text)] == [
        ("4", "", "retail"),
        ("5", "short", "row"),
    ]
    mended = text.replace(",,retail,", ",Gamma,retail,").replace("short,row", "Delta,row,,")
    again = give(adam_client, mended)
    start(adam_client, again)
    run_tasks()
    names = {row["name"] for row in rows.read(adam, "companies", columns=("name",)).rows}
    assert names == {"Acme", "Beta", "Gamma", "Delta"}


def test_questions_are_asked_and_hold_the_start(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, as_csv("reference,stage,close date,value", "A,Hecho,01/02/2017,1"), "deals")
    told = page(adam_client, f"/import/{upload.pk}")
    assert "The day comes first" in told
    assert 'value="start"' not in told
    response = adam_client.post(f"/import/{upload.pk}", {"do": "start"})
    assert response.status_code == 422
    assert not DBTaskResult.objects.exists()
    start(adam_client, upload, **{"order-2": "dmy"})
    run_tasks()
    assert str(rows.read(adam, "deals", columns=("closed_on",)).rows[0]["closed_on"]) == "2017-02-01"


def test_a_tie_of_a_stage_is_asked(adam: Actor, adam_client: Client) -> None:
    lines = ("A,Hecho,2017-01-02,1", "B,Hecho,2017-01-02,0")
    upload = give(adam_client, as_csv("reference,stage,close date,value", *lines), "deals")
    told = page(adam_client, f"/import/{upload.pk}")
    assert "Stage “Hecho” is new here" in told
    assert 'name="label_text-0" value="Hecho"' in told
    start(adam_client, upload, **{"label-0": "won", "label_field-0": "stage", "label_text-0": "Hecho"})
    run_tasks()
    assert rows.count(adam, "deals", filter="status:won").number == 2


def test_unknown_companies_can_be_made(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, as_csv("name,company", "Ana Paz,Ring", "Ben Ruiz,Kiln"), "contacts")
    box = '<input class="check" type="checkbox" name="make" value="companies"'
    told = " ".join(page(adam_client, f"/import/{upload.pk}").split())
    assert f"{box}><span>Make the companies that are not known</span>" in told
    assert "Companies “Kiln”: 1 row" in told
    given = {"do": "check", "encoding": "", "separator": "", "make": "companies"}
    answer = adam_client.post(f"/import/{upload.pk}", given, follow=True)
    told = " ".join(answer.content.decode().split())
    assert f"{box} checked><span>" in told
    assert "Made on the way: 2 companies" in told
    User.objects.filter(pk=adam.user_id or 0).update(language="zh-hans")
    answer = adam_client.post(f"/import/{upload.pk}", given, follow=True)
    assert "2 个公司" in answer.content.decode()
    User.objects.filter(pk=adam.user_id or 0).update(language="en")
    assert rows.count(adam, "companies").number == 0
    start(adam_client, upload, make="companies")
    run_tasks()
    assert rows.count(adam, "companies").number == 2


def test_columns_are_chosen(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, as_csv("Firm,Junk,Code", "Acme,z,7"))
    start(adam_client, upload, **{"map-0": "name", "map-1": "", "map-2": "new:text"})
    run_tasks()
    row = rows.read(adam, "companies", columns=("name", "code")).rows[0]
    assert dict(row) == {"name": "Acme", "code": "7"}


def test_a_choice_that_cannot_be_is_told(adam_client: Client) -> None:
    upload = give(adam_client, as_csv("Firm,Other", "Acme,z"))
    response = adam_client.post(f"/import/{upload.pk}", {"do": "start", "map-0": "name", "map-1": "name"})
    assert response.status_code == 422
    assert "Two columns go to" in response.content.decode()


def test_encoding_and_separator_can_be_told(adam_client: Client) -> None:
    upload = give(adam_client, "name;city\nÑandú;x\n".encode("windows-1252"))
    told = page(adam_client, f"/import/{upload.pk}")
    assert "Found out: windows-1252" in told
    assert "Found out: Semicolon" in told
    response = adam_client.post(
        f"/import/{upload.pk}", {"do": "check", "encoding": "utf-8", "separator": ";"}
    )
    assert response.status_code == 422
    assert "not in the encoding utf-8" in response.content.decode()
    response = adam_client.post(f"/import/{upload.pk}", {"do": "check", "encoding": "", "separator": "|"})
    assert "name;city" in response.content.decode()


def test_a_file_that_is_none(adam_client: Client) -> None:
    upload = give(adam_client, b"\x89PNG\r\n\x1a\n")
    told = page(adam_client, f"/import/{upload.pk}")
    assert "This is a PNG picture, not a table as text; choose a CSV file." in told
    assert 'value="start"' not in told
    assert adam_client.post(f"/import/{upload.pk}/removal").status_code == 302
    assert not Upload.objects.exists()
    assert list(folder().glob("*")) == []


@pytest.mark.parametrize("content", [None, b""])
def test_no_file(content: bytes | None, adam_client: Client) -> None:
    given = {"type": "companies"}
    files = {} if content is None else {"file": SimpleUploadedFile("x.csv", content)}
    response = adam_client.post("/import/", {**given, **files})
    assert response.status_code == 422
    assert not Upload.objects.exists()


def test_a_file_too_large(adam_client: Client, settings: Callable[..., object]) -> None:
    settings.TRATO_MAX_IMPORT = 1024 * 1024  # type: ignore[attr-defined]  # Django's settings
    for size in (1024 * 1024 + 1, 2 * 1024 * 1024):
        response = adam_client.post(
            "/import/", {"type": "companies", "file": SimpleUploadedFile("x.csv", b"x" * size)}
        )
        assert response.status_code == 422
        assert "1 MB" in response.content.decode()
    assert list(folder().glob("*")) == []


@pytest.fixture
def stopped(adam_client: Client, monkeypatch: pytest.MonkeyPatch) -> Upload:
    """An import of nine rows that was stopped after its first batch of four."""
    monkeypatch.setattr(batches, "BATCH", 4)
    upload = give(adam_client, as_csv("name", *(f"C{number}" for number in range(9))))
    start(adam_client, upload)
    note = tasks._note

    def press_stop(upload: Upload, change_set: ChangeSet, done: int) -> None:
        if done == 4:
            adam_client.post(f"/import/{upload.pk}/stop")
        note(upload, change_set, done)

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "_note", press_stop)
        run_tasks()
    upload.refresh_from_db()
    return upload


def test_stopped_it_offers_to_go_on(stopped: Upload, adam: Actor, adam_client: Client) -> None:
    assert (stopped.state, rows.count(adam, "companies").number) == ("stopped", 4)
    told = page(adam_client, f"/import/{stopped.pk}")
    assert "4 of 9 rows" in told
    assert "Undo what came in" in told
    assert adam_client.post(f"/import/{stopped.pk}/resumption").status_code == 302
    run_tasks()
    assert rows.count(adam, "companies").number == 9
    assert ChangeSet.objects.filter(kind="import").count() == 1


def test_stopped_it_can_be_undone(stopped: Upload, adam: Actor, adam_client: Client) -> None:
    adam_client.post(f"/import/sets/{stopped.change_set_id}/undo")
    run_tasks()
    assert rows.count(adam, "companies").number == 0
    assert "Undone" in page(adam_client, f"/import/{stopped.pk}")


def test_stopped_before_it_began(adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    adam_client.post(f"/import/{upload.pk}/stop")
    run_tasks()
    upload.refresh_from_db()
    assert (upload.state, upload.change_set_id) == ("new", None)


def test_undo_tells_what_it_kept(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, as_csv("name", "Acme", "Beta"))
    start(adam_client, upload)
    run_tasks()
    upload.refresh_from_db()
    first = rows.read(adam, "companies", columns=("name",), filter="Acme").rows[0].id
    actions.change(adam, "companies", first, {"city": "Lima"})
    response = adam_client.post(f"/import/sets/{upload.change_set_id}/undo", follow=True)
    assert "The import is being undone." in response.content.decode()
    run_tasks()
    told = page(adam_client, f"/import/sets/{upload.change_set_id}")
    assert "One record went back." in told
    assert "One stays, because somebody changed it since." in told


def test_what_is_undone_waits_for_no_name(adam_client: Client) -> None:
    upload = give(adam_client, as_csv("name,parent", "Acme,Nowhere Holding"))
    start(adam_client, upload)
    run_tasks()
    upload.refresh_from_db()
    address = f"/import/sets/{upload.change_set_id}"
    assert "Nowhere Holding" in page(adam_client, address)
    adam_client.post(f"{address}/undo")
    run_tasks()
    told = page(adam_client, address)
    assert "One record went back." in told
    assert "Nowhere Holding" not in told


def test_nobody_works_in_the_background(adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    assert "does not answer" not in page(adam_client, f"/import/{upload.pk}")
    Upload.objects.update(queued_at=timezone.now() - timedelta(seconds=4))
    assert "The background process does not answer." in page(adam_client, f"/import/{upload.pk}")


def test_progress_is_a_fragment_until_it_is_done(adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    headers = {"HX-Request": "true"}
    response = adam_client.get(f"/import/{upload.pk}/progress", headers=headers)
    text = response.content.decode()
    assert "<html" not in text
    assert f'hx-get="/import/{upload.pk}/progress"' in text
    run_tasks()
    response = adam_client.get(f"/import/{upload.pk}/progress", headers=headers)
    assert response["HX-Redirect"] == f"/import/{upload.pk}"
    assert adam_client.get(f"/import/{upload.pk}/progress").status_code == 302


def test_a_file_that_vanished(adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    path_of(upload).unlink()
    told = page(adam_client, f"/import/{upload.pk}")
    assert "no longer kept" in told


def test_a_task_that_comes_twice_does_it_once(adam: Actor, adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    tasks.run_import.call(upload.pk)
    run_tasks()
    assert rows.count(adam, "companies").number == 2
    assert ChangeSet.objects.filter(kind="import").count() == 1


def test_a_begun_import_takes_no_other_columns(adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    assert adam_client.post(f"/import/{upload.pk}", {"do": "start"}).status_code == 409
    assert adam_client.post(f"/import/{upload.pk}/removal").status_code == 409
    assert adam_client.post(f"/import/{upload.pk}/resumption").status_code == 409


def test_rights(ana_client: Client, rita_client: Client, mia_client: Client, adam_client: Client) -> None:
    upload = give(adam_client, GOOD)
    start(adam_client, upload)
    run_tasks()
    upload.refresh_from_db()
    for client in (ana_client, rita_client):
        for url in ("/import/", "/import/past", f"/import/sets/{upload.change_set_id}"):
            assert client.get(url).status_code == 403
        response = client.post("/import/", {"type": "companies", "file": upload_of(b"name\nA\n")})
        assert response.status_code == 403
    for url in (
        f"/import/{upload.pk}",
        f"/import/{upload.pk}/progress",
        f"/import/sets/{upload.change_set_id}",
    ):
        assert mia_client.get(url).status_code == 404
    assert mia_client.post(f"/import/sets/{upload.change_set_id}/undo").status_code == 404
    assert Client().get("/import/").status_code == 302
    response = mia_client.post("/import/", {"type": "users", "file": upload_of(b"name\nA\n")})
    assert response.status_code == 403


def test_past_imports(adam_client: Client, mia_client: Client) -> None:
    upload = give(adam_client, GOOD, name="firms <b>.csv")
    start(adam_client, upload)
    run_tasks()
    told = page(adam_client, "/import/past")
    assert "firms &lt;b&gt;.csv" in told
    assert "Adam" in told
    assert "firms" not in page(mia_client, "/import/past")


def test_old_files_are_forgotten(adam_client: Client, tmp_path: Path) -> None:
    upload = give(adam_client, GOOD)
    tasks.forget_old_files()
    assert path_of(upload).exists()
    Upload.objects.update(at=timezone.now() - timedelta(days=31))
    tasks.forget_old_files()
    assert list(folder().glob("*")) == []
    assert not Upload.objects.exists()
