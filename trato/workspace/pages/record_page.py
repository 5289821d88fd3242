"""A record's page and its panel over the list: head, path, facts, what other rooms show, related cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.errors import Binned
from trato.records.panels import panels_for
from trato.records.values import Ref
from trato.workspace.cells import Cells, portrait_of, web_place
from trato.workspace.favorites import is_favorite
from trato.workspace.pages.actions import RecordActions, record_actions
from trato.workspace.pages.ends import Ends
from trato.workspace.pages.facts import FactGroup, fact_groups
from trato.workspace.pages.late import is_late
from trato.workspace.pages.linked import linked
from trato.workspace.pages.neighbors import Neighbors, neighbors
from trato.workspace.pages.next_step import NextStep, next_step
from trato.workspace.pages.path import Path, path_of
from trato.workspace.pages.related import RelatedCard, related_cards
from trato.workspace.reader import actor_in, capitalized, formats_for, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.panels import Panel
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: What a phone shows in place of the middle.
NARROW = ("facts", "related")
SIGNS = {"date": "calendar", "datetime": "calendar", "emails": "mail", "phones": "phone", "url": "globe"}


@dataclass
class RecordPage:
    """What the record's template shows."""

    record_type: RecordType
    row: Row
    title: str
    url: str
    neighbors: Neighbors
    picture: str = ""
    picture_name: str = ""
    meta: list[dict[str, Any]] = field(default_factory=list)
    path: Path | None = None
    next_step: NextStep | None = None
    actions: RecordActions = field(default_factory=lambda: RecordActions())
    facts: list[FactGroup] = field(default_factory=list)
    related: list[RelatedCard] = field(default_factory=list)
    composers: list[Markup] = field(default_factory=list)
    side: list[Markup] = field(default_factory=list)
    tabs: list[dict[str, Any]] = field(default_factory=list)
    tab: str = ""
    middle: Markup | None = None
    stamps: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_favorite: bool = False

    @property
    def type_label(self) -> str:
        return capitalized(self.record_type.label_plural)

    def at(self, tab: str) -> str:
        """The address of one of its tabs, which still knows the list."""
        url = self.neighbors.record(self.record_type.key, self.row.id)
        return f"{url}{'&' if '?' in url else '?'}tab={tab}"

    @property
    def show(self) -> str:
        """The part that a phone shows."""
        return self.tab if self.tab in NARROW else ""

    @property
    def filled(self) -> list[dict[str, Any]]:
        """The facts of the panel: what is filled in, of the first group and of the workspace's own."""
        return [fact for group in self.facts for fact in group.filled]

    @property
    def first_facts(self) -> list[dict[str, Any]]:
        """What the panel tells of it; the name stands in its head already."""
        group = self.facts[0] if self.facts else FactGroup("")
        return [fact for fact in (*group.filled, *group.empty) if fact["name"] != self.record_type.title]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The related cards as figures."""
        return [
            {"label": card.label, "text": card.count, "note": card.sum, "url": card.list_url}
            for card in self.related
            if card.list_url
        ]


def record_page(
    request: HttpRequest,
    record_type: RecordType,
    pk: int,
    *,
    is_panel: bool = False,
    list_query: str | None = None,
    part: tuple[str, str] | None = None,
) -> RecordPage:
    """Everything about one record that this person may see. Raises NotFound.

    `part` is the tab that is open, by its key, and what stands there; else the address asks for one.
    """
    actor = actor_in(request)
    row = rows.one(actor, record_type.key, pk)
    cells = Cells(actor, formats_for(actor))
    cells.look_up(access.readable_fields(actor, record_type).values(), [row])
    title = record_type.called(row) or f"{capitalized(record_type.label)} {pk}"
    near = neighbors(actor, record_type, pk, request.GET.get("list", list_query))
    page = RecordPage(record_type, row, title, record_url(record_type.key, pk), near)
    page.is_archived = row.is_archived
    page.is_favorite = is_favorite(actor, record_type.key, pk)
    may_edit = not page.is_archived and bool(access.reached_ids(actor, record_type, [pk], Right.EDIT))
    _head(page, cells)
    page.path = path_of(cells, record_type, row, may_edit=may_edit)
    about = linked(cells, record_type, row)
    page.actions = record_actions(
        actor, record_type, row, may_edit=may_edit, is_archived=page.is_archived, ways=about.ways
    )
    page.next_step = next_step(cells, record_type, row, page.path, page.actions)
    page.facts = fact_groups(cells, record_type, row, rows.pending_of(record_type.key, pk), may_edit=may_edit)
    page.related = [*about.cards, *related_cards(cells, record_type, row, may_edit=may_edit)]
    _panels(page, request, part, is_panel=is_panel)
    page.stamps = _stamps(cells, row)
    return page


def is_archived(actor: Any, record_type: RecordType, pk: int) -> bool:
    """Whether it lies in the bin."""
    if not record_type.is_archivable:
        return False
    return bool(access.visible_rows(actor, record_type).filter(pk=pk, archived_at__isnull=False).exists())


def refuse_binned(actor: Any, record_type: RecordType, pk: int) -> None:
    """What lies in the bin has no form, as it is not changed there. Raises Binned."""
    if is_archived(actor, record_type, pk):
        raise Binned


def _head(page: RecordPage, cells: Cells) -> None:
    """The picture and the line under the title."""
    known = access.readable_fields(cells.actor, page.record_type)
    if page.record_type.portrait in {"person", "company"}:
        page.picture = page.record_type.portrait
    asked = page.record_type.calendar
    late = asked.day if asked and is_late(page.record_type, page.row, cells.formats.today) else ""
    ends = Ends(cells, page.record_type)
    for name in page.record_type.page.header:
        value = page.row.get(name)
        if name == ends.expected and (ended := ends.meta(page.row)):
            page.meta.append(ended)
            continue
        if name not in known or value is None or value == ():
            continue
        shown, portrait = known[name], portrait_of(known[name])
        if (
            not page.picture
            and portrait in {"person", "company"}
            and shown.target != "users"
            and isinstance(value, Ref)
        ):
            page.picture, page.picture_name = portrait, value.label
        page.meta.append(_meta(cells, shown, value, portrait))
        if name == late:
            page.meta[-1]["value"] |= {"tone": "overdue"}


def _meta(cells: Cells, shown: Any, value: Any, portrait: str) -> dict[str, Any]:
    """One fact of the header."""
    if shown.component in {"links", "link"} and portrait:
        refs = [value] if isinstance(value, Ref) else value
        links = [{"text": ref.label, "url": cells.url(ref)} for ref in refs]
        return {
            "icon": "company" if portrait == "company" else "person",
            "value": {"kind": "links", "links": links},
        }
    written = cells.cell(shown, value)
    if shown.component == "date" and isinstance(written, dict):
        written = {**written, "text": f"{capitalized(shown.label)} {cells.formats.day(value)}"}
    place = web_place(shown, value)
    return {
        "icon": SIGNS.get(shown.component, ""),
        "value": place or written,
        "broad": shown.component == "person",
    }


def _panels(page: RecordPage, request: HttpRequest, part: tuple[str, str] | None, *, is_panel: bool) -> None:
    """What other rooms show: composers over the first tab, one open tab, and blocks at the side."""
    record_type = page.record_type
    middle = panels_for(record_type, "middle")
    page.tab, made = part or (request.GET.get("tab", ""), None)
    shown = next((panel for panel in middle if panel.key == page.tab), middle[0] if middle else None)
    if not page.is_archived and (not middle or shown is middle[0]):
        page.composers = [_html(panel, page, request) for panel in panels_for(record_type, "composer")]
    if shown is not None:
        page.middle = _html(shown, page, request) if made is None else Markup(made)  # noqa: S704  # as there
    if is_panel:
        return
    page.side = [_html(panel, page, request) for panel in panels_for(record_type, "side")]
    tabs = [_tab(page, request, panel, is_current=panel is shown) for panel in middle]
    narrow = [
        {"label": label, "url": page.at(key), "kind": "narrow", "current": page.tab == key}
        for key, label in (("facts", _("Facts")), ("related", _("Related")))
    ]
    page.tabs = [*tabs[:1], *narrow, *tabs[1:]]


def _html(panel: Panel, page: RecordPage, request: HttpRequest) -> Markup:
    """What a room's own template made of it."""
    return Markup(panel.render(request, page.record_type, page.row))  # noqa: S704  # escaped by that template


def _tab(page: RecordPage, request: HttpRequest, panel: Panel, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": str(panel.label),
        "url": page.at(panel.key),
        "current": is_current and not page.show,
        "count": panel.count(request, page.record_type, page.row) or None,
    }


def _stamps(cells: Cells, row: Row) -> list[str]:
    """Who made it and when, and when it changed last."""
    lines = []
    maker = row.get("created_by")
    if row.get("created_at"):
        when = cells.formats.date(row["created_at"])
        lines.append(
            _("Created %(date)s by %(name)s") % {"date": when, "name": maker.label}
            if isinstance(maker, Ref)
            else _("Created %(date)s") % {"date": when}
        )
    if row.get("updated_at") and row["updated_at"] != row.get("created_at"):
        lines.append(_("Changed %(when)s") % {"when": cells.formats.relative(row["updated_at"])})
    return lines
