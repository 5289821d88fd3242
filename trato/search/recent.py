"""The records that somebody worked with last: looked at, as the browser tells, or changed, by history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from trato.records import access
from trato.records.models import Change, ChangeSet
from trato.search.asking import searched_types

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

MOST = 8
LONGEST_ID = 19
#: How far back is looked: changes of this person, among change sets of everybody.
CHANGES = 80
SETS = 5000


def recent_records(actor: Actor, visited: str = "") -> list[tuple[RecordType, int, str]]:
    """Type, id and title of what the actor may still see of what was worked with last on a screen.

    First what was visited, as `deals/3,contacts/7`, then what was changed, each the newest first.
    """
    types = {one.key: one for one in searched_types(actor) if not one.is_setting}
    seen = [one for one in map(_record, visited.split(",")[:MOST]) if one[0] in types]
    touched = list(dict.fromkeys([*seen, *_touched(actor, types)]))
    wanted: dict[str, set[int]] = {}
    for key, pk in touched:
        wanted.setdefault(key, set()).add(pk)
    titles = {
        (key, pk): title for key, ids in wanted.items() for pk, title in _titles(actor, types[key], ids)
    }
    return [(types[key], pk, titles[key, pk]) for key, pk in touched if (key, pk) in titles][:MOST]


def _record(text: str) -> tuple[str, int]:
    key, _slash, number = text.partition("/")
    return key, int(number) if number.isdecimal() and len(number) < LONGEST_ID else 0


def _touched(actor: Actor, types: dict[str, RecordType]) -> list[tuple[str, int]]:
    newest = ChangeSet.objects.aggregate(newest=Max("pk"))["newest"] or 0
    changes = Change.objects.filter(
        change_set_id__gt=newest - SETS,
        change_set__actor_id=actor.user_id,
        change_set__via=actor.via,
        op__in=(Change.CREATE, Change.CHANGE),
        ids__isnull=True,
        type__in=types,
    )
    found = changes.order_by("-pk").values_list("type", "first_id")[:CHANGES]
    return list(dict.fromkeys(found))[: 2 * MOST]


def _titles(actor: Actor, record_type: RecordType, ids: set[int]) -> list[tuple[int, str]]:
    if record_type.title not in access.readable_fields(actor, record_type):
        return []
    rows = access.visible_rows(actor, record_type).filter(pk__in=ids)
    if record_type.is_archivable:
        rows = rows.filter(archived_at=None)
    return [
        (pk, title or f"{record_type.label} {pk}") for pk, title in rows.values_list("pk", record_type.title)
    ]
