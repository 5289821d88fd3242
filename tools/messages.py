"""Catalogs of translations, one per room and language: `update` from the sources, `compile` for running."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "trato"
LANGUAGES = ("es", "zh_Hans")
PSEUDO = "ar"
METHODS = [("**/tests/**.py", "ignore"), ("**/migrations/**.py", "ignore"), ("**.py", "python")]
METHODS += [("**/templates/**.html", "jinja2"), ("**/components/**.html", "jinja2")]
OPTIONS = {
    pattern: {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "trimmed": "true", "silent": "false"}
    for pattern, method in METHODS
    if method == "jinja2"
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: What a pseudo-translation must keep: placeholders and tags.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>)")
LETTERS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def rooms() -> list[Path]:
    """Every folder of ours that has code: each keeps its own catalogs."""
    shelves = {SOURCES / "industries", SOURCES / "integrations"}
    found = [path.parent for path in SOURCES.glob("*/__init__.py")]
    found += [path.parent for shelf in shelves for path in shelf.glob("*/__init__.py")]
    return sorted(set(found) - shelves)


def update() -> None:
    """Bring each catalog up to date with its room's sources; what nobody says any more goes."""
    for room in rooms():
        template = extracted(room)
        for language in LANGUAGES if len(template) else ():
            path = room / "locale" / language / "LC_MESSAGES" / "django.po"
            catalog = read(path, language)
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            write(path, catalog)


def extracted(room: Path) -> Catalog:
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        room, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _line, message, comments, context in found:
        # Without line numbers a catalog changes only when a word does.
        catalog.add(message, None, [(f"{room.name}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.header_comment, catalog.fuzzy = "", False
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=False, sort_output=True, include_lineno=False)
    # Dates and tool versions would change every file at every run.
    noise = re.compile(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team'
        rb"|Project-Id-Version|Report-Msgid-Bugs-To):.*\n",
        re.MULTILINE,
    )
    text = noise.sub(b"", out.getvalue()).removeprefix(b"#\n").lstrip()
    if not path.exists() or path.read_bytes() != text:
        path.write_bytes(text)


def compile_all() -> None:
    """Compile what is newer than its compiled form, and the pseudo-language from the first catalog."""
    for source in SOURCES.glob("**/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        language = source.parent.parent.name
        save(target, read(source, language))
        if language == LANGUAGES[0]:
            save(source.parents[2] / PSEUDO / "LC_MESSAGES" / "django.mo", pseudo(read(source, language)))


def pseudo(catalog: Catalog) -> Catalog:
    made = Catalog(locale=PSEUDO, charset="utf-8")
    for message in entries(catalog):
        words = str(message.id if isinstance(message.id, str) else message.id[-1])
        parts = (part if KEPT.match(part) else part.translate(LETTERS) for part in KEPT.split(words))
        said = "".join(("[", *parts, "]"))
        string = (said,) * made.num_plurals if isinstance(message.id, tuple) else said
        made.add(message.id, string, context=message.context)
    return made


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def save(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(path)


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
