from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib import messages
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from trato.kernel.saying import in_a_row
from trato.records import access, rows
from trato.records.errors import RecordError
from trato.records.models import Change, ChangeSet
from trato.records.registry import registry
from trato.records.undo import ROW
from trato.records.undoing import undo_soon
from trato.web.addresses import address
from trato.workspace import rendering
from trato.workspace.ledger import titles_for
from trato.workspace.reader import actor_in, list_url, record_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from trato.accounts.actor import Actor
    from trato.records.undo import Undone

#: So many records that stay as they are get named.
MOST_NAMES = 5


@require_POST
def undo(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take an act back, and say what stands in the way of the rest."""
    actor = actor_in(request)
    done = undo_soon(actor, set_id)
    if done.is_running:
        return rendering.go(request, address("workspace:history-set", done.set))
    say_undone(request, actor, done)
    return rendering.go(request, still_there(actor, rendering.way_back(request, "/"), done))


def say_undone(request: HttpRequest, actor: Actor, done: Undone) -> None:
    """What went back, on the next page, with the way to do it again."""
    if not done.undone and done.kept:
        messages.error(request, sentence(actor, done))
        return
    way = f"{'undo' if _is_redone(done) else 'redo'}:{done.set}" if done.undone else ""
    messages.success(request, sentence(actor, done), extra_tags=way)


def _is_redone(done: Undone) -> bool:
    """Whether what was taken back was itself an undo."""
    found = ChangeSet.objects.filter(pk=done.set).first()
    return found is not None and found.does_again


def sentence(actor: Actor, done: Undone) -> str:
    """What went back, and what did not, by name, with the first reason."""
    undone = _one_name(actor, done) or _number(done)
    if done.is_settings:
        undone = _("Set again as it was.")
    if not done.kept:
        return undone
    return _("%(some)s %(rest)s") % {
        "some": undone if done.undone else _("Not undone."),
        "rest": _what_stays(actor, done),
    }


def _what_stays(actor: Actor, done: Undone) -> str:
    """By name while they are few and in sight, else by how many."""
    records = list(dict.fromkeys((one.type, one.id) for one in done.kept))
    names = _names(actor, records) if len(records) <= MOST_NAMES else []
    said = {"count": len(records), "names": in_a_row(names), "reason": done.kept[0].reason}
    if len(names) == len(records):
        stay = ngettext(
            "%(names)s stays as it is. %(reason)s", "%(names)s stay as they are. %(reason)s", len(records)
        )
        return stay % said
    stay = ngettext("One stays as it is. %(reason)s", "%(count)s stay as they are. %(reason)s", len(records))
    return stay % said


def _one_name(actor: Actor, done: Undone) -> str:
    """Said by its name, if it is one record and this person still sees it."""
    names = _names(actor, _record_undone(done)) if done.undone == 1 else []
    if not names:
        return ""
    told = _("Done again: %(name)s.") if _is_redone(done) else _("Undone: %(name)s.")
    return told % {"name": names[0]}


def _record_undone(done: Undone) -> list[tuple[str, int]]:
    """The one that was asked for, else the first."""
    found = ChangeSet.objects.filter(pk=done.set).first()
    if found is not None and (asked := found.details.get(ROW)):
        return [(asked[0], asked[1])]
    change = Change.objects.filter(change_set=done.set).first()
    return [(change.type, change.first_id)] if change else []


def _number(done: Undone) -> str:
    """Said by how many."""
    if _is_redone(done):
        told = ngettext("Done again for one record.", "Done again for %(count)s records.", done.undone)
    else:
        told = ngettext("Undone for one record.", "Undone for %(count)s records.", done.undone)
    return told % {"count": done.undone}


def _names(actor: Actor, records: list[tuple[str, int]]) -> list[str]:
    """What these are called, of those that this person may see."""
    by_type: dict[str, list[int]] = {}
    for key, pk in records:
        if registry.knows(key):  # settings are no records
            by_type.setdefault(key, []).append(pk)
    known = {key: titles_for(actor, registry.get(key), ids) for key, ids in by_type.items()}
    return [known[key][pk] for key, pk in records if pk in known.get(key, ())]


def still_there(actor: Actor, url: str, done: Undone) -> str:
    """The page one was on; when its record has gone with the act, what the act had changed, else the list."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return url
    if match.namespace != "workspace" or "pk" not in match.kwargs:
        return url
    try:
        rows.one(actor, match.kwargs["type_key"], match.kwargs["pk"], columns=())
    except RecordError:
        return _as_before(actor, done) or list_url(match.kwargs["type_key"])
    return url


def _as_before(actor: Actor, done: Undone) -> str:
    """The one record that is as it was before: of the type that the act was named after, else of all."""
    undoing = ChangeSet.objects.filter(pk=done.set).first()
    if undoing is None:
        return ""
    ids: dict[str, set[int]] = {}
    for change in undoing.changes.filter(op__in=(Change.CREATE, Change.CHANGE)):
        if _is_meant(change):
            ids.setdefault(change.type, set()).update(change.record_ids)
    named = str(undoing.details.get("of", "")).partition(".")[0]
    for keys in ({named} & ids.keys(), ids.keys()):
        there = [(key, pk) for key in keys for pk in access.visible_ids(actor, registry.get(key), ids[key])]
        if len(there) == 1:
            return record_url(*there[0])
    return ""


def _is_meant(change: Change) -> bool:
    """Whether it is of a record with a page, and did not merely follow from others."""
    record_type = registry.get(change.type) if registry.knows(change.type) else None
    if record_type is None or not record_type.group or record_type.is_setting:
        return False
    return not change.after or not change.after.keys() <= set(change.derived or ())
