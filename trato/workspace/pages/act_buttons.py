"""What other rooms do with many rows, as buttons of a list and of its selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from trato.records.bulk_acts import bulk_acts
from trato.records.registry import registry
from trato.web.addresses import address

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.workspace.address import ListAddress


def act_buttons(actor: Actor, said: ListAddress, sort: str, back: str) -> list[dict[str, Any]]:
    """Each act with its address, for the whole list with what it shows; none on the rows of a past day."""
    record_type, found = registry.get(said.type_key), []
    if said.as_of:
        return []
    for act in bulk_acts(actor, record_type):
        url = address(act.screen, record_type.key)
        query = urlencode({"filter": said.filter or "", "sort": sort, "back": back})
        found.append(
            {
                "label": str(act.label),
                "icon": act.icon,
                "url": url,
                "asks": act.asks,
                "whole_url": f"{url}?{query}" if act.whole else "",
            }
        )
    return found


def one_act_buttons(actor: Actor, record_type: RecordType) -> list[dict[str, Any]]:
    """Those that ask first, for the menu of one record."""
    return [
        {"label": str(act.label), "icon": act.icon, "url": address(act.screen, record_type.key)}
        for act in bulk_acts(actor, record_type)
        if act.asks and act.of_one
    ]
