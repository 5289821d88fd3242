"""Imports of before: who brought what, what came of it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts.models import User
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.transfer.models import Refusal, Upload
from trato.transfer.pages.outcome import Outcome, outcome_of
from trato.transfer.result import ImportResult
from trato.transfer.undoing import imports_of

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.web.formats import Formats

MOST_REFUSALS = 50


@dataclass(frozen=True)
class PastImport:
    """One import in a list."""

    set: int
    url: str
    title: str
    note: str
    state: str
    tone: str
    may_undo: bool


@dataclass(frozen=True)
class SetPage:
    """What one import did."""

    set: int
    title: str
    note: str
    record_type: RecordType | None
    outcome: Outcome | None
    state: str
    tone: str
    is_undoing: bool
    may_undo: bool
    resume_url: str
    refusals: list[dict[str, Any]] = field(default_factory=list)
    refusals_more: int = 0
    undone: dict[str, Any] = field(default_factory=dict)
    has_pending: bool = False


def past_imports(actor: Actor, formats: Formats, most: int) -> list[PastImport]:
    sets = list(imports_of(actor)[:most])
    names = dict(User.objects.filter(pk__in={one.actor_id for one in sets}).values_list("pk", "name"))
    return [_past(one, names, formats) for one in sets]


def _past(one: ChangeSet, names: dict[int, str], formats: Formats) -> PastImport:
    result = one.details.get("result") or {}
    counts = ngettext("%(number)s row", "%(number)s rows", result.get("rows", 0))
    parts = [
        type_label(one),
        counts % {"number": formats.number(result.get("rows", 0))},
        names.get(one.actor_id or 0, "Trato"),
        formats.datetime(one.at),
    ]
    word, tone = state_of(one)
    return PastImport(
        one.pk,
        reverse("transfer:set", args=[one.pk]),
        one.details.get("file") or _("Without a name"),
        " · ".join(part for part in parts if part),
        word,
        tone,
        one.state in {ChangeSet.OPEN, ChangeSet.COMPLETE},
    )


def type_label(one: ChangeSet) -> str:
    key = one.details.get("type", "")
    label = str(registry.get(key).label_plural) if registry.knows(key) else key
    return label[:1].upper() + label[1:]


def state_of(one: ChangeSet) -> tuple[str, str]:
    """A word, and its color where it means something."""
    refused = (one.details.get("result") or {}).get("refused", 0)
    if one.state == ChangeSet.OPEN:
        return _("Not finished"), "amber"
    if one.state == ChangeSet.UNDOING:
        return _("Being undone"), "amber"
    if one.state == ChangeSet.UNDONE:
        return _("Undone"), ""
    if one.details.get("undo"):
        return _("Partly undone"), "amber"
    if refused:
        return ngettext("%(n)s row refused", "%(n)s rows refused", refused) % {"n": refused}, "red"
    return _("Complete"), "green"


def unfinished(actor: Actor, formats: Formats) -> list[dict[str, str]]:
    """Files of one's own that have not come in, or not wholly."""
    uploads = Upload.objects.filter(user_id=actor.user_id or 0).exclude(state=Upload.State.DONE)
    return [
        {
            "title": upload.name,
            "url": reverse("transfer:upload", args=[upload.pk]),
            "note": f"{upload.get_state_display()} · {formats.relative(upload.at)}",
        }
        for upload in uploads[:5]
    ]


def set_page(actor: Actor, one: ChangeSet, formats: Formats) -> SetPage:
    key = one.details.get("type", "")
    record_type = registry.get(key) if registry.knows(key) else None
    given = one.details.get("result")
    outcome = None
    if given and record_type is not None:
        outcome = outcome_of(ImportResult.from_counts(given), record_type, formats)
        if one.state == ChangeSet.UNDONE:  # none of its rows waits any more
            outcome.pending, outcome.pending_more = [], ""
    past = _past(one, {one.actor_id or 0: _name(one)}, formats)
    refusals = Refusal.objects.filter(change_set=one)
    upload = Upload.objects.filter(change_set=one, user_id=actor.user_id or 0).first()
    may_resume = upload is not None and upload.state == Upload.State.STOPPED and one.state == ChangeSet.OPEN
    return SetPage(
        one.pk,
        past.title,
        past.note,
        record_type,
        outcome,
        past.state,
        past.tone,
        one.state == ChangeSet.UNDOING,
        past.may_undo and not (upload is not None and upload.is_under_way),
        reverse("transfer:resume", args=[upload.pk]) if may_resume and upload is not None else "",
        [{"line": row.line, "reason": row.reason} for row in refusals[:MOST_REFUSALS]],
        max(refusals.count() - MOST_REFUSALS, 0),
        one.details.get("undo") or {},
        bool(given and given.get("pending")) and one.state == ChangeSet.COMPLETE,
    )


def _name(one: ChangeSet) -> str:
    return User.objects.filter(pk=one.actor_id or 0).values_list("name", flat=True).first() or "Trato"
