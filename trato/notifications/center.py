"""The lines of somebody's center in words: as many queries for fifty lines as for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from trato.accounts.rights import Right
from trato.notifications.models import Notification
from trato.notifications.sight import may_know
from trato.records import access, rows, snapshot
from trato.records.errors import NotFound
from trato.records.notices import kinds
from trato.records.prepared import Prepared
from trato.records.registry import registry
from trato.records.telling import telling_fields
from trato.records.telling import told as told_facts
from trato.records.transactions import write_transaction
from trato.web.formats import Formats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.records.notices import Kind, Past

MOST = 50
#: A number is no news beyond this.
MOST_COUNTED = 99
#: The parts of a sentence that stand out.
MARKED = ("who", "title")

_UNREAD = Prepared(
    lambda user: (
        Notification.objects.filter(user_id=user, read_at=None).order_by().values("pk")[: MOST_COUNTED + 1]
    ),
    "SELECT COUNT(*) FROM (%s) AS found",
)


@dataclass
class Line:
    """What one line shows."""

    text: str
    icon: str
    url: str
    at: datetime
    when: str
    hint: str
    is_new: bool
    note: str = ""
    #: The sentence with who and what it is about marked.
    marked: Markup | str = ""
    #: The day that it stands under; empty under the same as the line before.
    heading: str = ""


@dataclass
class Center:
    """What the template shows."""

    lines: list[Line] = field(default_factory=list)
    unread: int = 0
    more_url: str = ""


def own(actor: Actor) -> QuerySet[Notification]:
    """What this person has been told, but for marks that are only remembered."""
    return Notification.objects.filter(user_id=actor.user_id or 0, is_shown=True).exclude(type="")


def unread(actor: Actor) -> int:
    """How many lines nobody has opened yet, counted no further than 100; one query."""
    number: int = _UNREAD.first(actor.user_id or 0)
    return number


def center(actor: Actor, *, before: int | None = None, most: int = MOST) -> Center:
    """The newest lines, those before a number; what is out of sight by now is not counted any more."""
    found = own(actor).order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    chosen = list(found[: most + 1])
    shown = chosen[:most]
    lines, gone = told(actor, shown)
    _head(lines, actor, found.model.objects.filter(pk=before).first() if before is not None else None)
    if gone:
        with write_transaction():
            Notification.objects.filter(pk__in=gone, read_at=None).update(read_at=timezone.now())
    more = f"{center_url()}?{urlencode({'before': shown[-1].pk})}" if chosen[most:] else ""
    return Center(lines, unread(actor), more)


def _head(lines: list[Line], actor: Actor, last: Notification | None) -> None:
    """Put the day over the first line of each; not once more over those that follow the last one shown."""
    formats = formats_of(actor)
    day = formats.local_day(last.at) if last is not None and last.user_id == actor.user_id else None
    for line in lines:
        here = formats.local_day(line.at)
        line.heading = "" if here == day else formats.heading(here)
        day = here


def open_line(actor: Actor, pk: int) -> str:
    """Note that a line has been read; where it leads. Raises NotFound."""
    mine = Notification.objects.filter(user_id=actor.user_id or 0)
    one = mine.filter(pk=pk).exclude(type="").first()
    if one is None:
        raise NotFound
    # What was sent may since have been taken into a later line.
    same = Q(kind=one.kind, type=one.type, record_id=one.record_id) if not one.is_shown else Q(pk=pk)
    if mine.filter(same, read_at=None).exists():
        with write_transaction():
            mine.filter(same, read_at=None).update(read_at=timezone.now())
    return target(one, formats_of(actor))


def read_all(actor: Actor) -> int:
    """Note that everything has been read; how many lines were new."""
    with write_transaction():
        return own(actor).filter(read_at=None).update(read_at=timezone.now())


def formats_of(actor: Actor) -> Formats:
    workspace = snapshot.current().workspace
    return Formats(
        get_language() or actor.language, actor.time_zone or workspace.time_zone or "UTC", workspace.currency
    )


def told(actor: Actor, found: Iterable[Notification]) -> tuple[list[Line], list[int]]:
    """The lines that this person may see, in the language of now, and the numbers of the others."""
    found = list(found)
    titles, whose = _titles(actor, found)
    names = rows.titles("users", {one.actor_id for one in found if one.actor_id})
    formats = formats_of(actor)
    lines: list[Line] = []
    gone: list[int] = []
    for one in found:
        kind = kinds().get(one.kind)
        if kind is None or not _may_show(actor, one, titles):
            gone.append(one.pk)
        else:
            lines.append(_line(one, kind, titles, names, formats))
            _add_whose(lines[-1], whose.get((one.type, one.record_id or 0), ""))
    return lines, gone


def _add_whose(line: Line, whose: str) -> None:
    """Whose it is stands below a sentence that does not say so itself."""
    if whose and whose not in line.text:
        line.note = " · ".join(part for part in (whose, line.note) if part)


def _titles(
    actor: Actor, found: Iterable[Notification]
) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], str]]:
    """What the records are called that this person may see, and whose they are; as few queries as types."""
    wanted: dict[str, set[int]] = {}
    for one in found:
        if one.record_id is not None and registry.knows(one.type):
            wanted.setdefault(one.type, set()).add(one.record_id)
    titles: dict[tuple[str, int], str] = {}
    whose: dict[tuple[str, int], str] = {}
    written = formats_of(actor).of_money
    for key, ids in wanted.items():
        record_type = registry.get(key)
        if not access.may(actor, record_type, Right.READ):
            continue
        named = may_know(actor, key, record_type.title)
        facts = telling_fields(actor, record_type, 1)
        columns = (*((record_type.title,) if named else ()), *facts)
        page = rows.read(actor, key, columns=columns, sort="id", ids=ids, archived=None, limit=len(ids))
        for row in page.rows:
            titles[key, row.id] = str(row[record_type.title] or "") if named else ""
            titles[key, row.id] = titles[key, row.id] or f"{record_type.label} {row.id}"
            whose[key, row.id] = told_facts(actor, record_type, row, facts, written)
    return titles, whose


def _may_show(actor: Actor, one: Notification, titles: dict[tuple[str, int], str]) -> bool:
    if not registry.knows(one.type) or not may_know(actor, one.type, one.field):
        return False
    if one.record_id is not None:
        return (one.type, one.record_id) in titles
    return access.may(actor, registry.get(one.type), Right.READ)


def _line(
    one: Notification,
    kind: Kind,
    titles: dict[tuple[str, int], str],
    names: dict[int, str],
    formats: Formats,
) -> Line:
    record_type = registry.get(one.type)
    at = datetime.fromisoformat(one.data["at"]) if "at" in one.data else None
    words = {
        "who": names.get(one.actor_id or 0, "Trato"),
        "title": titles.get((one.type, one.record_id or 0), ""),
        "count": formats.number(one.count),
        "types": record_type.label_plural,
        "at": formats.time(at),
        "value": _said(one),
        "day": formats.day(one.at),
    }
    past = past_of(one, kind, formats)
    words_of = past or kind
    sentence = str(words_of.several if one.record_id is None else words_of.sentence)
    strong = {
        name: Markup("<b>{}</b>").format(word) for name, word in words.items() if name in MARKED and word
    }
    is_today = formats.local_day(one.at) == formats.today
    together = one.record_id is not None and one.count > 1
    return Line(
        sentence % words,
        kind.icon,
        reverse("notifications:open", args=[one.pk]),
        one.at,
        formats.relative(one.at) if is_today else formats.time(one.at),
        formats.hint(one.at),
        one.read_at is None,
        _("%(count)s times") % {"count": words["count"]} if together else "",
        escape(sentence) % (words | strong),
    )


def past_of(one: Notification, kind: Kind, formats: Formats) -> Past | None:
    """What is said instead once the moment or the day is over of which the news tells."""
    if "at" in one.data:
        is_over = datetime.fromisoformat(one.data["at"]) <= formats.now
    else:
        is_over = formats.local_day(one.at) < formats.today
    return kind.past if is_over else None


def _said(one: Notification) -> str:
    """The value that a field was given, in the reader's words."""
    value: Any = one.data.get("value")
    if isinstance(value, dict):
        return str(value.get("label") or value.get("text") or "")
    shown = registry.get(one.type).fields.get(one.field)
    label = dict(shown.choices).get(value, value) if shown is not None else value
    return "" if label is None else str(label)


def target(one: Notification, formats: Formats) -> str:
    """The record's page, or the list in which several stand."""
    if not registry.knows(one.type) or not registry.get(one.type).group:
        return center_url()
    if one.record_id is not None:
        return record_url(one.type, one.record_id)
    kind = kinds().get(one.kind)
    past = past_of(one, kind, formats) if kind else None
    filter = past.filter % {"day": formats.local_day(one.at).isoformat()} if past else ""
    return list_url(one.type, filter or (kind.filter if kind else ""))


def center_url() -> str:
    return reverse("notifications:center")


def list_url(type_key: str, filter: str = "") -> str:
    """The list of a type that has a screen."""
    start = reverse("workspace:list", args=[type_key])
    return f"{start}?{urlencode({'filter': filter})}" if filter else start


def record_url(type_key: str, pk: int) -> str:
    """The page of a record of a type that has a screen."""
    return f"{list_url(type_key)}{pk}"
