"""What can go wrong with a record, each a sentence for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrPromise

    from trato.kernel.errors import Sentence as KernelSentence
    from trato.records.values import Ref

    Sentence = str | StrPromise | KernelSentence


NOT_FOUND_SENTENCE = _("There is no such record.")
DENIED_SENTENCE = _("You may not do this.")
DONE_SENTENCE = _("This had been saved already.")
STALE_SENTENCE = _("Somebody changed this record meanwhile. Look at it again.")
BINNED_SENTENCE = _("This lies in the bin meanwhile. Bring it back first.")


def _begun(sentence: str) -> str:
    """A sentence that opens with a label, which is written small, opens with a capital."""
    return sentence[:1].upper() + sentence[1:]


class RecordError(Exception):
    """A refusal; its sentence is shown as it is, and nothing has changed."""

    status = 400
    code = "refused"

    def __init__(self, sentence: Sentence, *, field: str = "") -> None:
        said = _begun(sentence) if isinstance(sentence, str) else sentence
        super().__init__(said)
        self.sentence = said
        self.field = field

    @override
    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(RecordError):
    """There is no such record, or none that this person may see."""

    status, code = 404, "not-found"

    def __init__(self, sentence: Sentence = NOT_FOUND_SENTENCE, *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class DoneBefore(RecordError):
    """The same thing has come before; it was done then."""

    status, code = 409, "done-before"

    def __init__(self, sentence: Sentence = DONE_SENTENCE, *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class Denied(RecordError):
    """The person sees the record but may not do this."""

    status, code = 403, "denied"

    def __init__(self, sentence: Sentence = DENIED_SENTENCE, *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class Invalid(RecordError):
    """A value cannot be taken as it is."""

    status, code = 422, "invalid"


class InvalidFields(Invalid):
    """Several values of one record cannot be taken."""

    def __init__(self, problems: Sequence[Invalid]) -> None:
        super().__init__(problems[0].sentence, field=problems[0].field)
        self.problems: list[Invalid] = []
        for one in problems:
            self.problems += one.problems if isinstance(one, InvalidFields) else [one]


class InvalidLine(Invalid):
    """A line of a field cannot be taken: which one, counted from 1, and which part of it, if it is a part."""

    def __init__(self, number: int, problem: Sentence, *, field: str, part: str = "") -> None:
        said = _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}
        super().__init__(said, field=field)
        self.number, self.part, self.problem = number, part, problem


class Needed(InvalidFields):
    """What a record becomes asks for fields that are still empty; with them it can be done."""

    code = "needed"


class FilterError(Invalid):
    """A filter cannot be understood; `place` is where, in characters from its start."""

    code = "filter"

    def __init__(self, sentence: Sentence, *, place: int = 0, field: str = "") -> None:
        super().__init__(sentence, field=field)
        self.place = place


class CursorError(Invalid):
    """A cursor belongs to another list, or is no cursor at all."""

    code = "cursor"


class Stale(RecordError):
    """Somebody changed the record meanwhile."""

    status, code = 412, "stale"

    def __init__(self, sentence: Sentence = STALE_SENTENCE, *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class Ambiguous(RecordError):
    """A file can be read in two ways; the sentence is the question."""

    status, code = 422, "ambiguous"


class Refused(RecordError):
    """The act is possible for others or at other times, not here and now.

    `leads_to` are the records that the sentence names, in its order.
    """

    status, code = 409, "refused"

    def __init__(self, sentence: Sentence, *, field: str = "", leads_to: Sequence[Ref] = ()) -> None:
        super().__init__(sentence, field=field)
        self.leads_to = leads_to


class Binned(Refused):
    """What lies in the bin is not changed there."""

    def __init__(self, sentence: Sentence = BINNED_SENTENCE, *, field: str = "") -> None:
        super().__init__(sentence, field=field)
