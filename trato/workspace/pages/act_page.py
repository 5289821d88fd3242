"""One act with every record that it touched, and what became of its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from trato.kernel.saying import in_a_row
from trato.records import access, rows, settings
from trato.records.carrying import abouts
from trato.records.errors import NotFound
from trato.records.models import Change, ChangeSet, Snapshot
from trato.records.registry import registry
from trato.web.addresses import address
from trato.workspace.change_lines import ChangeLine, lines_of
from trato.workspace.ledger import IMPORT, Told, titles_for, told, visible_sets
from trato.workspace.pages.history_filter import HistoryFilter
from trato.workspace.reader import actor_in, capitalized, formats_for, record_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.web.formats import Formats

PAGE = 50
#: So many of the records that one is about are named; the others are counted.
MOST_ABOUT = 3
OPS = {
    Change.CREATE: lambda: _("Created"),
    Change.REMOVE: lambda: _("Deleted for good"),
    Change.HEAL: lambda: _("Link followed"),
    Change.MOVE: lambda: _("History moved"),
}


@dataclass
class SetLine:
    """What an act did to one record."""

    type_key: str
    id: int
    title: str
    url: str
    type_label: str
    text: str
    #: Which records it is about: tasks of one plan are called alike.
    about: str = ""
    fields: list[ChangeLine] = field(default_factory=list)
    is_seen: bool = True
    is_undone: bool = False
    can_undo: bool = False


@dataclass
class SetPage:
    """One act with its records."""

    set: int
    title: str
    when: str
    hint: str
    via: str
    back: str
    lines: list[SetLine] = field(default_factory=list)
    more_url: str = ""
    undo_url: str = ""
    row_url: str = ""
    state: str = ""
    #: How far an act in the background has come: done, of how many, where to ask again.
    progress: tuple[int, int, str] | None = None
    problem: str = ""


@dataclass
class ActPanel:
    """One act over the list of acts, and the acts before and after it there."""

    act: SetPage
    open_url: str
    close_url: str
    newer_url: str = ""
    older_url: str = ""


def surface(via: str) -> str:
    """Through which surface somebody acted."""
    words = {
        "screen": _("Screen"),
        "api": "API",
        "command line": _("Command line"),
        "import": _("Import"),
        "system": _("By itself"),
    }
    return words.get(via, via)


def state_of(found: ChangeSet) -> str:
    """A word for what became of the act; empty while it stands."""
    words = {
        ChangeSet.UNDONE: _("Undone"),
        ChangeSet.OPEN: _("Runs"),
        ChangeSet.UNDOING: _("Is being undone"),
    }
    return words.get(found.state, "")


def set_page(request: HttpRequest, set_id: int) -> SetPage:
    """One act. Raises NotFound for those of others, and for those of more than thirty days ago."""
    actor, formats = actor_in(request), formats_for(actor_in(request))
    found = visible_sets(actor).filter(pk=set_id).first()
    if found is None:
        raise NotFound(_("There is no change %(number)s.") % {"number": set_id})
    lasting = {IMPORT, *settings.final_kinds()}
    is_standing = found.state == ChangeSet.COMPLETE and found.kind not in lasting
    act = told(actor, [found], formats)[0]
    is_standing = is_standing and not act.is_said_alone
    page = SetPage(
        found.pk,
        act.text,
        formats.relative(found.at),
        formats.hint(found.at),
        surface(found.via),
        reverse("workspace:history"),
        undo_url=reverse("workspace:undo", args=[found.pk]) if is_standing else "",
        row_url=reverse("workspace:undo-row", args=[found.pk]),
        state=state_of(found),
    )
    page.problem = str(found.details.get("problem") or "")
    if found.state == ChangeSet.OPEN and found.details.get("total"):
        url = reverse("workspace:history-set", args=[found.pk])
        page.progress = (found.details.get("done", 0), found.details["total"], f"{url}?bar=1")
    touched, onward = _touched(found, request.GET.get("after", ""))
    page.lines = _lines(actor, formats, found, touched) or _said(actor, act)
    if onward:
        page.more_url = f"{reverse('workspace:history-set', args=[found.pk])}?after={onward}"
    return page


def act_panel(request: HttpRequest, set_id: int) -> ActPanel:
    """The same over the ledger, with the way to its neighbors there. Raises NotFound."""
    actor = actor_in(request)
    asked = HistoryFilter.of(actor, request.GET)
    act, sets = set_page(request, set_id), asked.narrow(actor, visible_sets(actor))
    act.back = asked.url()
    page = ActPanel(act, reverse("workspace:history-set", args=[set_id]), asked.url())
    newer = sets.filter(pk__gt=set_id).order_by("pk").values_list("pk", flat=True).first()
    older = sets.filter(pk__lt=set_id).order_by("-pk").values_list("pk", flat=True).first()
    page.newer_url = asked.url(open=newer) if newer else ""
    page.older_url = asked.url(open=older) if older else ""
    return page


def _touched(found: ChangeSet, after: str) -> tuple[list[tuple[Change, int]], str]:
    """Fifty records with what was done to them, and where the next ones begin."""
    first, _dash, skip = after.partition("-")
    start = int(first) if first.isdecimal() and len(first) < 19 else 0
    place = int(skip) if skip.isdecimal() and len(skip) < 9 else 0
    listed: list[tuple[Change, int]] = []
    for change in found.changes.filter(pk__gte=start).exclude(op=Change.MOVE).order_by("pk")[: PAGE + 1]:
        begin = place if change.pk == start else 0
        for offset, pk in enumerate(change.record_ids[begin:], begin):
            if len(listed) == PAGE:
                return listed, f"{change.pk}-{offset}"
            listed.append((change, pk))
    return listed, ""


def _lines(
    actor: Actor, formats: Formats, found: ChangeSet, touched: list[tuple[Change, int]]
) -> list[SetLine]:
    """Each record by its name, with its fields before and after; one out of sight has neither."""
    by_type: dict[str, set[int]] = {}
    for change, pk in touched:
        if registry.knows(change.type):
            by_type.setdefault(change.type, set()).add(pk)
    titles = {key: titles_for(actor, registry.get(key), ids) for key, ids in by_type.items()}
    there = {
        key: set(registry.get(key).model._base_manager.filter(pk__in=ids).values_list("pk", flat=True))
        for key, ids in by_type.items()
    }
    is_merge = found.changes.filter(op=Change.MOVE).exists()
    gone = _removed([(change.pk, pk) for change, pk in touched if change.op == Change.REMOVE])
    whole = found.state != ChangeSet.COMPLETE or is_merge
    about = {key: _about(actor, formats, key, titles[key]) for key in by_type}
    lines = []
    for change, pk in touched:
        if change.op == Change.SET:
            lines.append(_set_line(change))
        if change.type not in by_type:
            continue
        is_there = pk in there[change.type]
        title = titles[change.type].get(pk, "") if is_there else gone.get((change.type, pk), "")
        line = _line(change, pk, title, is_seen=not is_there or pk in titles[change.type])
        line.fields = lines_of(actor, change, formats) if line.is_seen else []
        line.about = about[change.type].get(pk, "")
        if is_merge and change.op == Change.REMOVE:
            line.text = _("Merged away")
        line.is_undone = _is_undone(change, is_there=is_there)
        line.can_undo = not whole and not line.is_undone and change.op != Change.HEAL
        lines.append(line)
    return lines


def _about(actor: Actor, formats: Formats, type_key: str, seen: Iterable[int]) -> dict[int, str]:
    """By record, the names of what it is about, for types that are about others."""
    record_type = registry.get(type_key)
    known = access.readable_fields(actor, record_type)
    names = [one.name for one in abouts(record_type) if one.name in known]
    found = rows.some(actor, type_key, list(seen), names) if names else {}
    return {
        pk: _some(formats, [ref.label for name in names for ref in row[name]]) for pk, row in found.items()
    }


def _some(formats: Formats, labels: list[str]) -> str:
    """The first of these names, and how many more there are."""
    more = formats.number(len(labels) - MOST_ABOUT)
    rest = [_("and %(count)s more") % {"count": more}] if len(labels) > MOST_ABOUT else []
    return in_a_row([*labels[:MOST_ABOUT], *rest])


def _said(actor: Actor, act: Told) -> list[SetLine]:
    """The record that an act is about which changed none."""
    lines = []
    for part in act.parts if act.is_said_alone else ():
        record_type = registry.get(part.type_key)
        title = titles_for(actor, record_type, [part.record]).get(part.record)
        if title:
            url = record_url(part.type_key, part.record)
            lines.append(SetLine(part.type_key, part.record, title, url, capitalized(record_type.label), ""))
    return lines


def _set_line(change: Change) -> SetLine:
    """What was set for the whole workspace; it is taken back with the whole act."""
    kept = settings.named(change.type)
    label = str(kept.label) if kept else _("Settings")
    line = SetLine(change.type, 0, label, address(kept.screen) if kept else "", _("Settings"), "")
    line.fields = [
        ChangeLine(capitalized(name), before or "", after or "")
        for name, before, after in settings.told(change)
    ]
    line.is_undone = change.undone_by_id is not None
    return line


def _removed(removed: list[tuple[int, int]]) -> dict[tuple[str, int], str]:
    """What removed records were called."""
    found = {}
    kept = Snapshot.objects.filter(
        change__in={change for change, _pk in removed}, record_id__in={pk for _change, pk in removed}
    )
    for key, pk, data in kept.values_list("type", "record_id", "data"):
        if registry.knows(key):
            found[key, pk] = str(data["columns"].get(registry.get(key).title) or "")
    return found


def _is_undone(change: Change, *, is_there: bool) -> bool:
    if change.op == Change.CREATE:
        return not is_there
    if change.op == Change.REMOVE:
        return is_there
    return change.undone_by_id is not None


def _line(change: Change, pk: int, title: str, *, is_seen: bool) -> SetLine:
    label = capitalized(registry.get(change.type).label)
    if not is_seen:
        return SetLine(change.type, pk, _("A record out of your sight"), "", label, "", is_seen=False)
    made = OPS[change.op]() if change.op in OPS else ""
    url = record_url(change.type, pk) if change.op != Change.REMOVE else ""
    return SetLine(change.type, pk, title or f"{label} {pk}", url, label, made)
