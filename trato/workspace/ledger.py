"""What was changed lately, act by act, in one sentence each: as many queries for fifty as for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from trato.kernel.saying import in_a_row
from trato.records import access, rows, settings
from trato.records.handover import HANDED_OVER, USERS
from trato.records.models import Change, ChangeSet, TimelineEntry
from trato.records.models.history import length_of_ids
from trato.records.registry import registry
from trato.workspace.sentences import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.web.formats import Formats

DAYS = 30
#: The acts that may be too large for one request; their own page takes them back in the background.
IMPORT = "import"
#: How long ago an act may be that Ctrl+Z takes back.
RECENT = timedelta(minutes=15)
#: So many fields are named in a sentence.
MOST_FIELDS = 2
RESULTS = {
    "archive": lambda: _("%(who)s put %(what)s into the bin"),
    "restore": lambda: _("%(who)s brought back %(what)s"),
    "purge": lambda: _("%(who)s deleted %(what)s for good"),
    "merge": lambda: _("%(who)s merged %(what)s"),
}
#: What an act did that changed no record, and stands in the timeline of one.
SAID = "said"
#: What one act did to records of several types.
SEVERAL = "several"
#: Acts that turn the links of one record, or of one name, elsewhere.
ENDS = {
    "replace": lambda: _("%(who)s removed %(name)s"),
    "hand_over": lambda: _("%(who)s handed over from %(name)s: %(what)s"),
    "mend": lambda: _("%(who)s decided what “%(name)s” means"),
}


@dataclass
class Part:
    """What an act did to one type: so many records were made, changed or removed."""

    type_key: str
    op: str
    number: int
    first: int
    last: int
    #: The record that an act is about which changed none; it has no first change and no last.
    record: int = 0


@dataclass
class Told:
    """One act in words."""

    set: ChangeSet
    who: str
    text: str
    parts: list[Part] = field(default_factory=list)
    #: The type of its records, if they are of one.
    record_type: RecordType | None = None

    @property
    def is_said_alone(self) -> bool:
        """Whether it changed nothing, so that nothing can be taken back, such as an invitation."""
        return any(part.op == SAID for part in self.parts)


def visible_sets(actor: Actor) -> QuerySet[ChangeSet]:
    """The acts of thirty days that one may see: one's own, for administrators everybody's.

    What happened by itself and changed nothing, such as a reminder, is no act.
    """
    found = ChangeSet.objects.filter(at__gte=timezone.now() - timedelta(days=DAYS))
    if not actor.administers:
        return found.filter(actor_id=actor.user_id or 0)
    return found.filter(Q(actor_id__isnull=False) | _changed_something())


def last_undoable(actor: Actor) -> ChangeSet | None:
    """One's own last act of the last minutes that still stands."""
    own = ChangeSet.objects.filter(actor_id=actor.user_id or 0, at__gte=timezone.now() - RECENT)
    standing = own.filter(state=ChangeSet.COMPLETE).filter(_changed_something())
    standing = standing.exclude(kind__in=["undo", IMPORT, *settings.final_kinds()])
    return standing.order_by("-pk").first()


def _changed_something() -> Exists:
    return Exists(Change.objects.filter(change_set=OuterRef("pk")))


def told(actor: Actor, sets: Iterable[ChangeSet], formats: Formats) -> list[Told]:
    """Each act in a sentence, as far as this reader may know its records and fields."""
    shown = list(sets)
    undone = ChangeSet.objects.in_bulk([one.undoes_id for one in shown if one.undoes_id])
    again = ChangeSet.objects.in_bulk([one.undoes_id for one in undone.values() if one.undoes_id])
    everything = [*shown, *undone.values(), *again.values()]
    people = _people(everything)
    parts = _parts(everything)
    mains = {one.pk: _main(one, parts.get(one.pk, [])) for one in everything}
    names = _field_names(actor, mains)
    titles = _titles(actor, parts)
    found: dict[int, Told] = {}
    for one in everything:
        main = mains[one.pk]
        keys = {part.type_key for part in main}
        fields = names.get(one.pk, ()) if len(keys) == 1 else ()
        who = people.get(one.actor_id or 0) or _("Trato")
        said = {"who": who, "fields": _joined(fields)}
        is_set = bool(main) and main[0].op == Change.SET
        text = _setting(main[0], said) if is_set else _sentence(one, main, said, titles, formats)
        of = registry.get(*keys) if len(keys) == 1 and not is_set else None
        found[one.pk] = Told(one, who, text, parts.get(one.pk, []), of)
    before = {pk: one.text for pk, one in found.items()}
    for one in shown:
        if one.undoes_id is None:
            continue
        first = undone[one.undoes_id].undoes_id
        sentence = _("%(who)s did again: %(what)s") if first else _("%(who)s took back: %(what)s")
        found[one.pk].text = sentence % {"who": found[one.pk].who, "what": before[first or one.undoes_id]}
    return [found[one.pk] for one in shown]


def _people(sets: Iterable[ChangeSet]) -> dict[int, str]:
    """What those who acted are called."""
    wanted = {one.actor_id for one in sets if one.actor_id}
    return rows.titles(USERS, wanted) if wanted else {}


def _joined(names: tuple[str, ...]) -> str:
    """The fields that changed, while they are few."""
    if len(names) == MOST_FIELDS:
        return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    return names[0] if len(names) == 1 else ""


def _parts(sets: list[ChangeSet]) -> dict[int, list[Part]]:
    """How many records each act made, changed and removed; links that merely followed do not count."""
    rows_ = (
        Change.objects.filter(change_set__in=[one.pk for one in sets])
        .exclude(op__in=[Change.HEAL, Change.MOVE])
        .order_by()
        .values("change_set_id", "type", "op")
        .annotate(number=Sum(Coalesce(length_of_ids(), 1)), first=Min("pk"), last=Max("pk"))
    )
    found: dict[int, list[Part]] = {}
    for row in rows_:
        if row["op"] == Change.SET or registry.knows(row["type"]):
            part = Part(row["type"], row["op"], row["number"], row["first"], row["last"])
            found.setdefault(row["change_set_id"], []).append(part)
    _add_said(found, {one.pk: one.kind for one in sets if one.pk not in found and one.kind != "undo"})
    return found


def _add_said(found: dict[int, list[Part]], kinds: dict[int, str]) -> None:
    """The record of each act that changed none, as its timeline has it."""
    if not kinds:
        return
    entries = TimelineEntry.objects.filter(change_set_id__in=kinds, kind__in=set(kinds.values())).order_by()
    for pk, kind, key, record in entries.values_list("change_set_id", "kind", "subject_type", "subject_id"):
        if kind == kinds[pk] and registry.knows(key):
            found[pk] = [Part(key, SAID, 1, -pk, -pk, record)]


def _main(found: ChangeSet, parts: list[Part]) -> list[Part]:
    """What the act is about: the type it names, else the one with the most records."""
    named = [part for part in parts if part.type_key == found.kind.partition(".")[0]]
    if found.kind == HANDED_OVER:
        order = {one.key: place for place, one in enumerate(registry.types())}
        handed = [part for part in parts if part.type_key != USERS]
        return sorted(handed, key=lambda part: order[part.type_key]) or parts
    if found.kind.partition(".")[0] == SEVERAL:
        return sorted((part for part in parts if part.op == Change.CHANGE), key=lambda part: -part.number)
    most = sorted(named or parts, key=lambda part: -part.number)[:1]
    return [part for part in named or parts if most and part.type_key == most[0].type_key]


def _field_names(actor: Actor, parts: dict[int, list[Part]]) -> dict[int, tuple[str, ...]]:
    """The fields that an act changed, if its first and its last record changed in the same ones."""
    ends = {
        pk
        for some in parts.values()
        for one in some
        if one.op in {Change.CHANGE, Change.SET}
        for pk in (one.first, one.last)
    }
    names: dict[int, tuple[str, ...]] = {}
    for change in Change.objects.filter(pk__in=ends):
        names[change.pk] = _names_in(actor, change)
    found: dict[int, tuple[str, ...]] = {}
    for set_id, some in parts.items():
        for one in some:
            if one.op in {Change.CHANGE, Change.SET} and names.get(one.first) == names.get(one.last):
                found.setdefault(set_id, names.get(one.first, ()))
    return found


def _names_in(actor: Actor, change: Change) -> tuple[str, ...]:
    if change.op == Change.SET:
        return tuple(label for label, _before, _after in settings.told(change))
    if not registry.knows(change.type):
        return ()
    known, derived = access.told_fields(actor, registry.get(change.type)), change.derived or ()
    return tuple(
        str(known[name].label) for name in change.after or () if name in known and name not in derived
    )


def _titles(actor: Actor, parts: dict[int, list[Part]]) -> dict[int, str]:
    """What the one record is called that an act was about, by the number of its change."""
    singles = [one for some in parts.values() for one in some if _is_single(one)]
    single = {one.first: one.type_key for one in singles}
    ids = dict(Change.objects.filter(pk__in=single).values_list("pk", "first_id"))
    ids |= {one.first: one.record for one in singles if one.op == SAID}
    by_type: dict[str, set[int]] = {}
    for change, pk in ids.items():
        by_type.setdefault(single[change], set()).add(pk)
    known = {key: titles_for(actor, registry.get(key), wanted) for key, wanted in by_type.items()}
    return {change: known[single[change]].get(pk, "") for change, pk in ids.items()}


def _is_one(main: list[Part]) -> bool:
    return len(main) == 1 and _is_single(main[0])


def _is_single(part: Part) -> bool:
    return part.number == 1 and part.op != Change.SET


def titles_for(actor: Actor, record_type: RecordType, ids: Iterable[int]) -> dict[int, str]:
    """The names of those records that this reader may see."""
    if (
        record_type.named_by
        and set(record_type.named_by) <= access.readable_fields(actor, record_type).keys()
    ):
        found = rows.some(actor, record_type.key, list(ids), record_type.named_by)
        return {pk: record_type.called(row) for pk, row in found.items()}
    visible = access.visible_ids(actor, record_type, ids)
    return rows.titles(record_type.key, visible) if visible else {}


def _sentence(
    found: ChangeSet, main: list[Part], said: dict[str, str], titles: dict[int, str], formats: Formats
) -> str:
    if not main:
        told = _("%(who)s linked records") if found.kind != "undo" else _("%(who)s took back a change")
        return told % said
    said = {**said, "what": _what(main, titles, formats)}
    act = found.kind.rpartition(".")[2]
    ops = {part.op for part in main}
    if found.kind == IMPORT:
        return _("%(who)s imported %(what)s") % said
    if act in ENDS and (name := found.details.get("title") or found.details.get("text")):
        return ENDS[act]() % {**said, "name": name, "what": _each(main, formats)}
    if act in RESULTS:
        return RESULTS[act]() % {**said, **({"what": _gone(main, formats)} if act == "merge" else {})}
    if event := sentence_of(found.kind, {}) if _is_one(main) else None:
        return " ".join(part for part in (said["who"], event[0], said["what"], event[1]) if part)
    if ops == {Change.CREATE}:
        return _("%(who)s added %(what)s") % said
    if ops == {Change.REMOVE}:
        return _("%(who)s deleted %(what)s for good") % said
    return _changed(said)


def _changed(said: dict[str, str]) -> str:
    """What was changed, and in which fields while they are few."""
    if said["fields"]:
        return _("%(who)s changed %(what)s: %(fields)s") % said
    return _("%(who)s changed %(what)s") % said


def _setting(part: Part, said: dict[str, str]) -> str:
    """What was set, by the name of its settings, and which ones while they are few."""
    kept = settings.named(part.type_key)
    return _changed({**said, "what": str(kept.label) if kept else _("Settings")})


def _what(main: list[Part], titles: dict[int, str], formats: Formats) -> str:
    """The one record by its name, or how many of which type."""
    if len({part.type_key for part in main}) > 1:
        return _each(main, formats)
    number = sum(part.number for part in main)
    record_type = registry.get(main[0].type_key)
    title = titles.get(main[0].first, "") if number == 1 else ""
    if title:
        return title
    return counted(record_type, number, formats)


def _each(main: list[Part], formats: Formats) -> str:
    """How many of each type."""
    return in_a_row(counted(registry.get(one.type_key), one.number, formats) for one in main)


def _gone(main: list[Part], formats: Formats) -> str:
    """How many records a merge made one of."""
    gone = sum(part.number for part in main if part.op == Change.REMOVE)
    return counted(registry.get(main[0].type_key), gone + 1, formats)


def counted(record_type: RecordType, number: int, formats: Formats) -> str:
    """So many records of a type."""
    label = record_type.label if number == 1 else record_type.label_plural
    return _("%(count)s %(type)s") % {"count": formats.number(number), "type": label}
