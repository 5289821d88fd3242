"""How many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trato.records.errors import FilterError
from trato.records.registry import registry
from trato.records.rows.narrowing import narrowed
from trato.records.rows.plan import Selection, Statement, compiled, run_together, select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db import models

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.filters import Node

CAP = 1000


@dataclass(frozen=True)
class Count:
    """How many; `capped` means at least that many."""

    number: int
    capped: bool = False


def count(
    actor: Actor,
    type_key: str,
    *,
    filter: str | dict[str, Any] | Node | None = None,  # the word of the language
    cap: int | None = CAP,
    archived: bool | None = False,
    ids: Collection[int] | None = None,
) -> Count:
    """How many rows there are, counted no further than `cap`; without one, exactly."""
    selection = narrowed(select(actor, registry.get(type_key), filter, archived=archived, ids=ids))
    return _counted(_counting(selection, cap).run(selection.params), cap)


def count_each(actor: Actor, asked: Iterable[tuple[str, str]], *, cap: int = CAP) -> list[Count | None]:
    """How many rows of a type pass a filter, for several of both: all of them asked at once.

    None for a filter that speaks of a field which this person may not know.
    """
    selections: list[Selection | None] = []
    for type_key, words in asked:
        try:
            selections.append(narrowed(select(actor, registry.get(type_key), words)))
        except FilterError:
            selections.append(None)
    known = [one for one in selections if one is not None]
    found = iter(run_together([(_counting(one, cap), one.params) for one in known]))
    return [None if one is None else _counted(next(found), cap) for one in selections]


def _counting(selection: Selection, cap: int | None) -> Statement:
    most = None if cap is None else cap + 1

    def query(slots: Slots) -> models.QuerySet[Any]:
        rows = selection.rows(slots).order_by().values("pk")
        return rows if most is None else rows[:most]

    return compiled(("count", selection.shape, most), query, "SELECT COUNT(*) FROM (%s) AS found")


def _counted(found: list[tuple[Any, ...]], cap: int | None) -> Count:
    number = found[0][0]
    return Count(cap, capped=True) if cap is not None and number > cap else Count(number)
