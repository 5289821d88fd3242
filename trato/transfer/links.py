"""From the names in a file to records: known ones, ones to be made on the way, and ones that stay pending."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.kernel.errors import shortened
from trato.kernel.tables import read_safe
from trato.kernel.text import sort_key
from trato.records import access
from trato.records.contexts import context_for
from trato.records.errors import Denied, Invalid
from trato.records.fields.link import LinkingField, LinksField
from trato.records.mending import may_make
from trato.records.models import MendDecision
from trato.records.registry import registry
from trato.records.rows import titles
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trato.accounts.actor import Actor
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.work import Work

Name = tuple[str, str, str]  # field, the text within which it is unique, text
CHUNK = 400
#: The longest text that a link can wait for.
LONGEST = 400


class Linker:
    """Finds the records that rows name; remembers what it has found for the next rows."""

    def __init__(
        self, actor: Actor, record_type: RecordType, fields: Iterable[str], make: Iterable[str] = ()
    ) -> None:
        self.actor = actor
        self.record_type = record_type
        self.fields = {name: found for name in fields if (found := self._link(name)) is not None}
        self.within = {name: registry.get(link.target).within for name, link in self.fields.items()}
        #: Fields whose unknown names the person who brings the file wants made.
        self.wanted = {name for name in make if name in self.fields and self.may_make(name)}
        self.known: dict[Name, Ref] = {}
        self.doubtful: Counter[Name] = Counter()
        self.traits: dict[Name, Counter[str]] = {}
        self._decided = self._decisions()

    def _link(self, name: str) -> Field | None:
        field = self.record_type.fields.get(name)
        inner = getattr(field, "inner", field)
        return inner if isinstance(inner, LinkingField) and inner.target else None

    def _decisions(self) -> dict[tuple[str, str], Ref]:
        decided = MendDecision._base_manager  # shape: the import's own memory, no rows that anybody sees
        rows = list(decided.filter(type=self.record_type.key))
        found: dict[tuple[str, str], Ref] = {}
        for target in {row.target_type for row in rows}:
            names = titles(target, [row.target_id for row in rows if row.target_type == target])
            for row in rows:
                if row.target_type == target and row.target_id in names:
                    found[row.field, row.text] = Ref(target, row.target_id, names[row.target_id])
        return found

    def texts(self, name: str, cell: str) -> list[str]:
        """The names in one cell."""
        field = self.fields[name]
        parts = field.names_in(cell) if isinstance(field, LinksField) else [cell.strip()]
        return [read_safe(part) for part in parts if part]

    def names(self, row: dict[str, str], fields: Iterable[str] = ()) -> Iterable[Name]:
        """The names that a row's link cells hold."""
        return (name for name, _role in self._said(row, fields or self.fields))

    def _said(self, row: dict[str, str], fields: Iterable[str]) -> Iterable[tuple[Name, str]]:
        """The names that a row's link cells hold, each with its role; a whole known name has none."""
        for whole in self._wholes(row, fields):
            yield (whole, "") if whole in self.known else self._parted(whole)

    def _wholes(self, row: dict[str, str], fields: Iterable[str]) -> Iterable[Name]:
        for name in fields:
            cell = row.get(name)
            if cell:
                within = self.within[name]
                around = row.get(within, "").strip() if within else ""
                for text in self.texts(name, cell):
                    yield name, around, text

    def _parted(self, whole: Name) -> tuple[Name, str]:
        field = self.fields[whole[0]]
        text, role = field.name_and_role(whole[2]) if isinstance(field, LinksField) else (whole[2], "")
        return (whole[0], whole[1], text), role

    def look_up(self, rows: Iterable[dict[str, str]]) -> set[Name]:
        """Find what these rows name; the names that nothing has."""
        rows = list(rows)
        with_roles = [name for name, field in self.fields.items() if getattr(field, "with_role", False)]
        wholes = {name for row in rows for name in self._wholes(row, with_roles)}
        # Names with roles, unless something is called so as a whole.
        self._find_all({name for name in wholes if self._parted(name)[0] != name})
        return self._find_all({name for row in rows for name in self.names(row)})

    def _find_all(self, names: set[Name]) -> set[Name]:
        """Find records of these names; the names that nothing has."""
        unknown = names - self.known.keys()
        for name in [name for name in unknown if (name[0], name[2]) in self._decided]:
            self.known[name] = self._decided[name[0], name[2]]
            unknown.discard(name)
        for field in self.fields:
            wanted = [name for name in unknown if name[0] == field]
            for start in range(0, len(wanted), CHUNK):
                unknown -= self._find(field, wanted[start : start + CHUNK])
        return unknown

    def _find(self, field: str, wanted: list[Name]) -> set[Name]:
        target = registry.get(self.fields[field].target)
        columns = {column.name for column in target.model._meta.concrete_fields}
        found: set[Name] = set()
        for column in (target.title, "reference", "email", f"{target.title}_key"):
            is_made = target.made_by_import or field in self.wanted
            if column not in columns or (column.endswith("_key") and not is_made):
                continue
            left = [name for name in wanted if name not in found]
            keys = {name: sort_key(name[2]) if column.endswith("_key") else name[2] for name in left}
            rows = access.visible_rows(self.actor, target).filter(**{f"{column}__in": set(keys.values())})
            if target.is_archivable:
                rows = rows.filter(archived_at=None)
            found |= self._match(target, rows, column, keys)
        return found

    def _match(self, target: RecordType, rows: Any, column: str, keys: dict[Name, str]) -> set[Name]:
        around = [f"{target.within}__name"] if target.within else []
        by_key: dict[str, list[tuple[int, str, str]]] = {}
        for pk, key, title, *within in rows.order_by("pk").values_list("pk", column, target.title, *around):
            by_key.setdefault(key, []).append((pk, title or "", within[0] if within else ""))
        found: set[Name] = set()
        for name, key in keys.items():
            matches = [one for one in by_key.get(key, []) if not name[1] or one[2] == name[1]]
            if matches:
                pk, title, _within = matches[0]
                self.known[name] = Ref(target.key, pk, title)
                self.doubtful[name] += int(len(matches) > 1 and not target.within)
                found.add(name)
        return found

    def makes(self, name: Name) -> bool:
        """Whether a record of this name is made on the way."""
        target = registry.get(self.fields[name[0]].target)
        is_made = target.made_by_import or name[0] in self.wanted
        return is_made and access.may(self.actor, target, Right.CREATE)

    def may_make(self, name: str) -> bool:
        """Whether a name is all that a record takes to which this field leads, and the actor may add one."""
        target = registry.get(self.fields[name].target)
        return not target.made_by_import and may_make(self.actor, target)

    def make(self, work: Work, unknown: Iterable[Name]) -> None:
        """Make what may be made on the way: users, teams, stages, tags, and what is wanted."""
        made: dict[tuple[str, str, str], list[Name]] = {}
        for name in sorted(unknown):
            if self.makes(name):
                key = self.fields[name[0]].target
                made.setdefault((key, name[1], sort_key(name[2])), []).append(name)
        for (key, around, _sorted), names in made.items():
            target = registry.get(key)
            within = self._within(work, target, around)
            traits = sum((self.traits.get(name, Counter()) for name in names), Counter())
            made_of = target.made_values(names[0][2], traits, within)
            values = target.prepare(made_of, context_for(self.actor))
            for field, value in values.items():
                target.fields[field].check(value)
            touched = work.make(key, values)
            work.flush_rows()
            for name in names:
                self.known[name] = Ref(key, touched.id, names[0][2])

    def _within(self, work: Work, target: RecordType, around: str) -> Ref | None:
        if not around:
            return None
        name = (target.within, "", around)
        if name not in self.known and target.within in self.fields:
            self.make(work, [name])
        return self.known.get(name)

    def value(self, name: str, row: dict[str, str]) -> Any:
        """The link or links of one cell; an unknown name stays pending. Raises Invalid, Denied."""
        said = [(self.known.get(one) or self._unknown(one), role) for one, role in self._said(row, (name,))]
        refs = [Ref(ref.type, ref.id, ref.label, role, ref.text) if role else ref for ref, role in said]
        if self.fields[name].is_many:
            return tuple(dict.fromkeys(refs))
        return refs[0] if refs else None

    def _unknown(self, name: Name) -> Ref:
        target = registry.get(self.fields[name[0]].target)
        if target.made_by_import and not access.may(self.actor, target, Right.CREATE):
            sentence = _("There is no %(type)s “%(name)s”, and you may not add any.")
            raise Denied(sentence % {"type": target.label, "name": shortened(name[2])}, field=name[0])
        if len(name[2]) > LONGEST:
            sentence = _("%(field)s must not be longer than %(length)s characters.")
            values = {"field": self.record_type.fields[name[0]].label, "length": LONGEST}
            raise Invalid(sentence % values, field=name[0])
        return Ref.pending(target.key, name[2])

    def forget(self) -> None:
        """What was found in a transaction that did not happen, or is no longer so."""
        self.known.clear()

    def warnings(self) -> Iterable[tuple[Name, str]]:
        """A sentence for each name that several records have."""
        for name, number in self.doubtful.items():
            if number:
                sentence = _("Several %(type)s are called “%(name)s”; the first was taken.")
                target = registry.get(self.fields[name[0]].target)
                yield name, sentence % {"type": target.label_plural, "name": name[2]}
