from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseWrapper

from tests.environment import DATABASE
from trato.accounts import workspace
from trato.accounts.models import User
from trato.kernel.cli import UsageError
from trato.ops.backup import DATABASE as SNAPSHOT
from trato.ops.backup import FILES, MANIFEST, back_up
from trato.ops.models import JobRun
from trato.ops.restore import restore
from trato.records.checksum import checksum

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(settings, "DATA_DIR", data)
    monkeypatch.setattr(settings, "MEDIA_ROOT", data / "files")
    (data / "files").mkdir()
    (data / "files" / "a1").write_bytes(b"contract")
    if DATABASE != "sqlite":
        # The snapshot is a second database, which tests may otherwise not open.
        monkeypatch.setattr(DatabaseWrapper, "ensure_connection", open_at_once)
    workspace.ensure()


def open_at_once(connection: DatabaseWrapper) -> None:
    if connection.connection is None:
        connection.connect()


def claim() -> None:
    workspace.claim(
        name="Ana", email="ana@example.com", password="correct horse", language="es", currency="EUR"
    )


def test_there_and_back(tmp_path: Path) -> None:
    claim()
    before = checksum()
    made = back_up(tmp_path / "all.tar.gz")
    assert made["files"] == 1
    assert (tmp_path / "all.tar.gz").stat().st_mode & 0o777 == 0o600
    User.objects.filter(email="ana@example.com").update(name="Somebody else")
    User.objects.create(name="Late", email="late@example.com", role="member")
    (settings.MEDIA_ROOT / "a1").unlink()
    restore(tmp_path / "all.tar.gz", force=True)
    assert [user.name for user in User.objects.all()] == ["Ana"]
    assert workspace.current().currency == "EUR"
    assert (settings.MEDIA_ROOT / "a1").read_bytes() == b"contract"
    assert checksum() == before
    assert User.objects.create(name="Next", email="next@example.com", role="member").pk


def test_a_workspace_in_use_is_not_replaced(tmp_path: Path) -> None:
    back_up(tmp_path / "empty.tar.gz")
    claim()
    with pytest.raises(UsageError, match="in use"):
        restore(tmp_path / "empty.tar.gz")
    assert workspace.is_claimed()


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("dear")
    with pytest.raises(UsageError, match="already there"):
        back_up(tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_text() == "dear"


def test_the_snapshot_is_one_sound_file(tmp_path: Path) -> None:
    JobRun.objects.create(name="x", ran_at="2026-11-21T10:00:00Z")
    back_up(tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extract(SNAPSHOT, tmp_path)
        content = archive.extractfile(MANIFEST)
        assert content is not None
        assert json.load(content)["database"] == DATABASE
    with closing(sqlite3.connect(tmp_path / SNAPSHOT)) as snapshot:
        assert snapshot.execute("SELECT ran_at FROM ops_jobrun").fetchall() == [("2026-11-21 10:00:00",)]


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\x1f\x8b" + b"\0" * 100])
def test_what_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    with pytest.raises(UsageError, match="not a whole backup"):
        restore(tmp_path / "b.tar.gz")


def test_half_a_backup(tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UsageError, match="not a whole backup"):
        restore(tmp_path / "half.tar.gz")


@pytest.mark.parametrize("name", ["../evil", f"{FILES}/../../evil", "/etc/evil", "unknown"])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"evil"))
    with pytest.raises(UsageError, match="not a whole backup"):
        restore(tmp_path / "b.tar.gz")
    assert not (tmp_path / "evil").exists()
    assert (settings.MEDIA_ROOT / "a1").exists()
