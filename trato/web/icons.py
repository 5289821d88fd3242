"""One icon set: Lucide's drawings under the words that screens use."""

from __future__ import annotations

from functools import lru_cache

from lucide import IconDoesNotExist
from lucide.jinja import lucide
from markupsafe import Markup

#: The words of the interface, and the drawing that stands for each. Any other Lucide name works as it is.
DRAWINGS = {
    "add": "plus",
    "at": "at-sign",
    "attach": "paperclip",
    "back": "arrow-left",
    "bin": "trash-2",
    "board": "square-kanban",
    "call": "phone",
    "chart": "chart-column",
    "clip": "paperclip",
    "close": "x",
    "columns": "columns-3",
    "company": "building-2",
    "companies": "building-2",
    "contact": "user",
    "contacts": "users",
    "day": "sun",
    "deal": "tag",
    "deals": "tag",
    "delete": "trash-2",
    "down": "chevron-down",
    "edit": "pencil",
    "error": "circle-alert",
    "expand": "maximize-2",
    "file": "file-text",
    "files": "paperclip",
    "filter": "list-filter",
    "first": "chevron-first",
    "help": "circle-question-mark",
    "key": "key-round",
    "language": "languages",
    "later": "moon",
    "left": "chevron-left",
    "map": "map-pin",
    "meet": "video",
    "meeting": "video",
    "more": "ellipsis",
    "move": "arrow-right",
    "next": "chevron-right",
    "note": "square-pen",
    "notes": "sticky-note",
    "people": "users",
    "person": "user",
    "product": "package",
    "products": "package",
    "quote": "file-text",
    "reopen": "rotate-ccw",
    "restore": "rotate-ccw",
    "right": "chevron-right",
    "save": "bookmark",
    "security": "shield",
    "settings": "sliders-horizontal",
    "sign-out": "log-out",
    "snooze": "moon",
    "sort": "arrow-down-up",
    "stage": "chart-pie",
    "stale": "hourglass",
    "table": "table-2",
    "tags": "tag",
    "task": "circle-check",
    "tasks": "circle-check",
    "team": "users-round",
    "teams": "users-round",
    "theme": "sun-moon",
    "undo": "undo-2",
    "redo": "redo-2",
    "up": "chevron-up",
    "user": "user",
    "users": "user-cog",
    "warning": "triangle-alert",
    "won": "check",
    "lost": "x",
}

#: Arrows and the like, which point the other way where people read from right to left.
TURNING = frozenset(
    {
        "chevron-right",
        "chevron-left",
        "chevron-first",
        "arrow-right",
        "arrow-left",
        "undo-2",
        "redo-2",
        "rotate-ccw",
        "reply",
        "log-out",
        "send",
        "file-text",
        "list-filter",
        "external-link",
    }
)


@lru_cache(maxsize=1024)
def icon(name: str, large: bool = False, kind: str = "") -> Markup:  # noqa: FBT001, FBT002 - called from templates
    """An icon that screen readers skip; the words beside it carry the meaning."""
    drawing = DRAWINGS.get(name, name)
    classes = ["icon", "large" if large else "", "turns" if drawing in TURNING else "", kind]
    attributes = {"class": " ".join(filter(None, classes)), "aria-hidden": "true", "stroke-width": "1.75"}
    try:
        return Markup(lucide(drawing, size=None, **attributes))  # noqa: S704 - drawn by the package
    except IconDoesNotExist:
        # A custom type may name an icon that a newer Lucide dropped; a page must not fall over that.
        return Markup(lucide("circle", size=None, **attributes))  # noqa: S704
