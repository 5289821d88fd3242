"""What surrounds every page of a signed-in person: typed, so that layouts guess nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose pages these are, for everybody who sees one: its name, color and picture."""

    name: str
    #: The name of a set of colors; empty is Trato's own.
    accent: str = ""
    logo_url: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the sidebar."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | str | None = None
    #: The count asks for attention (unread mail, things to do today).
    fresh: bool = False
    #: Whether how many rows it leads to is said once the page has come.
    counts: bool = False
    #: The key that goes there after `g`.
    key: str = ""
    #: A panel that shows it beside the page, for those with scripts.
    peek: str = ""
    #: How it is pictured in place of the icon: `person` or `company`.
    portrait: str = ""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled block of the sidebar; without a title it stands at the top."""

    items: tuple[NavItem, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The sidebar, the search and the person around a page."""

    workspace: str
    user: str
    groups: tuple[NavGroup, ...] = ()
    foot: tuple[NavItem, ...] = ()
    home_url: str = "/"
    profile_url: str = "/profile/"
    sign_out_url: str = "/sign-out/"
    #: A page of results that answers a fragment to htmx; empty hides the search.
    search_url: str = ""
    #: Asks, as a message, whether to take back one's own last act; Ctrl+Z runs it.
    undo_url: str = ""
    #: What "+" makes on the phone; `c` makes it on the keyboard.
    create_url: str = ""
    create_label: str = ""
    #: What “+” offers on a page about none of it; without scripts it goes to `create_url`.
    makes: tuple[NavItem, ...] = ()
    #: Says how many rows the links lead to that want to know, as JSON.
    counts_url: str = ""
    #: Up to two places of the bottom bar beside search and menu.
    bottom: tuple[NavItem, ...] = ()
    #: The workspace's own picture; empty is Trato's mark.
    logo_url: str = ""
    #: Where a list belongs that the sidebar does not name: it stands before its title.
    above: tuple[NavItem, ...] = ()
    #: The workspace's own menu under its name: (label, url, icon).
    menu: tuple[NavItem, ...] = ()
    #: What the others come to as a key, worked out once: several parts of a page are kept by it.
    _hash: int = field(default=0, init=False, compare=False, repr=False)

    @override
    def __hash__(self) -> int:
        if not self._hash:
            values = tuple(getattr(self, one.name) for one in fields(self) if one.compare)
            object.__setattr__(self, "_hash", hash(values))
        return self._hash

    @property
    def news(self) -> int | str | None:
        """The first count that asks for attention, for the phone's closed menu."""
        items = (item for group in self.groups for item in group.items)
        return next((item.count for item in items if item.fresh), None)


@lru_cache(maxsize=256)
def same(frame: Frame) -> Frame:
    """The frame that said the same before, if it is still known: what is kept by it is found at once."""
    return frame
