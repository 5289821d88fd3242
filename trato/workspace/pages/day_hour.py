"""A day and the hour that a record may have on it: two fields of the record, one control of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trato.workspace.reader import capitalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trato.records.fields.base import Field


def hours_of(fields: Iterable[Field]) -> dict[str, Field]:
    """The hours whose days are among these fields, by the names of these."""
    fields = list(fields)
    names = {one.name for one in fields}
    return {one.hour_of: one for one in fields if one.hour_of in names}


def hour_control(hour: Field, plain: Mapping[str, Any]) -> dict[str, str]:
    """What stands beside the day."""
    text = str(plain.get(hour.name) or "")
    return {"name": hour.name, "label": capitalized(hour.label), "value": text.partition("T")[2] or text}


def joined(fields: Iterable[Field], plain: dict[str, Any]) -> dict[str, Any]:
    """What was posted, each hour on its day."""
    for day, hour in hours_of(fields).items():
        text = plain[hour.name]
        if text and plain[day] and "T" not in text:
            plain[hour.name] = f"{plain[day]}T{text}"
    return plain


def with_days(fields: Iterable[Field], plain: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What a fresh form shows: the day of an hour that its address asks for."""
    for day, hour in hours_of(fields).items():
        if data.get(hour.name) and not data.get(day):
            plain[day] = plain[hour.name].partition("T")[0]
    return plain
