"""What only a person can answer: the file can be read in two ways, and nothing in it decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.dates import date_order
from trato.kernel.numbers import decimal_mark
from trato.records.errors import Ambiguous
from trato.records.record_type import RecordType
from trato.records.registry import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django_stubs_ext import StrOrPromise

    from trato.transfer.columns import Column
    from trato.transfer.links import Linker, Name
    from trato.transfer.profile import ColumnProfile

DATES, NUMBERS = {"date", "datetime"}, {"money", "decimal", "integer"}
DATE, NUMBER, LABEL = "date", "number", "label"


@dataclass(frozen=True)
class Question:
    """One question with its possible answers; `sentence` is how the command line asks it."""

    kind: str
    #: The header of the column; for a label the field.
    subject: str
    sample: str
    sentence: str
    choices: tuple[tuple[str, StrOrPromise], ...]

    def as_error(self) -> Ambiguous:
        return Ambiguous(self.sentence, field=self.subject)


def of_column(column: Column, kind: str, known: ColumnProfile) -> Question | None:
    """The question about a column whose dates or numbers no value decides."""
    if not known.filled or column.ignored:
        return None
    if kind in DATES and known.date_order() is None:
        sample = _undecided(known, lambda cell: date_order([cell]) is None)
        sentence = _(
            "Column “%(column)s”: is “%(sample)s” day first or month first? Say --day-first or --month-first."
        )
        choices = (("dmy", _("The day comes first")), ("mdy", _("The month comes first")))
    elif kind in NUMBERS and known.decimal_mark() is None:
        sample = _undecided(known, lambda cell: decimal_mark([cell]) is None)
        sentence = _(
            "Column “%(column)s”: is the comma or the point before the decimals of “%(sample)s”?"
            " Say --decimal."
        )
        choices = ((".", _("A point before the decimals")), (",", _("A comma before the decimals")))
    else:
        return None
    told = sentence % {"column": column.header, "sample": sample}
    return Question(DATE if kind in DATES else NUMBER, column.header, sample, told, choices)


def _undecided(known: ColumnProfile, is_undecided: Callable[[str], bool]) -> str:
    return next((cell for cell in known.distinct if is_undecided(cell)), known.samples[0])


class Traits:
    """What the rows say of the records that are made for the names they hold, such as won or lost."""

    def __init__(self, linker: Linker, told: dict[str, dict[str, str]]) -> None:
        self.linker = linker
        self.told = told
        self.unknown: set[Name] = set()
        self.fields = [
            name
            for name, link in linker.fields.items()
            if type(registry.get(link.target)).trait is not RecordType.trait
        ]

    def count(self, rows: Callable[[], Iterable[dict[str, str]]], plain: Callable[[Any], Any]) -> None:
        """Look over all rows once; the linker keeps what is counted."""
        self.linker.traits.clear()
        if not self.fields:
            return
        unknown = {name for name in self.linker.look_up(rows()) if name[0] in self.fields}
        decided = {name for name in unknown if name[2] in self.told.get(name[0], {})}
        for name in decided:
            self.linker.traits[name] = Counter({self.told[name[0]][name[2]]: 1})
        open_names = unknown - decided
        if not open_names:
            return
        for row in rows():
            for name in self.linker.names(row, self.fields):
                if name in open_names:
                    trait = registry.get(self.linker.fields[name[0]].target).trait(plain(row))
                    self.linker.traits.setdefault(name, Counter())[trait] += 1
        self.unknown = open_names

    def questions(self) -> Iterator[Question]:
        """One for each name on which the rows tie."""
        for name in sorted(self.unknown):
            target = registry.get(self.linker.fields[name[0]].target)
            counted = self.linker.traits.get(name, Counter())
            try:
                target.made_values(name[2], counted, None)
            except Ambiguous as error:
                yield Question(LABEL, name[0], name[2], str(error), _choices(target, counted))


def answered(linker: Linker, told: dict[str, dict[str, str]]) -> Iterator[Question]:
    """The questions about labels that somebody has answered already, to be answered otherwise."""
    for name, labels in told.items():
        if name in linker.fields:
            target = registry.get(linker.fields[name].target)
            for text, trait in labels.items():
                yield Question(LABEL, name, text, "", _choices(target, Counter({trait: 1})))


def _choices(target: RecordType, counted: Counter[str]) -> tuple[tuple[str, StrOrPromise], ...]:
    """The values of the made record's field that the counted words belong to."""
    for field in target.fields.values():
        known = dict(field.choices)
        if known and set(counted) <= set(known):
            return tuple(known.items())
    return tuple((word, word) for word in counted)
