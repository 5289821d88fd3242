"""People named in a text: `@[Ana Ruiz](users/7)`, written so that a new name of theirs changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TOKEN = re.compile(r"@\[([^\[\]()\n]{0,200})\]\(users/(\d{1,18})\)")
_ODD = re.compile(r"[\[\]()<>&\"\s]+")
#: Where formatting stands in a text; nobody is named inside of it.
_TAG = re.compile(r"(<[^<>]*>)")


def mention(name: str, pk: int) -> str:
    """How a text names a person."""
    return f"@[{_ODD.sub(' ', name).strip()}](users/{pk})"


def people_in(text: str | None) -> tuple[int, ...]:
    """The ids of the people whom a text names, each once, in its order."""
    if not text or "](users/" not in text:
        return ()
    return tuple(dict.fromkeys(int(found[2]) for found in _TOKEN.finditer(text)))


def spoken(text: str, names: Mapping[int, str] | None = None) -> str:
    """The text as people read it: `@Ana Ruiz`."""
    return _replaced(text, names, lambda name, _pk: f"@{name}")


def renamed(text: str, names: Mapping[int, str]) -> str:
    """The text with the names that people have now."""
    return _replaced(text, names, mention)


def unnamed(text: str) -> str:
    """The text without what people were called when it was written, to compare it."""
    return _TOKEN.sub(lambda found: f"@[](users/{found[2]})", text) if "](users/" in text else text


def pieces(text: str, names: Mapping[int, str] | None = None) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it names a person."""
    place = 0
    for found in _TOKEN.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], False
        yield f"@{(names or {}).get(int(found[2])) or found[1]}", True
        place = found.end()
    if place < len(text):
        yield text[place:], False


def outside_tags(text: str, change: Callable[[str], str]) -> str:
    """The text changed where it is text, not where it is formatting."""
    if "<" not in text:
        return change(text)
    return "".join(one if place % 2 else change(one) for place, one in enumerate(_TAG.split(text)))


def _replaced(text: str, names: Mapping[int, str] | None, write: Callable[[str, int], str]) -> str:
    if "](users/" not in text:
        return text
    known = names or {}
    return _TOKEN.sub(lambda found: write(known.get(int(found[2])) or found[1], int(found[2])), text)
