"""The saved views that concern somebody: their own, and those for their team or for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.filters import And, Or, Term
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor

VIEWS = "views"


def views_for(actor: Actor, columns: Sequence[str], type_key: str = "", *, limit: int) -> list[rows.Row]:
    """The views of one type, or of all, the oldest first; none for who may read none."""
    if not registry.knows(VIEWS) or not access.may(actor, registry.get(VIEWS), Right.READ):
        return []
    team = And((Term(("audience",), "=", ("team",)), Term(("owner",), "=", ("my-team",))))
    concerned = Or((Term(("audience",), "=", ("everyone",)), team, Term(("owner",), "=", ("me",))))
    wanted = And((Term(("type",), "=", (type_key,)), concerned)) if type_key else concerned
    return rows.read(actor, VIEWS, columns=columns, filter=wanted, sort="id", limit=limit).rows
