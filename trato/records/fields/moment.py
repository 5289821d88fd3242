from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from typing_extensions import override

from trato.kernel.dates import parse_date, parse_datetime
from trato.kernel.errors import Unreadable
from trato.kernel.periods import Period, parse_period
from trato.records.errors import Invalid
from trato.records.fields.base import ORDER, Field
from trato.records.fields.range import RangeMixin
from trato.records.stores import decode

if TYPE_CHECKING:
    from trato.records.values import Context


class DateField(RangeMixin, Field):
    """A day."""

    kind = "date"
    component: ClassVar[str] = "date"
    primitives: ClassVar[tuple[str, ...]] = ("date",)
    operators: ClassVar[tuple[str, ...]] = ORDER

    @override
    def raw(self, parts: tuple[Any, ...]) -> date | None:
        value: date | None = decode(parts[0], "date")
        return value

    @override
    def read(self, given: Any, context: Context) -> date:
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        return parse_date(str(given), context.date_order)

    @override
    def between(self, value: str, context: Context) -> tuple[Any, Any]:
        period = _period(value, context)
        start, end = (
            None if day is None else self.store.parameter(day) for day in (period.start, period.end)
        )
        return start, end

    @override
    def to_json(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    @override
    def from_json(self, given: Any) -> date | None:
        return None if given is None else date.fromisoformat(given)

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

    @override
    def sort_parameter(self, raw: Any) -> Any:
        return self.store.parameter(self.raw((raw,)))

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}


class DateTimeField(RangeMixin, Field):
    """An instant; kept in UTC, read and shown in the reader's zone."""

    kind = "datetime"
    component: ClassVar[str] = "datetime"
    primitives: ClassVar[tuple[str, ...]] = ("datetime",)
    operators: ClassVar[tuple[str, ...]] = ORDER

    @override
    def raw(self, parts: tuple[Any, ...]) -> datetime | None:
        value: datetime | None = decode(parts[0], "datetime")
        return value

    @override
    def read(self, given: Any, context: Context) -> datetime:
        if isinstance(given, datetime):
            moment = given
        else:
            moment = parse_datetime(str(given), ZoneInfo(context.time_zone))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @override
    def between(self, value: str, context: Context) -> tuple[Any, Any]:
        try:
            period = _period(value, context)
        except Invalid:
            moment = self.store.parameter(self.parse(value, context))
            return moment, moment
        zone = ZoneInfo(context.time_zone)
        start = datetime.combine(period.start, time.min, zone) if period.start else None
        end = datetime.combine(period.end + timedelta(days=1), time.min, zone) if period.end else None
        return (
            None if start is None else self.store.parameter(start.astimezone(UTC)),
            None if end is None else self.store.parameter(end.astimezone(UTC) - timedelta(microseconds=1)),
        )

    @override
    def to_json(self, value: datetime | None) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    @override
    def from_json(self, given: Any) -> datetime | None:
        return None if given is None else datetime.fromisoformat(given)

    @override
    def words(self, value: Any) -> tuple[str, ...]:
        return ()

    @override
    def sort_parameter(self, raw: Any) -> Any:
        return self.store.parameter(self.raw((raw,)))

    @override
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date-time"}


def _period(value: str, context: Context) -> Period:
    try:
        return parse_period(value, context.today, context.first_weekday, context.fiscal_month)
    except Unreadable as error:
        raise Invalid(error.sentence) from None
