"""Undo for screens: the small at once, the large in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum
from django.db.models.functions import Coalesce

from trato.records.models import ChangeSet
from trato.records.models.history import length_of_ids
from trato.records.transactions import write_transaction
from trato.records.undo import Undone, begin, undo, what_stands

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

#: What touched more records goes back in the background.
AT_ONCE = 1000


def undo_soon(actor: Actor, set_id: int) -> Undone:
    """Undo a change set: the small at once, the large in the background. Raises as `undo` does."""
    found = what_stands(set_id)
    number = records_in(found) if found is not None else 0
    if number <= AT_ONCE:
        return undo(actor, set_id)
    from trato.records.tasks import go_on_undoing  # which stands above this

    with write_transaction():
        found, undoing = begin(actor, set_id)
        if "total" not in undoing.details:  # else somebody has pressed the button before
            undoing.details |= {"total": number, "done": 0}
            undoing.save(update_fields=["details"])
            go_on_undoing.enqueue(undoing.pk)
    return Undone(undoing.pk, is_running=True)


def records_in(found: ChangeSet) -> int:
    """How many records an act touched, those that it has not given back yet."""
    left = found.changes.filter(undone_by=None)
    return int(left.aggregate(number=Sum(Coalesce(length_of_ids(), 1)))["number"] or 0)
