"""The data directory: database file, uploads and secrets of one workspace, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SECRET = "secret-key"  # noqa: S105  # a file's name


def data_dir() -> Path:
    """Where this process's workspace lies, as an absolute path."""
    return Path(os.environ.get("TRATO_DATA") or "trato-data").expanduser().resolve()


def make(folder: Path) -> None:
    """Make the directory if it is missing; nobody else may look inside."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, text: str) -> bool:
    """Write a new file that only the owner can read; False, and nothing written, if it is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once, kept beside the data."""
    path = folder / SECRET
    if not path.exists():
        make(folder)
        # Two processes may start at once: the whole file appears in one step, and the first one wins.
        fresh = folder / f".{SECRET}.{os.getpid()}"
        write_private(fresh, secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8").strip()
