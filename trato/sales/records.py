"""Sales in progress, and the stages they go through."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.accounts.rights import OWNED, SETUP
from trato.records.errors import Invalid
from trato.records.fields.choice import FieldsOf
from trato.records.record_type import (
    Board,
    Calendar,
    Ending,
    Facts,
    Many,
    Page,
    Picklist,
    RecordType,
    Refine,
    Related,
    Transfer,
    Verb,
    Via,
    Within,
    Words,
)
from trato.records.registry import Extension, extend, register
from trato.sales.actions import close_deal, is_closed, is_open, lose_deal, reopen_deal, win_deal
from trato.sales.lead_records import Leads
from trato.sales.lines import keep_goods, match_products, price_lines, value_deals
from trato.sales.models import Deal, LostReason, Pipeline, Stage
from trato.sales.naming import name_deals
from trato.sales.outcome import asked_by_stages, settle_outcomes
from trato.sales.pipelines import keep_a_pipeline, keep_an_end, keep_kinds
from trato.sales.stages import stage_for, stage_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from trato.accounts.actor import Actor
    from trato.records.touched import Touched
    from trato.records.values import Context, Ref


__all__ = ["Deals", "Leads", "LostReasons", "Pipelines", "Stages"]


@register
class Pipelines(RecordType):
    """Ways from first interest to won or lost."""

    model, key, icon, title = Pipeline, "pipelines", "git-commit-horizontal", "name"
    at_hand = True
    columns = ("name", "created_at")
    sorts = ("position",)
    default_sort = "position"
    page = Page(facts=(Facts.of("name", "position"),), related=(Related("stages", by="pipeline"),))
    policy = SETUP
    group = "settings"
    customizable = False
    made_by_import = True
    picklist = Picklist(
        order="position",
        help=_("A deal goes through the stages of one pipeline, from first interest to won or lost."),
    )

    @override
    def guard_removal(self, actor: Actor, touched: Sequence[Touched]) -> None:
        keep_a_pipeline(touched)


@register
class Stages(RecordType):
    """The steps of pipelines."""

    model, key, icon, title = Stage, "stages", "list-ordered", "name"
    at_hand = True
    portrait = "stage"
    columns = ("name", "pipeline", "kind", "probability", "stale_after")
    sorts = ("position", "name")
    default_sort = "position"
    page = Page(
        facts=(Facts.of("name", "pipeline", "kind", "probability", "asks", "stale_after", "position"),)
    )
    policy = SETUP
    group = "settings"
    customizable = False
    refine = (
        Refine.of("probability", maximum=100, help=_("In percent: how many of a hundred such deals are won")),
        Refine.of("stale_after", minimum=1),
        Refine.of(
            "asks", choices=FieldsOf("deals"), help=_("A deal enters this stage only with these filled in")
        ),
    )
    made_by_import = True
    within = "pipeline"
    picklist = Picklist(
        order="position",
        shows={
            "kind": "",
            "probability": _("%(value)s%% likely"),
            "stale_after": _("stale after %(value)s days"),
            "asks": _("asks for: %(value)s"),
        },
        alike=("kind",),
    )

    @override
    def guard(self, actor: Actor, touched: Sequence[Touched]) -> None:
        keep_kinds(touched)

    @override
    def guard_removal(self, actor: Actor, touched: Sequence[Touched]) -> None:
        keep_an_end(touched)

    @override
    def trait(self, row: Mapping[str, Any]) -> str:
        """A closed deal with a value was won, one worth nothing lost; without a day of closing it is open."""
        value = row.get("value")
        if row.get("closed_on") is None or value is None:
            return Stage.OPEN
        return Stage.WON if value.minor > 0 else Stage.LOST

    @override
    def made_values(self, text: str, traits: Mapping[str, int], within: Ref | None) -> dict[str, Any]:
        return stage_values(text, traits, within)


@register
class LostReasons(RecordType):
    """Why deals are lost."""

    model, key, icon, title = LostReason, "lost_reasons", "circle-x", "name"
    at_hand = True
    columns = ("name", "created_at")
    sorts = ("position", "name")
    default_sort = "position"
    page = Page(facts=(Facts.of("name"),))
    policy = SETUP
    group = "settings"
    customizable = False
    made_by_import = True
    picklist = Picklist(
        order="position",
        help=_("Whoever loses a deal chooses one of these; reports tell by them what to do better."),
    )


@register
class Deals(RecordType):
    """Sales in progress: what they show, how they move, who may see them."""

    model, key, icon, title = Deal, "deals", "handshake", "name"
    this = _("this deal")
    columns = (
        "name",
        "company",
        "stage",
        "value",
        "expected_close_on",
        "next-step",
        "owner",
        "stage_since",
    )
    sorts = (
        "name",
        "value",
        "opened_on",
        "expected_close_on",
        "closed_on",
        "created_at",
        "updated_at",
        Within("owner", "stage"),
    )
    filters = ("status", "stage", "owner", "company", "value", "expected_close_on", "tags")
    words = Words.of(name=3, company=2, reference=1)
    many = (
        Many("contacts", "contacts", _("contacts"), with_role=True),
        Many("products", "products", _("products"), through="sales.DealLine"),
        Many("tags", "tags", _("tags"), kind="tags"),
    )
    via = (Via("status", "stage", "kind", _("status")), Via("pipeline", "stage", "pipeline", _("pipeline")))
    board = Board(
        by="stage",
        total="value",
        card=("company", "owner"),
        since="stage_since",
        weight="probability",
        stale_after="stale_after",
    )
    calendar = Calendar(day="expected_close_on", over=("status", "won", "lost"), label=_("deals closing"))
    ending = Ending(by="status", day="closed_on", expected="expected_close_on", why="lost_reason")
    page = Page(
        header=("company", "value", "expected_close_on", "owner"),
        path="stage",
        facts=(
            Facts.of(
                "name",
                "value",
                "expected_close_on",
                "stage",
                "company",
                "contacts",
                "products",
                "owner",
                "tags",
            ),
            Facts.of(
                "opened_on",
                "closed_on",
                "stage_since",
                "lost_reason",
                "outcome_note",
                label=_("Dates and outcome"),
            ),
            Facts.of("reference", label=_("More")),
        ),
    )
    timeline_to = ("company", "contacts")
    counted_by = ("stage",)
    counted_total = "value"
    verbs = (
        Verb("win", _("Mark as won"), win_deal, icon="trophy", when=is_open, outcome="won", shown=False),
        Verb(
            "lose",
            _("Mark as lost"),
            lose_deal,
            icon="circle-x",
            when=is_open,
            asks=("lost_reason", "outcome_note"),
            needs=1,
            outcome="lost",
            shown=False,
        ),
        Verb(
            "reopen", _("Reopen"), reopen_deal, icon="rotate-ccw", when=is_closed, outcome="open", shown=False
        ),
        Verb("outcome", _("Outcome"), close_deal, shown=False),
    )
    open_rows = "status:open"
    title_from = ("company", "products")
    policy = OWNED
    group = "sales"
    refine = (
        Refine.of("value", minimum=0, left_empty=_("Left empty, it follows the line items.")),
        Refine.of("lines", goods="products", worth="value"),
        Refine.of("stage", required=True),
        Refine.of("opened_on", begins=attrgetter("today")),
        Refine.of("lost_reason", along=("outcome_note",)),
        Refine.of("is_named", hidden=True),
        Refine.of("is_valued", hidden=True),
    )
    transfer = Transfer(
        match_on=("reference",),
        synonyms={
            "name": (
                "deal",
                "deal name",
                "opportunity",
                "opportunity name",
                "nombre",
                "negocio",
                "trato",
                "商机",
                "交易",
            ),
            "reference": ("opportunity id", "deal id", "id", "external id", "referencia", "编号", "商机编号"),
            "value": (
                "amount",
                "close value",
                "deal value",
                "importe",
                "valor",
                "valor de cierre",
                "monto",
                "金额",
                "成交金额",
            ),
            "company": (
                "account",
                "customer",
                "client",
                "organization",
                "empresa",
                "compañía",
                "cliente",
                "cuenta",
                "公司",
                "客户",
            ),
            "contacts": ("contact", "contact name", "contacto", "contactos", "联系人"),
            "products": ("product", "item", "producto", "productos", "产品"),
            "lines": ("lines", "línea", "líneas", "artículo", "明细", "行项目"),
            "owner": (
                "sales agent",
                "salesperson",
                "sales rep",
                "deal owner",
                "agente de ventas",
                "vendedor",
                "responsable",
                "销售",
                "销售员",
                "负责人",
            ),
            "stage": (
                "deal stage",
                "phase",
                "sales stage",
                "etapa",
                "fase",
                "etapa del negocio",
                "阶段",
                "销售阶段",
            ),
            "opened_on": (
                "engage date",
                "open date",
                "start date",
                "fecha de inicio",
                "fecha de contacto",
                "开始日期",
                "接触日期",
            ),
            "closed_on": ("close date", "closed", "closing date", "fecha de cierre", "关闭日期", "成交日期"),
            "expected_close_on": (
                "expected close",
                "expected close date",
                "forecast date",
                "cierre previsto",
                "预计成交日期",
            ),
            "lost_reason": ("loss reason", "reason lost", "motivo de pérdida", "输单原因"),
        },
    )
    empty = _("Add the first sale you are working on; it moves from stage to stage until it is won.")

    @override
    def prepare(self, given: dict[str, Any], context: Context, record: Any = None) -> dict[str, Any]:
        """A deal without a stage starts in the first; a named stage is looked for in its pipeline."""
        pipeline = given.pop("pipeline", None)
        status = given.pop("status", None)
        if status is not None:
            raise Invalid(_("A deal's status follows from its stage."), field="status")
        if "stage" in given or pipeline is not None or record is None:
            given["stage"] = stage_for(given.get("stage"), pipeline, record, context)
        if given.get("lines"):
            given["lines"] = price_lines(given, context, record)
        return given

    @override
    def settle(self, touched: Sequence[Touched]) -> None:
        match_products(touched)
        name_deals(touched)
        value_deals(touched)
        settle_outcomes(touched)

    @override
    def needs(self, touched: Sequence[Touched]) -> Iterable[tuple[Touched, Sequence[str]]]:
        """What the stage that a deal enters asks for."""
        return asked_by_stages(touched)

    @override
    def written(self, touched: Sequence[Touched]) -> None:
        keep_goods(touched)


@extend("companies")
class CompanyDeals(Extension):
    """A company's page shows its deals."""

    related = (Related("deals", by="company", total="value"),)


@extend("contacts")
class ContactDeals(Extension):
    """A person's page shows the deals they take part in."""

    related = (Related("deals", by="contacts", total="value"),)


@extend("products")
class ProductDeals(Extension):
    """A product's page shows the deals that it is part of."""

    related = (Related("deals", by="products", total="value"),)
