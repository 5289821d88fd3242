"""The whole history of one record, act by act, each with its way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.activities.timeline.telling import people, told_surface
from trato.records import access
from trato.records.effects.archiving import ARCHIVED
from trato.records.models import Change, ChangeSet
from trato.records.undo import history_of
from trato.records.values import Ref
from trato.web.addresses import address
from trato.workspace.change_lines import lines_of
from trato.workspace.reader import formats_for, record_url

if TYPE_CHECKING:
    from datetime import datetime

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats
    from trato.workspace.change_lines import ChangeLine

PAGE = 50


@dataclass
class Act:
    """One change set as the record's history shows it."""

    id: int
    icon: str
    who: str
    text: str
    note: str
    time: str
    iso: str
    hint: str
    at: datetime
    lines: list[ChangeLine] = field(default_factory=list)
    undo_url: str = ""
    undone: bool = False
    #: It touched other records, too; its undo takes all of them back.
    wide: bool = False


@dataclass
class SetsPage:
    """Acts under day headings, and where the older ones are."""

    days: list[tuple[str, list[Act]]]
    older_url: str
    next: str
    type_key: str
    pk: int
    #: Where the first page comes from anew once something has happened; empty for older ones.
    url: str = ""


def read_sets(actor: Actor, record_type: RecordType, row: Row, older: str = "") -> SetsPage:
    """Fifty change sets, newest first, older than the one of that number. Raises NotFound."""
    formats = formats_for(actor)
    begin = int(older) if older.isascii() and older.isdigit() else None
    sets = [one for one in history_of(actor, record_type.key, row.id) if begin is None or one.pk < begin]
    shown = sets[:PAGE]
    changes = _changes(record_type.key, row.id, shown)
    wide = _wide(shown)
    names = people(one.actor_id for one in shown)
    current = _current(actor, record_type, row)
    acts: list[Act] = []
    for one in shown:
        act = _act(actor, record_type, one, changes.get(one.pk, []), formats, current)
        if act is not None:
            act.who = names.get(one.actor_id or 0) or _("Trato")
            act.wide = one.pk in wide
            if one.kind != "undo" and any(change.op == Change.CREATE for change in changes[one.pk]):
                _date_as_made(act, row, formats)
            acts.append(act)
    url = address("activities:changes", record_type.key, row.id)
    more = f"{url}?older={shown[-1].pk}" if len(sets) > PAGE else ""
    page = SetsPage(
        _by_day(acts, formats), more, record_url(record_type.key, row.id), record_type.key, row.id
    )
    page.url = url if begin is None else ""
    return page


def _date_as_made(act: Act, row: Row, formats: Formats) -> None:
    """As the foot of its facts has it: one act may bring records that were made on many days, by many."""
    made, maker = row.get("created_at"), row.get("created_by")
    if made is not None:
        act.at, act.iso = made, made.isoformat()
        act.time, act.hint = formats.time(made), formats.hint(made)
    if isinstance(maker, Ref):
        act.who = maker.label


def _current(actor: Actor, record_type: RecordType, row: Row) -> Row | None:
    """The record as it is, for whoever may put earlier values back into it."""
    may_edit = not row.is_archived and access.reached_ids(actor, record_type, [row.id], Right.EDIT)
    return row if may_edit else None


def _changes(key: str, pk: int, sets: list[ChangeSet]) -> dict[int, list[Change]]:
    rows = Change.objects.filter(type=key, first_id__lte=pk, last_id__gte=pk, change_set__in=sets).order_by(
        "pk"
    )
    found: dict[int, list[Change]] = {}
    for row in rows:
        if pk in row.record_ids:
            found.setdefault(row.change_set_id, []).append(row)
    return found


def _wide(sets: list[ChangeSet]) -> set[int]:
    counted = Change.objects.filter(change_set__in=sets).values("change_set").annotate(number=Count("pk"))
    many = {one["change_set"] for one in counted if one["number"] > 1}
    lists = Change.objects.filter(change_set__in=sets, ids__isnull=False)
    return many | set(lists.values_list("change_set_id", flat=True))


def _act(
    actor: Actor,
    record_type: RecordType,
    found: ChangeSet,
    changes: list[Change],
    formats: Formats,
    current: Row | None,
) -> Act | None:
    lines = [
        line
        for change in changes
        for line in lines_of(actor, change, formats, current=current if change.op == Change.CHANGE else None)
    ]
    ops = {change.op for change in changes}
    if ops <= {Change.CHANGE, Change.HEAL} and not lines:
        return None  # every field of it is hidden from this reader
    text, icon = _words(found, ops)
    if found.kind != "undo" and len(lines) == 1 and lines[0].is_of_bin:
        text, icon, lines = *_put_away(changes), []
    return Act(
        id=found.pk,
        icon=icon,
        who="",
        text=text,
        note=told_surface(found.via),
        time=formats.time(found.at),
        iso=found.at.isoformat(),
        hint=formats.hint(found.at),
        at=found.at,
        lines=lines,
        undo_url=_undo_url(actor, found),
        undone=found.state == ChangeSet.UNDONE,
    )


def _words(found: ChangeSet, ops: set[str]) -> tuple[str, str]:
    if found.kind == "undo":
        return (_("did a change again:"), "redo") if found.does_again else (_("took back a change:"), "undo")
    if found.kind.endswith(".merge"):
        return _("merged duplicates:"), "merge"
    if Change.CREATE in ops:
        return _("created it"), "add"
    if Change.REMOVE in ops:
        return _("deleted it for good"), "bin"
    if ops == {Change.HEAL}:
        return _("A link was found:"), "link"
    return _("changed"), "edit"


def _put_away(changes: list[Change]) -> tuple[str, str]:
    """Said as what somebody did, since it is no field that changed."""
    is_away = any((change.after or {}).get(ARCHIVED) for change in changes)
    return (_("put it into the bin"), "bin") if is_away else (_("brought it back"), "undo")


def _undo_url(actor: Actor, found: ChangeSet) -> str:
    if found.state != ChangeSet.COMPLETE or not (actor.administers or found.actor_id == actor.user_id):
        return ""
    return address("workspace:undo", found.pk)


def _by_day(acts: list[Act], formats: Formats) -> list[tuple[str, list[Act]]]:
    days: dict[date, list[Act]] = {}
    for act in acts:
        days.setdefault(act.at.astimezone(ZoneInfo(formats.time_zone)).date(), []).append(act)
    return [(formats.heading(day), found) for day, found in days.items()]
