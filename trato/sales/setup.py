"""What a fresh workspace sells with: one pipeline in the words of the trade."""

from __future__ import annotations

from trato.accounts.workspace import current
from trato.records.setup import is_untouched, reworded, setting_up
from trato.records.values import Ref
from trato.sales.models import Stage
from trato.sales.stages import STALE_AFTER

PIPELINES: dict[str, tuple[str, ...]] = {
    "en": ("Sales", "Qualified", "Discovery", "Proposal", "Negotiation", "Won", "Lost"),
    "es": ("Ventas", "Calificado", "Descubrimiento", "Propuesta", "Negociación", "Ganado", "Perdido"),
    "zh-hans": ("销售", "已确认", "需求调研", "方案", "谈判", "赢单", "输单"),
}
#: Kind, probability and position; the gap leaves room for open stages that come later.
STEPS = (
    (Stage.OPEN, 10, 10),
    (Stage.OPEN, 25, 20),
    (Stage.OPEN, 50, 30),
    (Stage.OPEN, 75, 40),
    (Stage.WON, 100, 900),
    (Stage.LOST, 0, 910),
)
REASONS: dict[str, tuple[str, ...]] = {
    "en": ("Price", "Competitor", "No budget", "No answer", "Bad timing"),
    "es": ("Precio", "Competencia", "Sin presupuesto", "Sin respuesta", "Mal momento"),
    "zh-hans": ("价格", "竞争对手", "没有预算", "没有回复", "时机不对"),
}


def reword(before: str) -> None:
    """The same in the words of the workspace's language, before anybody has worked with them."""
    if not is_untouched():
        return
    name, *stages = [{"name": one} for one in _said(PIPELINES)]
    old, *olds = _said(PIPELINES, before)
    reworded("pipelines", {old: name})
    reworded("stages", dict(zip(olds, stages, strict=True)))
    reasons = [{"name": one} for one in _said(REASONS)]
    reworded("lost_reasons", dict(zip(_said(REASONS, before), reasons, strict=True)))


def _said(words: dict[str, tuple[str, ...]], language: str = "") -> tuple[str, ...]:
    """Words in the workspace's language, unless another one is named."""
    return words.get(language or current().language, words["en"])


def prepare() -> None:
    """Make the first pipeline and the lost reasons, in the workspace's language."""
    name, *stages = _said(PIPELINES)
    work = setting_up()
    pipeline = work.create("pipelines", {"name": name, "position": 0})
    work.flush_rows()
    for stage, (kind, probability, position) in zip(stages, STEPS, strict=True):
        work.create(
            "stages",
            {
                "pipeline": Ref("pipelines", pipeline.id, name),
                "name": stage,
                "kind": kind,
                "probability": probability,
                "asks": ("lost_reason",) if kind == Stage.LOST else None,
                "stale_after": STALE_AFTER if kind == Stage.OPEN else None,
                "position": position,
            },
        )
    for reason in _said(REASONS):
        work.create("lost_reasons", {"name": reason})
    work.flush()
