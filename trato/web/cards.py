"""The cards of a board, in Python as the rows of a table are: a board shows hundreds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from trato.kernel.saying import gettext
from trato.web.escaping import escaped
from trato.web.icons import icon
from trato.web.rows import amount_html, tick_html
from trato.web.values import avatar_html, logo_html, quiet_html, written

Card = Mapping[str, Any]


def cards_html(cards: Iterable[Card], *, oob: bool = False) -> Markup:
    """Cards one under the other; `oob` tells htmx to put each in its own place.

    A card: {"id", "url", "move_url", "label", "firm", "owner", "total", "days", "days_hint", "late", "quiet",
    "next", "outcome", "place", "pick", "tick", "amount"}; `amount` is what the bar of chosen ones adds up,
    `tick` the round button that finishes it.
    """
    words = _Words()
    # Each part is escaped where it is put in.
    return Markup("".join([words.card(card, oob=oob) for card in cards]))  # noqa: S704


class _Words:
    """What every card says, asked for once."""

    def __init__(self) -> None:
        self.move = escaped(gettext("Move %(name)s"))
        self.select = escaped(gettext("Select %(name)s"))
        self.arrow = icon("move")

    def card(self, card: Card, *, oob: bool) -> str:
        number, url, label = escaped(card["id"]), escaped(card["url"]), escaped(card["label"])
        outcome = f" {escaped(card['outcome'])}" if card["outcome"] else ""
        swap = ' hx-swap-oob="true"' if oob else ""
        shown = written(card["next"]) if card["next"] else ""
        foot = f"{self._mover(card, label)}{self._pick(card, number, label)}"
        return (
            f'<article class="card{outcome}" id="card-{number}" data-id="{number}"'
            f' data-place="{escaped(card["place"])}"{swap}>\n{_firm(card)}'
            f"<h3>{tick_html(card)}"
            f'<a href="{url}" data-panel="{url}/panel" data-open="{number}">{label}</a></h3>\n'
            f"{self._line(card)}{shown}{foot}</article>\n"
        )

    def _line(self, card: Card) -> str:
        if not (card["total"] or card["days"]):
            return ""
        days = ""
        if card["days"]:
            text, hint = escaped(card["days"]), f'title="{escaped(card.get("days_hint", ""))}"'
            late = " late" if card.get("late") else ""
            days = f'<span class="days{late}" {hint}>{text}</span>'
            if card["quiet"]:
                mark = quiet_html(card["quiet"])
                days = f'<span class="days stale">{mark}<span {hint}>{text}</span></span>'
        return f'<p class="line"><span class="money">{escaped(card["total"])}</span>{days}</p>\n'

    def _mover(self, card: Card, label: str) -> str:
        if not card["move_url"]:
            return ""
        url, name = escaped(card["move_url"]), self.move % {"name": label}
        return (
            f'<a class="button icon-only mover" href="{url}" title="{name}" aria-label="{name}"'
            f' hx-get="{url}" hx-target="#dialogs">{self.arrow}</a>\n'
        )

    def _pick(self, card: Card, number: str, label: str) -> str:
        if not card["pick"]:
            return ""
        name = self.select % {"name": label}
        return (
            f'<label class="pick"><input class="check" type="checkbox" name="ids" value="{number}"'
            f' aria-label="{name}"{amount_html(card)}></label>\n'
        )


def _firm(card: Card) -> str:
    """The line above the title: what it belongs to, and whose it is."""
    firm, owner = card["firm"], card["owner"]
    if not (firm or owner):
        return ""
    left, right = "<span></span>", ""
    if firm:
        name = escaped(firm["label"])
        picture = logo_html(firm["label"]) if firm["portrait"] == "company" else ""
        left = f'{picture}<span title="{name}">{name}</span>'
    if owner:
        name = escaped(owner)
        hidden = f'<span class="hide">{name}</span>'
        right = f'<span class="holder" title="{name}">{avatar_html(owner)}{hidden}</span>'
    return f'<p class="firm">{left}{right}</p>\n'
