"""The rows of a file in batches: each a transaction that also notes how far the import is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.kernel.collecting import collecting_later
from trato.records.errors import RecordError, Refused
from trato.records.models import ChangeSet, Made
from trato.records.transactions import write_transaction
from trato.records.work import writing
from trato.transfer.models import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.kernel.tables import RaggedRow
    from trato.transfer.result import ImportResult
    from trato.transfer.rows import Row
    from trato.transfer.taking import Taker

#: A transaction writes each page of an index once, however many rows meet on it; others wait for its end.
BATCH = 1000
UNDONE = gettext_lazy("This import was undone meanwhile.")


class Halted(Refused):
    """The import's change set is no longer open: somebody undid it meanwhile."""


class Batches:
    """What is done and noted batch by batch; `result` is always that of what is committed."""

    def __init__(self, actor: Actor, change_set: ChangeSet, taker: Taker, result: ImportResult) -> None:
        self.actor = actor
        self.change_set = change_set
        self.taker = taker
        self.result = result
        self.made_before = set(self._made().values_list("record_id", flat=True))

    def run(self, rows: Iterable[Row]) -> Iterator[int]:
        """Take the rows that are not in yet; yields after every batch."""
        done: int = self.change_set.details["done"]
        chunk: list[Row] = []
        number = 0
        for number, row in enumerate(rows, start=1):
            if number > done:
                chunk.append(row)
            if len(chunk) == BATCH:
                self._take(number, chunk)
                chunk = []
                yield number
        if chunk:
            self._take(number, chunk)
            yield number

    def _take(self, last: int, chunk: list[Row], *, tries: int = 2) -> None:
        """One batch, one transaction. If a row of it cannot be written: half of it, down to that row."""
        result, noted = self.result.copy(), (self.change_set.batches, self.change_set.details)
        try:
            with collecting_later():
                self._write(last, chunk, result)
        except Halted:
            raise
        except (RecordError, DataError, IntegrityError) as error:
            self.change_set.batches, self.change_set.details = noted
            # What was found or made in it may be gone.
            self.taker.reader.linker.forget()
            if isinstance(error, IntegrityError) and tries > 1:
                # A record that these rows name went away since it was found: look once more.
                self._take(last, chunk, tries=tries - 1)
            elif len(chunk) > 1:
                middle = len(chunk) // 2
                self._take(last - len(chunk) + middle, chunk[:middle])
                self._take(last, chunk[middle:])
            else:
                self._refuse(last, chunk[0][0], error)
        else:
            self.result = result

    def _write(self, last: int, chunk: list[Row], result: ImportResult) -> None:
        linker, refused = self.taker.reader.linker, len(result.refusals)
        number = self.change_set.batches + 1
        with writing(self.actor, "import", into=self.change_set, batch=number, as_given=True) as work:
            linker.make(work, linker.look_up(row for _line, row in chunk))
            made = self.made_before | {
                one.id for one in work.touched.values() if one.is_new and self._is_ours(one)
            }
            claimed = self.taker.take(work, chunk, result, made)
            work.flush()
            # A row of the file stands for itself, even if another row named it before.
            self._made().filter(record_id__in=claimed).delete()
            self._note(last, result, refused)
        self.made_before = made - claimed

    def _is_ours(self, touched: object) -> bool:
        return getattr(touched, "record_type", None) is self.taker.record_type

    def _refuse(self, last: int, line: int, error: Exception) -> None:
        result, refused = self.result.copy(), len(self.result.refusals)
        result.rows += 1
        sentence = (
            str(error)
            if isinstance(error, RecordError)
            else _("This row cannot be saved; look at its values.")
        )
        result.refuse(line, sentence)
        with write_transaction():
            self._note(last, result, refused)
        self.result = result

    def _note(self, last: int, result: ImportResult, refused: int) -> None:
        """How far it is, in the transaction of the batch itself: what is noted is in, and nothing else."""
        change_set = self.change_set
        Refusal.objects.bulk_create(
            [Refusal(change_set=change_set, **one) for one in result.refusals[refused:]], batch_size=500
        )
        del result.refusals[refused:]
        change_set.batches += 1
        change_set.details = {**change_set.details, "done": last, "result": result.counts()}
        open_sets = ChangeSet.objects.filter(pk=change_set.pk, state=ChangeSet.OPEN)
        if not open_sets.update(details=change_set.details, batches=change_set.batches):
            raise Halted(UNDONE)

    def _made(self) -> QuerySet[Made]:
        return Made.objects.filter(change_set=self.change_set, type=self.taker.record_type.key)


def sum_up(change_set: ChangeSet, result: ImportResult, ragged: list[RaggedRow]) -> None:
    """Add what only the whole file tells: rows of another width, and what was made."""
    reason = _("This row has %(found)s cells; the header has %(expected)s.")
    rows = [
        Refusal(
            change_set=change_set,
            line=one.line,
            reason=reason % {"found": one.found, "expected": one.expected},
        )
        for one in ragged
    ]
    Refusal.objects.bulk_create(rows, batch_size=500)
    result.rows += len(rows)
    result.refused += len(rows)
    made = Made.objects.filter(change_set=change_set).values("type").annotate(number=Count("pk"))
    result.made = {row["type"]: row["number"] for row in made.order_by("type")}
