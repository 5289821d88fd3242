"""The dialog before a record of a picklist goes: where what has chosen it goes, and which views name it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.kernel.saying import in_a_row, sentences
from trato.records import access, picklists, rows
from trato.records.registry import registry
from trato.records.renaming import VIEWS, rules_naming, views_naming
from trato.records.uses import links_to, uses_of
from trato.workspace.cells import Cells
from trato.workspace.ledger import counted
from trato.workspace.pages.picklist_page import page_url, uses_said
from trato.workspace.parents import called
from trato.workspace.reader import formats_for, record_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType

#: So many views are named at most.
MOST_NAMED = 5


@dataclass
class Question:
    """Where what has chosen one record goes."""

    name: str
    label: str
    uses: str
    choices: list[tuple[int, str]]
    value: str = ""
    is_needed: bool = True
    error: str = ""
    #: Whether records have chosen it, beside views that name it.
    is_held: bool = True
    #: Which saved views name it, in a sentence.
    views: str = ""


@dataclass
class RemovalPage:
    """The dialog before a record of a picklist goes."""

    title: str
    text: str
    action: str
    submit: str
    back: str
    version: int
    questions: list[Question] = field(default_factory=list)
    #: In the bin it stays with those that have chosen it, and nobody chooses it any more.
    archive_url: str = ""
    error: str = ""
    #: Why it stays, whatever takes its place.
    refusal: str = ""

    @property
    def views_help(self) -> str:
        """What becomes of the views that name it; empty where none does."""
        named = [one for one in self.questions if one.views]
        if not named:
            return ""
        if all(one.is_needed for one in named):
            return _("Views name what takes its place.")
        return _(
            "Views name what takes its place. With nothing in its place they no longer name it, and a view "
            "that wanted only this shows nothing until somebody chooses another."
        )


def removal_page(actor: Actor, record_type: RecordType, pk: int, given: dict[str, str]) -> RemovalPage:
    """What stands in the record, and where that may go. Raises NotFound."""
    row = rows.one(actor, record_type.key, pk, (record_type.title,))
    name, back = str(row[record_type.title]), page_url(record_type)
    page = RemovalPage(
        _("Remove “%(name)s”?") % {"name": name},
        _("One undo brings it back, and everything that stood in it."),
        reverse("workspace:picklist-removal", args=[record_type.key, pk]),
        _("Remove"),
        back,
        row.version,
    )
    page.refusal = picklists.why_it_stays(actor, record_type.model._base_manager.get(pk=pk))
    if page.refusal:
        return page
    inside = picklists.parts_of(record_type)
    parts = picklists.siblings(inside, pk) if inside is not None else []
    cells = Cells(actor, formats_for(actor))
    page.questions = _questions(actor, record_type, [pk], given, cells)
    if inside is not None:
        page.questions += _questions(actor, inside, parts, given, cells)
    if record_type.is_archivable and any(one.is_held for one in page.questions):
        page.archive_url = f"{record_url(record_type.key, pk)}/archive"
    return page


def _questions(
    actor: Actor, record_type: RecordType, ids: list[int], given: dict[str, str], cells: Cells
) -> list[Question]:
    """One question for each record that something has chosen, or that a view names."""
    uses = uses_said(actor, record_type, ids, cells)
    labels = rows.titles(record_type.key, ids)
    held = uses_of(actor, record_type, ids)
    holding = {
        other.key
        for other, link in links_to(record_type.key)
        if link.required and not _is_inner(record_type, other, link)
    }
    views, rules, found = views_naming(record_type.key, ids), rules_naming(record_type.key, ids), []
    for pk in ids:
        if not (uses.get(pk) or views.get(pk) or rules.get(pk)):
            continue
        needed = bool(holding & held.get(pk, {}).keys())
        choices = _choices(actor, record_type, pk, ids)
        name = f"by-{record_type.key}-{pk}"
        first = next((str(one) for one, label in choices if label.endswith(labels[pk])), "")
        first = first or (str(choices[0][0]) if choices and needed else "")
        said = [one["text"] for one in uses.get(pk, ())]
        said = said or [_by_name(len(views.get(pk, ())), rules.get(pk, 0), cells)]
        value = given.get(name, first if uses.get(pk) else "")
        question = Question(name, labels[pk], " · ".join(said), choices, value, needed)
        question.is_held = bool(uses.get(pk))
        said = [
            _views_said(actor, labels[pk], views.get(pk, []), cells),
            _rules_said(labels[pk], rules.get(pk, 0), cells),
        ]
        question.views = sentences(said)
        found.append(question)
    return found


def _by_name(views: int, rules: int, cells: Cells) -> str:
    """What names it in a filter, where nothing has chosen it."""
    if views:
        return counted(registry.get(VIEWS), views, cells.formats)
    return ngettext("%(count)s sharing rule", "%(count)s sharing rules", rules) % {
        "count": cells.formats.number(rules)
    }


def _rules_said(name: str, number: int, cells: Cells) -> str:
    """That what others may see hangs on it."""
    said = ngettext(
        "%(count)s sharing rule names “%(name)s” and will name what takes its place.",
        "%(count)s sharing rules name “%(name)s” and will name what takes its place.",
        number,
    )
    return said % {"name": name, "count": cells.formats.number(number)} if number else ""


def _views_said(actor: Actor, name: str, ids: list[int], cells: Cells) -> str:
    """How many views name it, and how those are called that this person may see."""
    if not ids:
        return ""
    views = registry.get(VIEWS)
    known = rows.titles(VIEWS, sorted(access.visible_ids(actor, views, ids))[:MOST_NAMED])
    named = in_a_row(f"“{title}”" for title in known.values())
    text = {"name": name, "count": cells.formats.number(len(ids)), "views": named}
    rest = len(ids) - len(known)
    if not known:
        said = ngettext("%(count)s view names “%(name)s”.", "%(count)s views name “%(name)s”.", len(ids))
    elif not rest:
        said = ngettext(
            "%(count)s view names “%(name)s”: %(views)s.",
            "%(count)s views name “%(name)s”: %(views)s.",
            len(ids),
        )
    else:
        text["rest"] = cells.formats.number(rest)
        said = _("%(count)s views name “%(name)s”: %(views)s and %(rest)s more.")
    return said % text


def _is_inner(record_type: RecordType, other: RecordType, link: Field) -> bool:
    return picklists.part_of(other) is record_type and link.name == other.within


def _choices(actor: Actor, record_type: RecordType, pk: int, going: list[int]) -> list[tuple[int, str]]:
    """The records that may take its place, with the whole they stand in where there are several."""
    found = picklists.replacements(actor, record_type, pk, going)
    above = picklists.part_of(record_type)
    wholes = {one[f"{record_type.within}_id"] for one in found} if above is not None else set()
    names = rows.titles(above.key, wholes) if above is not None and len(wholes) > 1 else {}
    own = picklists.whole_of(record_type, record_type.model._base_manager.get(pk=pk)) if names else None
    choices = []
    for one in sorted(found, key=lambda one: above is not None and one[f"{record_type.within}_id"] != own):
        title = str(one[record_type.title])
        whole = names.get(one[f"{record_type.within}_id"], "") if names else ""
        choices.append((one["pk"], called(whole, title)))
    return choices
