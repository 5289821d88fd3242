"""On a user's page: whether they can sign in, and what an administrator can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.models import User
from trato.entrance import invitations, standing
from trato.entrance.roles import MEANINGS
from trato.records import access
from trato.records.panels import Panel

if TYPE_CHECKING:
    from django.http import HttpRequest

    from trato.records.record_type import RecordType
    from trato.records.rows import Row


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
    #: Whether this reader may know when the person was here.
    tells_time: bool
    invite_label: str


def render(request: HttpRequest, record_type: RecordType, row: Row) -> str:
    user = User.objects.get(pk=row.id)
    state = invitations.access_of(user)
    panel = AccessPanel(
        user,
        state,
        str(dict(standing.STATES)[state.state]),
        standing.TONES.get(state.state, ""),
        user.get_role_display(),
        str(MEANINGS.get(user.role, "")),
        invitations.may_invite(request.actor, user),  # type: ignore[attr-defined]  # set by the middleware
        "last_login" in access.readable_fields(request.actor, record_type),  # type: ignore[attr-defined]  # as above
        _labels().get(state.state, ""),
    )
    return render_to_string("entrance/access_panel.html", {"panel": panel}, request)


def _labels() -> dict[str, str]:
    return {
        standing.ACTIVE: _("Link for a new password"),
        standing.INVITED: _("Send again"),
        standing.UNINVITED: _("Invite"),
    }


PANELS = [
    Panel(
        "access", gettext_lazy("Access"), "side", render, lambda record_type: record_type.key == "users", 10
    )
]
