"""What was found, as the palette and the page of results show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trato.records import filters, snapshot
from trato.records.filters.tree import Text
from trato.records.telling import told
from trato.search import going
from trato.search.finding import SHOWN, find, hint_fields, rows_of
from trato.search.guessing import ENOUGH, guess
from trato.search.recent import recent_records
from trato.web.addresses import address
from trato.web.formats import Formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.records.rows import Row
    from trato.search.asking import Question
    from trato.search.finding import Found
    from trato.search.going import Way
    from trato.web.frame import Frame

#: Ways of each kind that a search among the commands alone shows.
EVERY = 40

Option = dict[str, Any]
Group = dict[str, Any]
#: A heading and the ways under it.
Ways = tuple[str, "Iterable[Way]"]


def groups_for(
    actor: Actor,
    question: Question,
    frame: Frame | None = None,
    settings: Sequence[dict[str, Any]] = (),
    visited: str = "",
) -> list[Group]:
    """The commands that are meant, records by type, what else leads on, and what is only spelt alike.

    With nothing typed, what one visited or worked with last and a few commands.
    """
    if question.only_commands:
        return _grouped([*_commands(actor, frame), *_places(actor, settings), *_helps()], question, EVERY)
    if not question.text:
        recent = _recent(actor, visited)
        groups = [{"label": _("Recent"), "options": recent}] if recent else []
        ways = [] if question.only_records else [*_commands(actor, frame), *_helps()]
        return [*groups, *_grouped(ways, question)]
    formats, hits = formats_for(actor), find(actor, question)
    groups = [_of_type(actor, question, found, formats) for found in hits]
    near = _near(actor, question, hits, formats)
    if question.only_records:
        return [*groups, *near]
    places = _grouped([*_places(actor, settings), *_helps()], question)
    return [*_grouped(_commands(actor, frame), question), *groups, *places, *near]


def _recent(actor: Actor, visited: str) -> list[Option]:
    """What somebody worked with last, with the facts that tell records of one name apart."""
    known, formats = recent_records(actor, visited), formats_for(actor)
    types = {record_type.key: record_type for record_type, _pk, _title in known}
    hints: dict[tuple[str, int], str] = {}
    for key, record_type in types.items():
        ids = [pk for one, pk, _title in known if one.key == key]
        for row in rows_of(actor, record_type, ids, hint_fields(actor, record_type)):
            hints[key, row.id] = hint(actor, record_type, row, formats)
    return [
        _option(record_type, pk, title, hint=hints.get((record_type.key, pk), ""))
        for record_type, pk, title in known
    ]


def _commands(actor: Actor, frame: Frame | None) -> list[Ways]:
    return [(_("Commands"), going.commands(actor, frame))]


def _places(actor: Actor, settings: Sequence[dict[str, Any]]) -> list[Ways]:
    return [(_("Views"), going.views(actor)), (_("Settings"), going.settings(settings))]


def _helps() -> list[Ways]:
    return [(_("Help"), going.helps())]


def _grouped(known: list[Ways], question: Question, most: int = going.MOST) -> list[Group]:
    """The ways of each kind that fit what is typed."""
    groups = [(label, going.fitting(ways, question.text, most)) for label, ways in known]
    return [
        {"label": label, "options": [way.as_option() for way in ways], "leads": True}
        for label, ways in groups
        if ways
    ]


def formats_for(actor: Actor) -> Formats:
    workspace = snapshot.current().workspace
    zone = actor.time_zone or workspace.time_zone
    return Formats(get_language() or workspace.language, zone or "UTC", workspace.currency)


def _of_type(actor: Actor, question: Question, found: Found, formats: Formats) -> Group:
    record_type = found.record_type
    label = capitalized(str(record_type.label_plural))
    options = [
        _option(record_type, row.id, title_of(record_type, row))
        | {"hint": hint(actor, record_type, row, formats)}  # the heading tells the type
        for row in found.rows
    ]
    if found.has_more:
        count = formats.count(found.count, found.capped)
        title = _("All %(count)s results in %(type)s") % {"count": count, "type": label}
        options.append(
            {"title": title, "url": _list_url(record_type, question), "icon": "search", "leads": True}
        )
    return {"label": label, "options": options}


def _near(actor: Actor, question: Question, hits: list[Found], formats: Formats) -> list[Group]:
    """Rows that hold the words in another spelling, when hardly any hold them as they were typed."""
    if sum(found.count for found in hits) >= ENOUGH:
        return []
    known = [(found.record_type.key, row.id) for found in hits for row in found.rows]
    guessed = guess(actor, question, known, limit=SHOWN)
    if guessed is None:
        return []
    options = [
        _option(
            one.record_type,
            one.row.id,
            title_of(one.record_type, one.row),
            hint=hint(actor, one.record_type, one.row, formats),
        )
        for one in guessed.near
    ]
    title = _("Did you mean “%(words)s”?") % {"words": guessed.text}
    options.append(
        {"title": title, "url": _search_url(question, guessed.text), "icon": "search", "leads": True}
    )
    return [{"label": _("Similar spelling"), "options": options}]


def _search_url(question: Question, words: str) -> str:
    kind = "&in=records" if question.only_records else ""
    return f"{address('search:search')}?q={quote(words)}{kind}"


def _list_url(record_type: RecordType, question: Question) -> str:
    words = filters.to_words(Text(question.text))
    return f"{address('workspace:list', record_type.key)}?filter={quote(words)}"


def _option(record_type: RecordType, pk: int, title: str, hint: str = "") -> Option:
    told = [capitalized(str(record_type.label)), hint]
    option: Option = {
        "title": title,
        "hint": " · ".join(part for part in told if part),
        "url": address("workspace:record", record_type.key, pk),
        "icon": record_type.icon,
    }
    if record_type.portrait in {"person", "company"}:
        option[record_type.portrait] = title
    return option


def title_of(record_type: RecordType, row: Row) -> str:
    return str(row[record_type.title] or f"{record_type.label} {row.id}")


def hint(actor: Actor, record_type: RecordType, row: Row, formats: Formats) -> str:
    """The facts that tell records of one name apart, in a few words."""
    names = hint_fields(actor, record_type)
    return told(actor, record_type, row, names, formats.of_money)


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
