"""Names that wait for a record: what each probably means, and the ways to decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import ngettext

from trato.accounts.rights import Right
from trato.kernel.text import sort_key
from trato.records import access
from trato.records.errors import Invalid
from trato.records.mending import may_make
from trato.records.registry import registry
from trato.records.waiting import groups_for, waiting_groups
from trato.transfer.labels import label_of

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.mending import PendingGroup
    from trato.web.formats import Formats

#: So many names are shown at once; the most frequent come first.
MOST = 100
MOST_OPTIONS = 200


@dataclass(frozen=True)
class Waiting:
    """One name: `type` and `field` are keys, the rest is for people."""

    type: str
    field: str
    text: str
    note: str
    proposal: dict[str, Any] | None
    options_url: str
    options: list[tuple[int, str]]
    target: str
    may_mend: bool
    may_make: bool
    #: What is wrong with what was chosen.
    error: str = ""


@dataclass(frozen=True)
class Makeable:
    """Several names that wait for records of one type, which can all be made at once."""

    target: str
    label: str
    number: str
    #: How many more resemble a record that is there.
    alike: int
    type: str


@dataclass(frozen=True)
class PendingPage:
    """All that waits, or what waits in one type."""

    waiting: list[Waiting]
    more: int
    back: str
    makeable: list[Makeable]

    def refuse(self, asked: tuple[str, str, str], sentence: str) -> None:
        """Say beside this name (its type, field and text) what is wrong. Raises Invalid where none is it."""
        places = [place for place, one in enumerate(self.waiting) if (one.type, one.field, one.text) == asked]
        if not places:
            raise Invalid(sentence)
        self.waiting[places[0]] = replace(self.waiting[places[0]], error=sentence)


def pending_page(actor: Actor, formats: Formats, type_key: str = "", back: str = "") -> PendingPage:
    groups = waiting_groups(actor, type_key)
    options: dict[str, list[tuple[int, str]]] = {}
    shown = [_waiting(actor, group, formats, options) for group in groups[:MOST]]
    makeable = _makeable(actor, groups, formats, type_key)
    return PendingPage(shown, max(len(groups) - MOST, 0), back, makeable)


def _makeable(actor: Actor, groups: list[PendingGroup], formats: Formats, type_key: str) -> list[Makeable]:
    """The types for which more than one name waits of which nothing like it is known."""
    found: list[Makeable] = []
    for target in dict.fromkeys(group.target for group in groups):
        texts = {sort_key(group.text): group.proposal for group in groups_for(actor, groups, target)}
        alike = sum(proposal is not None for proposal in texts.values())
        record_type = registry.get(target)
        if len(texts) - alike > 1 and may_make(actor, record_type):
            number = formats.number(len(texts) - alike)
            found.append(Makeable(target, str(record_type.label_plural), number, alike, type_key))
    return found


def _waiting(
    actor: Actor, group: PendingGroup, formats: Formats, options: dict[str, list[tuple[int, str]]]
) -> Waiting:
    record_type, target = registry.get(group.type), registry.get(group.target)
    rows = ngettext("in one of the %(type)s", "in %(number)s %(type)s", group.rows)
    note = rows % {"number": formats.number(group.rows), "type": record_type.label_plural}
    proposal = None if group.proposal is None else {"id": group.proposal.id, "label": group.proposal.label}
    if group.target not in options:
        options[group.target] = _options(actor, group.target)
    return Waiting(
        type=group.type,
        field=group.field,
        text=group.text,
        note=f"{label_of(record_type.fields[group.field])} · {note}",
        proposal=proposal,
        options_url=_address("search:options", group.target),
        options=options[group.target],
        target=str(target.label),
        may_mend=access.may(actor, record_type, Right.EDIT),
        may_make=access.may(actor, target, Right.CREATE),
    )


def _options(actor: Actor, target: str) -> list[tuple[int, str]]:
    """A few records to choose from without scripts."""
    record_type = registry.get(target)
    rows = access.visible_rows(actor, record_type).order_by(record_type.title)
    if record_type.is_archivable:
        rows = rows.filter(archived_at=None)
    return [(pk, title) for pk, title in rows.values_list("pk", record_type.title)[:MOST_OPTIONS] if title]


def _address(name: str, *args: str) -> str:
    """The address of another room's view; empty while no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def pending_url(type_key: str = "") -> str:
    query = f"?{urlencode({'type': type_key})}" if type_key else ""
    return reverse("transfer:pending") + query
