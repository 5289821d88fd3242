from __future__ import annotations

import hashlib
import os
import re
import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trato.documents.models import File
from trato.documents.names import clean_name
from trato.documents.storage import folder, stored_before
from trato.documents.tasks import drop_unused_bytes
from trato.kernel.schedule import jobs
from trato.records import actions, rows
from trato.records.models import Snapshot
from trato.records.undo import undo
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def upload(client: Client, deal: int, *files: tuple[str, bytes], **headers: str) -> Any:
    given = {
        "type": "deals",
        "id": deal,
        "files": [SimpleUploadedFile(name, content) for name, content in files],
    }
    return client.post("/files/upload", given, headers=headers)


def listed(actor: Any) -> list[Any]:
    return rows.read(
        actor, "files", columns=("name", "size", "content_type", "about", "owner"), sort="id"
    ).rows


def on_disk() -> list[str]:
    return sorted(os.listdir(folder())) if folder().exists() else []


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def test_files_are_kept_under_random_names_for_us_alone(cast: Cast, deal: int) -> None:
    answer = upload(sign_in(cast.ana), deal, ("plan.pdf", b"%PDF-1.7 doors"), ("door.png", PNG))
    assert (answer.status_code, answer["Location"]) == (302, f"/deals/{deal}")
    first, second = listed(cast.ana)
    assert (first["name"], first["size"], first["content_type"]) == ("plan.pdf", 14, "application/pdf")
    assert second["content_type"] == "image/png"
    assert [(ref.type, ref.id) for ref in first["about"]] == [("deals", deal)]
    kept = File.objects.visible_to(cast.ana).get(pk=first.id)
    path = folder() / kept.stored_as
    assert path.read_bytes() == b"%PDF-1.7 doors"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder().stat().st_mode & 0o777 == 0o700
    assert kept.digest == hashlib.sha256(b"%PDF-1.7 doors").hexdigest()
    assert "plan" not in kept.stored_as


def test_files_of_before_are_told_what_they_are(cast: Cast, deal: int) -> None:
    client = sign_in(cast.ana)
    upload(
        client, deal, ("prices.csv", b"a,b\n1,2\n"), ("offer.docx", b"PK\x03\x04"), ("gone.pdf", b"%PDF-1.7")
    )
    File._base_manager.update(content_type="application/octet-stream")
    gone = File._base_manager.get(name="gone.pdf")
    (folder() / gone.stored_as).unlink()

    def kinds() -> list[int]:
        rows_shown = client.get("/files/").content.decode().split("<tbody")[1]
        return [rows_shown.count(f">{word}<") for word in ("Table", "Document", "File")]

    assert kinds() == [0, 0, 3]
    migration = import_module("trato.documents.migrations.0002_kinds_so_far")
    migration.tell(apps, None)
    assert kinds() == [1, 1, 1]


def test_both_files_of_one_upload_are_one_change(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("a.txt", b"a"), ("b.txt", b"b"))
    from trato.records.models import ChangeSet

    assert ChangeSet.objects.filter(kind="files.create").count() == 1


def test_html_is_a_download_that_can_do_nothing(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("page.html", b"<script>alert(1)</script>"))
    (file,) = listed(cast.ana)
    for query in ("", "?inline=1"):
        answer = sign_in(cast.ben).get(f"/files/{file.id}/download{query}")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.getvalue() == b"<script>alert(1)</script>"


def test_pictures_may_show_inside_a_page(cast: Cast, deal: int) -> None:
    upload(
        sign_in(cast.ana),
        deal,
        ("door.png", PNG),
        ("drawing.svg", b"<svg onload=alert(1)>"),
        ("x.png", b"<html>"),
    )
    picture, drawing, fake = listed(cast.ana)
    shown = sign_in(cast.ana).get(f"/files/{picture.id}/download?inline=1")
    assert (shown["Content-Type"], shown["Content-Disposition"]) == (
        "image/png",
        'inline; filename="door.png"',
    )
    assert shown["Content-Security-Policy"].startswith("sandbox")
    again = sign_in(cast.ana).get(
        f"/files/{picture.id}/download?inline=1", headers={"If-None-Match": shown["ETag"]}
    )
    assert again.status_code == 304
    for other in (drawing, fake):
        answer = sign_in(cast.ana).get(f"/files/{other.id}/download?inline=1")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")


def test_a_stranger_gets_nothing(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("plan.pdf", b"%PDF-"))
    (file,) = listed(cast.ana)
    assert sign_in(cast.cleo).get(f"/files/{file.id}/download").status_code == 404
    assert sign_in(cast.cleo).post(f"/files/{file.id}/rename", {"name": "x"}).status_code == 404
    assert sign_in(cast.cleo).post(f"/files/{file.id}/remove").status_code == 404
    assert sign_in(cast.cleo).get(f"/deals/{deal}/files", headers=HTMX).status_code == 404
    assert upload(sign_in(cast.cleo), deal, ("x.txt", b"x")).status_code == 404
    assert Client().get(f"/files/{file.id}/download").status_code == 302
    assert [row["name"] for row in listed(cast.owner)] == ["plan.pdf"]
    assert len(on_disk()) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("..", "File"),
        ("/", "File"),
        ("", "File"),
        ("名前 ñandú.pdf", "名前 ñandú.pdf"),
        ("x" * 300 + ".pdf", "x" * 245 + "….pdf"),
        ("y" * 300, "y" * 249 + "…"),
        (".gitignore", ".gitignore"),
    ],
)
def test_names(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= 250


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "“x.bin” is empty."), (b"x" * 1_048_577, "“x.bin” is too large: a file may have 1 MB.")],
)
def test_empty_and_too_large_are_refused_whole(
    cast: Cast, deal: int, settings: Any, content: bytes, said: str
) -> None:
    settings.TRATO_MAX_UPLOAD = 1_048_576
    answer = upload(sign_in(cast.ana), deal, ("good.txt", b"fine"), ("x.bin", content))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert listed(cast.owner) == []
    assert on_disk() == []


def test_a_flood_is_refused_before_it_is_read(cast: Cast, deal: int, settings: Any) -> None:
    settings.TRATO_MAX_UPLOAD = 10
    answer = upload(sign_in(cast.ana), deal, ("x.bin", b"x" * 500))
    assert answer.status_code == 422
    assert "too much at once" in answer.content.decode()


def test_nothing_chosen_and_wrong_places(cast: Cast, deal: int) -> None:
    assert upload(sign_in(cast.ana), deal).status_code == 422
    for wrong in (
        {"type": "nonsense", "id": "1"},
        {"type": "deals", "id": "-1"},
        {"type": "deals", "id": "9" * 30},
        {},
    ):
        assert sign_in(cast.ana).post("/files/upload", wrong).status_code == 404, wrong
    assert on_disk() == []


def test_an_upload_needs_its_token(cast: Cast, deal: int) -> None:
    from trato.accounts.models import User

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(name="Ana"))
    assert upload(client, deal, ("x.txt", b"x")).status_code == 403
    assert on_disk() == []


def test_bytes_go_when_the_record_cannot_be_made(
    cast: Cast, deal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the disk of the database is full")

    monkeypatch.setattr("trato.records.effects.write_words", fail)
    with pytest.raises(RuntimeError):
        upload(sign_in(cast.ana), deal, ("x.txt", b"x"))
    assert on_disk() == []
    assert listed(cast.owner) == []


def test_the_panel_lists_and_escapes(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("<img src=x onerror=alert(1)>.png", PNG))
    answer = sign_in(cast.ana).get(f"/deals/{deal}/files", headers=HTMX).content.decode()
    assert "<img src=x" not in answer
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in answer
    assert "?inline=1" in answer
    whole = sign_in(cast.ana).get(f"/deals/{deal}/files").content.decode()
    assert whole.lower().startswith("<!doctype html>")


def test_the_number_of_queries_does_not_grow(cast: Cast, deal: int) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as taken:
            sign_in(cast.ana).get(f"/deals/{deal}/files", headers=HTMX)
        return len(taken)

    upload(sign_in(cast.ana), deal, ("1.txt", b"1"))
    cost()
    few = cost()
    upload(sign_in(cast.ana), deal, *((f"{number}.txt", b"x") for number in range(2, 20)))
    assert cost() == few


def test_rename(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("a.txt", b"a"))
    (file,) = listed(cast.ana)
    answer = sign_in(cast.ben).post(f"/files/{file.id}/rename", {"name": "../b.txt"}, headers=HTMX)
    assert "Renamed." in answer.content.decode()
    assert listed(cast.ana)[0]["name"] == "b.txt"
    assert sign_in(cast.ben).post(f"/files/{file.id}/rename", {"name": " "}, headers=HTMX).status_code == 422


def test_remove_goes_to_the_bin(cast: Cast, deal: int) -> None:
    upload(sign_in(cast.ana), deal, ("a.txt", b"a"))
    (file,) = listed(cast.ana)
    assert sign_in(cast.ben).post(f"/files/{file.id}/remove", headers=HTMX).status_code == 403
    assert len(listed(cast.ana)) == 1
    answer = sign_in(cast.ana).post(f"/files/{file.id}/remove", headers=HTMX)
    assert "“a.txt” is in the bin." in answer.content.decode()
    assert listed(cast.ana) == []
    assert len(on_disk()) == 1


def test_bytes_of_purged_files_go_after_thirty_days(cast: Cast, deal: int) -> None:
    assert "documents.drop-unused-bytes" in jobs
    upload(sign_in(cast.ana), deal, ("kept.txt", b"kept"), ("gone.txt", b"gone"))
    kept, gone = listed(cast.ana)
    result = actions.purge(cast.ana, "files", [gone.id])
    old = time.time() - 90_000
    for name in on_disk():
        os.utime(folder() / name, (old, old))
    drop_unused_bytes()
    assert len(on_disk()) == 2  # the deletion can still be undone
    undo(cast.ana, result.set or 0)
    assert [row["name"] for row in listed(cast.ana)] == ["kept.txt", "gone.txt"]
    actions.purge(cast.ana, "files", [gone.id])
    Snapshot.objects.update(at=timezone.now() - timedelta(days=31))
    drop_unused_bytes()
    assert on_disk() == [File.objects.visible_to(cast.ana).get(pk=kept.id).stored_as]


def test_young_bytes_and_foreign_files_are_left_alone(cast: Cast) -> None:
    folder().mkdir(mode=0o700)
    (folder() / ("a" * 32)).write_bytes(b"an upload whose record is not there yet")
    other = folder() / "README"
    other.write_text("not ours")
    os.utime(other, (1, 1))
    drop_unused_bytes()
    assert on_disk() == ["README", "a" * 32]
    assert stored_before(time.time() + 10) == ["a" * 32]


def test_numbers_beyond_every_id_are_nobodys(cast: Cast) -> None:
    for pk in ("0", "9" * 18, "9" * 30):
        assert sign_in(cast.ana).get(f"/files/{pk}/download").status_code == 404
        assert sign_in(cast.ana).post(f"/files/{pk}/remove").status_code == 404


def test_a_row_without_bytes_is_gone_and_no_fault(cast: Cast) -> None:
    pk = actions.create(cast.ana, "files", {"name": "ghost.txt"})
    assert sign_in(cast.ana).get(f"/files/{pk}/download").status_code == 404


def test_kind_and_size_in_plain_words(cast: Cast, deal: int) -> None:
    """In the list, with their sum, and on the page."""
    upload(sign_in(cast.ana), deal, ("notes.txt", b"a" * 1500), ("plan.pdf", b"%PDF-" + b"a" * 995))
    shown = " ".join(sign_in(cast.ana).get("/files/").content.decode().split())
    for said in (">Text<", ">PDF<", ">1.5 kB<", ">1.0 kB<", "Sum<b>2.5 kB</b>"):
        assert said in shown, said
    page = sign_in(cast.ana).get(f"/files/{listed(cast.ana)[0].id}").content.decode()
    assert "1.5 kB" in page
    assert "text/plain" not in page


def brought(client: Client, *files: tuple[str, bytes], about: Any = (), **headers: str) -> Any:
    given = {"about": about, "files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post("/files/new", given, headers=headers)


def test_files_are_brought_where_they_are_listed(cast: Cast, deal: int) -> None:
    client = sign_in(cast.ana)
    head = client.get("/files/").text
    assert re.search(r'<a class="button primary[^"]*"\s+href="/files/new"', head)
    assert ">Upload<" in head
    form = client.get(f"/files/new?about=deals/{deal}", headers=HTMX).text
    assert '<input class="file-input"' in form
    assert " multiple" in form
    assert f'<option value="deals/{deal}" selected>Cold storage</option>' in form
    answer = brought(client, ("plan.pdf", b"%PDF-1.7 doors"), ("door.png", PNG), about=[f"deals/{deal}"])
    assert (answer.status_code, answer["Location"]) == (303, "/files/")
    assert [row["name"] for row in listed(cast.ana)] == ["plan.pdf", "door.png"]
    assert [[(ref.type, ref.id) for ref in row["about"]] for row in listed(cast.ana)] == [
        [("deals", deal)]
    ] * 2
    told = client.get("/files/").text
    assert "2 files added." in told
    client.post(re.search(r'action="(/undo/\d+)"', told)[1])  # type: ignore[index]  # it is there
    assert listed(cast.ana) == []


def test_files_may_be_about_nothing_yet(cast: Cast) -> None:
    back = {"HX-Current-URL": "http://testserver/files/?sort=name", **HTMX}
    answer = sign_in(cast.ana).post(
        "/files/new", {"files": [SimpleUploadedFile("plan.pdf", b"%PDF")]}, headers=back
    )
    assert answer["HX-Redirect"] == "http://testserver/files/?sort=name"
    (file,) = listed(cast.ana)
    assert (file["name"], file["about"], file["owner"].id) == ("plan.pdf", (), cast.ana.user_id)


def test_what_is_wrong_stands_in_the_form_and_nothing_is_kept(cast: Cast, deal: int, settings: Any) -> None:
    client = sign_in(cast.ana)
    none = client.post("/files/new", {"about": [f"deals/{deal}"]})
    assert (none.status_code, "Choose a file first." in none.text) == (422, True)
    assert f'<option value="deals/{deal}" selected>' in none.text
    settings.TRATO_MAX_UPLOAD = 200
    large = brought(client, ("small.txt", b"small"), ("plan.pdf", b"%PDF" * 51))
    assert (large.status_code, 'id="field-files-error"' in large.text) == (422, True)
    unseen = brought(sign_in(cast.cleo), ("small.txt", b"small"), about=[f"deals/{deal}"])
    assert unseen.status_code in {403, 422}
    assert (listed(cast.owner), on_disk()) == ([], [])
    assert sign_in(cast.rita).get("/files/new").status_code == 403
    assert brought(sign_in(cast.rita), ("small.txt", b"small")).status_code == 403


def test_too_much_is_refused_before_it_is_read(cast: Cast) -> None:
    answer = sign_in(cast.ana).post("/files/new", {"files": []}, CONTENT_LENGTH=str(10**10))
    assert answer.status_code == 422


def test_a_board_of_files_offers_no_form_in_its_columns(cast: Cast, deal: int) -> None:
    client = sign_in(cast.ana)
    upload(client, deal, ("plan.pdf", b"%PDF-1.7 doors"))
    board = client.get("/files/?layout=board&by=owner").text
    assert "plan.pdf" in board
    assert "/files/new?" not in board
