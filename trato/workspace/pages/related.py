"""The cards beside a record: rows of other types that link to it, and the people and firms it links to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, filters, rows
from trato.records.access import may_create
from trato.records.filters import And, Term
from trato.records.registry import registry
from trato.records.values import ById, Ref
from trato.web.formats import unbroken
from trato.workspace.address import ListAddress
from trato.workspace.cells import Cells, portrait_of
from trato.workspace.linking import is_linking, may_empty
from trato.workspace.pages.ends import OPEN, WON, Ends
from trato.workspace.pages.totals import added_up
from trato.workspace.reader import capitalized, list_url, record_url

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType, Related
    from trato.records.rows import Row

MOST_ROWS = 5
SHORT = {"text", "choice", "date", "email", "emails"}
ENDS = {"money"}


@dataclass
class RelatedCard:
    """One card: how many, what they come to, the first few."""

    label: str
    count: str = ""
    sum: str = ""
    #: What a sum of several currencies comes to in the workspace's.
    sum_note: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    list_url: str = ""
    #: The form of a new one, and the dialog that links one that is there.
    add_url: str = ""
    add_label: str = ""
    link_url: str = ""
    has_more: bool = False


def related_cards(
    cells: Cells, record_type: RecordType, row: Row, *, may_edit: bool = False
) -> list[RelatedCard]:
    """The record's own links as cards, then the cards that the declaration and other rooms ask for."""
    cards = _linked_cards(cells, record_type, row, may_edit=may_edit)
    for asked in registry.related(record_type):
        if not registry.knows(asked.type):
            continue
        target = registry.get(asked.type)
        if access.may(cells.actor, target, Right.READ) and asked.by in access.readable_fields(
            cells.actor, target
        ):
            cards.append(_card(cells, asked, target, record_type, row))
    return cards


def _card(cells: Cells, asked: Related, target: RecordType, record_type: RecordType, row: Row) -> RelatedCard:
    known = access.readable_fields(cells.actor, target)
    by = known[asked.by]
    key = ById(row.id if by.target else f"{record_type.key}/{row.id}")
    parts = [Term((asked.by,), ":", (key,))]
    node = And((*parts, *([filters.parse(asked.filter)] if asked.filter else [])))
    money = known.get(asked.total) if asked.total else None
    fields, ends = card_fields(target, known, asked, money), Ends(cells, target)
    names = dict.fromkeys(one.name for one in (*fields, *ends.fields))
    found = rows.read(cells.actor, target.key, columns=tuple(names), filter=node, limit=MOST_ROWS)
    cells.look_up(fields, found.rows)
    count = rows.Count(len(found.rows))
    if found.next:
        count = rows.count(cells.actor, target.key, filter=node)
    address = ListAddress(target.key, filter=filters.to_words(node))
    card = RelatedCard(
        label=capitalized(asked.label or target.label_plural),
        count=cells.formats.count(count.number, capped=count.capped),
        rows=[card_line(ends, target, fields, one, row) for one in found.rows],
        list_url=address.url(),
        has_more=found.next is not None,
    )
    if is_linking(cells.actor, target, asked.by):
        url = f"{record_url(record_type.key, row.id)}/related/{target.key}/{asked.by}"
        card.link_url = url
        _offer_unlinking(cells, target, by, url, found, card)
    if money is not None and count.number:
        card.sum, card.sum_note = _sum(ends, target, money, node, found)
    if may_create(cells.actor, target) and by.editable:
        card.add_url = f"{list_url(target.key)}new?{asked.by}={key}"
        card.add_label = str(target.label)
    return card


def _offer_unlinking(
    cells: Cells, target: RecordType, by: Field, url: str, found: rows.Page, card: RelatedCard
) -> None:
    """Rows that this person may change can be unlinked, if their field may be empty."""
    ids = [one.id for one in found.rows]
    mine = access.reached_ids(cells.actor, target, ids, Right.EDIT) if ids and may_empty(by) else set()
    for line, pk in zip(card.rows, ids, strict=True):
        line["acts"] = [unlinking(url, pk)] if pk in mine else []


def unlinking(url: str, pk: int) -> dict[str, Any]:
    """The line of a row's menu that takes its link away."""
    return {"label": _("Unlink"), "url": url, "icon": "unlink", "kind": "post", "fields": {"remove": pk}}


def _sum(ends: Ends, target: RecordType, money: Field, node: And, found: rows.Page) -> tuple[str, str]:
    """What the rows come to, with a note; of such as end, what the open ones do, else what was won."""
    amounts = _amounts(ends, target, money, node, found)
    if ends.declared is None:
        sums = added_up(ends.cells, amounts.get(OPEN, ()))
        return sums.text, sums.note
    for kind, saying in ((OPEN, _("%(amount)s open")), (WON, _("%(amount)s won"))):
        sums = added_up(ends.cells, amounts.get(kind, ()))
        if sums.text:
            return saying % {"amount": sums.text}, sums.note
    return "", ""


def _amounts(
    ends: Ends, target: RecordType, money: Field, node: And, found: rows.Page
) -> dict[str, list[Any]]:
    """The amounts of all rows by how these ended: of the rows at hand, else summed by one query."""
    amounts: dict[str, list[Any]] = {}
    if found.next is None:
        for one in found.rows:
            amounts.setdefault(ends.kind(one), []).append(one[money.name])
        return amounts
    known = access.readable_fields(ends.cells.actor, target).values()
    by = next((one.name for one in known if one.groupable and not one.is_many), "")
    by = ends.declared.by if ends.declared else by
    groups = rows.group(ends.cells.actor, target.key, by=by, total=money.name, filter=node) if by else []
    for group in groups:
        amounts.setdefault(group.value if ends.declared else OPEN, []).append(group.total)
    return amounts


def card_fields(
    target: RecordType, known: dict[str, Field], asked: Related, money: Field | None
) -> list[Field]:
    """The title, something to tell rows apart by, and what stands at the end of the line."""
    if target.named_by and set(target.named_by) <= known.keys():
        return [known[name] for name in (target.title, *target.named_by)]
    names = [target.title, *([money.name] if money else [])]
    if target.page.path in known:
        names.append(target.page.path)
    listed = [known[name] for name in target.columns if name in known and name not in {*names, asked.by}]
    note = next((one.name for one in listed if _tells_apart(one)), "")
    if asked.by in known and known[asked.by].is_many and getattr(known[asked.by], "with_role", False):
        names.append(asked.by)
    return [known[name] for name in dict.fromkeys([*names, *([note] if note else [])])]


def _tells_apart(field: Field) -> bool:
    """Whether a line says it under its title: whose it is, or a short fact."""
    is_whose = portrait_of(field) in {"person", "company"} and not field.is_many and field.target != "users"
    return is_whose or field.component in SHORT


def card_line(ends: Ends, target: RecordType, fields: list[Field], one: Row, row: Row) -> dict[str, Any]:
    title = str(one[target.title] or f"{capitalized(target.label)} {one.id}")
    line: dict[str, Any] = {"title": title, "url": record_url(target.key, one.id), "note": "", "end": None}
    if target.portrait in {"person", "company"}:
        line[target.portrait] = title
    else:
        line["icon"] = target.icon
    if target.named_by and set(target.named_by) <= one.keys():
        return {**line, "title": target.called(one), "note": one[target.title] or ""}
    told = [(shown, one[shown.name]) for shown in fields[1:] if one[shown.name] not in {None, ()}]
    for shown, value in told:
        if portrait_of(shown) == "stage" or shown.component in ENDS:
            _put_at_end(ends.cells, line, shown, value)
        elif shown.component == "links":
            line["note"] = next((ref.role for ref in value if ref.id == row.id and ref.role), line["note"])
        elif not line["note"]:
            line["note"] = _note(ends, shown, value, one)
    if not line["note"] and ends.expected:
        line["note"] = ends.told(one)
    return line


def _put_at_end(cells: Cells, line: dict[str, Any], shown: Field, value: Any) -> None:
    """At the end of a line stands the stage, with the amount under it; else the amount itself."""
    written = cells.cell(shown, value)
    if portrait_of(shown) == "stage":
        amount, line["end"] = line["end"], written
        line["amount"] = amount["text"] if amount else ""
    elif line["end"] is None:
        line["end"] = written


def _note(ends: Ends, shown: Field, value: Any, one: Row) -> str:
    if shown.name == ends.expected and (told := ends.told(one)):
        return told
    written = ends.cells.cell(shown, value)
    text = written if isinstance(written, str) else str((written or {}).get("text", ""))
    if shown.component == "date":
        return f"{capitalized(shown.label)} {unbroken(ends.cells.formats.day(value))}"
    return text


def _linked_cards(cells: Cells, record_type: RecordType, row: Row, *, may_edit: bool) -> list[RelatedCard]:
    """Cards of the people and firms that the record links to; of many links also while there are none."""
    cards = []
    for shown in access.readable_fields(cells.actor, record_type).values():
        portrait = portrait_of(shown)
        if portrait not in {"person", "company"} or shown.target == "users" or shown.name not in row:
            continue
        value = row[shown.name]
        refs = [value] if isinstance(value, Ref) else list(value or ())
        refs = [ref for ref in refs if not ref.is_pending]
        url = ""
        if may_edit and is_linking(cells.actor, record_type, shown.name):
            url = f"{record_url(record_type.key, row.id)}/link/{shown.name}"
        if refs or (url and shown.is_many):
            cards.append(_linked_card(cells, shown, portrait, refs, url))
    return cards


def _linked_card(cells: Cells, shown: Field, portrait: str, refs: list[Ref], url: str) -> RelatedCard:
    """With an address, links can be added and taken away there."""
    card = RelatedCard(capitalized(shown.label), count=str(len(refs)) if shown.is_many else "")
    card.link_url = url if shown.is_many else ""
    for ref in refs[:MOST_ROWS]:
        end = {"kind": "choice", "text": ref.role} if ref.role else None
        note = _facts_line(cells, ref) if not shown.is_many else ""
        line: dict[str, Any] = {"title": ref.label, "url": cells.url(ref), portrait: ref.label}
        line |= {"note": note, "end": end}
        line["acts"] = [unlinking(url, ref.id or 0)] if url and may_empty(shown) else []
        card.rows.append(line)
    card.has_more = len(refs) > MOST_ROWS
    return card


def _facts_line(cells: Cells, ref: Ref) -> str:
    """A linked record in a few words, of what its own header says."""
    target = registry.get(ref.type)
    known = access.readable_fields(cells.actor, target)
    names = [
        name for name in target.page.header if name in known and known[name].component in {"text", "choice"}
    ]
    if not names or not access.visible_ids(cells.actor, target, [ref.id or 0]):
        return ""
    row = rows.one(cells.actor, target.key, ref.id or 0, columns=names)
    return " · ".join(str(row[name]) for name in names if row[name])
