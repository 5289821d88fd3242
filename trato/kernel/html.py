"""Formatted notes: only what is harmless stays."""

from __future__ import annotations

import html
import re

#: The formatting that a note may have.
TAGS = frozenset(
    [
        *("p", "br", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "hr"),
        *("strong", "b", "em", "i", "u", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_SCHEMES = frozenset(["http", "https", "mailto", "tel"])
_UNSEEN = frozenset(["script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"])
_MARKUP = re.compile(r"[<&]")
_BLOCK_END = re.compile(r"(?:<br\s*/?>|</(?:p|div|h[1-6]|li|ul|ol|tr|table|blockquote|pre)>)", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]>", re.IGNORECASE)


def clean_html(text: str) -> str:
    """The text with allowed formatting alone: no scripts, styles, pictures or odd links."""
    if not _MARKUP.search(text):
        return text
    import nh3

    return nh3.clean(
        text.replace("\0", ""),
        tags=set(TAGS),
        clean_content_tags=set(_UNSEEN),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )


def plain_text(text: str) -> str:
    """What a reader sees of formatted text, one line for each paragraph."""
    if not _MARKUP.search(text):
        return text.strip()
    import nh3

    spaced = _CELL_END.sub("\t", _BLOCK_END.sub("\n", text.replace("\0", "")))
    bare = html.unescape(nh3.clean(spaced, tags=set(), attributes={}, clean_content_tags=set(_UNSEEN)))
    lines = (" ".join(line.split()) for line in bare.splitlines())
    return "\n".join(line for line in lines if line)
