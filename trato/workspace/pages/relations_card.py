"""What a record is related to, grouped by how, with what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, filters, rows
from trato.records.access import may_create
from trato.records.filters import Or, Term
from trato.records.registry import registry
from trato.records.relations import ENDS, FROM, KINDS, RELATIONS, TO
from trato.records.values import ById
from trato.web.formats import unbroken
from trato.workspace.address import ListAddress
from trato.workspace.reader import capitalized, record_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.records.values import Ref
    from trato.workspace.cells import Cells

MOST = 40
SHOWN = ("kind", "note", "since", "until")


@dataclass
class RelationsCard:
    """The card beside a record."""

    count: str = ""
    groups: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    add_url: str = ""
    all_url: str = ""


@dataclass(frozen=True)
class Side:
    """One way in which a kind is said: by the record where it begins, or by the other."""

    kind: int
    end: str
    label: str
    position: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.end}"


def relations_card(
    cells: Cells, record_type: RecordType, row: Row, *, may_edit: bool
) -> RelationsCard | None:
    """The record's relations that this person may see; None for those who may not know of any."""
    actor, ties = cells.actor, registry.get(RELATIONS)
    known = access.readable_fields(actor, ties)
    if not access.may(actor, ties, Right.READ) or not {*ENDS, "kind"} <= known.keys():
        return None
    card = RelationsCard()
    if may_edit and may_create(actor, ties):
        card.add_url = f"{record_url(record_type.key, row.id)}/relations"
    key = ById(f"{record_type.key}/{row.id}")
    node = Or((Term((FROM,), ":", (key,)), Term((TO,), ":", (key,))))
    columns = [*ENDS, *(name for name in SHOWN if name in known)]
    found = rows.read(actor, RELATIONS, columns=columns, filter=node, sort="id", limit=MOST)
    others = {tie.id: _other(tie, key) for tie in found.rows}
    live = live_ones(actor, [ref for _end, ref in others.values()])
    shown = [tie for tie in found.rows if (others[tie.id][1].type, others[tie.id][1].id) in live]
    if shown:
        count = rows.count(actor, RELATIONS, filter=node) if found.next else rows.Count(len(shown))
        card.count = cells.formats.count(count.number, capped=count.capped)
        card.groups = _groups(cells, record_type, row, shown, others)
    card.all_url = ListAddress(RELATIONS, filter=filters.to_words(node)).url() if found.next else ""
    return card


def _other(tie: Row, key: str) -> tuple[str, Ref]:
    """From which end this record sees the relation, and the record at the other one."""
    start, end = tie[FROM][0], tie[TO][0]
    return (FROM, end) if f"{start.type}/{start.id}" == key else (TO, start)


def live_ones(actor: Actor, refs: Iterable[Ref]) -> set[tuple[str, int]]:
    """Those of the records that the actor sees and that are not in the bin; a query a type."""
    by_type: dict[str, set[int]] = {}
    for ref in refs:
        by_type.setdefault(ref.type, set()).add(ref.id or 0)
    found: set[tuple[str, int]] = set()
    for key, ids in by_type.items():
        page = rows.read(actor, key, columns=(), sort="id", ids=ids, limit=len(ids))
        found |= {(key, one.id) for one in page.rows}
    return found


def sides(actor: Actor) -> list[Side]:
    """Every way to say a kind, in the kinds' order; what both say alike stands once."""
    found: list[Side] = []
    columns = ("name", "inverse", "position")
    for row in rows.read(actor, KINDS, columns=columns, sort="position", limit=500).rows:
        found.append(Side(row.id, FROM, str(row["name"]), row["position"]))
        if row["inverse"]:
            found.append(Side(row.id, TO, str(row["inverse"]), row["position"]))
    return found


def _groups(
    cells: Cells, record_type: RecordType, row: Row, ties: Sequence[Row], others: dict[int, tuple[str, Ref]]
) -> list[tuple[str, list[dict[str, Any]]]]:
    said = {(side.kind, side.end): side for side in sides(cells.actor)}
    places = {side: place for place, side in enumerate(said.values())}
    mine = access.reached_ids(cells.actor, registry.get(RELATIONS), [tie.id for tie in ties], Right.EDIT)
    grouped: dict[Side, list[dict[str, Any]]] = {}
    for tie in ties:
        end, other = others[tie.id]
        pk = tie["kind"].id
        side = said.get((pk, end)) or said.get((pk, FROM)) or Side(pk, end, tie["kind"].label)
        base = f"{record_url(record_type.key, row.id)}/relations/{tie.id}"
        line = _line(cells, tie, other)
        line["acts"] = acts(base) if tie.id in mine else []
        grouped.setdefault(side, []).append(line)
    return [(side.label, grouped[side]) for side in sorted(grouped, key=lambda one: places.get(one, 999))]


def acts(base: str) -> list[dict[str, str]]:
    """What a line's menu offers."""
    return [
        {"label": _("Edit"), "url": base, "icon": "edit", "kind": "dialog"},
        {
            "label": _("Unlink"),
            "url": f"{base}/unlink",
            "icon": "unlink",
            "kind": "post",
        },
    ]


def _line(cells: Cells, tie: Row, other: Ref) -> dict[str, Any]:
    target = registry.get(other.type)
    line: dict[str, Any] = {"title": other.label, "url": cells.url(other), "note": _note(cells, tie)}
    if target.portrait in {"person", "company"}:
        line[target.portrait] = other.label
    else:
        line["icon"] = target.icon
    line["end"] = None
    if target.portrait not in {"person", "company"}:
        line["note"] = " · ".join(filter(None, (capitalized(target.label), line["note"])))
    return line


def _note(cells: Cells, tie: Row) -> str:
    since, until = tie.get("since"), tie.get("until")
    time = ""
    if since and until:
        time = f"{_day(cells, since)} – {_day(cells, until)}"
    elif since:
        time = _("since %(day)s") % {"day": _day(cells, since)}
    elif until:
        time = _("until %(day)s") % {"day": _day(cells, until)}
    return " · ".join(filter(None, (tie.get("note") or "", time)))


def _day(cells: Cells, day: date) -> str:
    return unbroken(cells.formats.date(day))
