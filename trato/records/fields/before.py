from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from typing_extensions import override

from trato.kernel.text import fold
from trato.records.fields.base import EQUALITY
from trato.records.fields.number import IntegerField

if TYPE_CHECKING:
    from trato.records.values import Context

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60


class BeforeField(IntegerField):
    """How long before something: a number of minutes that people choose and read in words."""

    component: ClassVar[str] = "before"
    operators: ClassVar[tuple[str, ...]] = EQUALITY
    numeric: ClassVar[bool] = False
    USUAL: ClassVar[tuple[int, ...]] = (0, 5, 10, 15, 30, HOUR, 2 * HOUR, DAY, WEEK)

    @override
    def read(self, given: Any, context: Context) -> int:
        """Minutes, or one of the usual times in words."""
        for minutes in self.USUAL if isinstance(given, str) else ():
            if fold(self.to_text(minutes)) == fold(given):
                return minutes
        return super().read(given, context)

    @override
    def to_text(self, value: int | None) -> str:
        """In the largest unit that says it without a rest: "90 minutes before", "2 hours before"."""
        if value is None:
            return ""
        if value == 0:
            return _("at the time")
        if value % WEEK == 0:
            said, count = ngettext("%(count)s week before", "%(count)s weeks before", value // WEEK), WEEK
        elif value % DAY == 0:
            said, count = ngettext("%(count)s day before", "%(count)s days before", value // DAY), DAY
        elif value % HOUR == 0:
            said, count = ngettext("%(count)s hour before", "%(count)s hours before", value // HOUR), HOUR
        else:
            said, count = ngettext("%(count)s minute before", "%(count)s minutes before", value), 1
        return said % {"count": value // count}

    def offered(self, current: str = "") -> list[tuple[str, str]]:
        """The usual times to choose from, and one's own in its place if it is another."""
        own = {int(current)} if current.isdecimal() else set()
        return [(str(minutes), self.to_text(minutes)) for minutes in sorted(own | set(self.USUAL))]
