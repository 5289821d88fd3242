"""Files that people bring: kept in the data directory under names that nobody can guess."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from trato.kernel.ids import random_name
from trato.records.errors import Invalid, NotFound
from trato.records.transactions import write_transaction
from trato.transfer.fitting import type_of
from trato.transfer.models import Upload
from trato.transfer.options import Options

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from trato.accounts.actor import Actor

LARGEST = 50 * 1024 * 1024
STORED_NAME = re.compile(r"[0-9a-f]{32}")


def largest() -> int:
    """How many bytes a file may have."""
    return int(getattr(settings, "TRATO_MAX_IMPORT", LARGEST))


def largest_in_megabytes() -> int:
    return largest() // (1024 * 1024)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def path_of(upload: Upload) -> Path:
    """Where the file lies. Raises NotFound once it is gone."""
    path = folder() / upload.stored_as
    if not STORED_NAME.fullmatch(upload.stored_as) or not path.is_file():
        raise NotFound(_("This file is no longer kept; choose it again."))
    return path


def keep(actor: Actor, type_key: str, given: UploadedFile[Any]) -> Upload:
    """Write a file to the disk and remember it; without a type its columns tell.

    Raises Invalid for an empty or too large one.
    """
    name = os.path.basename((given.name or "").replace("\\", "/")).replace("\x00", "")[-250:] or "import.csv"
    if (given.size or 0) > largest():
        raise too_large(name)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    stored_as = random_name()
    try:
        size = _write(given, folder() / stored_as, name)
        type_key = type_key or type_of(actor, folder() / stored_as)
        with write_transaction():
            return Upload.objects.create(
                user_id=actor.user_id or 0, type=type_key, name=name, stored_as=stored_as, size=size
            )
    except BaseException:
        (folder() / stored_as).unlink(missing_ok=True)
        raise


def _write(given: UploadedFile[Any], path: Path, name: str) -> int:
    """Copy the bytes, counting them: what a browser says of the size is not believed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    size = 0
    with os.fdopen(handle, "wb") as file:
        for chunk in given.chunks():
            size += len(chunk)
            if size > largest():
                raise too_large(name)
            file.write(chunk)
    if not size:
        raise Invalid(_("“%(name)s” is empty.") % {"name": name}, field="file")
    return size


def too_large(name: str) -> Invalid:
    values = {"name": name, "most": largest_in_megabytes()}
    return Invalid(_("“%(name)s” is too large: a file may have %(most)s MB.") % values, field="file")


def discard(upload: Upload) -> None:
    """Forget an upload and its bytes; what it brought in stays."""
    (folder() / upload.stored_as).unlink(missing_ok=True)
    with write_transaction():
        upload.delete()


def upload_of(actor: Actor, pk: int) -> Upload:
    """One's own upload. Raises NotFound."""
    found = Upload.objects.filter(pk=pk, user_id=actor.user_id or 0).first()
    if found is None:
        raise NotFound
    return found


def options_of(upload: Upload) -> Options:
    """How the file is read, as its form was filled in."""
    return Options(**upload.options)
