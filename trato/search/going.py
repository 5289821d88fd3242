"""Where the palette leads beside records: places, forms for something new, saved views, settings and help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.text import fold
from trato.records import access
from trato.records.registry import registry
from trato.records.saved_views import views_for
from trato.search.asking import searched_types
from trato.web.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.web.frame import Frame, NavItem

MOST = 6
#: Saved views that are looked through.
MOST_VIEWS = 400


@dataclass(frozen=True)
class Way:
    """One place to go to, or a dialog of the page to open."""

    title: str
    url: str
    icon: str
    hint: str = ""
    dialog: str = ""
    #: Other words by which people ask for it.
    also: str = ""

    def as_option(self) -> dict[str, str]:
        return {name: value for name, value in vars(self).items() if name != "also"}


def fitting(known: Iterable[Way], typed: str, most: int = MOST) -> list[Way]:
    """Those whose names have every typed word at the beginning of one of theirs."""
    wanted = fold(typed).split()
    found = (way for way in known if _fits(way, wanted))
    return [way for _number, way in zip(range(most), found, strict=False)]


def _fits(way: Way, wanted: Sequence[str]) -> bool:
    folded = fold(f"{way.title} {way.hint} {way.also}")
    names = folded.split()
    # Words of languages without spaces stand anywhere in the name.
    return all(
        any(name.startswith(word) for name in names) or (not word.isascii() and word in folded)
        for word in wanted
    )


def commands(actor: Actor, frame: Frame | None = None) -> Iterator[Way]:
    """Lists to go to, forms for something new, and the places of the frame that are no list."""
    types = _in_order([one for one in searched_types(actor) if not one.is_setting], frame)
    seen = set()
    for record_type in types:
        url = address("workspace:list", record_type.key)
        seen.add(url)
        if url:
            yield Way(_("Go to %(place)s") % {"place": record_type.label_plural}, url, record_type.icon)
    for record_type in types:
        url = address("workspace:create", record_type.key) if access.may_create(actor, record_type) else ""
        if url:
            # Translators: words by which people ask for a form for something new, beside "New …"
            yield Way(_("New %(thing)s") % {"thing": record_type.label}, url, "add", also=_("add create"))
    for item in _items(frame):
        if item.url not in seen:
            yield Way(_("Go to %(place)s") % {"place": item.label}, item.url, item.icon)


def _items(frame: Frame | None) -> list[NavItem]:
    return [*(item for group in frame.groups for item in group.items), *frame.foot] if frame else []


def _in_order(types: list[RecordType], frame: Frame | None) -> list[RecordType]:
    """As the sidebar has them; then those that it does not name."""
    places = {item.url: place for place, item in reversed(list(enumerate(_items(frame))))}
    return sorted(types, key=lambda one: places.get(address("workspace:list", one.key), len(places)))


def views(actor: Actor) -> Iterator[Way]:
    """The saved views of the lists that the actor may open."""
    for row in views_for(actor, ("name", "type"), limit=MOST_VIEWS):
        if not registry.knows(row["type"]) or not (url := address("workspace:list", row["type"])):
            continue
        record_type = registry.get(row["type"])
        if access.may(actor, record_type, Right.READ):
            label = str(record_type.label_plural)
            yield Way(row["name"], f"{url}?view={row.id}", "bookmark", label[:1].upper() + label[1:])


def settings(groups: Iterable[dict[str, Any]]) -> Iterator[Way]:
    """The pages of the settings that this person may open, with the heading under which they stand."""
    for group in groups:
        for page in group["pages"]:
            yield Way(page["label"], page["url"], page["icon"], group["label"])


def helps() -> Iterator[Way]:
    """What explains Trato from inside."""
    yield Way(_("Keyboard shortcuts"), "#shortcuts", "keyboard", "?", dialog="shortcuts")
    for title, name, icon in ((_("Programming interface"), "api:reference", "code"),):
        url = address(name)
        if url:
            yield Way(title, url, icon)
