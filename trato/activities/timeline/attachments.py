"""The files that came with notes: which they are, and the line that each of them shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from trato.activities.timeline.entry import FileLine
from trato.activities.timeline.subjects import Subjects
from trato.records.models import Link
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trato.accounts.actor import Actor
    from trato.web.formats import Formats

FILES, NOTES = "files", "notes"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def attached(notes: Collection[int], files: Collection[int] = ()) -> dict[int, list[int]]:
    """The files of each of these notes, and of the notes that one of these files is of."""
    found: dict[int, list[int]] = {}
    if not (notes or files) or not registry.knows(FILES):
        return found
    links = Link.objects.filter(type=FILES, field="about", target_type=NOTES)
    links = links.filter(Q(target_id__in=notes) | Q(record_id__in=files)).order_by("record_id")
    for note, file in links.values_list("target_id", "record_id"):
        found.setdefault(note, []).append(file)
    return found


def files_of(actor: Actor, notes: Collection[int], formats: Formats) -> dict[int, list[FileLine]]:
    """The lines of the files of each of these notes, of those that the actor may see."""
    files, subjects = attached(notes), Subjects(actor)
    subjects.load((FILES, file) for some in files.values() for file in some)
    return {note: lines(subjects, some, formats) for note, some in files.items()}


def lines(subjects: Subjects, files: Iterable[int], formats: Formats) -> list[FileLine]:
    return [line for file in files if (line := file_line(subjects, file, formats)) is not None]


def file_line(subjects: Subjects, pk: int, formats: Formats) -> FileLine | None:
    """How a file is shown that was fetched; None if its reader may not see it."""
    if subjects.get(FILES, pk) is None:
        return None
    url = address("documents:download", pk) or record_url(FILES, pk)
    picture = f"{url}?inline=1" if subjects.value(FILES, pk, "content_type") in PICTURES else ""
    note = formats.size(subjects.value(FILES, pk, "size"))
    return FileLine(pk, subjects.title(FILES, pk), note, url, picture)
