"""Where a column may go: the type's fields, or a field that is to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access
from trato.records.registry import registry
from trato.transfer.currencies import currency_columns, currency_label
from trato.transfer.labels import label_of
from trato.transfer.options import NEW
from trato.transfer.rights import importable

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType

KINDS = (
    "text",
    "longtext",
    "integer",
    "decimal",
    "money",
    "date",
    "datetime",
    "boolean",
    "email",
    "phone",
    "url",
)


def type_choices(actor: Actor) -> list[tuple[str, str]]:
    """The types whose rows this person may bring in."""
    labels = [(one.key, str(one.label_plural)) for one in importable(actor)]
    return [(key, label[:1].upper() + label[1:]) for key, label in labels]


def field_choices(actor: Actor, record_type: RecordType) -> list[tuple[str, str]]:
    """(what the form posts, what the person reads) for each field, then for each kind of new field."""
    known = {
        name: label_of(field)
        for name, field in access.readable_fields(actor, record_type).items()
        if field.editable and not field.hidden and access.may_write(actor, record_type, name)
    }
    fields = record_type.fields
    for name in (*(via.name for via in record_type.via), *record_type.transfer.synonyms):
        if name not in fields or (fields[name].target and not fields[name].editable):
            known.setdefault(name, label_of(fields[name]) if name in fields else _whole_name(name))
    for key, amount in currency_columns(record_type).items():
        if amount in known:
            known[key] = currency_label(record_type, key)
    listed = sorted(known.items(), key=lambda one: one[1].casefold())
    if record_type.customizable and access.may(actor, registry.get("fields"), Right.CREATE):
        new = _("New field: %(kind)s")
        listed += [(f"{NEW}{kind}", new % {"kind": kind_label(kind)}) for kind in KINDS]
    return listed


def _whole_name(name: str) -> str:
    return _("Whole name") if name == "name" else name.replace("_", " ").capitalize()


def kind_label(kind: str) -> str:
    """What a kind of field is called."""
    return {
        "text": _("text"),
        "longtext": _("long text"),
        "integer": _("whole number"),
        "decimal": _("number with decimals"),
        "money": _("amount"),
        "date": _("date"),
        "datetime": _("date and time"),
        "boolean": _("yes or no"),
        "email": _("e-mail address"),
        "phone": _("phone number"),
        "url": _("web address"),
    }[kind]
