"""What one act did to many records of a type is one line of a timeline: an import adds ninety deals."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trato.activities.timeline.entry import Entry
    from trato.web.formats import Formats

#: So many in a row are told together; fewer are lines of their own.
FEWEST = 4


def folded(entries: Iterable[Entry], formats: Formats) -> Iterator[Entry]:
    """The entries, with those of one act that stand in a row as one, which holds their names."""
    for run, group in groupby(entries, key=lambda entry: entry.run):
        found = list(group)
        if run is None or len(found) < FEWEST:
            yield from found
            continue
        count = f"{formats.number(len(found))} {registry.get(run[1]).label_plural}"
        members = [(entry.title, entry.url) for entry in found]
        yield replace(found[0], title=count, url="", note="", members=members)
