"""What a refusal says on a screen: its sentence, with the way to each record that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import Refused
from trato.records.registry import registry
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.errors import RecordError
    from trato.records.values import Ref


def linked(actor: Actor | None, error: RecordError) -> str:
    """The sentence of a refusal; each record that it names and its reader may see is a link there."""
    said, rest = Markup(), str(error.sentence)
    if actor is None or not isinstance(error, Refused):
        return rest
    for ref in error.leads_to:
        before, name, after = rest.partition(ref.label)
        url = record_url(ref.type, ref.id or 0)
        if not name or not url or not _sees(actor, ref):
            continue
        said += Markup('{}<a href="{}" dir="auto">{}</a>').format(before, url, name)
        rest = after
    return said + rest


def _sees(actor: Actor, ref: Ref) -> bool:
    ids = [ref.id] if ref.id is not None else []
    return bool(access.visible_ids(actor, registry.get(ref.type), ids, Right.READ))
