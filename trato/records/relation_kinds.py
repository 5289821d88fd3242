"""The kinds of relations that a fresh workspace begins with, in its language."""

from __future__ import annotations

from trato.accounts.workspace import current
from trato.records.effects.counters import rebuild
from trato.records.models import RelationKind
from trato.records.registry import registry

#: Seen from the first record, from the other one, and whether it is between people only.
KINDS = {
    "en": (
        ("Referred by", "Has referred", False),
        ("Partner", "", False),
        ("Supplied by", "Supplies", False),
        ("Advised by", "Advises", False),
        ("Replaced by", "Replaces", False),
        ("Related to", "", False),
        ("Relative", "", True),
        ("Spouse", "", True),
        ("Parent of", "Child of", True),
    ),
    "es": (
        ("Recomendado por", "Ha recomendado a", False),
        ("Socio", "", False),
        ("Proveedor", "Cliente", False),
        ("Asesorado por", "Asesora a", False),
        ("Sustituido por", "Sustituye a", False),
        ("Relacionado con", "", False),
        ("Familiar", "", True),
        ("Cónyuge", "", True),
        ("Padre o madre de", "Hijo o hija de", True),
    ),
    "zh-hans": (
        ("推荐人", "已推荐", False),
        ("合作伙伴", "", False),
        ("供应商", "客户", False),
        ("顾问", "咨询客户", False),
        ("替代为", "替代了", False),
        ("相关", "", False),
        ("亲属", "", True),
        ("配偶", "", True),
        ("子女", "父母", True),
    ),
}
PEOPLE = ("contacts",)


def words(before: str) -> dict[str, dict[str, str]]:
    """By the words of one language those of the workspace's."""
    old, new = KINDS.get(before, KINDS["en"]), KINDS.get(current().language, KINDS["en"])
    said = [{"name": name, "inverse": inverse} for name, inverse, _is_personal in new]
    return dict(zip([name for name, *_rest in old], said, strict=True))


def prepare() -> None:
    """Make them, once, while the workspace is set up; they are there from the start, so no act made them."""
    language = current().language if current().language in KINDS else "en"
    types = registry.get("relation_kinds").fields["from_types"]
    only = types.dump(PEOPLE)[0]
    for place, (name, inverse, is_personal) in enumerate(KINDS[language]):
        limited = only if is_personal else ""
        RelationKind._base_manager.create(
            name=name, inverse=inverse, from_types=limited, to_types=limited, position=10 * (place + 1)
        )
    rebuild(registry.get("relation_kinds"))
