"""From what people write for a link (an id, a name, a reference, “me”) to the record that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.kernel.text import sort_key
from trato.records.access import readable_fields, visible_rows
from trato.records.errors import Invalid, NotFound
from trato.records.registry import registry
from trato.records.values import Ref

if TYPE_CHECKING:
    from trato.records.record_type import RecordType
    from trato.records.values import Context

MOST_CANDIDATES = 20


def resolve(target: str, given: Any, context: Context) -> Ref:
    """The one record that is meant. Raises NotFound, or Invalid if several could be.

    With `context.pend` an unknown text becomes a pending link.
    """
    target, given = _plain(target, given)
    context.asked_rows = True
    known = context.known.get((target, given))
    if known is not None:
        return known
    found = _by_id(target, given, context) if isinstance(given, int) else candidates(target, given, context)
    if len(found) > 1:  # a name goes before another record's reference
        found = [ref for ref in found if ref.label == given] or found
    if len(found) == 1 or (found and context.pend):
        return found[0]
    if found:
        raise Invalid(
            _("Several %(type)s are called “%(name)s”; choose one of them by its number.")
            % {"type": registry.get(target).label_plural, "name": given}
        )
    if context.pend and isinstance(given, str):
        return Ref.pending(target, given[:400])
    raise NotFound(unknown(target, str(given), context))


def _plain(target: str, given: Any) -> tuple[str, int | str]:
    """The type, and an id or a text. Raises Invalid."""
    if isinstance(given, Ref):
        given = {"id": given.id, "type": given.type} if given.id is not None else given.text
    if not target:
        target, given = _typed(given)
    if isinstance(given, dict):
        given = given.get("id") if given.get("id") is not None else given.get("label")
    if isinstance(given, bool) or not isinstance(given, int | str):
        raise Invalid(_("Expected a link: an id or a name."))
    return target, given.strip() if isinstance(given, str) else given


def _typed(given: Any) -> tuple[str, Any]:
    """A link to any type: {"type": "deals", "id": 3}, "deals/3" or, by its name, "deals/Cold store"."""
    if isinstance(given, dict) and isinstance(given.get("type"), str):
        return registry.get(given["type"]).key, given if given.get("id") is None else given["id"]
    if isinstance(given, str) and "/" in given:
        key, _slash, name = given.strip().partition("/")
        if name.isdigit() and len(name) < 19:
            return registry.get(key).key, int(name)
        if name and registry.knows(key):
            return key, name
    elif isinstance(given, str):
        hint = _("Which record is “%(name)s”? Choose one, or write its type and its number, such as deals/3.")
        raise Invalid(hint % {"name": given.strip()})
    raise Invalid(_("Expected a type and an id, such as deals/3."))


def _by_id(target: str, pk: int, context: Context) -> list[Ref]:
    record_type = registry.get(target)
    if not 0 < pk < 2**63:
        return []
    title = (
        visible_rows(context.actor, record_type)
        .filter(pk=pk)
        .values_list(record_type.title, flat=True)
        .first()
    )
    return [] if title is None else [Ref(target, pk, title or "")]


def meant(target: str, text: Any, context: Context) -> list[Ref]:
    """The records that a filter's text may mean; those in the bin if nothing else is called so."""
    context.asked_rows = True
    return candidates(target, text, context) or candidates(target, text, context, archived=True)


def candidates(target: str, text: Any, context: Context, *, archived: bool = False) -> list[Ref]:
    """The records that a text may mean: by reference, by exact name, by folded name, by number.

    What lies in the bin is not among those that are found by a name, unless `archived`.
    """
    record_type = registry.get(target)
    text = str(text).strip()
    if target == "users" and text == "me":
        return [Ref("users", context.actor.user_id, context.actor.name)] if context.actor.user_id else []
    names = {column.name for column in record_type.model._meta.concrete_fields}
    rows = visible_rows(context.actor, record_type)
    if record_type.is_archivable and not archived:
        rows = rows.filter(archived_at=None)
    exact = Q(**{record_type.title: text})
    known = readable_fields(context.actor, record_type)
    exact |= Q(reference=text) if "reference" in names & known.keys() else Q()
    exact |= Q(email__iexact=text) if "email" in names & known.keys() else Q()
    found = _refs(record_type, rows.filter(exact))
    if not found and f"{record_type.title}_key" in names and text:
        found = _refs(record_type, rows.filter(**{f"{record_type.title}_key": sort_key(text)}))
    if not found and text.isdigit() and len(text) < 19:
        found = _by_id(target, int(text), context)
    return found


def _refs(record_type: RecordType, rows: Any) -> list[Ref]:
    listed = rows.order_by("pk").values_list("pk", record_type.title)[:MOST_CANDIDATES]
    return [Ref(record_type.key, pk, title or "") for pk, title in listed]


def unknown(target: str, text: str, context: Context) -> str:
    """The sentence for a name that nothing has, with the nearest known one."""
    record_type = registry.get(target)
    rows = visible_rows(context.actor, record_type).values_list(record_type.title, flat=True)
    hint = did_you_mean(text, [name for name in rows[:2000] if name])
    sentence = _("There is no %(type)s “%(name)s”.%(hint)s") % {
        "type": record_type.label,
        "name": text,
        "hint": hint,
    }
    return sentence.strip()
