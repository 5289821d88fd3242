"""Relations as the timelines of both records tell them, each from its own side: what came and what went."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.activities.timeline.entry import Entry
from trato.records import rows
from trato.records.effects.timeline import UNTIED
from trato.records.registry import registry
from trato.records.relations import ENDS, FROM, RELATIONS, TO
from trato.workspace.pages.relations_card import sides
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.activities.timeline.row import TimelineRow
    from trato.activities.timeline.subjects import Subjects
    from trato.records.rows import Row


def others(found: Iterable[TimelineRow], own: tuple[str, int]) -> set[tuple[str, int]]:
    """The records at the other ends of relations that were taken away."""
    kept = [one.data["links"] for one in found if one.kind == UNTIED and one.data.get("by") == RELATIONS]
    ends = {(links[name]["type"], links[name]["id"]) for links in kept for name in ENDS if name in links}
    return ends - {own}


class Ties:
    """The relations that one page of a timeline speaks of."""

    def __init__(self, actor: Actor, own: tuple[str, int], subjects: Subjects) -> None:
        self.actor, self.own, self.subjects = actor, own, subjects
        self._rows: dict[int, Row] = {}

    def load(self, wanted: Iterable[tuple[str, int]]) -> None:
        ids = [pk for key, pk in wanted if key == RELATIONS and self.subjects.get(key, pk) is not None]
        self._rows = rows.some(self.actor, RELATIONS, ids, columns=(*ENDS, "kind")) if ids else {}

    @cached_property
    def _said(self) -> dict[tuple[int, str], str]:
        return {(side.kind, side.end): side.label for side in sides(self.actor)}

    def created(self, pk: int) -> Entry | None:
        """“added Referred by: Acme”."""
        row = self._rows.get(pk)
        if row is None:
            return None
        ends = {name: (row[name][0].type, row[name][0].id) for name in ENDS}
        end = FROM if ends[FROM] == self.own else TO
        other = row[TO if end == FROM else FROM][0]
        said = self._label(row["kind"].id, end, row["kind"].label)
        entry = self._entry(_("added %(relation)s:") % {"relation": said})
        entry.title, entry.url = other.label, record_url(other.type, other.id)
        return entry

    def untied(self, data: dict[str, Any]) -> Entry | None:
        """“unlinked Referred by: Acme”, if the reader still sees whom."""
        links, end = data.get("links", {}), data.get("end", FROM)
        other = links.get(TO if end == FROM else FROM)
        if data.get("by") != RELATIONS or other is None:
            return None
        key = (other["type"], other["id"])
        if self.subjects.get(*key) is None:
            return None
        said = self._label(links["kind"]["id"], end, links["kind"]["label"])
        entry = self._entry(_("unlinked %(relation)s:") % {"relation": said})
        entry.title, entry.url = self.subjects.title(*key), record_url(*key)
        return entry

    def _label(self, kind: int, end: str, name: str) -> str:
        return self._said.get((kind, end)) or self._said.get((kind, FROM)) or name

    def _entry(self, text: str) -> Entry:
        return Entry(icon=registry.get(RELATIONS).icon, kind="small", text=text)
