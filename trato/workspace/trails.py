"""What a page that something was opened from is called: its list, its record, the day."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.translation import gettext as _

from trato.records import access, rows
from trato.records.registry import registry
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.accounts.actor import Actor

Trail = list[dict[str, str]]

#: Pages that show the rows of one type.
LISTS = {"workspace:list", "workspace:picklist"}


def trail_to(request: HttpRequest, url: str) -> Trail:
    """The crumb to a page that something was opened from; it says "Back" where nothing names the page."""
    path = f"/{urlsplit(url).path.removeprefix(get_script_prefix())}"
    try:
        found = resolve(path)
    except Resolver404:
        return [{"label": _("Back"), "url": url}]
    key, pk = found.kwargs.get("type_key", ""), found.kwargs.get("pk", 0)
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and registry.knows(key):
        label = capitalized(registry.get(key).label_plural)
        if found.view_name in LISTS:
            return [{"label": label, "url": url}]
        if found.view_name == "workspace:record":
            return [{"label": _title(actor, key, pk), "url": url}]
    names = {"workspace:home": _("My day"), "workspace:calendar": _("Calendar")}
    return [{"label": names.get(found.view_name, _("Back")), "url": url}]


def _title(actor: Actor, key: str, pk: int) -> str:
    record_type = registry.get(key)
    seen = access.visible_ids(actor, record_type, [pk])
    return rows.titles(key, seen).get(pk) or f"{capitalized(record_type.label)} {pk}"
