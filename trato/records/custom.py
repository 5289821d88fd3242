"""Custom fields: a workspace's own facts about a type, made by command, API or import."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from trato.accounts import workspace
from trato.accounts.rights import Right
from trato.kernel.nearest import did_you_mean
from trato.kernel.text import fold
from trato.records import access, snapshot
from trato.records.errors import Invalid
from trato.records.fields.kinds import KIND_NAMES, KINDS
from trato.records.registry import registry
from trato.records.work import writing

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.touched import Touched
    from trato.records.work import Work

NAME = re.compile(r"[a-z][a-z0-9_]{0,58}")
RESERVED = {
    "currency",
    "id",
    "version",
    "custom",
    "pk",
    "none",
    "any",
    "me",
    "not",
    "or",
    "and",
    "filter",
    "sort",
    "archived",
}


def name_from(label: str) -> str:
    """A field name made from what people call it: “Año de fundación” → `ano_de_fundacion`."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:59]
    return words if NAME.fullmatch(words) else f"field_{words}".strip("_")[:59]


def add_field(
    actor: Actor,
    type_key: str,
    name: str,
    kind: str,
    *,
    label: str = "",
    indexed: bool = False,
    options: dict[str, Any] | None = None,
) -> int:
    """Add a field to a type; its id. Raises Invalid, Denied."""
    access.require(actor, registry.get("fields"), Right.CREATE)
    values = checked(type_key, name, kind, label=label, indexed=indexed, options=options)
    with writing(actor, "fields.create") as work:
        touched = work.create("fields", values)
    if indexed:
        build_index(type_key, name)
    return touched.id


def make_field(
    work: Work, type_key: str, name: str, kind: str, label: str, options: dict[str, Any] | None = None
) -> Touched:
    """The same in the course of another act, such as an import."""
    return work.make("fields", checked(type_key, name, kind, label=label, options=options))


def checked(
    type_key: str,
    name: str,
    kind: str,
    *,
    label: str = "",
    indexed: bool = False,
    options: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The values of the field's row, if it can be made. Raises Invalid."""
    options = options or {}
    record_type = registry.get(type_key)
    if not record_type.customizable:
        raise Invalid(
            _("%(type)s take no fields of your own.") % {"type": record_type.label_plural}, field="type"
        )
    if not NAME.fullmatch(name) or name in RESERVED or "__" in name or name.endswith("_currency"):
        raise Invalid(
            _("“%(name)s” cannot be a field's name; use a–z, 0–9 and _.") % {"name": name}, field="name"
        )
    if name in record_type.fields:
        raise Invalid(
            _("%(type)s have a field “%(name)s” already.") % {"type": record_type.label_plural, "name": name},
            field="name",
        )
    if kind not in KIND_NAMES:
        hint = did_you_mean(kind, list(KIND_NAMES))
        raise Invalid(_("There is no kind “%(kind)s”.%(hint)s") % {"kind": kind, "hint": hint}, field="kind")
    if kind in {"choice", "choices"} and not options.get("choices"):
        raise Invalid(_("A choice needs its choices."), field="choices")
    if kind in {"link", "links"}:
        registry.get(str(options.get("target", "")))
    if indexed and kind not in KINDS:
        raise Invalid(_("A field of links needs no index of its own."), field="indexed")
    return {
        "type": type_key,
        "name": name,
        "label": label or name.replace("_", " ").capitalize(),
        "kind": kind,
        "options": options,
        "indexed": indexed,
    }


def fields_changed() -> None:
    """Every process reads the fields anew."""
    workspace.touch()
    snapshot.reset()


def index_name(type_key: str, name: str) -> str:
    return f"custom_{type_key}_{name}"[:60]


def build_index(type_key: str, name: str) -> None:
    """An expression index over the very expression that filter and sort use."""
    record_type = registry.get(type_key)
    model = record_type.model
    expression = record_type.fields[name].sort_expression("")
    query = model._base_manager.annotate(x=expression).order_by("x").values("x").query
    compiler = query.get_compiler(connection=connection)
    sql, _params = compiler.compile(query.annotations["x"])
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    sql = sql.replace(f"{table}.", "")
    drop_index(type_key, name)
    with connection.cursor() as cursor:
        index = quote(index_name(type_key, name))
        cursor.execute(f"CREATE INDEX {index} ON {table} ({sql}, {quote('id')})")


def drop_index(type_key: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {connection.ops.quote_name(index_name(type_key, name))}")
