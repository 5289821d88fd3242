"""The engine's own record types: tags, rates, relations, custom fields, saved views, mend decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from trato.accounts.rights import PERSONAL, SETUP, TIES, VOCABULARY
from trato.records import custom, rates, relations
from trato.records.errors import Denied, Refused
from trato.records.models import (
    CustomField,
    Link,
    MendDecision,
    Pending,
    Rate,
    Relation,
    RelationKind,
    SavedView,
    Tag,
    ViewDefault,
)
from trato.records.record_type import (
    Facts,
    Many,
    Page,
    Picklist,
    RecordType,
    Refine,
    Related,
    Shared,
    Transfer,
    Words,
)
from trato.records.registry import register, registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.records.values import Context


@register
class Tags(RecordType):
    """Words that people put on any record."""

    model, key, icon, title = Tag, "tags", "tag", "name"
    at_hand = True
    columns = ("name", "created_at")
    sorts = ("name", "created_at")
    default_sort = "name"
    words = Words.of(name=3)
    page = Page(facts=(Facts.of("name", "color"),))
    policy = VOCABULARY
    group = "settings"
    customizable = False
    transfer = Transfer(match_on=("name",), synonyms={"name": ("tag", "etiqueta", "标签")})
    made_by_import = True
    mergeable = True
    picklist = Picklist(
        help=_("Words that people put on any record to find it again. Two that mean the same can be merged."),
    )
    empty = _("Tags appear here as soon as somebody puts one on a record.")

    @override
    def written(self, touched: Sequence[Any]) -> None:
        """Every process shows tags in their colors."""
        if any(one.record.color or "color" in one.before for one in touched):
            custom.fields_changed()


@register
class Rates(RecordType):
    """What other currencies are worth, day by day; a rate holds until the next one."""

    model, key, icon, title = Rate, "rates", "coins", "currency"
    columns = ("currency", "rate", "base", "day", "source")
    sorts = ("currency", "day")
    default_sort = "-day"
    filters = ("currency", "day")
    words = Words.of(currency=3, source=1)
    page = Page(facts=(Facts.of("currency", "rate", "day", "source", "base"),))
    policy = SETUP
    group = "settings"
    customizable = False
    refine = (Refine.of("rate", maximum=999_999),)
    transfer = Transfer(
        synonyms={
            "currency": ("code", "currency code", "moneda", "divisa", "货币", "币种"),
            "rate": ("exchange rate", "value", "tipo de cambio", "tasa", "汇率"),
            "day": ("date", "as of", "fecha", "desde", "日期"),
            "source": ("origin", "fuente", "来源"),
        }
    )
    empty = _(
        "Add a rate for each currency that you sell in; sums of several currencies then show their total."
    )

    @override
    def settle(self, touched: Sequence[Any]) -> None:
        rates.tie(touched)

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        rates.refuse_doubtful(touched)

    @override
    def written(self, touched: Sequence[Any]) -> None:
        custom.fields_changed()


@register
class RelationKinds(RecordType):
    """How records may belong together, as each side sees it."""

    model, key, icon, title = RelationKind, "relation_kinds", "waypoints", "name"
    at_hand = True
    columns = ("name", "inverse", "from_types", "to_types")
    sorts = ("position", "name")
    default_sort = "position"
    page = Page(
        facts=(Facts.of("name", "inverse", "from_types", "to_types", "position"),),
        related=(Related("relations", by="kind"),),
    )
    policy = SETUP
    group = "settings"
    customizable = False
    refine = (
        Refine.of("from_types", choices=relations.RelatableTypes()),
        Refine.of("to_types", choices=relations.RelatableTypes()),
        Refine.of("position", help=_("The lower, the further up where one chooses")),
    )
    empty = _("Add how people and firms belong together, such as who referred whom.")

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        relations.guard_kinds(touched)


@register
class Relations(RecordType):
    """Which records belong together, and how."""

    model, key, icon, title = Relation, "relations", "waypoints", "note"
    named_by = ("from", "kind", "to")
    columns = ("from", "kind", "to", "note", "since", "until")
    sorts = ("since", "created_at")
    filters = ("kind", "from_type", "to_type", "since", "until")
    many = (
        Many("from", "", pgettext_lazy("a relation", "from"), kind="record"),
        Many("to", "", pgettext_lazy("a relation", "to"), kind="record"),
    )
    ends = ("from", "to")
    page = Page(header=("kind",), facts=(Facts.of("from", "kind", "to", "note", "since", "until"),))
    timeline_to = ("from", "to")
    policy = TIES
    group = "settings"
    customizable = False
    refine = (Refine.of("mark", hidden=True, label=_("mark")),)
    transfer = Transfer(
        synonyms={
            "from_type": ("tipo de origen", "起点类型"),
            "from": ("first record", "desde", "origen", "起点"),
            "kind": ("relation", "relation kind", "type of relation", "relación", "tipo de relación", "关系"),
            "to_type": ("tipo de destino", "终点类型"),
            "to": ("second record", "hacia", "destino", "终点"),
            "note": ("comment", "nota", "comentario", "备注"),
            "since": ("from date", "begins", "desde el día", "自"),
            "until": ("to date", "ends", "hasta el día", "至"),
        }
    )
    empty = _("Relate two records on the page of either; every relation appears here, too.")

    @override
    def prepare(self, given: dict[str, Any], context: Context, record: Any = None) -> dict[str, Any]:
        return relations.read_given(given, context)

    @override
    def settle(self, touched: Sequence[Any]) -> None:
        relations.settle(touched)

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        relations.guard(actor, touched)


@register
class Fields(RecordType):
    """The fields that this workspace added."""

    model, key, icon, title = CustomField, "fields", "text-cursor-input", "label"
    columns = ("label", "type", "name", "kind", "indexed")
    default_sort = "id"
    policy = SETUP
    customizable = False

    @override
    def written(self, touched: Sequence[Any]) -> None:
        custom.fields_changed()

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        """A field keeps its name and kind: values and programs rely on them."""
        for one in touched:
            fixed = [name for name in ("type", "name", "kind") if name in one.after]
            if not one.is_new and fixed and any(one.before.get(name) != one.after[name] for name in fixed):
                raise Refused(_("A field keeps its type, name and kind; add another one instead."))

    @override
    def guard_removal(self, actor: Actor, touched: Sequence[Any]) -> None:
        used = next((one for one in touched if self.in_use(one.id)), None)
        if used is not None:
            raise Refused(_("“%(name)s” has values; empty it first.") % {"name": used.record.label})

    @override
    def in_use(self, pk: int) -> bool:
        """Whether any record has a value in this field."""
        row = CustomField._base_manager.filter(pk=pk).first()
        if row is None or not registry.knows(row.type):
            return False
        for model in (Link, Pending):
            if model.objects.filter(type=row.type, field=row.name).exists():
                return True
        return bool(registry.get(row.type).model._base_manager.filter(custom__has_key=row.name).exists())


@register
class Views(RecordType):
    """Named ways to look at a list."""

    model, key, icon, title = SavedView, "views", "bookmark", "name"
    at_hand = True
    columns = ("name", "type", "audience", "filter", "sort")
    default_sort = "id"
    policy = PERSONAL
    shared = (Shared("audience:everyone or (audience:team owner:my-team)"),)
    customizable = False
    handed_over = "audience:team,everyone"


@register
class ViewDefaults(RecordType):
    """Which view a list opens with, for a person or for a role."""

    model, key, icon, title = ViewDefault, "view_defaults", "bookmark", "type"
    at_hand = True
    columns = ("type", "view", "role")
    default_sort = "id"
    policy = PERSONAL
    shared = (Shared("role:any"),)
    customizable = False
    handed_over = None

    @override
    def guard(self, actor: Actor, touched: Sequence[Any]) -> None:
        if any(one.record.role for one in touched) and not (actor.is_system or actor.administers):
            raise Denied(_("Only an administrator chooses what a role's lists open with."))


@register
class MendDecisions(RecordType):
    """What a text of an import stands for."""

    model, key, icon, title = MendDecision, "mends", "link", "text"
    columns = ("type", "field", "text")
    default_sort = "id"
    policy = SETUP
    customizable = False
