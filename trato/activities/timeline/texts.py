"""Notes as a timeline writes them for its reader."""

from __future__ import annotations

from django.utils.html import urlize
from markupsafe import Markup

from trato.kernel import mentions
from trato.kernel.html import clean_html, plain_text

LONGEST_BODY = 4000


def body(text: str | None) -> tuple[Markup, bool]:
    """A note as a page shows it, cleaned; and whether there is more of it on the note's own page."""
    text = (text or "").strip()
    if len(text) > LONGEST_BODY:
        cut = plain_text(mentions.spoken(text))[:LONGEST_BODY].rstrip()
        return _lines(f"{cut}…"), True
    if "<" in text:
        clean = clean_html(text)
        linked = clean if "<a" in clean else mentions.outside_tags(clean, _linked)
        return Markup(mentions.outside_tags(linked, _formatted)), False  # noqa: S704  # cleaned in the same breath
    return _lines(text), False


def _lines(text: str) -> Markup:
    return Markup("<br>").join(_named(line) for line in text.splitlines())


def _named(line: str) -> Markup:
    found = mentions.pieces(line)
    return Markup("").join(
        _chip(text) if is_name else Markup(urlize(text, nofollow=True, autoescape=True))  # noqa: S704  # escaped there
        for text, is_name in found
    )


def _linked(cleaned: str) -> str:
    """Web and mail addresses as links, in text that is cleaned and escaped already."""
    return urlize(cleaned, nofollow=True)


def _formatted(part: str) -> str:
    """The same in text that is cleaned and escaped already."""
    return "".join(_chip(text) if is_name else text for text, is_name in mentions.pieces(part))


def _chip(name: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(name)
