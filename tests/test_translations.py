"""Every word in every language: the catalogs are whole, keep their placeholders and follow the sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog

from tools import messages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Message

#: Words that are the same in both languages; the product's name stays in all of them.
COGNATES: dict[str, frozenset[str]] = {
    "es": frozenset(
        {
            "%(count)s min",
            "Agenda",
            "Asia",
            "Australia",
            "General",
            "No",
            "Normal",
            "Subtotal",
            "Trato",
            "color",
            "fax",
            "min",
        }
    ),
    "zh_Hans": frozenset({"Trato"}),
}
#: What a translation must hold as often as the source: placeholders and tags.
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|</?\w[^>]*>")
#: A text of placeholders, signs and the abbreviated day has nothing to translate.
WORD = re.compile(r"[^\W\d_]{2,}")
CATALOGS = [
    pytest.param(room, language, id=f"{room.name}-{language}")
    for room in messages.rooms()
    for language in messages.LANGUAGES
    if (room / "locale").is_dir()
]


def catalog_of(room: Path, language: str) -> Catalog:
    return messages.read(room / "locale" / language / "LC_MESSAGES" / "django.po", language)


def forms(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a message with the source's form that it must match: the last one with the plural."""
    if isinstance(message.id, str):
        yield message.id, forms(message)[0]
        return
    *first, last = forms(message)
    yield message.id[-1], last
    yield from ((message.id[0], form) for form in first)


def is_faithful(message: Message, source: str, said: str) -> bool:
    """Whether nothing is lost or added; a singular may say its number by itself: "the last day"."""
    wanted, found = kept(source), kept(said)
    is_singular = isinstance(message.id, tuple) and source == message.id[0] != message.id[-1]
    same = set(found) <= set(wanted) if is_singular else found == wanted
    return same and edges(source) == edges(said)


def named(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def kept(text: str) -> list[str]:
    return sorted(KEPT.findall(text))


def edges(text: str) -> tuple[str, str]:
    """The blank space that a sentence is joined by."""
    body = text.strip()
    before, _body, after = text.partition(body)
    return before, after


@pytest.mark.parametrize(("room", "language"), CATALOGS)
def test_every_message_is_translated(room: Path, language: str) -> None:
    catalog = catalog_of(room, language)
    missing = [
        named(message)
        for message in messages.entries(catalog)
        if message.fuzzy or not all(said.strip() for _source, said in pairs(message))
    ]
    assert missing == []


@pytest.mark.parametrize(("room", "language"), CATALOGS)
def test_plurals_have_all_their_forms(room: Path, language: str) -> None:
    catalog = catalog_of(room, language)
    plurals = [message for message in messages.entries(catalog) if isinstance(message.id, tuple)]
    assert [named(one) for one in plurals if len(forms(one)) != catalog.num_plurals] == []


@pytest.mark.parametrize(("room", "language"), CATALOGS)
def test_placeholders_tags_and_outer_blanks_are_kept(room: Path, language: str) -> None:
    broken = [
        (source, said)
        for message in messages.entries(catalog_of(room, language))
        for source, said in pairs(message)
        if not is_faithful(message, source, said)
    ]
    assert broken == []


@pytest.mark.parametrize(("room", "language"), CATALOGS)
def test_nothing_is_left_in_english(room: Path, language: str) -> None:
    same = {
        source
        for message in messages.entries(catalog_of(room, language))
        for source, said in pairs(message)
        if source == said and WORD.search(KEPT.sub("", source))
    }
    assert same - COGNATES[language] == set()


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda room: room.name)
def test_the_catalogs_say_what_the_sources_say(room: Path) -> None:
    spoken = {(message.context, message.id) for message in messages.entries(messages.extracted(room))}
    for language in messages.LANGUAGES if spoken else ():
        written = {(one.context, one.id) for one in messages.entries(catalog_of(room, language))}
        assert written == spoken, "run make messages, and translate what is new"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_rooms_translate_the_same_words_alike(language: str) -> None:
    """All rooms share one catalog when they run: where words differ in meaning, they need a context."""
    told: dict[object, set[tuple[str, ...]]] = {}
    for room in messages.rooms():
        for message in messages.entries(catalog_of(room, language)):
            key = message.id if isinstance(message.id, str) else message.id[0]
            told.setdefault((message.context, key), set()).add(forms(message))
    assert {key: said for key, said in told.items() if len(said) > 1} == {}


#: How the languages are written everywhere: what is found by these is not.
STRAY = {
    # One kind of quotes, no shouting, and nobody is "usted".
    "es": re.compile(r"[«»\"¡!]|\b[Uu]sted\b|\b[Ee]ntretanto\b|\b[Hh]ay que (?!hacer)\w+[aei]r"),
    # "你", never "您"; a space between Chinese and Latin letters or numbers, but for the days of a calendar.
    "zh_Hans": re.compile(
        r"[您\"！]|(?<=[\u4e00-\u9fff])[A-Za-z0-9]|(?<!\))[A-Za-z0-9](?=[\u4e00-\u9fff])"
        r"|%\((?:count|num|number|n|most|length|done|total)\)s(?=[\u4e00-\u9fff])"
        r"|(?<=[\u4e00-\u9fff])%\((?:count|num|number|n|most|length|title|who|person|name)\)s"
    ),
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_each_language_is_written_in_one_way(language: str) -> None:
    stray = {
        said
        for room in messages.rooms()
        for message in messages.entries(catalog_of(room, language))
        for source, said in pairs(message)
        if STRAY[language].search(said) and "{" not in source
    }
    assert stray == set()
