"""What messages say: the same lines as text and as a page, in the language of now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trato.accounts import mail
from trato.notifications import center, stops
from trato.records import snapshot
from trato.web.accents import OWN, PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trato.accounts.actor import Actor
    from trato.notifications.models import Notification
    from trato.records.notices import Kind


@dataclass(frozen=True)
class Entry:
    """One line: what it says, what stands small beside it, and the address it opens."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    """Lines under a heading, and where the rest of them stand."""

    label: str
    entries: list[Entry]
    more_url: str = ""


@dataclass(frozen=True)
class Sheet:
    """A whole message; `stops` is what its last link switches off."""

    subject: str
    text: str
    html: str
    stops: str


@dataclass(frozen=True)
class Draft:
    """What the template shows."""

    title: str
    intro: str
    parts: Sequence[Part]
    why: str
    stop_url: str
    settings_url: str
    workspace: str = field(default="")
    #: Of links and of the workspace's name: on white and on black.
    colors: tuple[str, str] = PLAIN[OWN]


def news(actor: Actor, kind: Kind, found: Sequence[Notification]) -> Sheet | None:
    """A message of one kind of news; None where this person may see none of it any more."""
    lines, _gone = center.told(actor, found)
    if not lines:
        return None
    entries = [Entry(line.text, f"{mail.home()}{line.url}", line.note) for line in lines]
    first, more = lines[0].text, len(lines) - 1
    subject = (
        ngettext("%(first)s, and %(count)s more", "%(first)s, and %(count)s more", more)
        % {"first": first, "count": center.formats_of(actor).number(more)}
        if more
        else first
    )
    why = _("You get this because you want to be told by mail: %(kind)s.") % {"kind": kind.label}
    return sheet(actor, kind.key, subject, "", [Part("", entries)], why)


def sheet(actor: Actor, what: str, subject: str, intro: str, parts: Sequence[Part], why: str) -> Sheet:
    """The message, both ways."""
    current = snapshot.current().workspace
    draft = Draft(
        subject,
        intro,
        parts,
        why,
        f"{mail.home()}{stops.address(actor.user_id or 0, what)}",
        f"{mail.home()}{reverse('notifications:preferences')}",
        current.name,
        PLAIN.get(current.accent) or PLAIN[OWN],
    )
    html = render_to_string("notifications/letter.html", {"page": draft})
    return Sheet(subject, _plain(draft), html, what)


def _plain(draft: Draft) -> str:
    blocks = [draft.intro] if draft.intro else []
    for part in draft.parts:
        blocks += [f"{part.label}\n{'-' * len(part.label)}"] if part.label else []
        blocks += [
            "\n".join((f"{one.text} ({one.note})" if one.note else one.text, one.url)) for one in part.entries
        ]
        blocks += [f"{_('Show more')}: {part.more_url}"] if part.more_url else []
    blocks.append(f"-- \n{draft.why}\n{_('No more mail of this')}: {draft.stop_url}")
    blocks.append(f"{_('What I want to be told')}: {draft.settings_url}")
    return "\n\n".join(blocks) + "\n"
