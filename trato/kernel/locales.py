"""What each language says of months, days and numbers is its own.

Babel keeps what an alias in one language's data leads to, such as names of months that stand alone, where
other languages find it as well: all of them inherit the same data. Here each language keeps it for itself.
"""

from __future__ import annotations

from typing import Any

from babel import localedata
from typing_extensions import override


class OwnData(localedata.LocaleDataDict):
    """A part of one language's data; what an alias leads to is kept beside it, not in it."""

    def __init__(self, data: Any, base: Any = None) -> None:
        super().__init__(data, base)
        self._found: dict[Any, Any] = {}

    @override
    def __getitem__(self, key: Any) -> Any:
        if key not in self._found:
            self._found[key] = self._look_up(self._data[key])
        return self._found[key]

    @override
    def __setitem__(self, key: Any, value: Any) -> None:
        self._found.pop(key, None)
        super().__setitem__(key, value)

    def _look_up(self, value: Any) -> Any:
        if isinstance(value, localedata.Alias):
            value = value.resolve(self.base)
        if isinstance(value, tuple):  # an alias, and what differs from where it leads
            alias, others = value
            value = alias.resolve(self.base).copy()
            localedata.merge(value, others)
        return OwnData(value, self.base) if isinstance(value, dict) else value


def keep_apart() -> None:
    """From now on, before any language has been asked for."""
    localedata.LocaleDataDict = OwnData  # type: ignore[misc]  # the class that Babel makes them of
