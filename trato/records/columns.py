"""Columns of built-in fields that Django has no class for: the kind of a field is told from its column."""

from __future__ import annotations

from typing import Any

from django.db import models
from typing_extensions import override

from trato.kernel.recurrence import LONGEST


class _Settled(models.Field[Any, Any]):
    """A column that says all but its name by its class: migrations tell nothing else of it."""

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: kwargs[key] for key in kwargs if key == "verbose_name"}


class RepeatColumn(_Settled, models.CharField[str, str]):
    """How something comes again, as a rule of RFC 5545; empty for once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LONGEST, blank=True, default="")
        super().__init__(*args, **kwargs)


class BeforeColumn(_Settled, models.PositiveIntegerField[int | None, int | None]):
    """How many minutes before something; empty for not at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(null=True, blank=True)
        super().__init__(*args, **kwargs)


class ChecklistColumn(_Settled, models.JSONField):
    """Lines to tick off: `[{"text": "Measure the door", "done": false}]`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(blank=True, default=list)
        super().__init__(*args, **kwargs)
