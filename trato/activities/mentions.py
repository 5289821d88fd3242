"""Who is named in notes, calls, meetings and tasks: kept as links beside the text, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.actor import actor_of
from trato.accounts.models import User
from trato.activities.models.note import Note, first_line
from trato.kernel.mentions import people_in, renamed
from trato.kernel.saying import sentences
from trato.kernel.text import sort_key
from trato.records import access
from trato.records.people import current_names
from trato.records.record_type import Many, Refine
from trato.records.registry import registry
from trato.records.values import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trato.records.touched import Touched
    from trato.records.work import Work

MENTIONED = "notes.mentioned"
USERS = "users"
#: What a type declares whose `body` names people.
MENTIONS = Many("mentions", USERS, gettext_lazy("mentions"))
NAMING = (
    Refine.of("body", names_people=True),
    Refine.of("mentions", editable=False),
)


def settle_mentions(touched: Sequence[Touched]) -> None:
    """The links follow the text; an undo brings its own along."""
    changed = [one for one in touched if not one.is_inverse and ("body" in one.after or one.is_new)]
    ids = {one: people_in(one.value("body")) for one in changed}
    known = current_names(pk for found in ids.values() for pk in found)
    for one, found in ids.items():
        refs = tuple(Ref(USERS, pk, known[pk]) for pk in found if pk in known)
        if one.value("mentions") != refs:
            one.set("mentions", refs)


def tell_mentioned(work: Work, touched: Sequence[Touched]) -> None:
    """Whoever is newly named is told, but nobody of what they wrote themselves."""
    for one in touched:
        if one.is_inverse or one.is_as_given or one.is_healed or "mentions" not in one.dirty:
            continue
        before = set() if one.is_new else {ref.id for ref in one.was("mentions")}
        fresh = [ref.id for ref in one.value("mentions") if ref.id not in before]
        users = [pk for pk in fresh if pk and pk != work.actor.user_id]
        if users:
            one.tells.append((MENTIONED, {"users": users}))


def unseen(type_key: str, pk: int, about: Iterable[Ref] = ()) -> str:
    """A sentence of those who are named in a record but may not see it, or what it is about; else empty."""
    record_type = registry.get(type_key)
    found = record_type.model._base_manager.filter(pk=pk).first()
    named = people_in(getattr(found, "body", ""))
    said = []
    for user in User.objects.filter(pk__in=named, archived_at=None).order_by("name_key", "pk"):
        hidden = _hidden_from(user, [*about, Ref(type_key, pk)])
        if hidden:
            said.append(
                _("%(name)s cannot see this %(type)s and is not told.") % {"name": user, "type": hidden}
            )
    return sentences(said)


def _hidden_from(user: User, refs: Iterable[Ref]) -> str:
    """What the first of these is called that somebody may not see."""
    actor = actor_of(user)
    for ref in refs:
        record_type = registry.get(ref.type)
        if not access.visible_ids(actor, record_type, [ref.id or 0]):
            return str(record_type.label)
    return ""


def rename_notes(users: Sequence[int]) -> None:
    """Notes are called by their first line, and whoever is named there by their present name."""
    from trato.records.fields.link import LinksField

    mentions = registry.get("notes").fields["mentions"]
    assert isinstance(mentions, LinksField)  # noqa: S101  # declared above
    names = current_names(users)
    held = mentions.many_store.holders().filter(target_id__in=list(users))
    notes = Note.objects.unscoped("their first lines follow a name")
    for note in notes.filter(pk__in=held.values("record_id")):
        name = first_line(renamed(note.body, names))
        if name != note.name:
            notes.filter(pk=note.pk).update(name=name, name_key=sort_key(name))
