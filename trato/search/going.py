"""Where the palette leads beside records: lists, forms for something new, and the places of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.text import fold
from trato.records import access
from trato.search.asking import SETTINGS, searched_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

MOST = 6


@dataclass(frozen=True)
class Way:
    """One place to go to."""

    title: str
    url: str
    icon: str


def ways(actor: Actor, typed: str = "", most: int = MOST) -> list[Way]:
    """The places whose names have every typed word at the beginning of one of theirs."""
    wanted = fold(typed).split()
    found = (way for way in _all(actor) if _fits(way, wanted))
    return [way for _number, way in zip(range(most), found, strict=False)]


def _fits(way: Way, wanted: list[str]) -> bool:
    folded = fold(way.title)
    names = folded.split()
    # Words of languages without spaces stand anywhere in the name.
    return all(
        any(name.startswith(word) for name in names) or (not word.isascii() and word in folded)
        for word in wanted
    )


def _all(actor: Actor) -> Iterator[Way]:
    for record_type in searched_types(actor):
        url = address("workspace:list", record_type.key)
        if url:
            yield Way(_("Go to %(place)s") % {"place": record_type.label_plural}, url, record_type.icon)
    for record_type in searched_types(actor):
        url = address("workspace:create", record_type.key) if _may_make(actor, record_type) else ""
        if url:
            yield Way(_("New %(thing)s") % {"thing": record_type.label}, url, "add")
    for title, name, icon in (
        (_("Import from a file"), "transfer:import", "upload"),
        (_("Go to the settings"), "entrance:settings", "settings"),
        (_("Go to your profile"), "entrance:profile", "user"),
        (_("Go to your notifications"), "notifications:center", "bell"),
        (_("Go to the changes"), "workspace:history", "history"),
        (_("Go to the bin"), "workspace:bin", "bin"),
    ):
        url = address(name)
        if url:
            yield Way(title, url, icon)


def _may_make(actor: Actor, record_type: RecordType) -> bool:
    """Whether a form can make one: some types need more than a form gives, such as an uploaded file."""
    if record_type.group == SETTINGS or not access.may(actor, record_type, Right.CREATE):
        return False
    columns = {column.name: column for column in record_type.model._meta.concrete_fields}
    hidden = [columns[name] for name in record_type.internal if name in columns]
    return all(column.null or column.blank or column.has_default() for column in hidden)


def address(name: str, *args: object) -> str:
    """The address of another room's view; empty while no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
