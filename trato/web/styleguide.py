"""The style guide's page: every component with plain examples; an invented firm, no record of anybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from trato.web import samples
from trato.web.components import FOLDER, macros
from trato.web.frame import Frame, NavGroup, NavItem
from trato.web.icons import DRAWINGS

COLORS = [
    "surface",
    "sunken",
    "raised",
    "line",
    "line-strong",
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-solid",
    "accent-soft",
    "accent-line",
    "red",
    "red-ink",
    "red-soft",
    "green",
    "green-ink",
    "green-soft",
    "amber",
    "amber-ink",
    "amber-soft",
    "grey",
]
FOUND = ("Acme Corporation", "Betasoloin", "Cancity", samples.COMPANY)


@dataclass(frozen=True, slots=True)
class StyleguidePage:
    """Everything that the examples show."""

    frame: Frame
    theme: str
    echo_url: str
    editor_url: str
    company: str = samples.COMPANY
    person: str = samples.PERSON
    colors: tuple[str, ...] = tuple(COLORS)
    icons: tuple[str, ...] = tuple(sorted(DRAWINGS))
    item: NavItem = field(default_factory=samples.item)
    components: list[str] = field(default_factory=lambda: component_names())
    macros: dict[str, list[str]] = field(default_factory=lambda: _macros_by_file())
    columns: list[dict[str, Any]] = field(default_factory=samples.columns)
    rows: list[dict[str, Any]] = field(default_factory=samples.rows)
    totals: dict[str, Any] = field(default_factory=samples.totals)
    entries: list[dict[str, Any]] = field(default_factory=samples.entries)
    fields: list[dict[str, Any]] = field(default_factory=samples.fields)
    values: list[object] = field(default_factory=samples.values)
    board_column: dict[str, Any] = field(default_factory=samples.board_column)
    board_ends: list[dict[str, Any]] = field(default_factory=samples.board_ends)
    board_cards: list[dict[str, Any]] = field(default_factory=samples.board_cards)


def page(request: HttpRequest) -> StyleguidePage:
    echo = reverse("web:styleguide-echo")
    theme = request.COOKIES.get("theme", "")
    return StyleguidePage(frame=_frame(), theme=theme, echo_url=echo, editor_url=f"{echo}?editor=1")


def answer(request: HttpRequest) -> HttpResponse:
    """What the example fields ask for: options of a picker, or the editor of a fact."""
    if request.GET.get("editor"):
        edited = {"name": "example", "label": "Value", "kind": "text", "value": "48600"}
        context = {"f": edited, "action": request.path, "csrf": get_token(request)}
        return HttpResponse(render_to_string("web/fact_editor.html", context))
    words = request.GET.get("q", "").casefold()
    found = [
        {"id": at, "label": name, "hint": "Bristol"}
        for at, name in enumerate(FOUND, 10)
        if words in name.casefold()
    ]
    return JsonResponse({"options": found})


def component_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def _macros_by_file() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in component_names()}
    for macro, template in macros().items():
        found[Path(template).stem].append(macro)
    return found


def _frame() -> Frame:
    home = reverse("web:styleguide")
    items = tuple(NavItem(name, f"{home}#component-{name}", "circle") for name in component_names())
    return Frame(
        workspace="Trato", user="Inés Ferrer", groups=(NavGroup(items, "Components"),), home_url=home
    )
