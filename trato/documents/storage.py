"""The bytes of files: in the data directory, under names that nobody can guess, for us alone to read."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from trato.documents.kinds import BEGINNING, kind_named
from trato.documents.names import clean_name
from trato.kernel.ids import random_name
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 25 * 1024 * 1024
STORED_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Stored:
    """Bytes that lie on the disk and belong to no record yet."""

    name: str
    stored_as: str
    size: int
    digest: str
    content_type: str


def largest() -> int:
    """How many bytes one file may have."""
    return int(getattr(settings, "TRATO_MAX_UPLOAD", LARGEST))


def folder() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(stored_as: str) -> Path | None:
    """Where the bytes lie; None for what is no stored name, or not there."""
    path = folder() / stored_as
    return path if STORED_NAME.fullmatch(stored_as) and path.is_file() else None


def beginning_of(stored_as: str) -> bytes | None:
    """The first bytes of a file, as far as its kind is told from them; None where none are there."""
    path = path_of(stored_as)
    if path is None:
        return None
    with path.open("rb") as file:
        return file.read(BEGINNING)


def store(upload: UploadedFile[Any]) -> Stored:
    """Write an upload to the disk. Raises Invalid for an empty or too large one, and leaves nothing then."""
    name = clean_name(upload.name or "")
    if upload.size is not None and upload.size > largest():
        raise too_large(name)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_as = random_name()
    try:
        size, digest, beginning = _write(upload, folder() / stored_as, name)
    except BaseException:
        discard(stored_as)
        raise
    return Stored(name, stored_as, size, digest, kind_named(beginning, name))


def _write(upload: UploadedFile[Any], path: Path, name: str) -> tuple[int, str, bytes]:
    """Copy the bytes, counting them: what an upload says of its own size is not believed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    summed, size, beginning = hashlib.sha256(), 0, b""
    with os.fdopen(handle, "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > largest():
                raise too_large(name)
            beginning = beginning or chunk[:BEGINNING]
            summed.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise Invalid(_("“%(name)s” is empty.") % {"name": name}, field="files")
    return size, summed.hexdigest(), beginning


def too_large(name: str) -> Invalid:
    most = largest() // (1024 * 1024)
    sentence = _("“%(name)s” is too large: a file may have %(most)s MB.") % {"name": name, "most": most}
    return Invalid(sentence, field="files")


def discard(stored_as: str) -> None:
    """Take bytes away again."""
    (folder() / stored_as).unlink(missing_ok=True)


def stored_before(moment: float) -> list[str]:
    """The stored names on the disk that were written before a moment (seconds since 1970)."""
    if not folder().is_dir():
        return []
    with os.scandir(folder()) as found:
        return [one.name for one in found if STORED_NAME.fullmatch(one.name) and one.stat().st_mtime < moment]
