"""A list as it is given: by a form or a file as JSON, by a program as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from trato.kernel.errors import Unreadable
from trato.records.errors import Invalid, InvalidFields, InvalidLine, NotFound

if TYPE_CHECKING:
    from trato.records.errors import Sentence

Found = TypeVar("Found")


def listed(given: Any, most: int) -> Sequence[Any]:
    """The lines of a list. Raises Invalid for anything else, and for more than `most`."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise Invalid(_("Expected a list of lines.")) from None
    if not isinstance(given, list | tuple):
        raise Invalid(_("Expected a list of lines."))
    if len(given) > most:
        raise Invalid(_("There may be %(number)s lines at most.") % {"number": most})
    return given


class LineReader:
    """Reads the parts of one line each by itself, and keeps what is wrong with them."""

    def __init__(self, field: str, number: int) -> None:
        self.field, self.number = field, number
        self.wrong: list[InvalidLine] = []

    def part(self, name: str, read: Callable[..., Found], *given: Any) -> Found | None:
        """What it reads as; None where it is refused, which is kept."""
        try:
            return read(*given)
        except (Invalid, Unreadable, NotFound) as error:
            self.refuse(name, error.sentence)
            return None

    def refuse(self, name: str, sentence: Sentence) -> None:
        self.wrong.append(InvalidLine(self.number, sentence, field=self.field, part=name))


def read_lines(
    field: str, given: Any, most: int, line: Callable[[Any, LineReader], Found | None]
) -> list[Found]:
    """The lines as they are read. Raises InvalidFields with everything that is wrong, part by part."""
    found: list[Found] = []
    wrong: list[InvalidLine] = []
    for number, one in enumerate(listed(given, most), 1):
        reader = LineReader(field, number)
        read = reader.part("", line, one, reader)
        wrong += reader.wrong
        if read is not None:
            found.append(read)
    if wrong:
        raise InvalidFields(wrong)
    return found
