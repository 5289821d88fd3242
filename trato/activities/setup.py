"""What a fresh workspace works with: three plans in its language."""

from __future__ import annotations

from typing import Any

from trato.accounts.workspace import current
from trato.records.setup import is_untouched, reworded, setting_up

#: Day and kind of each step; the words follow by language.
PLANS = (
    ((0, "call"), (0, "email"), (3, "call"), (7, "email")),
    ((0, "todo"), (2, "call"), (5, "email"), (10, "call")),
    ((0, "email"), (14, "call"), (30, "meeting")),
)
WORDS = {
    "en": (
        (
            "New inquiry",
            "Somebody asked for something and should hear from us at once.",
            ("Call back", "Send what was asked for", "Ask whether it arrived", "Offer a meeting"),
        ),
        (
            "After the quote",
            "A quote is out, and nobody has decided yet.",
            (
                "Check that the quote is complete",
                "Talk the quote through",
                "Send a reference",
                "Ask for the decision",
            ),
        ),
        (
            "New customer",
            "The first weeks after a deal is won.",
            ("Thank them and say what comes next", "Ask whether all is well", "Visit and look ahead"),
        ),
    ),
    "es": (
        (
            "Consulta nueva",
            "Alguien ha preguntado por algo y debe recibir respuesta enseguida.",
            (
                "Devolver la llamada",
                "Enviar lo solicitado",
                "Preguntar si ha llegado",
                "Proponer una reunión",
            ),
        ),
        (
            "Después de la oferta",
            "La oferta está enviada y nadie ha decidido todavía.",
            (
                "Comprobar que la oferta está completa",
                "Repasar la oferta",
                "Enviar una referencia",
                "Pedir la decisión",
            ),
        ),
        (
            "Cliente nuevo",
            "Las primeras semanas después de ganar un negocio.",
            (
                "Dar las gracias y explicar los próximos pasos",
                "Preguntar si todo va bien",
                "Visitar y mirar adelante",
            ),
        ),
    ),
    "zh-hans": (
        (
            "新询价",
            "有人咨询，应立即回复。",
            ("回电", "发送所需资料", "确认是否收到", "约定会面"),
        ),
        (
            "报价之后",
            "报价已发出，尚未决定。",
            ("检查报价是否完整", "沟通报价", "发送案例", "询问决定"),
        ),
        (
            "新客户",
            "赢单后的最初几周。",
            ("致谢并说明后续安排", "询问是否一切顺利", "拜访并展望合作"),
        ),
    ),
}


def prepare() -> None:
    """Make the plans, in the workspace's language."""
    work = setting_up()
    for plan in _plans(current().language):
        work.create("plans", {**plan, "skips_weekends": True})
    work.flush()


def reword(before: str) -> None:
    """The same in the words of the workspace's language, before anybody has worked with them."""
    if is_untouched():
        olds = [plan["name"] for plan in _plans(before)]
        reworded("plans", dict(zip(olds, _plans(current().language), strict=True)))


def _plans(language: str) -> list[dict[str, Any]]:
    """What each plan is called, what it is for, and its steps."""
    found = []
    for shape, (name, purpose, words) in zip(PLANS, WORDS.get(language, WORDS["en"]), strict=True):
        steps = [
            {"day": day, "kind": kind, "name": text, "body": None, "assignee": "owner", "person": None}
            for (day, kind), text in zip(shape, words, strict=True)
        ]
        found.append({"name": name, "purpose": purpose, "steps": steps})
    return found
