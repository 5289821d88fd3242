"""Records to choose from while one types: by the beginning of their names first, then by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.rights import Right
from trato.records import access, rows
from trato.records.filters.tree import Text
from trato.records.registry import registry
from trato.search.asking import Question, searched_types, title_rank
from trato.search.finding import find, hint_fields, rows_of
from trato.search.guessing import ENOUGH, guess
from trato.search.recent import recent_records
from trato.search.results import capitalized, formats_for, hint, title_of

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.web.formats import Formats

LIMIT = 20
ANY = "any"

Option = dict[str, Any]


def options_of(actor: Actor, type_key: str, question: Question) -> list[Option]:
    """Up to twenty records of a type, or of any. Raises NotFound for a type that the actor may not read."""
    if type_key == ANY:
        return _of_any(actor, question)
    record_type = registry.get(type_key)
    access.require(actor, record_type, Right.READ)
    if record_type.title not in access.readable_fields(actor, record_type):
        return []
    ids = _named(actor, record_type, question)
    if len(ids) < LIMIT and question.words and record_type.words.weights:
        found = rows.read(actor, type_key, columns=(), filter=Text(question.text), sort="-id", limit=LIMIT)
        ids = list(dict.fromkeys([*ids, *(row.id for row in found.rows)]))[:LIMIT]
    return [*_described(actor, record_type, ids), *_near(actor, record_type, question, ids)]


def _named(actor: Actor, record_type: RecordType, question: Question) -> list[int]:
    """Ids of the records whose names begin so, in the order of the names; any while nothing is typed."""
    title = record_type.title
    found = rows.read(actor, record_type.key, columns=(), sort=title, limit=LIMIT, begins=question.text)
    return [row.id for row in found.rows]


def _described(actor: Actor, record_type: RecordType, ids: list[int]) -> list[Option]:
    """Labels and hints for these ids, in their order."""
    names = [record_type.title, *hint_fields(actor, record_type)]
    formats = formats_for(actor)
    return [_option(actor, record_type, row, formats) for row in rows_of(actor, record_type, ids, names)]


def _option(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> Option:
    label = title_of(record_type, row)
    return {"id": row.id, "label": label, "hint": hint(actor, record_type, row, formats)}


def _near(actor: Actor, record_type: RecordType, question: Question, known: list[int]) -> list[Option]:
    """Records that hold the words in another spelling, marked so, when hardly any hold them as typed."""
    if len(known) >= ENOUGH:
        return []
    guessed = guess(
        actor, question, [(record_type.key, pk) for pk in known], limit=ENOUGH, types=[record_type]
    )
    formats = formats_for(actor)
    return [
        _marked(_option(actor, record_type, one.row, formats)) for one in (guessed.near if guessed else ())
    ]


def _marked(option: Option) -> Option:
    return option | {"hint": _("similar spelling")}


def _of_any(actor: Actor, question: Question) -> list[Option]:
    if not question.text:
        return [_typed(record_type, pk, title) for record_type, pk, title in recent_records(actor)]
    words, formats = question.words, formats_for(actor)
    ranked: list[tuple[int, Option]] = []
    for found in find(actor, question, limit=LIMIT):
        if found.record_type.is_setting:
            continue
        for row in found.rows:
            title = title_of(found.record_type, row)
            option = _typed(found.record_type, row.id, title)
            option["hint"] = hint(actor, found.record_type, row, formats) or option["hint"]
            ranked.append((title_rank(question, words, title), option))
    ranked.sort(key=lambda one: one[0])
    options = [option for _rank, option in ranked[:LIMIT]]
    return options if len(options) >= ENOUGH else [*options, *_near_of_any(actor, question, options)]


def _near_of_any(actor: Actor, question: Question, known: list[Option]) -> list[Option]:
    hits = [(key, int(pk)) for key, _slash, pk in (str(one["id"]).partition("/") for one in known)]
    types = [one for one in searched_types(actor) if not one.is_setting]
    guessed = guess(actor, question, hits, limit=ENOUGH, types=types)
    return [
        _marked(_typed(one.record_type, one.row.id, title_of(one.record_type, one.row)))
        for one in (guessed.near if guessed else ())
    ]


def _typed(record_type: RecordType, pk: int, title: str) -> Option:
    label = _("%(title)s (%(type)s)") % {"title": title, "type": record_type.label}
    return {"id": f"{record_type.key}/{pk}", "label": label, "hint": capitalized(str(record_type.label))}
