"""The settings of lists that others choose from: pipelines with their stages, lost reasons, tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, picklists, rows
from trato.records.filters import Term, to_words
from trato.records.uses import links_to, uses_of
from trato.records.values import ById
from trato.workspace.cells import HUES, Cells
from trato.workspace.ledger import counted
from trato.workspace.pages.merge_page import is_offered
from trato.workspace.reader import capitalized, formats_for, list_url, record_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: A page shows so many; the list has all of them.
MOST = 500


@dataclass
class Line:
    """One record that others choose."""

    id: int
    name: str
    shown: Any
    facts: list[Any] = field(default_factory=list)
    #: What has chosen it, with the list of those.
    uses: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    edit_url: str = ""
    remove_url: str = ""
    merge_url: str = ""


@dataclass
class Group:
    """Records that stand in one order; inside another record, with what can be done to that."""

    whole: Line | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass
class PicklistPage:
    """The whole page."""

    record_type: RecordType
    part_type: RecordType
    title: str
    help: str
    url: str
    #: The page of the lines: where their order and new ones are posted.
    lines_url: str
    list_url: str
    bin_url: str = ""
    groups: list[Group] = field(default_factory=list)
    may_arrange: bool = False
    may_add: bool = False
    may_add_whole: bool = False
    has_more: bool = False
    #: Groups in whose likeness a new one may begin.
    likes: list[tuple[int, str]] = field(default_factory=list)
    error: str = ""
    #: What was typed when something was wrong, and in which group.
    typed: str = ""
    typed_in: int = 0

    @property
    def has_groups(self) -> bool:
        return self.record_type is not self.part_type

    @property
    def add_label(self) -> str:
        return _("Add %(type)s") % {"type": self.part_type.label}

    @property
    def add_whole_label(self) -> str:
        return _("Add %(type)s") % {"type": self.record_type.label}


def page_url(record_type: RecordType) -> str:
    """The settings page on which records of a picklist stand; empty for other types."""
    if record_type.picklist is None:
        return ""
    return reverse("workspace:picklist", args=[(picklists.part_of(record_type) or record_type).key])


def picklist_page(actor: Actor, record_type: RecordType) -> PicklistPage:
    """Everything of one picklist; of one with parts, these inside their wholes."""
    parts = picklists.parts_of(record_type)
    inner = parts or record_type
    rules = picklists.picklist_of(record_type)
    page = PicklistPage(
        record_type,
        inner,
        capitalized(record_type.label_plural),
        str(rules.help),
        reverse("workspace:picklist", args=[record_type.key]),
        reverse("workspace:picklist", args=[inner.key]),
        list_url(record_type.key),
    )
    order = picklists.picklist_of(inner).order
    page.may_arrange = bool(order) and access.may(actor, inner, Right.EDIT)
    page.may_add = access.may(actor, inner, Right.CREATE)
    if record_type.is_archivable:
        page.bin_url = reverse("workspace:bin")
    wholes = _lines(actor, record_type)
    page.has_more = len(wholes) > MOST
    if parts is None:
        page.groups = [Group(None, [line for line, _row in wholes[:MOST]])]
        return page
    page.may_add_whole = access.may(actor, record_type, Right.CREATE)
    groups = {line.id: Group(line) for line, _row in wholes}
    for line, row in _lines(actor, parts):
        above = row[parts.within]
        if above is not None and above.id in groups:
            groups[above.id].lines.append(line)
    page.groups = list(groups.values())
    page.likes = [(line.id, line.name) for line, _row in wholes]
    return page


def _lines(actor: Actor, record_type: RecordType) -> list[tuple[Line, Row]]:
    rules, known = picklists.picklist_of(record_type), access.readable_fields(actor, record_type)
    shown = [known[name] for name in rules.shows if name in known]
    portrait = [name for name in ("kind", "probability", "color") if name in known]
    names = [record_type.title, *[one.name for one in shown], *portrait]
    names += [record_type.within] if record_type.within else []
    sort = rules.order or record_type.title
    found = rows.read(actor, record_type.key, columns=dict.fromkeys(names), sort=sort, limit=MOST + 1).rows
    cells = Cells(actor, formats_for(actor))
    uses = uses_said(actor, record_type, [row.id for row in found], cells)
    may_edit, may_go = (
        access.visible_ids(actor, record_type, [row.id for row in found], right)
        for right in (Right.EDIT, Right.DELETE)
    )
    is_merged = is_offered(actor, record_type) and len(found) > 1
    lines = []
    for row in found:
        line = Line(row.id, str(row[record_type.title]), _portrait(record_type, row))
        line.facts = [fact for one in shown if (fact := _fact(cells, record_type, one, row[one.name]))]
        line.uses = uses.get(row.id, [])
        line.url = record_url(record_type.key, row.id)
        line.edit_url = f"{line.url}/edit" if row.id in may_edit else ""
        line.merge_url = f"{line.url}/merge" if is_merged and row.id in may_edit else ""
        if row.id in may_go:
            line.remove_url = reverse("workspace:picklist-removal", args=[record_type.key, row.id])
        lines.append((line, row))
    return lines


def _portrait(record_type: RecordType, row: Row) -> Any:
    """The name as other pages show it: a stage, a colored tag, or plain words."""
    name = str(row[record_type.title])
    if record_type.portrait == "stage":
        kind = row.get("kind")
        percent = 100 if kind == "won" else row.get("probability")
        outcome = kind if kind in {"won", "lost"} else ""
        return {"kind": "stage", "text": name, "percent": percent, "outcome": outcome}
    if "color" in row:
        return {"kind": "tags", "labels": [name], "hues": [HUES.get(row["color"] or "")]}
    return name


def _fact(cells: Cells, record_type: RecordType, one: Field, value: Any) -> Any:
    """What a line says beside the name: in the declaration's words, else as a cell."""
    if value in (None, "", ()):
        return None
    words = str(picklists.picklist_of(record_type).shows[one.name])
    if not words:
        return cells.cell(one, value)
    return words % {"value": capitalized(one.to_text(value)) if one.choices else cells.text(one, value)}


def uses_said(
    actor: Actor, record_type: RecordType, ids: list[int], cells: Cells
) -> dict[int, list[dict[str, str]]]:
    """What has chosen each: so many of which type, with the list of them."""
    parts = picklists.parts_of(record_type)
    links = {other.key: (other, link) for other, link in reversed(list(links_to(record_type.key)))}
    found: dict[int, list[dict[str, str]]] = {}
    for pk, numbers in uses_of(actor, record_type, ids).items():
        for key, number in numbers.items():
            if parts is not None and key == parts.key:
                continue
            other, link = links[key]
            text = counted(other, number, cells.formats)
            words = to_words(Term((link.name,), ":", (ById(pk),))) if link.target else ""
            found.setdefault(pk, []).append({"text": text, "url": _listed(other, words)})
    return found


def _listed(other: RecordType, words: str) -> str:
    return f"{list_url(other.key)}?{urlencode({'filter': words})}" if words else list_url(other.key)
