"""From a model's columns, a declaration and a custom field's row to fields: one kind for each."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext_lazy as _

from trato.accounts.columns import ChoicesColumn, SortKeyField
from trato.records.columns import BeforeColumn, ChecklistColumn, RepeatColumn
from trato.records.fields.address import EmailField, EmailsField, PhoneField, PhonesField
from trato.records.fields.before import BeforeField
from trato.records.fields.checklist import ChecklistField
from trato.records.fields.choice import ChoiceField, ChoicesField
from trato.records.fields.first import FirstField
from trato.records.fields.json import JsonField
from trato.records.fields.lines import LinesField
from trato.records.fields.link import FilesField, LinkField, LinksField, PersonField, TagsField, ViaField
from trato.records.fields.moment import DateField, DateTimeField
from trato.records.fields.money import MoneyField
from trato.records.fields.number import BooleanField, DecimalField, IntegerField
from trato.records.fields.record import RecordField
from trato.records.fields.repeat import RepeatField
from trato.records.fields.table import TableField
from trato.records.fields.text import LongTextField, TextField, UrlField
from trato.records.stores import ColumnStore, CustomStore, LinkTableStore, ThroughStore, WorkedOutStore

if TYPE_CHECKING:
    from trato.records.fields.base import Field
    from trato.records.models import CustomField
    from trato.records.record_type import First, Many, RecordType, WorkedOut

#: Kinds by the name that the API, the command line and custom fields use.
KINDS: dict[str, type[Field]] = {
    kind.kind: kind
    for kind in (
        TextField,
        LongTextField,
        IntegerField,
        DecimalField,
        MoneyField,
        DateField,
        DateTimeField,
        ChoiceField,
        ChoicesField,
        BooleanField,
        EmailField,
        PhoneField,
        UrlField,
    )
}
LINKING_KINDS: dict[str, type[LinksField]] = {"links": LinksField, "tags": TagsField, "file": FilesField}
#: Every name that a custom field may have as its kind.
KIND_NAMES = (*KINDS, "person", "link", *LINKING_KINDS)

#: The kind of each Django column class, the most particular first.
COLUMN_KINDS: tuple[tuple[type[models.Field[Any, Any]], type[Field]], ...] = (
    (ChoicesColumn, ChoicesField),
    (models.EmailField, EmailField),
    (models.URLField, UrlField),
    (RepeatColumn, RepeatField),
    (ChecklistColumn, ChecklistField),
    (models.CharField, TextField),
    (models.TextField, LongTextField),
    (models.BooleanField, BooleanField),
    (BeforeColumn, BeforeField),
    (models.IntegerField, IntegerField),
    (models.DecimalField, DecimalField),
    (models.DateTimeField, DateTimeField),
    (models.DateField, DateField),
)
#: The kinds that are kept as JSON, by the column's name.
JSON_KINDS: dict[str, type[Field]] = {
    "emails": EmailsField,
    "phones": PhonesField,
    "lines": LinesField,
    "steps": TableField,
}
#: Columns of every record that people may see but not write.
STAMPS = {
    "created_at": _("created at"),
    "updated_at": _("updated at"),
    "created_by": _("created by"),
}
HIDDEN_COLUMNS = {"id", "version", "custom", "archived_at", "password"}


def built_in(record_type: RecordType) -> dict[str, Field]:
    """The fields that the model and the declaration give."""
    model = record_type.model
    fields = {column.name: _of_column(record_type, column) for column in _columns(record_type)}
    for name, declared in getattr(model, "money_fields", {}).items():
        store = ColumnStore(model, f"{name}_minor", f"{name}_currency")
        fields[name] = MoneyField(name, declared.verbose_name, store=store)
    for many in record_type.many:
        fields[many.name] = of_many(record_type, many)
    for first in record_type.first:
        fields[first.name] = _of_first(fields[first.many], first)
    for one in record_type.worked_out:
        fields[one.name] = _of_worked_out(one)
    for name, label in STAMPS.items():
        fields[name].label = label
        fields[name].editable = False
        fields[name].hidden = name != "created_at"
    for refinement in record_type.refine:
        for option, value in refinement.options.items():
            setattr(fields[refinement.name], option, value)
    return fields


def _columns(record_type: RecordType) -> list[models.Field[Any, Any]]:
    """The model's columns that are fields of the type."""
    money = getattr(record_type.model, "money_fields", {})
    hidden = HIDDEN_COLUMNS | set(record_type.internal)
    hidden |= {f"{name}_{part}" for name in money for part in ("minor", "currency")}
    columns = record_type.model._meta.concrete_fields
    return [one for one in columns if one.name not in hidden and not isinstance(one, SortKeyField)]


def _of_first(many: Field, first: First) -> FirstField:
    from trato.records.registry import registry

    store = getattr(many, "many_store", None)
    if not isinstance(store, ThroughStore):
        raise TypeError(f"{many.name} is not kept in a model of its own")
    return FirstField(first.name, first.label, many=store, title=registry.declared(many.target).title)


def _of_worked_out(one: WorkedOut) -> Field:
    kind = ChoiceField if one.choices else IntegerField
    field = kind(one.name, one.label, store=WorkedOutStore(one.expression, one.of))
    field.choices, field.editable = list(one.choices), False
    return field


def via_fields(record_type: RecordType, fields: dict[str, Field], types: dict[str, RecordType]) -> None:
    """Add the facts of linked records, once those types have their fields."""
    for via in record_type.via:
        inner = copy(types[fields[via.link].target].fields[via.field])
        inner.label = via.label
        fields[via.name] = ViaField(via.name, via.label, link=via.link, inner=inner)


def _of_column(record_type: RecordType, column: models.Field[Any, Any]) -> Field:
    label: Any = column.verbose_name  # lazily translated: each reader has it in their own language
    if isinstance(column, models.ForeignKey):
        field: Field = _of_foreign_key(column, label)
    elif isinstance(column, models.JSONField) and not isinstance(column, ChecklistColumn):
        json_kind = JSON_KINDS.get(column.name, JsonField)
        field = json_kind(column.name, label, store=ColumnStore(column.model, column.name))
    else:
        kind = ChoiceField if column.choices else next(k for c, k in COLUMN_KINDS if isinstance(column, c))
        field = kind(column.name, label, store=ColumnStore(column.model, column.name))
        if column.choices:
            field.choices = [(str(value), name) for value, name in column.flatchoices]
    field.editable = column.editable
    field.unique = bool(column.unique)
    field.help = column.help_text
    field.max_length = column.max_length or 0
    field.required = not column.null and not column.blank and not column.has_default() and column.editable
    if column.has_default():
        field.default = column.get_default()
        field.empty = None if column.null or column.blank else field.default
    if isinstance(column, models.IntegerField):
        # What the column holds on the narrowest database: the others take more, or less by a constraint.
        field.minimum, field.maximum = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
    return field


def _of_foreign_key(column: models.ForeignKey[Any, Any], label: Any) -> Field:
    from trato.records.registry import registry

    target = registry.key_of(column.related_model)
    title = registry.declared(target).title
    kind = PersonField if target == "users" else LinkField
    field = kind(column.name, label, target=target, title=title, store=ColumnStore(column.model, column.name))
    field.acyclic = column.related_model is column.model
    return field


def of_many(record_type: RecordType, many: Many) -> Field:
    store: LinkTableStore | ThroughStore
    if many.through:
        through = apps.get_model(many.through)
        source = next(
            column.name
            for column in through._meta.concrete_fields
            if isinstance(column, models.ForeignKey) and column.related_model is record_type.model
        )
        target = next(
            column.name
            for column in through._meta.concrete_fields
            if isinstance(column, models.ForeignKey) and column.name != source and column.editable
        )
        store = ThroughStore(through, source, target, many.target)
    else:
        store = LinkTableStore(record_type.key, many.name, many.target)
    kind = RecordField if many.kind == RecordField.kind else LINKING_KINDS[many.kind]
    field = kind(many.name, many.label, target=many.target, store=store)
    field.with_role = many.with_role
    return field


def of_custom(record_type: RecordType, row: CustomField) -> Field:
    """The field that a workspace's own definition describes."""
    from trato.records.registry import registry

    options = row.options
    if row.kind in LINKING_KINDS or row.kind in {"link", "person"}:
        target = {"person": "users", "tags": "tags", "file": "files"}.get(row.kind) or options["target"]
        store = LinkTableStore(record_type.key, row.name, target)
        kind = LINKING_KINDS.get(row.kind, LinksField)
        linking = kind(row.name, row.label, target=target, store=store)
        registry.declared(target)
        field: Field = linking
    else:
        found = KINDS[row.kind]
        key = found.sorts_by_key and row.kind == "text"
        field = found(row.name, row.label, store=CustomStore(row.name, found.primitives, sorts_by_key=key))
        field.choices = [(str(word), str(word)) for word in options.get("choices", [])]
        field.max_length = 2000 if row.kind == "text" else 0
        field.unit = str(options.get("unit", ""))
        field.adds_up = field.unit != "year"
    field.custom = True
    field.indexed = row.indexed
    field.required = bool(options.get("required"))
    return field
