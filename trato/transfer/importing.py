"""Bring a file in: all rows or the reasons, in batches that resume after a crash and undo as one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.errors import Unreadable
from trato.kernel.tables import open_table
from trato.records import access
from trato.records.actions import complete_set, open_set
from trato.records.contexts import context_for
from trato.records.custom import make_field
from trato.records.errors import Ambiguous, Invalid, RecordError
from trato.records.mending import pending_groups
from trato.records.models import ChangeSet, Made
from trato.records.record_type import RecordType
from trato.records.registry import registry
from trato.records.transactions import write_transaction
from trato.records.work import Work, writing
from trato.transfer.columns import Column, map_columns
from trato.transfer.links import Linker
from trato.transfer.profile import Profile, profile
from trato.transfer.result import ImportResult, Warned
from trato.transfer.rows import RowReader
from trato.transfer.spelling import misspelt_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trato.accounts.actor import Actor
    from trato.kernel.tables import Table

BATCH = 400
KIND = "import"
DATES, NUMBERS = {"date", "datetime"}, {"money", "decimal", "integer"}


@dataclass(frozen=True)
class Options:
    """How a file is to be read, where the file itself does not say."""

    match: str = ""
    date_order: str = ""
    decimal: str = ""
    encoding: str = ""
    separator: str = ""
    again: bool = False
    dry_run: bool = False
    #: header → field (None leaves the column out)
    columns: dict[str, str | None] = field(default_factory=dict)
    #: field → text → trait of the record that is made for it, such as stage → "Signed" → "won"
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


class Import:
    """One file on its way into one type."""

    def __init__(self, actor: Actor, type_key: str, source: str | Path | bytes, options: Options) -> None:
        self.actor = actor
        self.record_type = registry.get(type_key)
        access.require(actor, self.record_type, Right.IMPORT)
        self.source = source
        self.options = options
        self.table: Table = open_table(
            source, encoding=options.encoding or None, separator=options.separator or None
        )
        self.profile: Profile = profile(self.table)
        self.ragged = list(self.table.ragged)
        self.columns: list[Column] = map_columns(self.record_type, self.profile.columns, options.columns)
        self.mark = self._mark()
        self.result = ImportResult()
        self._check_match()
        self._check_order()

    def _check_match(self) -> None:
        if self.options.match and self.options.match not in {column.field for column in self.columns}:
            raise Invalid(_("No column of the file goes to “%(name)s”.") % {"name": self.options.match})

    def _mark(self) -> str:
        """What makes this import the same as one that was interrupted."""
        options = {key: value for key, value in asdict(self.options).items() if key not in {"dry_run"}}
        text = json.dumps([self.record_type.key, digest_of(self.source), options], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    # questions that only a person can answer

    def _check_order(self) -> None:
        """Raises Ambiguous for a column whose dates or numbers can be read in two ways."""
        for column in self.columns:
            known = self.profile.columns[column.index]
            kind = self._kind(column)
            if not known.filled or column.ignored:
                continue
            if kind in DATES and not self.options.date_order and known.date_order() is None:
                raise Ambiguous(
                    _("Column “%(column)s”: is “%(sample)s” day first or month first? Say --day-first or --month-first.")
                    % {"column": column.header, "sample": known.samples[0]}
                )
            if kind in NUMBERS and not self.options.decimal and known.decimal_mark() is None:
                raise Ambiguous(
                    _("Column “%(column)s”: is the comma or the point before the decimals of “%(sample)s”? Say --decimal.")
                    % {"column": column.header, "sample": known.samples[0]}
                )

    def _kind(self, column: Column) -> str:
        if column.new_kind:
            return column.new_kind
        known = self.record_type.fields.get(column.field)
        return known.kind if known is not None else ""

    # the run

    def run(self, progress: Callable[[int, int], None] | None = None) -> ImportResult:
        """Import, or go on where the same import was interrupted. Raises RecordError, Unreadable."""
        if self.options.dry_run:
            return self._dry_run()
        change_set = self._resumed() or self._begun()
        self._run_into(change_set, progress)
        return self.result

    def _dry_run(self) -> ImportResult:
        """The whole import in one transaction that does not happen."""
        with write_transaction():
            self._run_into(self._begun(), None)
            transaction.set_rollback(True)
        self.result.set = None
        access_reset()
        return self.result

    def _begun(self) -> ChangeSet:
        name = self.source.name if isinstance(self.source, Path) else ""
        details = {"mark": self.mark, "type": self.record_type.key, "file": name, "total": self.profile.rows}
        return open_set(self.actor, KIND, {**details, "digest": digest_of(self.source), "done": 0, "result": {}})

    def _resumed(self) -> ChangeSet | None:
        found = ChangeSet.objects.filter(kind=KIND, state=ChangeSet.OPEN, details__mark=self.mark).first()
        if found is not None and found.details["result"]:
            kept = dict(found.details["result"])
            kept["warnings"] = [Warned(**one) for one in kept.pop("warnings", [])]
            self.result = ImportResult(**kept)
        return found

    def _run_into(self, change_set: ChangeSet, progress: Callable[[int, int], None] | None) -> None:
        self.result.set = change_set.pk
        self._make_fields(change_set)
        self.linker = Linker(self.actor, self.record_type, [column.field for column in self.columns])
        self.reader = RowReader(self.actor, self.record_type, self._field_contexts(), self.linker)
        self._count_traits()
        repeats = self._is_repeat(change_set)
        for first, chunk in self._chunks(change_set.details["done"]):
            self._take(change_set, first, chunk, repeats=repeats)
            if progress is not None:
                progress(change_set.details["done"], self.profile.rows)
        self._finish(change_set)

    def _make_fields(self, change_set: ChangeSet) -> None:
        wanted = [column for column in self.columns if column.new_kind and column.field not in self.record_type.fields]
        if not wanted:
            return
        access.require(self.actor, registry.get("fields"), Right.CREATE)
        with writing(self.actor, KIND, into=change_set) as work:
            for column in wanted:
                make_field(work, self.record_type.key, column.field, column.new_kind, column.header.strip())

    def _field_contexts(self) -> dict[str, Any]:
        """How each column's dates and numbers are read."""
        base = context_for(self.actor, pend=True)
        contexts = {}
        for column in self.columns:
            known = self.profile.columns[column.index]
            kind = self._kind(column)
            order = (self.options.date_order or known.date_order()) if kind in DATES else None
            mark = (self.options.decimal or known.decimal_mark()) if kind in NUMBERS else None
            contexts[column.field] = replace(base, date_order=order, decimal=mark)
        contexts[""] = base
        return contexts

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        used = [(column.index, column.field) for column in self.columns if column.field and not column.ignored]
        for line, cells in self.table.rows():
            yield line, {name: cells[index] for index, name in used if cells[index].strip()}

    def _chunks(self, done: int) -> Iterator[tuple[int, list[tuple[int, dict[str, str]]]]]:
        chunk: list[tuple[int, dict[str, str]]] = []
        number = 0
        for number, row in enumerate(self._rows(), start=1):
            if number > done:
                chunk.append(row)
            if len(chunk) == BATCH:
                yield number, chunk
                chunk = []
        if chunk:
            yield number, chunk

    def _count_traits(self) -> None:
        """What the rows say of the records that will be made for the names they hold."""
        telling = [
            name
            for name, link in self.linker.fields.items()
            if type(registry.get(link.target)).trait is not RecordType.trait
        ]
        if not telling:
            return
        unknown = self.linker.look_up(row for _line, row in self._rows())
        for name, texts in self.options.labels.items():
            for one in unknown:
                if one[0] == name and one[2] in texts:
                    self.linker.traits[one] = Counter({texts[one[2]]: 1})
        decided = set(self.linker.traits)
        for _line, row in self._rows():
            for one in self.linker.names(row):
                if one[0] in telling and one in unknown and one not in decided:
                    trait = registry.get(self.linker.fields[one[0]].target).trait(self.reader.plain_values(row))
                    self.linker.traits.setdefault(one, Counter())[trait] += 1
        for one in unknown:  # a question is asked before anything is written
            if one[0] in telling:
                target = registry.get(self.linker.fields[one[0]].target)
                target.made_values(one[2], self.linker.traits.get(one, Counter()), None)

    def _is_repeat(self, change_set: ChangeSet) -> bool:
        """Whether the same file came in before; then rows that nothing tells apart stay out."""
        before = ChangeSet.objects.filter(kind=KIND, details__digest=change_set.details["digest"])
        before = before.filter(details__type=self.record_type.key).exclude(pk=change_set.pk)
        return not self.options.again and before.exclude(state=ChangeSet.UNDONE).exists()

    def _take(
        self, change_set: ChangeSet, last: int, chunk: list[tuple[int, dict[str, str]]], *, repeats: bool
    ) -> None:
        """One batch, one transaction. If a row of it cannot be written, each row has its own."""
        kept, known = self._copy(), set(self.linker.known)
        try:
            self._write(change_set, last, chunk, repeats=repeats)
        except RecordError as error:
            self.result = kept
            self.linker.forget(set(self.linker.known) - known)
            if len(chunk) > 1:
                start = last - len(chunk)
                for place, row in enumerate(chunk, start=1):
                    self._take(change_set, start + place, [row], repeats=repeats)
                return
            self.result.rows += 1
            self.result.refuse(chunk[0][0], error)
            with write_transaction():
                self._note_progress(change_set, last)

    def _copy(self) -> ImportResult:
        kept = replace(self.result, refusals=list(self.result.refusals), warnings=list(self.result.warnings))
        kept.made = dict(self.result.made)
        return kept

    def _write(
        self, change_set: ChangeSet, last: int, chunk: list[tuple[int, dict[str, str]]], *, repeats: bool
    ) -> None:
        with writing(self.actor, KIND, into=change_set, batch=change_set.batches + 1) as work:
            self.linker.make(work, self.linker.look_up(row for _line, row in chunk))
            self.reader.take(work, chunk, self.result, match=self.options.match, repeats=repeats)
            work.flush()
            self._note_progress(change_set, last)

    def _note_progress(self, change_set: ChangeSet, last: int) -> None:
        change_set.batches += 1
        change_set.details = {**change_set.details, "done": last, "result": self.result.as_json()}
        change_set.save(update_fields=["details", "batches"])

    def _finish(self, change_set: ChangeSet) -> None:
        with writing(self.actor, KIND, into=change_set, batch=change_set.batches + 1) as work:
            for record_type in registry.types():
                if record_type.made_by_import:
                    record_type.after_import(work, change_set)
        for ragged in self.ragged:
            self.result.rows += 1
            reason = _("This row has %(found)s cells; the header has %(expected)s.")
            self.result.refuse(ragged.line, reason % {"found": ragged.found, "expected": ragged.expected})
        self.result.refusals.sort(key=lambda one: int(one["line"]))
        made = Made.objects.filter(change_set=change_set).values("type").annotate(number=Count("pk"))
        self.result.made = {row["type"]: row["number"] for row in made.order_by("type")}
        self.result.pending = [group.as_json() for group in pending_groups(self.actor, self.record_type.key)]
        self.result.warnings += self._warnings()
        change_set.details = {**change_set.details, "result": self.result.as_json()}
        complete_set(change_set)

    def _warnings(self) -> Iterator[Warned]:
        for name, sentence in self.linker.warnings():
            yield Warned("ambiguous", sentence, name[0], name[2])
        yield from misspelt_choices(self.record_type, self.columns, self.profile)


def access_reset() -> None:
    """After a dry run: fields that were made in it are gone."""
    from trato.records import snapshot

    snapshot.reset()


def digest_of(source: str | Path | bytes) -> str:
    """SHA-256 of the file's bytes."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with Path(source).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


