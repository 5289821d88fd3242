"""The records that one is about, whatever they are: read once for their cards and the ways to reach them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.carrying import abouts
from trato.records.record_type import Related
from trato.records.registry import registry
from trato.workspace.cells import Cells, dial
from trato.workspace.pages.ends import Ends
from trato.workspace.pages.related import MOST_ROWS, RelatedCard, card_fields, card_line
from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: How one is reached: by which fields, in which words, with which sign.
WAYS = (("email", "mail", "mailto:"), ("phone", "phone", "tel:"))


@dataclass
class Linked:
    """Cards of the linked records, and the first way of each kind to reach one of them."""

    cards: list[RelatedCard] = field(default_factory=list)
    ways: list[dict[str, Any]] = field(default_factory=list)


def linked(cells: Cells, record_type: RecordType, row: Row) -> Linked:
    """One card a type of what the record is about: one query each, of those the reader may see."""
    found, known = Linked(), access.readable_fields(cells.actor, record_type)
    wanted: dict[str, list[int]] = {}
    refs = dict.fromkeys(ref for one in abouts(record_type) if one.name in known for ref in row[one.name])
    for ref in refs:
        if ref.id:
            wanted.setdefault(ref.type, []).append(ref.id)
    for key, ids in wanted.items():
        target = registry.get(key) if registry.knows(key) else None
        if target is not None and target.is_noted and access.may(cells.actor, target, Right.READ):
            _add_card(found, cells, target, ids)
    return found


def _add_card(found: Linked, cells: Cells, target: RecordType, ids: list[int]) -> None:
    known = access.readable_fields(cells.actor, target)
    ends, asked, beyond = Ends(cells, target), Related(target.key, by=""), known.get(target.reached_by)
    fields = card_fields(target, known, asked, known.get(target.main_total))
    reached = [one for one in known.values() if _is_way(one)]
    names = dict.fromkeys(one.name for one in (*fields, *ends.fields, *reached, *filter(None, (beyond,))))
    page = rows.read(cells.actor, target.key, columns=tuple(names), ids=ids, archived=None, limit=len(ids))
    if not page.rows:
        return
    cells.look_up(fields, page.rows)
    at = {pk: place for place, pk in enumerate(ids)}
    lines, ways_of_all = [], ways_of(cells.actor, target, page.rows)
    for one in sorted(page.rows, key=lambda one: at[one.id]):
        line, ways = card_line(ends, target, fields, one, one), ways_of_all[one.id]
        told = [{**way, "label": f"{way['label']}: {line['title']} · {way['hint']}"} for way in ways]
        lines.append({**line, "ways": told})
        taken = {way["icon"] for way in found.ways}
        found.ways += [way for way in ways if way["icon"] not in taken]
    label = capitalized(target.label_plural)
    count = cells.formats.count(len(lines)) if len(lines) > 1 else ""
    found.cards.append(RelatedCard(label, count, rows=lines[:MOST_ROWS]))


def ways_to(known: Mapping[str, Field], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """To write to a record and to call it, by its first address of each kind."""
    labels, links = {"email": pgettext("action", "E-mail"), "phone": _("Call")}, []
    for kind, icon, scheme in WAYS:
        held = (row.get(one.name) for one in known.values() if one.component in {kind, f"{kind}s"})
        value = next((one for one in held if one), None)
        if value:
            said = value if isinstance(value, str) else value[0].value
            target = dial(said) if kind == "phone" else said
            links.append({"label": labels[kind], "icon": icon, "url": f"{scheme}{target}", "hint": said})
    return links


def ways_of(actor: Actor, record_type: RecordType, found: Sequence[Row]) -> dict[int, list[dict[str, Any]]]:
    """The same of each of some records, as far as their reader may know; what one lacks may be its firm's."""
    known = access.readable_fields(actor, record_type)
    ways = {row.id: ways_to(known, row) for row in found}
    link = known.get(record_type.reached_by)
    target = registry.get(link.target) if link is not None and registry.knows(link.target) else None
    if link is None or target is None or not access.may(actor, target, Right.READ):
        return ways
    theirs = [one for one in access.readable_fields(actor, target).values() if _is_way(one)]
    icons = {icon for kind, icon, _scheme in WAYS for one in theirs if one.component in {kind, f"{kind}s"}}
    through = {row.id: _ids(row[link.name]) for row in found if icons - {way["icon"] for way in ways[row.id]}}
    for pk, others in _ways_through(actor, target, theirs, through).items():
        for way in others:
            if way["icon"] not in {one["icon"] for one in ways[pk]}:
                ways[pk].append(way)
    return ways


def _ids(value: Any) -> list[int]:
    refs = value if isinstance(value, tuple) else (value,)
    return [ref.id for ref in refs if ref is not None and ref.id]


def _ways_through(
    actor: Actor, target: RecordType, fields: Sequence[Field], through: Mapping[int, list[int]]
) -> dict[int, list[dict[str, Any]]]:
    """Of several firms the first that can be reached, each way with whose it is: one query."""
    ids = list(dict.fromkeys(pk for one in through.values() for pk in one))
    if not ids:
        return {}
    names = (target.title, *(one.name for one in fields))
    page = rows.read(actor, target.key, columns=names, ids=ids, limit=len(ids))
    known = {one.name: one for one in fields}
    theirs = {row.id: [_whose(way, target, row) for way in ways_to(known, row)] for row in page.rows}
    return {pk: [way for one in others for way in theirs.get(one, ())] for pk, others in through.items()}


def _whose(way: dict[str, Any], target: RecordType, row: Row) -> dict[str, Any]:
    label = _("%(way)s (%(type)s)") % {"way": way["label"], "type": target.label}
    return {**way, "label": label, "hint": f"{row[target.title]} · {way['hint']}"}


def _is_way(one: Field) -> bool:
    return any(one.component in {kind, f"{kind}s"} for kind, _icon, _scheme in WAYS)
