from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from typing_extensions import override

from trato.records.errors import Invalid
from trato.records.fields.base import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.records.values import Context

MOST_LINES, LONGEST_LINE = 100, 500
_LINE = re.compile(r"(?:[-*]\s*)?(?:\[(?P<mark>[ xX]?)\]\s*)?(?P<text>.*)")


class ChecklistField(Field):
    """Lines to tick off; as text one a line, `[x]` before those that are done."""

    kind = "checklist"
    component: ClassVar[str] = "checklist"
    primitives: ClassVar[tuple[str, ...]] = ("json",)
    sortable: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ()

    @override
    def raw(self, parts: tuple[Any, ...]) -> Any:
        found = json.loads(parts[0]) if isinstance(parts[0], str) else parts[0]
        return found or None

    @override
    def load(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    @override
    def dump(self, value: Any) -> tuple[Any, ...]:
        return (value or [],)

    @override
    def read(self, given: Any, context: Context) -> Any:
        lines = given.splitlines() if isinstance(given, str) else given
        if not isinstance(lines, list | tuple):
            raise Invalid(_("Expected lines to tick off."))
        found = [line for line in map(_line, lines) if line["text"]]
        if len(found) > MOST_LINES:
            raise Invalid(_("A checklist has at most %(count)s lines.") % {"count": MOST_LINES})
        return found or None

    @override
    def words(self, value: Any) -> Iterable[str]:
        return [line["text"] for line in value or ()]

    @override
    def to_cell(self, value: Any) -> str:
        return "\n".join(f"[{'x' if line['done'] else ' '}] {line['text']}" for line in value or ())

    @override
    def to_json(self, value: Any) -> Any:
        return value or []

    @override
    def from_json(self, given: Any) -> Any:
        return given or None

    @override
    def schema(self) -> dict[str, Any]:
        properties = {"text": {"type": "string"}, "done": {"type": "boolean"}}
        line = {"type": "object", "properties": properties, "required": ["text"]}
        return {"type": "array", "items": line}


def _line(given: Any) -> dict[str, Any]:
    """One line from its text or its JSON. Raises Invalid."""
    if isinstance(given, str):
        match = _LINE.fullmatch(given.replace("\0", "").strip())
        text, done = (match["text"], (match["mark"] or "") in {"x", "X"}) if match else (given, False)
    elif isinstance(given, dict) and isinstance(given.get("text"), str):
        text, done = given["text"].replace("\0", ""), bool(given.get("done"))
    else:
        raise Invalid(_("Expected lines to tick off."))
    text = " ".join(text.split())
    if len(text) > LONGEST_LINE:
        raise Invalid(_("A line of a checklist has at most %(count)s characters.") % {"count": LONGEST_LINE})
    return {"text": text, "done": done}
