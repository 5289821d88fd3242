from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from trato.kernel.recurrence import parse_rule
from trato.records.fields.text import TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.values import Context


class RepeatField(TextField):
    """How something comes again: a rule of RFC 5545."""

    component: ClassVar[str] = "repeat"

    @override
    def read(self, given: Any, context: Context) -> str:
        return str(parse_rule(super().read(given, context)))

    @override
    def words(self, value: Any) -> Iterable[str]:
        return ()
