"""The bytes of files that go without a way back."""

from __future__ import annotations

from django.db import transaction

from trato.documents.models import File
from trato.documents.storage import discard


def forget(gone: dict[str, set[int]]) -> None:
    """Delete them from the disk once the rows are gone; bytes lie under a name of their own for each file."""
    files = File._base_manager.filter(pk__in=gone.get("files", ()))
    names = list(files.values_list("stored_as", flat=True))

    def drop() -> None:
        for name in names:
            discard(name)

    transaction.on_commit(drop)
