"""What is done at once with chosen events, of one kind or of several: what all of these kinds have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts.rights import Right
from trato.records import access, actions, rows
from trato.records.contexts import context_for
from trato.records.errors import Denied, Invalid, NotFound
from trato.records.registry import registry
from trato.records.several import one_act
from trato.records.work import together
from trato.workspace.calendar.events import types_with_time
from trato.workspace.calendar.moving import columns_of_day, given_day
from trato.workspace.ledger import SEVERAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import QueryDict

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.work import Work

T = TypeVar("T")

#: So many are chosen at most in a calendar.
MOST = 1000
DAY, OWNER, DONE, ARCHIVE = "day", "owner", "done", "archive"


@dataclass(frozen=True)
class Chosen:
    """The records that are meant, type by type."""

    ids: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, actor: Actor, data: QueryDict) -> Chosen:
        """What was posted: `tasks/3`, or `3` where one `kind` is said. Raises Invalid, NotFound."""
        known = {one.key for one in types_with_time(actor)}
        found: dict[str, list[int]] = {}
        for one in list(dict.fromkeys(data.getlist("ids")))[: MOST + 1]:
            kind, _slash, pk = one.rpartition("/")
            kind = kind or data.get("kind", "")
            if kind not in known or not pk.isdecimal() or len(pk) > 18:
                raise NotFound
            found.setdefault(kind, []).append(int(pk))
        number = sum(len(ids) for ids in found.values())
        if not number:
            raise Invalid(_("Choose something first."), field="ids")
        if number > MOST:
            raise Invalid(_("Choose at most %(most)s.") % {"most": MOST}, field="ids")
        return cls({key: tuple(ids) for key, ids in found.items()})

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [("ids", f"{key}/{pk}") for key, ids in self.ids.items() for pk in ids]

    def types(self) -> Iterator[tuple[RecordType, tuple[int, ...]]]:
        return ((registry.get(key), ids) for key, ids in self.ids.items())


@dataclass
class Act:
    """One button: what it does, for which kinds, and whether it asks first."""

    step: str
    label: str
    icon: str
    kinds: list[str] = field(default_factory=list)


@dataclass
class SeveralBar:
    """The bar for events of several kinds."""

    back: str
    action: str
    acts: list[Act]
    #: What one and many of each kind are called.
    kinds: list[dict[str, str]]

    def acts_of(self, kind: str) -> list[Act]:
        """What is done with one kind as with several, beside what its own bar has already."""
        return [act for act in self.acts if kind in act.kinds and act.step in {DAY, DONE}]


def several_bar(actor: Actor, back: str) -> SeveralBar:
    """The acts that this person may do with the kinds in the calendar."""
    acts = [
        Act(DONE, _("Done"), "check"),
        Act(DAY, _("Move"), "calendar"),
        Act(OWNER, _("Assign"), "person"),
        Act(ARCHIVE, _("Put into the bin"), "bin"),
    ]
    known = types_with_time(actor)
    for act in acts:
        act.kinds = [one.key for one in known if _may(actor, one, act.step)]
    kinds = [{"key": one.key, "one": str(one.label), "many": str(one.label_plural)} for one in known]
    return SeveralBar(back, reverse("workspace:calendar_chosen"), [act for act in acts if act.kinds], kinds)


def _may(actor: Actor, record_type: RecordType, step: str) -> bool:
    if step == ARCHIVE:
        return record_type.is_archivable and access.may(actor, record_type, Right.DELETE)
    if not access.may(actor, record_type, Right.EDIT):
        return False
    calendar = record_type.calendar
    if step == DAY and calendar is not None:
        names = [name for name in (calendar.start, calendar.day) if name]
        return all(access.may_write(actor, record_type, name) for name in names)
    if step == OWNER:
        return record_type.is_owned and access.may_write(actor, record_type, "owner")
    return record_type.finisher is not None


def move(actor: Actor, chosen: Chosen, day: str) -> tuple[int | None, int]:
    """Put all of them on a day; each keeps its hour. The change set and how many moved.

    Raises Invalid, Refused for what has closed.
    """
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Invalid(_("This is not a day; write it as 2026-10-31."), field="day") from None
    context = context_for(actor)
    with together(actor, f"{SEVERAL}.change") as work:
        loaded = 0
        for record_type, ids in _reached(actor, chosen, DAY, Right.EDIT):
            known = rows.some(actor, record_type.key, ids, columns_of_day(actor, record_type))
            for pk, touched in work.load(record_type.key, ids).items():
                touched.refuse_binned()
                given = given_day(record_type, known[pk], wanted, context.time_zone)
                values = actions.parse_values(actor, record_type, given, context, touched.record)
                work.change(touched, values)
                loaded += any(touched.was(name) != value for name, value in values.items())
    return (work.change_set.pk if loaded else None), loaded


def assign(actor: Actor, chosen: Chosen, owner: str) -> tuple[int | None, int]:
    """Give all of them to somebody. The change set and how many changed. Raises Invalid."""
    if not owner:
        raise Invalid(_("Choose a person."), field=OWNER)
    with together(actor, f"{SEVERAL}.change") as work:
        changed = 0
        for record_type, ids in _reached(actor, chosen, OWNER, Right.EDIT):
            values = actions.parse_values(
                actor, record_type, {OWNER: owner}, context_for(actor), record_type.model()
            )
            for touched in work.load(record_type.key, ids).values():
                touched.refuse_binned()
                changed += touched.value(OWNER) != values[OWNER]
                work.change(touched, values)
    return (work.change_set.pk if changed else None), changed


def finish(actor: Actor, chosen: Chosen) -> tuple[int | None, int]:
    """Let each be over, by its own verb; those that are so already stay. However many, they are one act.

    Raises Denied, Refused.
    """
    left = [
        (record_type, pk)
        for record_type, ids in _reached(actor, chosen, DONE, Right.EDIT)
        for pk in _going_on(actor, record_type, ids)
    ]
    made, kind, pieces = None, f"{SEVERAL}.change", list(_pieces(left))
    with one_act(actor, kind, len(pieces)) as act:
        for number, piece in enumerate(pieces):
            with together(actor, kind, into=act, batch=number) as work:
                _finish(work, piece)
            made = work.change_set.pk
    return made, len(left)


def _going_on(actor: Actor, record_type: RecordType, ids: Sequence[int]) -> Iterator[int]:
    """Those that their type's verb finishes."""
    verb = record_type.finisher
    if verb is None:
        raise NotFound(_("There is no such act."))
    for piece in _pieces(ids):
        known = rows.some(actor, record_type.key, piece)
        yield from (pk for pk in piece if verb.when is None or verb.when(known[pk].values_by_name))


def _finish(work: Work, piece: Iterable[tuple[RecordType, int]]) -> None:
    by_type: dict[RecordType, list[int]] = {}
    for record_type, pk in piece:
        by_type.setdefault(record_type, []).append(pk)
    for record_type, ids in by_type.items():
        for touched in work.load(record_type.key, ids).values():
            if record_type.finisher is not None:
                record_type.finisher.run(work.actor, touched.record)


def _pieces(found: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at once as one transaction writes."""
    for start in range(0, len(found), actions.BATCH):
        yield found[start : start + actions.BATCH]


def archive(actor: Actor, chosen: Chosen) -> tuple[int | None, int]:
    """Put all of them into the bin."""
    with together(actor, f"{SEVERAL}.archive") as work:
        number = 0
        for record_type, ids in _reached(actor, chosen, ARCHIVE, Right.DELETE):
            for touched in work.load(record_type.key, ids, Right.DELETE).values():
                work.archive(touched, since=work.at)
                number += 1
    return work.change_set.pk, number


def _reached(
    actor: Actor, chosen: Chosen, step: str, right: Right
) -> Iterator[tuple[RecordType, tuple[int, ...]]]:
    """The chosen ones, if this may be done with every one of them. Raises NotFound, Denied."""
    known = list(chosen.types())
    out_of_reach = 0
    for record_type, ids in known:
        reached = access.visible_ids(actor, record_type, ids, right)
        if len(reached) < len(ids) and len(access.visible_ids(actor, record_type, ids)) < len(ids):
            raise NotFound
        out_of_reach += len(ids) - len(reached) if _may(actor, record_type, step) else len(ids)
    if out_of_reach:
        raise Denied(
            ngettext(
                "One of those that are chosen is not yours to change.",
                "%(count)s of those that are chosen are not yours to change.",
                out_of_reach,
            )
            % {"count": out_of_reach}
        )
    yield from known
