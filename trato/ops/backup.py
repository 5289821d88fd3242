"""One file that holds a workspace: a SQLite snapshot of either database, the uploads, the secret."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

import trato
from trato.kernel.cli import UsageError
from trato.ops import copying

FORMAT = 1
MANIFEST, DATABASE, SECRET, FILES = "manifest.json", "database.sqlite3", "secret-key", "files"


def back_up(path: Path) -> dict[str, Any]:
    """Write the backup; the file appears under its name only when it is whole."""
    if path.exists():
        raise UsageError(_("%(path)s is already there; a backup never overwrites one.") % {"path": path})
    if not path.parent.is_dir():
        raise UsageError(_("There is no folder %(path)s.") % {"path": path.parent})
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            snapshot = Path(folder) / DATABASE
            take_snapshot(snapshot)
            files = _write_archive(partial, snapshot)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return {"file": str(path), "bytes": path.stat().st_size, "files": files}


def take_snapshot(path: Path) -> None:
    """The whole database as of one moment, while others go on working."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
            # One file, without the companions of a log.
            target.execute("PRAGMA journal_mode = DELETE")
    else:
        with copying.opened(path) as snapshot:
            copying.copy_rows("default", snapshot)


def _write_archive(path: Path, snapshot: Path) -> int:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    files = 0
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
        _add_text(archive, MANIFEST, json.dumps(_manifest(), indent=2))
        archive.add(snapshot, DATABASE)
        _add_text(archive, SECRET, str(settings.SECRET_KEY))
        root = Path(settings.MEDIA_ROOT)
        for file in sorted(root.rglob("*")):
            if file.is_file() and not file.is_symlink():
                archive.add(file, f"{FILES}/{file.relative_to(root)}")
                files += 1
    return files


def _manifest() -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"format": FORMAT, "trato": trato.__version__, "database": connection.vendor, "made_at": now}


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
