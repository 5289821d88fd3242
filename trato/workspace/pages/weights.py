"""How likely amounts are to come, by where their rows stand: as the board of their type declares."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from trato.kernel.saying import gettext as _
from trato.records import access
from trato.records.registry import registry
from trato.records.values import Ref
from trato.workspace.cells import portrait_of
from trato.workspace.pages.ends import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.rows import Row, Sum
    from trato.workspace.cells import Cells


def weighted(amounts: Iterable[str]) -> str:
    """What something comes to by its weights, one amount a currency."""
    return _("%(amount)s weighted") % {"amount": " · ".join(amounts)}


class Weights:
    """Weighs the total of a list's rows; idle where it is not shown, or nothing weighs it."""

    def __init__(self, cells: Cells, record_type: RecordType, fields: Sequence[Field]) -> None:
        self.cells, board = cells, record_type.board
        known = access.readable_fields(cells.actor, record_type)
        shown = {one.name for one in fields}
        by = known.get(board.by) if board and board.weight and board.total in shown else None
        self.by = by if by is not None and self._is_weighed(by, board.weight if board else "") else None
        self.total = board.total if board and self.by else ""
        self.weight = board.weight if board else ""

    def _is_weighed(self, by: Field, weight: str) -> bool:
        if portrait_of(by) != "stage":
            return False
        return {"kind", weight} <= access.readable_fields(self.cells.actor, registry.get(by.target)).keys()

    @property
    def name(self) -> str:
        """The field by which it is weighed."""
        return self.by.name if self.by else ""

    @property
    def fields(self) -> list[Field]:
        return [self.by] if self.by else []

    def place(self, row: Row) -> str:
        """Where a row stands, as the parts of a sum say it."""
        value = row[self.by.name] if self.by else None
        return str(value.id) if isinstance(value, Ref) and value.id else ""

    def places(self, sums: Iterable[Sum]) -> list[Ref]:
        """Where the rows of these sums stand, to be looked up."""
        target = self.by.target if self.by else ""
        return [Ref(target, int(place)) for one in sums for place in one.parts if place]

    def told(self, sums: Sequence[Sum]) -> str:
        """What the sums come to, weighed; empty where a part of them has an end already."""
        amounts: dict[str, int] = defaultdict(int)
        for one in sums:
            for place, minor in one.parts.items():
                weight = self._of(place)
                if weight is not None:
                    amounts[one.total.currency] += minor * weight
                elif minor:
                    return ""
        if not amounts:
            return ""
        formats = self.cells.formats
        return weighted(formats.money(minor // 100, code, cents=False) for code, minor in amounts.items())

    def _of(self, place: str) -> int | None:
        """The weight of what is open there, in percent."""
        stage = self.cells.stages.get((self.by.target, int(place))) if self.by and place else None
        return getattr(stage, self.weight, None) if stage is not None and stage.kind == OPEN else None
