"""What the line over a list offers, as plain data: what is written of them is remembered (`kept_part`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.web.frame import NavItem
    from trato.workspace.pages.list_page import ListPage
    from trato.workspace.pages.view_page import ViewMenu


def list_head(page: ListPage, above: Sequence[NavItem]) -> dict[str, Any]:
    """The title under the places `above` it, the tabs, and the menus with all their lines."""
    bar, board, menu = page.bar, page.board, _views(page)
    acts = bar.acts if bar and page.rows else []
    return {
        "title": page.title,
        "icon": page.icon,
        "trail": [{"label": one.label, "url": one.url} for one in above],
        "tabs": page.tabs,
        "view_menu": vars(menu) if menu and not page.is_empty else None,
        "favorite": page.favorite,
        "is_empty": page.is_empty,
        "layouts": page.layouts,
        "board": {"ways": board.ways, "fields": board.fields, "lane_fields": board.lane_fields}
        if board
        else None,
        "filter_url": page.shape.part("filter"),
        "columns_url": page.shape.part("columns"),
        "chips": len(page.chips),
        "sorts": page.sorts,
        "group_menu": page.group_menu,
        "densities": page.densities,
        "past_url": page.past_url,
        "export_url": bar.export_url if bar else "",
        "export_all_url": bar.export_all_url if bar else "",
        "acts": [act for act in acts if act["whole_url"]],
        "may_choose": bool(page.rows and bar and bar.is_offered and not page.address.as_of),
        "create_url": page.create_url,
        "create_label": page.create_label,
        "create_icon": page.create_icon,
    }


def _views(page: ListPage) -> ViewMenu | None:
    """The menu of views; what cannot be read is not kept as one."""
    menu = page.view_menu
    if menu is None or not page.error:
        return menu
    return replace(menu, new_url="", save_url="", is_unsaved=False) if menu.open_url else None


def filter_bar(page: ListPage) -> dict[str, Any]:
    """The conditions of a list, and what is wrong with them."""
    menu = _views(page)
    problem, error = page.problem, "" if page.is_no_day else page.error
    if not problem and any(chip["is_removed"] for chip in page.chips):
        problem = _(
            "A choice that this filter asks for was removed. Choose another one, or take the condition away."
        )
    return {
        "is_open": bool(error or (page.chips and page.words != page.record_type.open_rows)),
        "chips": page.chips,
        "filter_url": page.shape.part("filter"),
        "words": page.words,
        "words_url": f"{page.list_url}filter/words",
        "list_url": page.list_url,
        "hidden": page.hidden,
        "error": error,
        "view_menu": {**vars(menu), "hidden": dict(menu.hidden)} if menu else None,
        "problem": problem,
    }
