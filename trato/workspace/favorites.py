"""What a person has at hand in the sidebar: records, and saved views of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.errors import NotFound, Refused
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.saved_views import VIEWS
from trato.records.transactions import write_transaction
from trato.web.frame import NavGroup, NavItem
from trato.workspace.address import ListAddress
from trato.workspace.models import Favorite
from trato.workspace.reader import actor_in, capitalized, list_url, record_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from trato.accounts.actor import Actor

#: A sidebar of more is a list of its own.
MOST = 30

_KEPT = Prepared(
    lambda user: Favorite.objects.filter(user_id=user).order_by("pk").values_list("type", "record_id")
)


def is_favorite(actor: Actor, type_key: str, pk: int) -> bool:
    """Whether this person has it at hand."""
    return (type_key, pk) in _kept(actor)


def set_favorite(actor: Actor, type_key: str, pk: int, *, on: bool) -> str:
    """Put a record or a view into the person's sidebar, or take it out; what it is called.

    Raises NotFound for what they may not see, Refused for one too many.
    """
    name = _names(actor, type_key, [pk]).get(pk)
    if name is None:
        raise NotFound
    mine = Favorite.objects.filter(user_id=actor.user_id or 0)
    with write_transaction():
        if not on:
            mine.filter(type=type_key, record_id=pk).delete()
        elif not is_favorite(actor, type_key, pk):
            if mine.count() >= MOST:
                raise Refused(_("%(number)s favorites are enough: take one away first.") % {"number": MOST})
            mine.create(user_id=actor.user_id or 0, type=type_key, record_id=pk)
    return name


def favorites(request: HttpRequest) -> NavGroup:
    """What this person has at hand and may still see, in the order in which they put it there."""
    return NavGroup(tuple(_items(actor_in(request), request.path, request.GET.get("view"))), _("Favorites"))


def _kept(actor: Actor) -> list[tuple[str, int]]:
    return _KEPT(actor.user_id or 0)


def _items(actor: Actor, path: str, view: str | None) -> Iterator[NavItem]:
    kept = _kept(actor)
    ids = {key: [pk for one, pk in kept if one == key] for key in dict.fromkeys(key for key, _pk in kept)}
    views = _views(actor, ids.pop(VIEWS, []))
    names = {key: _names(actor, key, listed) for key, listed in ids.items()}
    for key, pk in kept:
        if key == VIEWS and pk in views:
            name, of = views[pk]
            here = path == list_url(of) and view == str(pk)
            yield NavItem(name, ListAddress(of, view=pk).url(), "star", current=here, counts=True)
        elif key != VIEWS and pk in names[key]:
            record_type, url = registry.get(key), record_url(key, pk)
            portrait = record_type.portrait
            yield NavItem(names[key][pk], url, record_type.icon, current=path == url, portrait=portrait)


def _names(actor: Actor, type_key: str, ids: list[int]) -> dict[int, str]:
    """What those of these records are called that the actor may see and that are not in the bin."""
    if not registry.knows(type_key):
        return {}
    record_type = registry.get(type_key)
    known = access.readable_fields(actor, record_type)
    if not (record_type.group or type_key == VIEWS) or not access.may(actor, record_type, Right.READ):
        return {}
    names = [name for name in (record_type.title, *record_type.named_by) if name in known]
    found = rows.read(actor, type_key, columns=dict.fromkeys(names), ids=ids, sort="id", limit=MOST)
    is_named = set(record_type.named_by) <= set(names)
    return {
        row.id: (record_type.called(row) if is_named else "") or f"{capitalized(record_type.label)} {row.id}"
        for row in found.rows
    }


def _views(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str]]:
    """The name of each of these views and the type that it is of, as far as the actor has a list of it."""
    columns = ("name", "type")
    found = rows.read(actor, VIEWS, columns=columns, ids=ids, sort="id", limit=MOST).rows if ids else []
    return {
        row.id: (row["name"], row["type"])
        for row in found
        if registry.knows(row["type"]) and access.may(actor, registry.get(row["type"]), Right.READ)
    }
