"""What a refusal says on a screen: its sentence, with the way to each record that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from trato.accounts.rights import Right
from trato.records import access
from trato.records.errors import NotFound, Refused
from trato.records.merge import standing_for
from trato.records.registry import registry
from trato.records.rows.read import titles
from trato.records.values import Ref
from trato.workspace.reader import record_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.accounts.actor import Actor
    from trato.records.errors import RecordError


class MergedMeanwhile(Refused):
    """The record that was meant is part of another one now, which the sentence names."""

    status = 412

    def __init__(self, into: Ref) -> None:
        sentence = _("This was merged into “%(name)s” meanwhile.") % {"name": into.label}
        super().__init__(sentence, leads_to=[into])


def meant(actor: Actor | None, error: RecordError, path: Mapping[str, Any]) -> RecordError:
    """What to say of an address whose record was merged away while somebody looked at it."""
    key, pk = path.get("type_key", ""), path.get("pk")
    if actor is None or type(error) is not NotFound or pk is None or not registry.knows(key):
        return error
    into = standing_for(actor, registry.get(key), pk)
    return error if into is None else MergedMeanwhile(Ref(key, into, titles(key, [into]).get(into, "")))


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
