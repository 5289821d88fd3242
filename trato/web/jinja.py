"""What this room gives to every template; config's Jinja environment finds it by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django_htmx.jinja import htmx_script
from markupsafe import Markup

from trato.kernel.cells import joined
from trato.web import bundle
from trato.web.addresses import static_address
from trato.web.attributes import attributes
from trato.web.cards import cards_html
from trato.web.components import kept, kept_part, ui
from trato.web.formats import is_right_to_left
from trato.web.icons import icon
from trato.web.importmap import import_map
from trato.web.marking import mark_words
from trato.web.names import hue, initials
from trato.web.rows import cell_class, rows_html
from trato.web.values import avatar, logo, percent_class, shown, web_address

KEYS = {
    "Escape": "Esc",
    "Enter": "Enter",
    "Ctrl": "Ctrl",
    "Shift": "Shift",
    "Control": "Ctrl",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
}
HTMX = '{"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0,"selfRequestsOnly":true}'


def in_one_cell(texts: Iterable[str]) -> str:
    """Words in one input, with commas between."""
    return joined(texts, ",")


def stylesheet() -> Markup:
    """The link to the one sheet."""
    try:
        url = reverse("web:sheet", args=[bundle.sheet().name])
    except NoReverseMatch:
        url = static_address("web/trato.css")
    return Markup('<link rel="stylesheet" href="{}">').format(url)


def merged(first: Mapping[str, object] | None, second: Mapping[str, object] | None) -> dict[str, object]:
    """Attributes of a component and of its caller; the caller's win."""
    return {**(first or {}), **(second or {})}


def language_code() -> str:
    return get_language() or "en"


def text_direction() -> str:
    return "rtl" if is_right_to_left(language_code()) else "ltr"


def key_text(keys: str) -> str:
    """A shortcut as its keys are labeled: Ctrl Enter, Esc; of several the first."""
    shown = keys.split(",")[0].replace("+", " ").split()
    return " ".join(KEYS.get(key, key.upper() if "+" in keys else key) for key in shown)


def spark_path(points: Sequence[float]) -> str:
    """The line of a spark in a box of 100 by 30."""
    low, high = min(points, default=0), max(points, default=0)
    across, span = 100 / max(1, len(points) - 1), (high - low) or 1
    spots = [f"{at * across:.0f} {28 - (point - low) / span * 25:.1f}" for at, point in enumerate(points)]
    return "M" + "L".join(spots or ["0 28"])


GLOBALS: dict[str, Callable[..., Any] | str | object] = {
    "ui": ui,
    "kept": kept,
    "kept_part": kept_part,
    "icon": icon,
    #: The same under a name that no parameter hides.
    "draw": icon,
    "key_text": key_text,
    "spark_path": spark_path,
    "language_code": language_code,
    "text_direction": text_direction,
    "static": static_address,
    "shown": shown,
    "rows_html": rows_html,
    "cards_html": cards_html,
    "avatar": avatar,
    "logo": logo,
    "hue": hue,
    "initials": initials,
    "percent_class": percent_class,
    "merged": merged,
    "stylesheet": stylesheet,
    "import_map": import_map,
    "htmx_script": htmx_script,
    "htmx_config": HTMX,
}
FILTERS: dict[str, Callable[..., Any]] = {
    "attributes": attributes,
    "cell_class": cell_class,
    "in_one_cell": in_one_cell,
    "mark_words": mark_words,
    "web_address": web_address,
}
