"""Rows become records: created, changed, left as they are, or refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import Denied, Invalid, RecordError
from trato.records.fields.link import LinksField
from trato.transfer.labels import label_of
from trato.transfer.repeats import there_already

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from trato.records.touched import Touched
    from trato.records.work import Work
    from trato.transfer.result import ImportResult
    from trato.transfer.rows import Key, Row, RowReader


class Taker:
    """Writes the rows of one batch into a work, counting what happens to each."""

    def __init__(self, reader: RowReader, match: str, *, again: bool, since: datetime) -> None:
        self.reader = reader
        self.actor = reader.actor
        self.record_type = reader.record_type
        self.match = match
        self.again = again
        #: When this import began; rows that nothing tells apart are compared with what was there before.
        self.since = since
        self.needed = [
            field
            for field in self.record_type.fields.values()
            if field.required and field.editable and field.default is None
        ]

        #: An empty cell stays empty; only what has no column begins as it does elsewhere.
        self.unsaid = {
            name: None
            for name, field in self.record_type.fields.items()
            if field.begins is not None and name in reader.contexts
        }

    def take(self, work: Work, chunk: list[Row], result: ImportResult, made: set[int]) -> set[int]:
        """Create or change the records of these rows; what refuses is counted with its reason.

        `made` are records that this import made on the way; those that turn out to be rows are answered.
        """
        self.made, self.claimed = made, set[int]()
        read: list[tuple[int, dict[str, str], dict[str, Any]]] = []
        for line, row in chunk:
            result.rows += 1
            try:
                read.append((line, row, self.reader.values(row)))
            except RecordError as error:
                result.refuse(line, error)
        key = self.record_type.key
        drafts = {line: work.draft(key, {**self.unsaid, **values}) for line, _row, values in read}
        keys = {line: self.reader.keys(drafts[line], values, self.match) for line, _row, values in read}
        held = self._held(work, keys.values())
        keyless = {line: values for line, _row, values in read if not keys[line]}
        repeated = self._repeated(work, keyless)
        for line, row, _values in read:
            if line in repeated:
                result.warn_of_repeat()
                continue
            try:
                self._take_one(work, row, drafts[line], keys[line], held, result)
            except RecordError as error:
                result.refuse(line, error)
        return self.claimed

    def _held(self, work: Work, rows: Iterable[list[Key]]) -> dict[Key, Touched | None]:
        """The records that are there already; None for one that the actor may not change.

        A record that no row can mean, since all that name it by less hold more, is not loaded.
        """
        rows = list(rows)
        there = self.reader.matches({key for keys in rows for key in keys})
        if not there:
            return {}
        allowed = access.visible_ids(self.actor, self.record_type, set(there.values()), Right.EDIT)
        meant = self._meant(rows, {key: pk for key, pk in there.items() if pk in allowed})
        loaded = work.load(self.record_type.key, sorted(meant), None)
        return {key: loaded.get(pk) for key, pk in there.items() if pk in meant or pk not in allowed}

    def _meant(self, rows: list[list[Key]], there: dict[Key, int]) -> set[int]:
        """Those of the records that lack what tells more, for at least one of the rows that name them."""
        named = {
            (there[key], _stronger(keys, place))
            for keys in rows
            for place, key in enumerate(keys)
            if key in there
        }
        wanted: dict[str, set[int]] = {}
        for pk, stronger in named:
            for name in stronger:
                wanted.setdefault(name, set()).add(pk)
        filled = {name: self.reader.filled(name, ids) for name, ids in wanted.items()}
        return {pk for pk, stronger in named if not any(pk in filled[name] for name in stronger)}

    def _repeated(self, work: Work, keyless: dict[int, dict[str, Any]]) -> set[int]:
        if self.again or not keyless:
            return set()
        return there_already(self.actor, self.record_type, work, keyless, self.since)

    def _take_one(
        self,
        work: Work,
        row: dict[str, str],
        draft: Touched,
        keys: list[Key],
        held: dict[Key, Touched | None],
        result: ImportResult,
    ) -> None:
        key = _known_by(keys, held)
        if key is None:
            touched = self._create(work, draft)
            result.created += 1
            for one in keys:
                held.setdefault(one, touched)
            return
        known = held[key]
        if known is None:
            raise Denied(_("This record is there already, and you may not change it."))
        is_changed = self._change(work, known, row)
        if known.id in self.made - self.claimed:
            self.claimed.add(known.id)
            result.created += 1
        elif is_changed:
            result.updated += 1
        else:
            result.unchanged += 1

    def _create(self, work: Work, draft: Touched) -> Touched:
        for field in self.needed:
            if draft.after.get(field.name) is None:
                raise Invalid(_("%(field)s is needed.") % {"field": label_of(field)}, field=field.name)
        return work.add(draft)

    def _change(self, work: Work, known: Touched, row: dict[str, str]) -> bool:
        """Give a known record what the row says otherwise; whether that was anything."""
        values = self.reader.values(row, known.record)
        for name, value in values.items():
            field = self.record_type.fields[name]
            if isinstance(field, LinksField):
                values[name] = field.with_roles_of(value, known.value(name))
        differing = {name: value for name, value in values.items() if known.value(name) != value}
        if differing:
            work.change(known, differing)
        return bool(differing) or bool(self.reader.fields_to_be.keys() & row.keys())


def _known_by(keys: list[Key], held: dict[Key, Touched | None]) -> Key | None:
    """The key by which a row is there already.

    A name tells only if what is there lacks what tells more: it has no e-mail address, and the row has one.
    """
    for place, key in enumerate(keys):
        if key in held:
            known = held[key]
            if known is None or not any(known.value(name) for name in _stronger(keys, place)):
                return key
    return None


def _stronger(keys: list[Key], place: int) -> frozenset[str]:
    """The fields by which a row is known better than by the key at this place."""
    return frozenset(name for name, _text in keys[:place]) - {keys[place][0]}
