"""What one does with deals: win, lose, open again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.records import actions
from trato.records.errors import Invalid, Refused
from trato.records.stays import stays
from trato.sales.models import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.sales.models import Deal

OUTCOMES = (Stage.WON, Stage.LOST, Stage.OPEN)


def is_open(values: Mapping[str, Any]) -> bool:
    return bool(values["status"] == Stage.OPEN)


def is_closed(values: Mapping[str, Any]) -> bool:
    return not is_open(values)


def win_deal(actor: Actor, deal: Deal) -> None:
    """Close the deal as won, today. Raises Refused, Needed."""
    close_deal(actor, deal, outcome=Stage.WON)


def lose_deal(actor: Actor, deal: Deal, *, lost_reason: Any = None, outcome_note: str | None = None) -> None:
    """Close the deal as lost, today, with the reason. Raises Refused, Needed."""
    close_deal(actor, deal, outcome=Stage.LOST, reason=lost_reason, note=outcome_note)


def reopen_deal(actor: Actor, deal: Deal) -> None:
    """Put a closed deal back into the stage where it was last open. Raises Refused."""
    close_deal(actor, deal, outcome=Stage.OPEN)


def close_deal(
    actor: Actor, deal: Deal, *, outcome: str, reason: Any = None, note: str | None = None
) -> None:
    """Win, lose or reopen a deal: `outcome` is won, lost or open. Raises Invalid, Refused, Needed."""
    if outcome not in OUTCOMES:
        hint = did_you_mean(outcome, list(OUTCOMES))
        raise Invalid(
            _("A deal is won, lost or open, not “%(word)s”.%(hint)s") % {"word": outcome, "hint": hint},
            field="outcome",
        )
    now = Stage._base_manager.get(pk=deal.stage_id)
    if now.kind == outcome:
        raise Refused(_("This deal is %(outcome)s already.") % {"outcome": now.get_kind_display()})
    given: dict[str, Any] = {"stage": _stage(deal, now, outcome).pk}
    given |= {"lost_reason": reason} if reason is not None else {}
    given |= {"outcome_note": note} if note else {}
    actions.change(actor, "deals", deal.pk, given)


def _stage(deal: Deal, now: Stage, outcome: str) -> Stage:
    """Where a deal of this outcome stands in its pipeline; reopened, where it stood."""
    there = Stage._base_manager.filter(pipeline_id=now.pipeline_id, kind=outcome).order_by("position", "pk")
    found = (_last_open(deal, there) if outcome == Stage.OPEN else None) or there.first()
    if found is None:
        raise Refused(
            _("This pipeline has no stage for it; add one under Settings, Pipelines."), field="outcome"
        )
    return found


def _last_open(deal: Deal, stages: Any) -> Stage | None:
    known = {stage.pk: stage for stage in stages}
    stood = [stay.value.id for stay in reversed(stays("deals", deal.pk, "stage")) if stay.value]
    return next((known[pk] for pk in stood if pk in known), None)
