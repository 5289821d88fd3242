"""The values that fields hold beside Python's own: references to records, and labeled addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.kernel.numbers import DecimalMark
    from trato.records.people import Directory


@dataclass(frozen=True, init=False)
class Ref:
    """A link's value: a record by type and id with its label, or, with no id, a text not yet found."""

    type: str
    id: int | None
    label: str = field(default="", compare=False)
    role: str = ""
    text: str = ""

    def __init__(self, type: str, id: int | None, label: str = "", role: str = "", text: str = "") -> None:
        # Pages make hundreds: a frozen dataclass's own way takes three times as long.
        known = self.__dict__
        known["type"], known["id"], known["label"], known["role"], known["text"] = type, id, label, role, text

    @classmethod
    def pending(cls, type_key: str, text: str, role: str = "") -> Ref:
        return cls(type_key, None, text, role, text)

    @property
    def is_pending(self) -> bool:
        return self.id is None


@dataclass(frozen=True)
class Labeled:
    """One e-mail address or phone number with its kind, such as work or home."""

    value: str
    kind: str = ""


class Quoted(str):
    """A filter's value in quotes: taken as text, never as a word of the language such as none."""

    __slots__ = ()


#: In a filter, a choice that was removed: nothing has it.
REMOVED = "removed"


class Typed(str):
    """A number as a reader typed it in a control: what can be read two ways is read by the decimal mark that
    the reader's language writes.
    """

    __slots__ = ("mark",)

    mark: DecimalMark

    def __new__(cls, text: str, mark: DecimalMark) -> Typed:
        made = super().__new__(cls, text)
        made.mark = mark
        return made


class ById(str):
    """A link's value in a filter by its id alone, or `deals/3` for a link to anything: of a record at hand,
    never read as a name or looked up, whoever asks.
    """

    __slots__ = ()


#: The column of what comes next: a name that no field of anybody's own can have.
NEXT_STEP = "next-step"


@dataclass
class Context:
    """Whose words are being read: the reader's day, currency and number habits."""

    actor: Actor
    today: date
    currency: str = "USD"
    time_zone: str = "UTC"
    decimal: DecimalMark | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    #: The day that a week begins with, 0 is Monday; the month that a fiscal year begins with.
    first_weekday: int = 0
    fiscal_month: int = 1
    #: Whether a link's unknown text may stay pending (import) or is an error (screen, API).
    pend: bool = False
    #: A batch's own look-up, (type, text) → Ref, asked before the database.
    known: dict[tuple[str, Any], Ref | None] = field(default_factory=dict)
    #: The people whom texts may name, once one was asked for.
    people: Directory | None = None
    #: Whether the words meant something that only the rows of now could tell.
    asked_rows: bool = False

    def marks(self, given: str) -> tuple[DecimalMark | None, DecimalMark | None]:
        """The decimal mark of a number's text, and the one that only decides what can be read two ways."""
        return (None, given.mark) if isinstance(given, Typed) else (self.decimal, None)
