"""What can be done with a record from its head: write, call, its verbs, and what may be made about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, snapshot
from trato.records.access import may_create
from trato.records.carrying import abouts
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.pages.act_buttons import one_act_buttons
from trato.workspace.pages.linked import ways_of
from trato.workspace.pages.merge_page import is_offered
from trato.workspace.reader import capitalized, list_url, record_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: The fields that say where something is, from the door to the country.
PLACE = ("address", "street", "postal_code", "city", "region", "country")
MAP = "https://www.openstreetmap.org/search?query="


@dataclass
class RecordActions:
    """Links and buttons of the head, and what the menu holds."""

    links: list[dict[str, Any]] = field(default_factory=list)
    verbs: list[dict[str, Any]] = field(default_factory=list)
    edit_url: str = ""
    archive_url: str = ""
    merge_url: str = ""
    restore_url: str = ""
    purge_url: str = ""
    calendar_url: str = ""
    #: What other rooms do with a record: posted to their dialogs.
    acts: list[dict[str, Any]] = field(default_factory=list)


def record_actions(
    actor: Actor,
    record_type: RecordType,
    row: Row,
    *,
    may_edit: bool,
    is_archived: bool,
    ways: Sequence[dict[str, Any]] = (),
) -> RecordActions:
    """What this person may do with this record; with the ways to reach those whom it is about."""
    url = record_url(record_type.key, row.id)
    found = RecordActions()
    may_delete = bool(access.reached_ids(actor, record_type, [row.id], Right.DELETE))
    if may_delete and (is_archived or not record_type.is_archivable):
        found.purge_url = f"{url}/purge"
    if is_archived:
        found.restore_url = f"{url}/restore" if may_delete else ""
        return found
    calendar = record_type.calendar
    if calendar is not None and any(row.get(name) for name in (calendar.start, calendar.day)):
        found.calendar_url = f"{url}/calendar.ics"
    found.links = _links(actor, record_type, row, ways)
    found.acts = one_act_buttons(actor, record_type)
    if may_edit:
        found.edit_url = f"{url}/edit"
        found.verbs = _verbs(record_type, row, url)
        found.merge_url = f"{url}/merge" if is_offered(actor, record_type) else ""
    if may_delete and record_type.is_archivable:
        found.archive_url = f"{url}/archive"
    return found


def _links(
    actor: Actor, record_type: RecordType, row: Row, ways: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """To write to it, what to write about it, and where it is: in one order, whatever it is and has.

    Calling its number stands where logging a call would.
    """
    known, about = ways_of(actor, record_type, [row])[row.id] or [*ways], _about(actor, record_type, row)
    reached = {link["icon"]: link for link in known}
    written = [reached.pop(link["icon"], link) for link in about]
    first = [link for link in known if link["icon"] in reached]
    return [*first, *written, *_map(access.readable_fields(actor, record_type), row)]


def _map(known: Mapping[str, Field], row: Row) -> list[dict[str, Any]]:
    """Where it is, on a map that opens outside and only when asked for; a country alone is no place."""
    said = {name: str(known[name].to_text(row[name])) for name in PLACE if name in known and row.get(name)}
    if not said.keys() - {"country"}:
        return []
    place = ", ".join(said.values())
    return [{"label": _("Map"), "icon": "map", "url": f"{MAP}{quote(place)}", "hint": place, "outside": True}]


def _about(actor: Actor, record_type: RecordType, row: Row) -> list[dict[str, Any]]:
    """What may be written about any record: types with a link to whatever it is.

    On what is itself about others the composer alone writes, and what is written is about these, too.
    """
    if record_type.is_setting or (record_type.is_noted and abouts(record_type)):
        return []
    return [
        {
            "label": str(other.made_as or capitalized(other.label)),
            "icon": other.icon,
            "url": f"{list_url(other.key)}new?{by}={record_type.key}/{row.id}",
            "dialog": True,
            "writes": other.key,
        }
        for other, by in snapshot.derived("about anything", _about_anything)
        if other.key != record_type.key and other.brought is None and may_create(actor, other)
    ]


def _about_anything() -> list[tuple[RecordType, str]]:
    """The types that are written about whatever there is, each with its field for that."""
    types = (other for other in registry.types() if not other.is_setting)
    return [(other, one.name) for other in types for one in islice(abouts(other), 1)]


def _verbs(record_type: RecordType, row: Row, url: str) -> list[dict[str, Any]]:
    return [
        {
            "label": str(verb.label),
            "icon": verb.icon,
            "url": address(verb.screen, row.id) if verb.screen else f"{url}/verbs/{verb.name}",
            "asks": bool(verb.asks or verb.screen),
            "is_done": record_type.calendar is not None and verb.name == record_type.calendar.done,
        }
        for verb in record_type.verbs
        if verb.shown and (verb.when is None or verb.when(row))
    ]
