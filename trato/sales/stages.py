"""Which stage is meant: by number, or by name within a pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.kernel.text import fold, sort_key
from trato.records.errors import Ambiguous, Invalid
from trato.records.resolve import resolve
from trato.records.values import Ref
from trato.sales.models import Pipeline, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.records.values import Context


#: Words by which people call a stage that ends a deal, folded, in three languages.
WON_WORDS = frozenset(
    {
        "won",
        "closed won",
        "closedwon",
        "win",
        "sold",
        "signed",
        "success",
        "ganado",
        "ganada",
        "cerrado ganado",
        "cerrada ganada",
        "vendido",
        "赢单",
        "已赢",
        "成交",
        "已成交",
        "赢",
    }
)
LOST_WORDS = frozenset(
    {
        "lost",
        "closed lost",
        "closedlost",
        "loss",
        "dead",
        "rejected",
        "perdido",
        "perdida",
        "cerrado perdido",
        "cerrada perdida",
        "rechazado",
        "输单",
        "丢单",
        "已输",
        "失败",
        "输",
    }
)
STEP = 10
#: Days without news after which an open deal wants a look.
STALE_AFTER = 14


def stage_values(text: str, traits: Mapping[str, int], within: Ref | None) -> dict[str, Any]:
    """The values of a stage that deals name: its kind is told from known words, else from the deals in it.

    Raises Ambiguous on a tie.
    """
    pipeline: int = default_pipeline().pk if within is None or within.id is None else within.id
    kind = _kind(text, traits)
    last = Stage._base_manager.filter(pipeline_id=pipeline, kind=kind).order_by("-position").first()
    return {
        "pipeline": Ref("pipelines", pipeline),
        "name": text,
        "kind": kind,
        "probability": 100 if kind == Stage.WON else 0,
        "asks": ("lost_reason",) if kind == Stage.LOST else None,
        "stale_after": STALE_AFTER if kind == Stage.OPEN else None,
        "position": (last.position + STEP) if last else STEP,
    }


def _kind(text: str, traits: Mapping[str, int]) -> str:
    words = fold(text).replace("-", " ").replace("/", " ")
    if words in WON_WORDS:
        return Stage.WON
    if words in LOST_WORDS:
        return Stage.LOST
    counted = sorted(traits.items(), key=lambda one: -one[1])
    if len(counted) > 1 and counted[0][1] == counted[1][1]:
        raise Ambiguous(
            _(
                "Is “%(stage)s” open, won or lost? Its deals say %(one)s as often as %(other)s."
                " Say so in a --map file."
            )
            % {"stage": text, "one": counted[0][0], "other": counted[1][0]},
            field="stage",
        )
    return counted[0][0] if counted else Stage.OPEN


def default_pipeline() -> Pipeline:
    """The first pipeline. Raises Invalid where there is none."""
    found = Pipeline._base_manager.order_by("position", "pk").first()
    if found is None:
        raise Invalid(_("There is no pipeline yet; add one in the settings."), field="pipeline")
    return found


def stage_for(given: Any, pipeline: Any, record: Any, context: Context) -> Any:
    """What the stage field is to be given. Raises Invalid for a name that the pipeline does not have."""
    if isinstance(given, Ref) or (isinstance(given, dict) and given.get("id")) or isinstance(given, int):
        return given
    number = _pipeline_id(pipeline, record, context)
    stages = Stage._base_manager.filter(pipeline_id=number).order_by("position", "pk")
    if given in (None, ""):
        first = stages.filter(kind=Stage.OPEN).first() or stages.first()
        return None if first is None else Ref("stages", first.pk, first.name)
    text = str(given.get("label") if isinstance(given, dict) else given).strip()
    found = stages.filter(name=text).first() or stages.filter(name_key=sort_key(text)).first()
    if found is None and text.isdigit():
        found = Stage._base_manager.filter(pk=int(text)).first()
    if found is None:
        hint = did_you_mean(text, [stage.name for stage in stages])
        raise Invalid(
            _("There is no stage “%(name)s”.%(hint)s") % {"name": text, "hint": hint}, field="stage"
        )
    return Ref("stages", found.pk, found.name)


def _pipeline_id(pipeline: Any, record: Any, context: Context) -> int:
    if pipeline is not None:
        return resolve("pipelines", pipeline, context).id or 0
    if record is not None and record.stage_id is not None:
        return int(record.stage.pipeline_id)
    return int(default_pipeline().pk)
