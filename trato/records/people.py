"""The people whom a text names: `@Ana Ruiz` finds the one person of that name, and stays hers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trato.kernel.mentions import mention, outside_tags, people_in
from trato.kernel.text import fold
from trato.records import access
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.values import Context

USERS = "users"
LONGEST = 120
_AT = re.compile(r"(?<![\w@./])@(?=[^\W_]|\[)")
_TOKEN = re.compile(r"@\[([^\[\]()\n]{0,200})\]\(users/(\d{1,18})\)")
#: Signs that are written without spaces between words.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Directory:
    """The people whom an actor may name, by name, by first name and by e-mail address."""

    def __init__(self, actor: Actor) -> None:
        users = access.visible_rows(actor, registry.get(USERS)).filter(archived_at=None)
        self.names: dict[int, str] = {}
        self._by_name: dict[str, set[int]] = {}
        for pk, name, email in users.values_list("pk", "name", "email"):
            self.names[pk] = name or email or ""
            words = fold(name or "")
            for key in {words, words.partition(" ")[0], fold(email or "")} - {""}:
                self._by_name.setdefault(key, set()).add(pk)
        self._longest = max((len(key) for key in self._by_name), default=0)

    def find(self, text: str, known: frozenset[int]) -> tuple[int, int] | None:
        """Who is named at the beginning of a text, and how many of its signs that takes."""
        for length in range(min(len(text), self._longest + 8, LONGEST), 0, -1):
            if not _is_end(text, length):
                continue
            found = self._by_name.get(fold(text[:length]), set())
            chosen = found if len(found) == 1 else found & known
            if len(chosen) == 1 and not text[length - 1].isspace():
                return next(iter(chosen)), length
        return None


def _is_end(text: str, length: int) -> bool:
    """Whether a word ends there."""
    if length == len(text) or _DENSE.match(text[length - 1]):
        return True
    after = text[length]
    return not (
        after.isalnum() or after == "_" or (after in "@." and text[length + 1 : length + 2].isalnum())
    )


def name_people(text: str, context: Context, before: str | None = None) -> str:
    """The text with everybody found whom it names. Of two of a name, the one stays who was named before."""
    if not _AT.search(text):
        return text
    if context.people is None:
        context.people = Directory(context.actor)
    directory, known = context.people, frozenset(people_in(before))
    return outside_tags(text, lambda part: "".join(_named(part, directory, known)))


def _named(text: str, directory: Directory, known: frozenset[int]) -> Iterable[str]:
    place = 0
    for at in _AT.finditer(text):
        if at.start() < place:
            continue
        yield text[place : at.start()]
        place = at.start()
        token = _TOKEN.match(text, place)
        if token is not None:
            pk, place = int(token[2]), token.end()
            there = pk in directory.names or pk in known
            yield mention(directory.names.get(pk, token[1]), pk) if there else f"@{token[1]}"
            continue
        found = directory.find(text[at.end() :], known)
        if found is not None:
            yield mention(directory.names[found[0]], found[0])
            place = at.end() + found[1]
    yield text[place:]


def current_names(ids: Iterable[int]) -> dict[int, str]:
    """What these people are called now; those who are gone are missing."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = registry.get(USERS).model._base_manager.filter(pk__in=wanted).values_list("pk", "name", "email")
    return {pk: name or email or "" for pk, name, email in rows}
