"""What surrounds every page: the sidebar, the reader's formats, toasts and the list of settings."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.config.rooms import rooms_with
from trato.live.news import known_number
from trato.records import access, picklists, snapshot
from trato.records.registry import registry
from trato.web import looking
from trato.web.addresses import address
from trato.web.formats import Formats
from trato.web.frame import Brand, Frame, NavGroup, NavItem, same
from trato.web.tokens import csrf_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

SETTINGS = "settings"
#: The letter after `g` that goes to a type, where it is not the first of its key.
GO = {"companies": "o", "calls": "k"}
#: How a message has its way back; what undid something is done again.
UNDO, REDO, BACK, THEN = "undo:", "redo:", "back:", "then:"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; each part is made only if the page asks for it."""
    return {
        "csrf_token": SimpleLazyObject(lambda: csrf_token(request)),
        "brand": SimpleLazyObject(brand),
        "frame": SimpleLazyObject(lambda: frame(request)),
        "live_url": SimpleLazyObject(live_url),
        "formats": SimpleLazyObject(lambda: formats(request)),
        "toasts": SimpleLazyObject(lambda: toasts(request)),
        "settings_groups": SimpleLazyObject(lambda: settings_groups(request)),
    }


def brand() -> Brand:
    workspace = snapshot.current().workspace
    logo_url = address("entrance:logo", workspace.logo_id) if workspace.logo_id else ""
    return Brand(workspace.name, workspace.accent, logo_url)


def formats(request: HttpRequest) -> Formats:
    workspace = snapshot.current().workspace
    zone = request.actor.time_zone if request.actor else workspace.time_zone  # type: ignore[attr-defined]
    return Formats(get_language() or workspace.language, zone or "UTC", workspace.currency)


def _groups() -> tuple[tuple[str, str], ...]:
    return (("people", _("People")), ("sales", _("Sales")), ("work", _("Work")))


def readable_types(actor: Actor, group: str) -> list[RecordType]:
    found = [one for one in registry.types() if one.group == group and access.may(actor, one, Right.READ)]
    return sorted(found, key=lambda one: one.place)


def frame(request: HttpRequest) -> Frame:
    """The sidebar of a signed-in person: only rooms and types that exist and that the person may read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # ours
    nav, settings = _nav(actor), address("entrance:settings")
    path = settings if _in_settings(request) and settings else request.path
    at_hand = tuple(make(request) for make in _contributed_groups())
    if any(item.current for one in at_hand for item in one.items):  # one is at one place
        path = ""
    top, *groups = (NavGroup(tuple(_here(item, path) for item in one.items), one.label) for one in nav.groups)
    own = tuple(make(request) for make in _contributed_items())
    foot = tuple(_here(item, path) for item in nav.foot)
    create = next((item for group in groups for item in group.items), None)
    shown, makes = brand(), () if _is_of_type(request.path, actor) else _makes(actor)
    made = replace(
        nav,
        workspace=shown.name,
        logo_url=shown.logo_url,
        user=actor.name,
        groups=(NavGroup((*top.items, *own)), *(one for one in at_hand if one.items), *groups),
        foot=foot,
        create_url=makes[0].url if makes else _create_url(request.path, actor),
        makes=makes,
        above=tuple(item for item in foot if item.current and item.url == settings),
        bottom=(top.items[0], create) if create else (top.items[0],),
    )
    return same(made)


def _nav(actor: Actor) -> Frame:
    """The frame of everybody of this role in this language, wherever they are."""
    return snapshot.derived(
        ("nav", actor.role, get_language(), get_script_prefix()), lambda: _made_nav(actor)
    )


def _made_nav(actor: Actor) -> Frame:
    top = (
        NavItem(_("My day"), "/", "sun", key="h"),
        _item(_("Calendar"), "workspace:calendar", "calendar", "a"),
    )
    groups = [NavGroup(_items(actor, group), label) for group, label in _groups()]
    foot = (
        _item(_("Changes"), "workspace:history", "history"),
        _item(_("Bin"), "workspace:bin", "trash-2"),
        _item(_("Settings"), "entrance:settings", "settings-2", "s"),
    )
    return Frame(
        workspace="",
        user="",
        groups=(NavGroup(top), *(group for group in groups if group.items)),
        foot=tuple(item for item in foot if item.url),
        home_url="/",
        profile_url=address("entrance:profile"),
        sign_out_url=address("entrance:sign_out"),
        search_url=address("search:search"),
        counts_url=address("workspace:counts"),
        undo_url=address("workspace:undo-last"),
        create_label=_("New"),
    )


def _here(item: NavItem, path: str) -> NavItem:
    """The item, marked if the page is one of its own."""
    inside = item.url != "/" and path.startswith(item.url.rstrip("/") + "/")
    return replace(item, current=True) if inside or path == item.url else item


def live_url() -> str:
    """The stream of what changes after this page; it names the last change that the page may show."""
    url = address("live:events")
    return f"{url}?after={known_number()}" if url else ""


def _create_url(path: str, actor: Actor) -> str:
    """What “+” makes where one looks at a type: one more of it."""
    found = _type_of(path)
    return address("workspace:create", found) if found in _created(actor) else ""


def _is_of_type(path: str, actor: Actor) -> bool:
    return _type_of(path) in _created(actor)


def _type_of(path: str) -> str:
    return path.strip("/").partition("/")[0]


def _makes(actor: Actor) -> tuple[NavItem, ...]:
    """What people of this role may add by hand, in the order of the sidebar."""
    made = ("makes", actor.role, get_language(), get_script_prefix())
    return snapshot.derived(made, lambda: _made_makes(actor))


def _made_makes(actor: Actor) -> tuple[NavItem, ...]:
    keys, order = _created(actor), [key for key, _label in _groups()]
    types = [one for group in order for one in readable_types(actor, group) if one.key in keys]
    return tuple(
        NavItem(_capital(str(one.label)), address("workspace:create", one.key), one.icon) for one in types
    )


def _created(actor: Actor) -> tuple[str, ...]:
    return snapshot.derived(
        ("created", actor.role),
        lambda: tuple(one.key for one in registry.types() if one.group and access.may_create(actor, one)),
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _items(actor: Actor, group: str) -> tuple[NavItem, ...]:
    items = []
    for one in readable_types(actor, group):
        key = GO.get(one.key, one.key[0])
        url = address("workspace:list", one.key)
        label, counts = _capital(str(one.label_plural)), bool(one.open_rows)
        items.append(NavItem(label, url, one.icon, key=key, counts=counts))
    return tuple(items)


def _item(label: str, name: str, icon: str, key: str = "") -> NavItem:
    return NavItem(label, address(name), icon, key=key)


@cache
def _contributed_items() -> tuple[Callable[[HttpRequest], NavItem], ...]:
    """What rooms put at the top of the sidebar, by the `ITEMS` of their `nav.py`."""
    return tuple(make for name in rooms_with("nav") for make in getattr(import_module(name), "ITEMS", ()))


@cache
def _contributed_groups() -> tuple[Callable[[HttpRequest], NavGroup], ...]:
    """The blocks that rooms put over the types, by the `GROUPS` of their `nav.py`; none is shown empty."""
    return tuple(make for name in rooms_with("nav") for make in getattr(import_module(name), "GROUPS", ()))


@cache
def _contributed() -> tuple[dict[str, Any], ...]:
    """The settings pages that rooms ship, found by name."""
    return tuple(page for name in rooms_with("settings_pages") for page in import_module(name).PAGES)


def settings_groups(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of the settings, in groups, as far as this person may open them; the first leads to all."""
    found = _settings_pages(request.actor)  # type: ignore[attr-defined]
    here = _settings_page(request, found)
    order = (_("Workspace"), _("People"), _("Lists"), _("Data"), _("You"))
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in order}
    for page in found:
        groups.setdefault(page.pop("group"), []).append(page | {"current": page is here})
    return [{"label": label, "pages": pages} for label, pages in groups.items() if pages]


def _settings_pages(actor: Actor) -> list[dict[str, Any]]:
    """What rooms ship, and the types that are settings; a room may say in which group a type stands."""
    types = {one.key: one for one in readable_types(actor, SETTINGS)}
    pages = []
    for page in _contributed():
        if "type" in page:
            known = types.pop(page["type"], None)
            pages += [_settings_list(known, str(page["group"]))] if known else []
        elif page["may"](actor) if "may" in page else actor.administers or not page.get("admin"):
            pages.append(
                {
                    "label": str(page["label"]),
                    "url": address(page["url"]),
                    "icon": page["icon"],
                    "group": str(page["group"]),
                }
            )
    lists = [
        one for one in types.values() if picklists.part_of(one) is None
    ]  # parts stand on their whole's page
    return pages + [_settings_list(one, _("Lists")) for one in lists]


def _settings_list(record_type: RecordType, group: str) -> dict[str, Any]:
    label = str(record_type.label_plural)
    name = "workspace:picklist" if record_type.picklist else "workspace:list"
    parts = picklists.parts_of(record_type)
    inside = [address(one, parts.key) for one in ("workspace:picklist", "workspace:list")] if parts else []
    return {
        "label": label[:1].upper() + label[1:],
        "url": address(name, record_type.key),
        "records": [address("workspace:list", record_type.key), *inside],
        "icon": record_type.icon,
        "group": group,
    }


def _settings_page(request: HttpRequest, pages: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The page that an address stands on or under: the one whose address is the longest beginning of it."""
    under = [
        (len(url), number)
        for number, page in enumerate(pages)
        for url in (page["url"], *page.get("records", ()))
        if _is_under(request, url)
    ]
    return pages[max(under)[1]] if under else None


def _in_settings(request: HttpRequest) -> bool:
    """Whether an address is one of the settings, asked on every page: rights do not matter, and cost."""
    places = snapshot.derived(("places of settings", get_script_prefix()), _places_of_settings)
    return f"{request.path.rstrip('/')}/".startswith(places)


def _is_under(request: HttpRequest, url: str) -> bool:
    return bool(url) and f"{request.path.rstrip('/')}/".startswith(f"{url.rstrip('/')}/")


def _places_of_settings() -> tuple[str, ...]:
    """The beginnings of their addresses."""
    lists = [address("workspace:list", one.key) for one in registry.types() if one.is_setting]
    pages = [address(page["url"]) for page in _contributed() if "url" in page]
    return tuple(f"{url.rstrip('/')}/" for url in (*lists, *pages) if url)


def _undo_url(way: str) -> str:
    """What posts the undo: of a change set, or of what no set holds at an address of its own."""
    if way.startswith(BACK):
        return way.removeprefix(BACK)
    return address("workspace:undo", int(way.partition(":")[2])) if way else ""


def toasts(request: HttpRequest) -> list[dict[str, Any]]:
    """What the last act said, with its undo."""
    found: list[dict[str, Any]] = []
    if looking.by_itself(request):  # a page that looks anew by itself shows none, and takes none
        return found
    for message in messages.get_messages(request):
        tags = (message.extra_tags or "").split()
        way = next((tag for tag in tags if tag.startswith((UNDO, REDO, BACK))), "")
        then = next((tag for tag in tags if tag.startswith(THEN)), "")
        tone = {"error": "bad", "warning": "amber"}.get(message.level_tag, "")
        found.append(
            {
                "text": message.message,
                "undo_url": _undo_url(way),
                "undo": _("Redo") if way.startswith(REDO) else "",
                "tone": tone,
                "then_url": then.removeprefix(THEN),
            }
        )
    return found
