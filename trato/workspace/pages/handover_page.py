"""What somebody leaves behind, and who gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts.rights import Right
from trato.kernel.saying import in_a_row
from trato.records import access, handover, rows
from trato.records.handover import USERS
from trato.records.registry import registry
from trato.workspace.ledger import counted
from trato.workspace.reader import capitalized, formats_for, list_url, record_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.accounts.models import User
    from trato.web.formats import Formats

#: More people than these are no choice that one reads.
MOST_PEOPLE = 500
STAYS = "stays"


@dataclass
class Kind:
    """One type in the dialog: how much goes, and to whom."""

    key: str
    label: str
    number: str
    everything: str
    value: str = ""


@dataclass
class HandOverPage:
    """The dialog before somebody's records go to others."""

    title: str
    action: str
    back: str
    name: str
    kinds: list[Kind] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)
    to: str = ""
    everything: bool = False
    leaves: bool = False
    may_leave: bool = False
    #: What becomes of those who report to somebody who leaves.
    reports: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with whom they go to, by control."""
        return {one["field"]: one["text"] for one in self.errors}

    @property
    def others(self) -> list[tuple[Any, str]]:
        return [(STAYS, _("stay here")), *self.people]


def hand_over_page(actor: Actor, pk: int, given: Mapping[str, str]) -> HandOverPage:
    """What there is to hand over, with what was chosen so far. Raises NotFound."""
    user = access.fetch(actor, registry.get(USERS), pk)
    numbers, url = formats_for(actor), record_url(USERS, pk)
    page = HandOverPage(
        _("Hand over the records of %(name)s") % {"name": user.name}, f"{url}/hand-over", url, user.name
    )
    page.kinds = [
        Kind(
            share.record_type.key,
            capitalized(share.record_type.label_plural),
            numbers.number(share.number),
            numbers.number(share.everything) if share.everything != share.number else "",
            given.get(f"to-{share.record_type.key}", ""),
        )
        for share in handover.shares(actor, pk)
    ]
    here = rows.read(actor, USERS, columns=("name",), sort="name", limit=MOST_PEOPLE).rows
    page.people = [(row.id, str(row["name"])) for row in here if row.id != pk]
    page.to, page.everything = given.get("to", ""), bool(given.get("everything"))
    page.may_leave = user.archived_at is None and pk != actor.user_id
    page.may_leave = page.may_leave and access.may(actor, registry.get(USERS), Right.DELETE)
    page.leaves = bool(given.get("leaves"))
    page.reports = _reports(actor, user) if page.may_leave else ""
    return page


def _reports(actor: Actor, user: User) -> str:
    """To whom the people of somebody who leaves report then."""
    number = handover.reports(user).count(actor)
    if not number:
        return ""
    to = handover.next_manager(user, None)
    if to is None:
        said = ngettext(
            "One person reports to %(name)s, then to whoever gets the records.",
            "%(count)s people report to %(name)s, then to whoever gets the records.",
            number,
        )
        return said % {"count": number, "name": user.name}
    said = ngettext(
        "One person reports to %(name)s, then to %(manager)s.",
        "%(count)s people report to %(name)s, then to %(manager)s.",
        number,
    )
    return said % {"count": number, "name": user.name, "manager": rows.titles(USERS, [to])[to]}


@dataclass
class WorkPanel:
    """Open work on a person's page."""

    lines: list[dict[str, str]] = field(default_factory=list)
    has_left: bool = False
    hand_over_url: str = ""


def work_panel(actor: Actor, pk: int) -> WorkPanel:
    user = access.fetch(actor, registry.get(USERS), pk)
    panel = WorkPanel(has_left=user.archived_at is not None)
    numbers = formats_for(actor)
    panel.lines = [_line(one, numbers) for one in handover.open_work(actor, [pk])]
    if actor.administers and panel.has_left and panel.lines:
        panel.hand_over_url = reverse("workspace:hand-over", args=[pk])
    return panel


def _line(one: handover.OpenWork, numbers: Formats) -> dict[str, str]:
    url = f"{list_url(one.record_type.key)}?{urlencode({'filter': one.filter})}"
    return {"text": counted(one.record_type, one.number, numbers), "url": url, "icon": one.record_type.icon}


@dataclass
class Leaver:
    """Somebody who has left, with what is open still."""

    name: str
    url: str
    hand_over_url: str
    lines: list[dict[str, str]] = field(default_factory=list)


@dataclass
class LeaversPage:
    """Open work that belongs to people who have left."""

    leavers: list[Leaver] = field(default_factory=list)
    sentence: str = ""


def leavers_page(actor: Actor) -> LeaversPage:
    found = handover.orphans(actor)
    names, numbers = rows.titles(USERS, {one.user_id for one in found}), formats_for(actor)
    page = LeaversPage()
    for pk, name in sorted(names.items(), key=lambda one: one[1].casefold()):
        leaver = Leaver(name, record_url(USERS, pk), reverse("workspace:hand-over", args=[pk]))
        leaver.lines = [_line(one, numbers) for one in found if one.user_id == pk]
        page.leavers.append(leaver)
    sums: dict[str, int] = {}
    for one in found:
        sums[one.record_type.key] = sums.get(one.record_type.key, 0) + one.number
    what = [counted(registry.get(key), number, numbers) for key, number in sums.items()]
    if what:
        page.sentence = _("%(what)s belong to someone who has left.") % {"what": in_a_row(what)}
    return page
