"""On a user's page: whether they can sign in, and what an administrator can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.models import User
from trato.entrance import invitations
from trato.entrance.roles import MEANINGS
from trato.records.panels import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.record_type import RecordType
    from trato.records.rows import Row

TONES = {"can": "green", "invited": "amber", "cannot": "", "left": ""}


@dataclass(frozen=True)
class AccessPanel:
    """How a person can get in, in words."""

    user: User
    state: invitations.Access
    text: str
    tone: str
    role: str
    meaning: str
    may_invite: bool
    invite_label: str


def render(request: HttpRequest, _record_type: RecordType, row: Row) -> str:
    user = User.objects.get(pk=row.id)
    state = invitations.access_of(user)
    panel = AccessPanel(
        user,
        state,
        _texts()[state.state],
        TONES[state.state],
        user.get_role_display(),
        str(MEANINGS.get(user.role, "")),
        invitations.may_invite(request.actor, user),  # type: ignore[attr-defined]  # set by the middleware
        _labels().get(state.state, ""),
    )
    return render_to_string("entrance/access_panel.html", {"panel": panel}, request)


def _texts() -> dict[str, str]:
    return {
        "can": _("Can sign in"),
        "invited": _("Invited"),
        "cannot": _("Cannot sign in yet"),
        "left": _("Cannot sign in any more"),
    }


def _labels() -> dict[str, str]:
    return {"can": _("Link for a new password"), "invited": _("Send again"), "cannot": _("Invite")}


PANELS = [
    Panel(
        "access", gettext_lazy("Access"), "side", render, lambda record_type: record_type.key == "users", 10
    )
]
