"""Bytes that no file needs any more."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.utils import timezone

from trato.documents.models import File
from trato.documents.storage import discard, stored_before
from trato.kernel.schedule import scheduled
from trato.records.models import Snapshot

log = logging.getLogger("trato.jobs")

#: A purged file can be brought back for so long.
KEPT = timedelta(days=30)
#: An upload is on the disk a moment before its record is there.
YOUNG = timedelta(hours=24)


@scheduled("documents.drop-unused-bytes", every=timedelta(hours=24))
def drop_unused_bytes() -> None:
    """Delete the bytes of files that are gone for good: no record has them, and no deletion can be undone."""
    found = stored_before(time.time() - YOUNG.total_seconds())
    if not found:
        return
    needed = set(File._base_manager.values_list("stored_as", flat=True)) | _restorable()
    unused = [name for name in found if name not in needed]
    for name in unused:
        discard(name)
    if unused:
        log.info("dropped bytes of files that are gone", extra={"files": len(unused)})


def _restorable() -> set[str]:
    since = timezone.now() - KEPT
    snapshots = Snapshot.objects.filter(type="files", at__gte=since).values_list("data", flat=True)
    return {data["columns"].get("stored_as", "") for data in snapshots}
