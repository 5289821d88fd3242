"""What rooms keep for the workspace outside of records: each change of it is an act with its way back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.records.errors import Denied, Refused
from trato.records.models import Change, ChangeSet
from trato.records.of_rooms import modules_named
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django_stubs_ext import StrPromise

    from trato.accounts.actor import Actor

ACT = "settings"
#: What stands in history for a secret that was set.
HIDDEN = "•••"


@dataclass(frozen=True)
class Setting:
    """One value that is kept: what it is called and how it reads."""

    name: str
    label: str | StrPromise
    #: The value in the reader's language; not asked for one that is empty.
    shown: Callable[[Any], str] = str
    #: History says that it was changed, and never holds it.
    is_secret: bool = False


@dataclass(frozen=True)
class Settings:
    """Values that one page sets together, as the room keeps them: plain ones, as JSON has them."""

    #: No record type has the same.
    key: str
    label: str | StrPromise
    #: The URL name of the page.
    screen: str
    parts: tuple[Setting, ...]
    #: What is set now, by name.
    read: Callable[[], dict[str, Any]]
    #: Sets some of them again; without it an act cannot be taken back.
    write: Callable[[dict[str, Any]], None] | None = None
    #: Acts on records set it by the way: whoever may take back the act may take back this.
    is_of_records: bool = False

    @property
    def kind(self) -> str:
        """The kind of the acts that change them."""
        return f"{self.key}.{ACT}"


@cache
def _known() -> dict[str, Settings]:
    return {one.key: one for module in modules_named("settings_pages") for one in getattr(module, "KEPT", ())}


def named(key: str) -> Settings | None:
    """What rooms keep under this key."""
    from trato.records import sharing  # which stands above this

    return _known().get(key) or sharing.settings_of(key)


def final_kinds() -> list[str]:
    """The kinds of acts that nobody takes back."""
    return [one.kind for one in _known().values() if one.write is None]


@dataclass
class Act:
    """What became of something that was set: the number of the change set, none where nothing differs."""

    set: int | None = None


@contextmanager
def changing(actor: Actor, key: str) -> Iterator[Act]:
    """Whatever is set anew inside becomes an act of this person, in the same transaction."""
    done = Act()
    kept = _known()[key]
    with write_transaction():
        before = kept.read()
        yield done
        changed = _differences(kept, before, kept.read())
        if changed is not None:
            act = ChangeSet(kind=kept.kind, actor_id=actor.user_id, via=actor.via, state=ChangeSet.COMPLETE)
            act.completed_at = act.at
            act.save(force_insert=True)
            record(act, 0, key, *changed)
            done.set = act.pk


def record(act: ChangeSet, batch: int, key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write down what an act set."""
    if act._state.adding:
        act.save(force_insert=True)
    Change.objects.create(
        change_set=act,
        batch=batch,
        op=Change.SET,
        type=key,
        first_id=0,
        last_id=0,
        before=before,
        after=after,
    )


def _differences(
    kept: Settings, before: dict[str, Any], after: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    parts = [one for one in kept.parts if before.get(one.name) != after.get(one.name)]
    if not parts:
        return None
    return (
        {one.name: _kept(one, before.get(one.name)) for one in parts},
        {one.name: _kept(one, after.get(one.name)) for one in parts},
    )


def _kept(part: Setting, value: Any) -> Any:
    return HIDDEN if part.is_secret and value else value


def require_undo(actor: Actor, act: ChangeSet) -> None:
    """Raises Denied for those who do not set the workspace up, Refused for what cannot be taken back."""
    keys = set(act.changes.filter(op=Change.SET).values_list("type", flat=True))
    found = [named(key) for key in keys]
    is_setup = any(kept is None or not kept.is_of_records for kept in found)
    if is_setup and not (actor.administers or actor.is_system):
        raise Denied(_("Only administrators set the workspace up."))
    if any(kept is None or kept.write is None for kept in found):
        raise Refused(_("This cannot be taken back; set it anew in the settings."))


def give_back(change: Change, act: ChangeSet, batch: int) -> tuple[bool, list[str]]:
    """Set again what a change took; whether anything was, and the names of what was set anew since."""
    kept = named(change.type)
    if kept is None or kept.write is None:
        return False, []
    before, after, now = change.before or {}, change.after or {}, kept.read()
    names = {one.name for one in kept.parts if not one.is_secret} & before.keys()
    later = sorted(name for name in names if now.get(name) != after.get(name))
    values = {name: before[name] for name in names if name not in later}
    if values:
        kept.write(values)
        record(act, batch, change.type, {name: now.get(name) for name in values}, values)
    return bool(values), later


def told(change: Change) -> list[tuple[str, str | None, str | None]]:
    """Each setting of a change by its label, with its value before and after; None is empty."""
    kept = named(change.type)
    after = change.after or {}
    return [
        (str(one.label), _text(one, (change.before or {}).get(one.name)), _text(one, after.get(one.name)))
        for one in (kept.parts if kept else ())
        if one.name in after
    ]


def _text(part: Setting, value: Any) -> str | None:
    if value is None or value == "":
        return None
    return _("hidden") if part.is_secret else part.shown(value) or None
