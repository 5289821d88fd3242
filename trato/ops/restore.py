"""Puts a workspace back from its backup, into either database."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from trato.accounts import workspace
from trato.kernel.cli import UsageError
from trato.ops import copying
from trato.ops.backup import DATABASE, FILES, FORMAT, MANIFEST, SECRET
from trato.records.models import ChangeSet
from trato.records.transactions import write_lock


def restore(path: Path, *, force: bool = False) -> dict[str, Any]:
    """Replace this workspace by the one in the file. Without force, only an untouched one gives way."""
    if not path.is_file():
        raise UsageError(_("There is no file %(path)s.") % {"path": path})
    if not force and is_in_use():
        raise UsageError(_("This workspace is in use; --force replaces it by the backup."))
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
        manifest = _unpack(path, Path(folder))
        _check_snapshot(Path(folder) / DATABASE)
        with write_lock():
            _put_rows(Path(folder) / DATABASE, manifest)
        files = _put_files(Path(folder))
    return {"file": str(path), "made_at": manifest["made_at"], "files": files}


def is_in_use() -> bool:
    """Whether somebody has claimed this workspace or anything was done in it."""
    return workspace.is_claimed() or ChangeSet.objects.exclude(kind="setup").exists()


@contextmanager
def _reading(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, OSError, KeyError, ValueError) as error:
        sentence = _("%(path)s is not a whole backup of Trato: %(error)s")
        raise UsageError(sentence % {"path": path, "error": error}) from error


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Everything into an empty folder; the archive may come from anywhere, so names are looked at."""
    with _reading(path) as archive:
        for entry in archive:
            name = PurePosixPath(entry.name)
            known = entry.name in {MANIFEST, DATABASE, SECRET} or name.parts[0] == FILES
            if not entry.isfile() or not known or name.is_absolute() or ".." in name.parts:
                raise ValueError(entry.name)
            target, content = folder / name, archive.extractfile(entry)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(mode=0o600)
            with target.open("wb") as out:
                shutil.copyfileobj(content, out)  # type: ignore[arg-type]  # a file's content is never None
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        if manifest["format"] != FORMAT or not (folder / DATABASE).exists():
            raise ValueError(manifest["format"])
    return manifest


def _check_snapshot(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as snapshot:
            answer = snapshot.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise UsageError(_("The database in the backup is damaged: %(answer)s") % {"answer": answer})


def _put_rows(snapshot: Path, manifest: dict[str, Any]) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(snapshot)) as source:
            # Page by page into the open file, as one transaction: a running server sees it at once.
            source.backup(connection.connection)
        connection.close()
        call_command("migrate", interactive=False, verbosity=0)
    else:
        with copying.opened(snapshot) as alias:
            copying.copy_rows(alias, "default")
    if {connection.vendor, manifest["database"]} != {"sqlite"}:
        rebuild_rooms()


def rebuild_rooms() -> None:
    """Let each room make anew what no row holds: a search index, the indexes of custom fields."""
    for config in apps.get_app_configs():
        if config.name.startswith("trato.") and find_spec(f"{config.name}.setup"):
            rebuild = getattr(import_module(f"{config.name}.setup"), "rebuild_derived", None)
            if rebuild is not None:
                rebuild()


def _put_files(folder: Path) -> int:
    root = Path(settings.MEDIA_ROOT)
    unpacked = folder / FILES
    unpacked.mkdir(mode=0o700, exist_ok=True)
    if root.exists():
        root.rename(folder / "replaced")
    unpacked.rename(root)
    if (folder / SECRET).exists():
        # The sessions and tokens of the backup were signed with its key.
        (folder / SECRET).replace(settings.DATA_DIR / SECRET)
    return sum(1 for file in root.rglob("*") if file.is_file())
