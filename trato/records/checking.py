"""What a batch of records must satisfy before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.records import snapshot
from trato.records.errors import Invalid, InvalidFields, Needed
from trato.records.fields.link import LinkField

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.record_type import RecordType
    from trato.records.touched import Touched
    from trato.records.work import Work

DEEPEST = 1000


def check_batch(work: Work, record_type: RecordType, batch: list[Touched]) -> None:
    """Refuse values that the declaration rules out. Raises InvalidFields."""
    for touched in batch:
        problems = check_values(touched)
        if problems:
            raise InvalidFields(problems)
    for field in record_type.fields.values():
        if field.unique:
            _check_unique(field, batch)
        if isinstance(field, LinkField) and field.acyclic:
            _check_acyclic(field, batch)


def check_values(touched: Touched) -> list[Invalid]:
    """Everything wrong with the fields of one record that are about to be written."""
    problems: list[Invalid] = []
    for name in touched.dirty & snapshot.derived(("checked", touched.record_type.key), touched.checked):
        field = touched.fields[name]
        try:
            field.check(touched.value(name))
        except Invalid as error:
            problems.append(error)
    order = list(touched.fields) if problems else []
    return sorted(problems, key=lambda problem: order.index(problem.field))


def check_needs(record_type: RecordType, batch: list[Touched]) -> None:
    """Refuse what a record becomes while fields that this asks for are empty. Raises Needed."""
    asked = [one for one in batch if not (one.is_as_given or one.is_inverse)]
    for touched, names in record_type.needs(asked) if asked else ():
        empty = [touched.fields[name] for name in names if touched.value(name) in (None, (), "")]
        if empty:
            raise Needed([one.missing() for one in empty])


def _check_unique(field: Field, batch: list[Touched]) -> None:
    wanted: dict[str, Touched] = {}
    for touched in batch:
        value = touched.value(field.name) if field.name in touched.dirty else None
        if value is None:
            continue
        taken = wanted.setdefault(value, touched)
        if taken is not touched:
            raise InvalidFields([_taken(field, value)])
    if not wanted:
        return
    rows = batch[0].record_type.model._base_manager.filter(**{f"{field.name}__in": list(wanted)})
    for pk, value in rows.values_list("pk", field.name):
        if wanted[value].record.pk != pk:
            raise InvalidFields([_taken(field, value)])


def _taken(field: Field, value: str) -> Invalid:
    return Invalid(
        _("%(field)s “%(value)s” is taken already.") % {"field": field.label, "value": value},
        field=field.name,
    )


def _check_acyclic(field: LinkField, batch: list[Touched]) -> None:
    """No record may be its own parent, grandparent and so on."""
    column = field.store.columns()[0]
    above = {
        touched.id: getattr(touched.record, column)
        for touched in batch
        if field.name in touched.dirty and touched.record.pk is not None and getattr(touched.record, column)
    }
    model = batch[0].record_type.model
    parents: dict[int, int | None] = dict(above)
    frontier = {parent for parent in above.values() if parent not in parents}
    for _step in range(DEEPEST):
        if not frontier:
            break
        found = dict(model._base_manager.filter(pk__in=frontier).values_list("pk", column))
        parents |= found
        frontier = {parent for parent in found.values() if parent and parent not in parents}
    for start in above:
        _walk(field, start, parents)


def _walk(field: LinkField, start: int, parents: dict[int, int | None]) -> None:
    seen = {start}
    current = parents.get(start)
    while current is not None:
        if current in seen:
            raise InvalidFields(
                [
                    Invalid(
                        _("%(field)s would lead in a circle. Choose another one.") % {"field": field.label},
                        field=field.name,
                    )
                ]
            )
        seen.add(current)
        current = parents.get(current)
