"""Bring a file in: all rows or the reasons, in batches that resume after a crash and undo as one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.tables import open_table
from trato.records import access
from trato.records.actions import complete_set, open_set
from trato.records.contexts import context_for
from trato.records.custom import make_field
from trato.records.errors import Denied, Invalid
from trato.records.fields.kinds import KINDS
from trato.records.models import ChangeSet
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.records.waiting import waiting_groups
from trato.records.work import writing
from trato.transfer.batches import UNDONE, Batches, Halted, sum_up
from trato.transfer.columns import MOST_COLUMNS, Column, map_columns
from trato.transfer.currencies import currency_columns, join_currencies
from trato.transfer.links import Linker
from trato.transfer.models import Refusal
from trato.transfer.options import Options
from trato.transfer.profile import Profile, profile
from trato.transfer.questions import DATES, NUMBERS, Question, Traits, of_column
from trato.transfer.result import MOST_REFUSALS, ImportResult, Warned
from trato.transfer.rows import TELLING, RowReader
from trato.transfer.spelling import misspelt_choices
from trato.transfer.taking import Taker
from trato.transfer.turn import our_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trato.accounts.actor import Actor
    from trato.kernel.tables import Table
    from trato.records.fields.base import Field

    #: Called after every batch with the change set and how many rows are through.
    Progress = Callable[[ChangeSet, int], None]

KIND = "import"
__all__ = ["KIND", "Import", "Options"]


class Import:
    """One file on its way into one type.

    Raises Unreadable, Invalid, Denied for what cannot come in at all.
    """

    def __init__(  # a file, where it goes, and how it is read
        self,
        actor: Actor,
        type_key: str,
        source: Path | bytes,
        options: Options,
        *,
        name: str = "",
        most: int | None = None,
    ) -> None:
        self.actor = actor
        self.record_type = registry.get(type_key)
        access.require(actor, self.record_type, Right.IMPORT)
        self.source = source
        self.name = name or (source.name if isinstance(source, Path) else "")
        self.options = options
        #: Only so many rows are looked at: for a preview.
        self.most = most
        self.table: Table = open_table(
            source, encoding=options.encoding or None, separator=options.separator or None
        )
        if len(self.table.headers) > MOST_COLUMNS:
            sentence = _("The file has %(number)s columns; at most %(most)s can come in.")
            raise Invalid(sentence % {"number": len(self.table.headers), "most": MOST_COLUMNS})
        self.profile: Profile = profile(self.table, most)
        self.ragged = list(self.table.ragged)
        self.columns: list[Column] = map_columns(
            actor, self.record_type, self.profile.columns, options.columns
        )
        self._check_match()
        fields = {column.field for column in self.columns}
        self.linker = Linker(actor, self.record_type, fields, options.make)
        self.traits = Traits(self.linker, options.labels)
        self.result = ImportResult()

    def _check_match(self) -> None:
        name = self.options.match
        if not name:
            return
        if name not in {column.field for column in self.columns if not column.ignored}:
            raise Invalid(_("No column of the file goes to “%(name)s”.") % {"name": name}, field=name)
        field = self.record_type.fields.get(name)
        if field is None or field.kind not in TELLING:
            raise Invalid(_("Rows cannot be told apart by “%(name)s”.") % {"name": name}, field=name)

    # questions that only a person can answer

    def questions(self) -> list[Question]:
        """All of them; with any left, nothing is written."""
        asked = [
            question
            for column in self.columns
            if not self._order_of(column)
            and (question := of_column(column, self.kind_of(column), self.profile.columns[column.index]))
        ]
        if not asked:
            reader = RowReader(self.actor, self.record_type, self._contexts(), self.linker)
            self.traits.count(lambda: (row for _line, row in self.rows()), reader.plain_values)
            asked += self.traits.questions()
        return asked

    def kind_of(self, column: Column) -> str:
        if column.new_kind:
            return column.new_kind
        known = self.record_type.fields.get(column.field)
        return known.kind if known is not None else ""

    def _order_of(self, column: Column) -> str:
        """How somebody said that the column's dates or numbers are written."""
        kind = self.kind_of(column)
        told = {
            **dict.fromkeys(DATES, self.options.date_order),
            **dict.fromkeys(NUMBERS, self.options.decimal),
        }
        return self.options.orders.get(column.header, "") or told.get(kind, "")

    def _contexts(self) -> dict[str, Any]:
        """How each column's dates and numbers are read."""
        base = context_for(self.actor, pend=True)
        contexts = {"": base}
        for column in self.columns:
            known, kind, told = (
                self.profile.columns[column.index],
                self.kind_of(column),
                self._order_of(column),
            )
            order: Any = (told or known.date_order()) if kind in DATES else None
            mark: Any = (told or known.decimal_mark()) if kind in NUMBERS else None
            contexts[column.field] = replace(base, date_order=order, decimal=mark)
        return contexts

    # the run

    def run(
        self, progress: Progress | None = None, on_wait: Callable[[], None] | None = None
    ) -> ImportResult:
        """Import, or go on where the same import was interrupted. Raises RecordError, Unreadable."""
        if self.options.dry_run:
            return self.dry_run()
        with our_turn(on_wait):
            self._ask()
            change_set = self._resumed() or self._begun()
            self._make_fields(change_set)
            if progress is not None:
                progress(change_set, change_set.details["done"])
            self._run_into(change_set, self._reader(), progress)
        return self.result

    def dry_run(self, look: Callable[[RowReader], None] | None = None) -> ImportResult:
        """The whole import in one transaction that does not happen; `look` sees its end."""
        self._ask()
        to_be = [column for column in self.columns if column.new_kind]
        self._require_new_fields(to_be)
        fields: dict[str, Field] = {
            column.field: KINDS[column.new_kind](column.field, column.label) for column in to_be
        }
        with write_transaction():
            reader = self._reader(fields)
            self._run_into(self._begun(), reader, None)
            if look is not None:
                look(reader)
            transaction.set_rollback(True)
        self.result.set = None
        if to_be:
            self.result.made = {**self.result.made, "fields": len(to_be)}
        return self.result

    def _ask(self) -> None:
        for question in self.questions():
            raise question.as_error()

    def _reader(self, fields_to_be: dict[str, Field] | None = None) -> RowReader:
        return RowReader(self.actor, self.record_type, self._contexts(), self.linker, fields_to_be)

    def _begun(self) -> ChangeSet:
        self._require_new_fields([column for column in self.columns if column.new_kind])
        details: dict[str, Any] = {"mark": self.mark, "type": self.record_type.key, "file": self.name}
        details |= {"total": self.profile.rows, "done": 0, "result": {}}
        return open_set(self.actor, KIND, details)

    @property
    def mark(self) -> str:
        """What makes this import the same as one that was interrupted."""
        options = {key: value for key, value in asdict(self.options).items() if key != "dry_run"}
        text = json.dumps([self.record_type.key, digest_of(self.source), options], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def _resumed(self) -> ChangeSet | None:
        found = ChangeSet.objects.filter(kind=KIND, state=ChangeSet.OPEN, details__mark=self.mark).first()
        if found is not None and found.details["result"]:
            self.result = ImportResult.from_counts(found.details["result"])
        return found

    def _require_new_fields(self, columns: list[Column]) -> None:
        if columns and not access.may(self.actor, registry.get("fields"), Right.CREATE):
            sentence = _(
                "Nothing here is called “%(column)s”, and you may not add fields; leave the column out."
            )
            raise Denied(sentence % {"column": columns[0].header})

    def _make_fields(self, change_set: ChangeSet) -> None:
        fields = self.record_type.fields
        wanted = [column for column in self.columns if column.new_kind and column.field not in fields]
        if not wanted:
            return
        with writing(self.actor, KIND, into=change_set) as work:
            for column in wanted:
                is_year = column.new_kind == "integer" and self.profile.columns[column.index].holds_years()
                options = {"unit": "year"} if is_year else {}
                make_field(work, self.record_type.key, column.field, column.new_kind, column.label, options)

    def _run_into(self, change_set: ChangeSet, reader: RowReader, progress: Progress | None) -> None:
        self.result.set = change_set.pk
        taker = Taker(reader, self.options.match, again=self.options.again, since=change_set.at)
        batches = Batches(self.actor, change_set, taker, self.result)
        for _last in batches.run(self.rows()):
            if progress is not None:
                progress(change_set, change_set.details["done"])
        self.result = batches.result
        self._finish(change_set)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's line and its filled cells by field."""
        used = [(column.index, column.field) for column in self.columns if not column.ignored]
        joined = {name for _index, name in used if [other for _i, other in used].count(name) > 1}
        currencies = currency_columns(self.record_type)
        named = {key: name for key, name in currencies.items() if any(key == other for _i, other in used)}
        for number, (line, cells) in enumerate(self.table.rows(), start=1):
            if self.most is not None and number > self.most:
                return
            row = {name: cell for index, name in used if (cell := cells[index]) and not cell.isspace()}
            for name in joined:
                row[name] = "; ".join(cells[i] for i, other in used if other == name and cells[i].strip())
            if named:
                join_currencies(row, named)
            yield line, {name: cell for name, cell in row.items() if cell} if joined else row

    def _finish(self, change_set: ChangeSet) -> None:
        # Proposals for many names take a while: nobody is kept waiting for it.
        self.result.pending = [one.as_json() for one in waiting_groups(self.actor, self.record_type.key)]
        with writing(self.actor, KIND, into=change_set, batch=change_set.batches + 1) as work:
            for record_type in registry.types():
                if record_type.made_by_import:
                    record_type.after_import(work, change_set)
            work.flush()
            if not ChangeSet.objects.filter(pk=change_set.pk, state=ChangeSet.OPEN).exists():
                raise Halted(UNDONE)
            sum_up(change_set, self.result, self.ragged)
            self.result.warnings += self._warnings()
            change_set.details = {**change_set.details, "result": self.result.counts()}
            change_set.completed_at = timezone.now()
            complete_set(change_set)
        refused = Refusal.objects.filter(change_set=change_set).values("line", "reason")
        self.result.refusals = [dict(one) for one in refused.order_by("line", "pk")[:MOST_REFUSALS]]

    def _warnings(self) -> Iterator[Warned]:
        if not self.profile.rows and not self.ragged:
            yield Warned("empty", _("The file has no rows below its header."))
        for name, sentence in self.linker.warnings():
            yield Warned("ambiguous", sentence, name[0], name[2])
        for told in sorted(set(self.options.make) - self.linker.wanted):
            sentence = _("Names in “%(field)s” are not made into records.")
            yield Warned("make", sentence % {"field": told}, told)
        yield from misspelt_choices(self.record_type, self.columns, self.profile)


def digest_of(source: Path | bytes) -> str:
    """SHA-256 of the file's bytes."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
