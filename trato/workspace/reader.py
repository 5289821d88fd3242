"""Who looks at a screen, in which formats, and which types they have a screen for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, snapshot
from trato.records.errors import NotFound
from trato.records.record_type import Transfer
from trato.records.registry import UnknownType, registry
from trato.web.addresses import address
from trato.web.formats import Formats

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

#: Groups of the sidebar, in its order; the settings' types come last.
GROUPS = ("people", "sales", "work", "settings")


def actor_in(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set for every signed-in request
    return actor


def formats_for(actor: Actor) -> Formats:
    """Numbers and dates as this person writes them."""
    workspace = snapshot.current().workspace
    zone = actor.time_zone or workspace.time_zone
    return Formats(get_language() or actor.language, zone, workspace.currency)


def type_on_screen(actor: Actor, key: str) -> RecordType:
    """The type of that key, if it has a screen that this person may read. Raises NotFound."""
    try:
        record_type = registry.get(key)
    except UnknownType:  # whoever mistypes an address knows no types
        raise NotFound(_("There is no page at this address.")) from None
    if not record_type.group:
        raise NotFound
    access.require(actor, record_type, Right.READ)
    return record_type


def types_on_screen(actor: Actor) -> list[RecordType]:
    """The types this person may read, in the sidebar's order."""
    known = [one for one in registry.types() if one.group and access.may(actor, one, Right.READ)]
    order = {group: place for place, group in enumerate(GROUPS)}
    return sorted(known, key=lambda one: order.get(one.group, len(GROUPS) - 1.5))


def import_url(actor: Actor, record_type: RecordType) -> str:
    """Where rows of a file become records of this type; empty for those who may not, or where none can."""
    url = address("transfer:import") if record_type.transfer != Transfer() else ""
    return f"{url}?type={record_type.key}" if url and access.may(actor, record_type, Right.IMPORT) else ""


def capitalized(label: Any) -> str:
    """A label at the start of a line."""
    text = str(label)
    return text[:1].upper() + text[1:]


def list_url(type_key: str) -> str:
    """The list of a type; asked for with every link of a page, so each is worked out once."""
    return _list_url(type_key, get_script_prefix())


@lru_cache(maxsize=256)
def _list_url(type_key: str, _prefix: str) -> str:
    return reverse("workspace:list", args=[type_key])


def record_url(type_key: str, pk: int) -> str:
    """The page of a record; empty for records that have no screen."""
    if not registry.knows(type_key) or not registry.get(type_key).group:
        return ""
    return f"{list_url(type_key)}{pk}"


def onward_url(actor: Actor, record_type: RecordType, pk: int) -> str:
    """Where its writer goes after a save: the record, or the list once it is out of the writer's sight."""
    if access.visible_ids(actor, record_type, [pk]):
        return record_url(record_type.key, pk)
    return list_url(record_type.key)
