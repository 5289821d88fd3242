"""What one does with boats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tests.toy.models import Boat
from trato.records.actions import changing
from trato.records.errors import Refused

if TYPE_CHECKING:
    from trato.accounts.actor import Actor

LAUNCHED = "boats.launched"


def launch_boat(actor: Actor, boat: Boat) -> Boat:
    """Put the boat into the water. Raises Refused for one that nobody has inspected."""
    with changing(actor, boat, says=LAUNCHED) as boat:
        if boat.inspected_on is None:
            raise Refused(_("Nobody has inspected this boat yet."), field="inspected_on")
        boat.is_afloat = True
    return boat
