"""What comes next for a record, as a column that no table keeps: read for a page of rows, for one reader."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.records import shadow
from trato.records.errors import FilterError
from trato.records.expressions import All, Not, Truth
from trato.records.fields.base import EQUALITY, Bound, Field
from trato.records.fields.choice import pick
from trato.records.upcoming import NOTHING, Upcoming, bind_planned, build_planned, upcoming
from trato.records.values import NEXT_STEP, Quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.expressions import Combinable
    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor
    from trato.records.expressions import Slots
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.records.values import Context

#: How near it is, the nearest first, and that there is none.
STATES: list[tuple[str, str | StrPromise]] = [
    ("overdue", _("overdue")),
    ("today", _("for today")),
    ("later", _("for later")),
    ("none", _("nothing planned")),
]


class NextStepField(Field):
    """The nearest thing planned about a record that is not over: an `Upcoming`.

    None for what is over, and for rows of a past day. Where records move along a path, `NOTHING` tells that
    one of them has no next step; elsewhere that is None too. `over` is the field that tells what is over, and
    the values that mean it.
    """

    kind = "next_step"
    component: ClassVar[str] = "next"
    operators: ClassVar[tuple[str, ...]] = EQUALITY
    sortable: ClassVar[bool] = False
    is_worked_out: ClassVar[bool] = True

    def __init__(
        self, actor: Actor, record_type: RecordType, over: Field | None, ends: Iterable[str]
    ) -> None:
        super().__init__(NEXT_STEP, _("next step"))
        self.type_key, self.editable, self.choices = record_type.key, False, STATES
        self._actor, self._over, self._ends = actor, over, frozenset(ends)
        self._wants_one = bool(record_type.page.path)

    @property
    @override
    def form(self) -> Any:
        return (self.name, None if self._over is None else self._over.form)

    @property
    @override
    def params(self) -> tuple[Any, ...]:
        return () if self._over is None else self._over.params

    @override
    def seated(self, slots: Slots, prefix: str = "") -> NextStepField:
        found = copy(self)
        found._over = None if self._over is None else self._over.seated(slots, prefix)
        return found

    @override
    def expressions(self, prefix: str) -> tuple[Combinable, ...]:
        return () if self._over is None else self._over.expressions(prefix)

    @override
    def raw(self, parts: tuple[Any, ...]) -> bool:
        """Whether it is over; `fill` puts what comes next in its place."""
        return self._over is not None and self._over.raw(parts) in self._ends

    @override
    def bind(self, operator: str, values: list[Any], context: Context) -> Bound:
        """That it is so with what goes on, of what the reader may see to be planned."""
        if shadow.is_past(self.type_key):
            raise FilterError(_("What comes next is known of today alone."), field=self.name)
        context.asked_rows = True  # what is late depends on the minute
        wanted = super().bind(operator, values, context)
        if self._over is None:
            return Bound(("planned", None, wanted.form), wanted.params)
        over = self._over.bind("=", sorted(self._ends), context)
        return Bound(("planned", over.form, wanted.form), over.params + wanted.params)

    @override
    def bind_value(self, operator: str, value: Any, context: Context) -> Bound:
        """By the nearest thing planned, so that nothing is both overdue and for later."""
        state = "any" if value == "any" and not isinstance(value, Quoted) else pick(self, str(value))
        nearer = {"today": ("overdue",), "later": ("overdue", "today")}.get(state, ())
        bounds = [bind_planned(context, one) for one in nearer]
        bounds.append(bind_planned(context, state if state in {"overdue", "today"} else ""))
        form = ("nearest", tuple(bound.form for bound in bounds))
        params = tuple(param for bound in bounds for param in bound.params)
        return Bound(("not", form) if state == "none" else form, params)

    @override
    def build(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        if form[0] != "planned":
            return super().build(form, prefix, slots)
        over = [Not(Truth(self._over.build(form[1], prefix, slots)))] if self._over and form[1] else []
        return All(*over, super().build(form[2], prefix, slots))

    @override
    def build_one(self, form: tuple[Any, ...], prefix: str, slots: Slots) -> Any:
        *nearer, wanted = form[1]
        without = [Not(build_planned(self.type_key, one, prefix, slots)) for one in nearer]
        return All(*without, build_planned(self.type_key, wanted, prefix, slots))

    def fill(self, rows: Iterable[Row]) -> None:
        """What comes next for each of these rows, with as few queries for many as for one."""
        rows = list(rows)
        is_past = shadow.is_past(self.type_key)
        going_on = {row.id for row in rows if not (is_past or row.values_by_name[self.name])}
        known = upcoming(self._actor, self.type_key, going_on)
        for row in rows:
            none = NOTHING if self._wants_one and row.id in going_on else None
            row.values_by_name[self.name] = known.get(row.id, none)

    @override
    def to_json(self, value: Upcoming | None) -> Any:
        if value is None or value is NOTHING:
            return None
        at = None if value.at is None else value.at.isoformat()
        return {"type": value.type_key, "id": value.record_id, "title": value.title, "at": at}

    @override
    def to_cell(self, value: Upcoming | None) -> str:
        told = self.to_json(value)
        return " ".join(filter(None, (told["at"], told["title"]))) if told else ""

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["object", "null"]}
