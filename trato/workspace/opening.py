"""What every dialog about chosen rows begins with: who asks, which rows, how many, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.records.errors import Invalid
from trato.workspace import rendering
from trato.workspace.pages.bulk_page import Chosen, noun
from trato.workspace.reader import actor_in, formats_for, list_url, type_on_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType


@dataclass(frozen=True)
class Opening:
    """Chosen rows of a list, and what is said of them."""

    actor: Actor
    record_type: RecordType
    chosen: Chosen
    number: int
    #: So many of what, in words.
    count: str
    back: str
    #: Those that this person may see, in their order, if it was asked.
    ids: list[int]


def opened(
    request: HttpRequest,
    type_key: str,
    *,
    guard: Callable[[Actor, RecordType], None] | None = None,
    sees: bool = False,
) -> Opening:
    """The rows that a list sent, once the guard lets them pass. Raises NotFound, Denied, Invalid."""
    actor = actor_in(request)
    record_type = type_on_screen(actor, type_key)
    if guard is not None:
        guard(actor, record_type)
    chosen = Chosen.of(record_type, request.POST)
    ids = chosen.seen(actor) if sees else []
    number = len(ids) if sees else chosen.count(actor)
    if not number:
        raise Invalid(_("Choose some rows first."))
    count = noun(record_type, number, formats_for(actor).number(number))
    back = rendering.way_back(request, list_url(type_key))
    return Opening(actor, record_type, chosen, number, count, back, ids)
