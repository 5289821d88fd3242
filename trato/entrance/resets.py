"""A new password by mail: a link that works once, within an hour, for those who have chosen one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from trato.accounts import mail, workspace
from trato.accounts.models import User
from trato.entrance import passwords, sessions
from trato.entrance.invitations import Closed
from trato.records.transactions import write_transaction

if TYPE_CHECKING:
    from django.http import HttpRequest

#: The longest number that a row can have, in digits.
LONGEST = 18


def user_for(email: str) -> User | None:
    """Whom the address belongs to, if that person can sign in."""
    user = User.objects.filter(email__iexact=email.strip(), archived_at=None).first()
    return user if user is not None and passwords.is_chosen(user) else None


def address_of_ours(request: HttpRequest) -> str:
    """Where links in mail lead: the configured address, else the one that was asked."""
    configured = settings.PUBLIC_URL
    return configured.geturl().rstrip("/") if configured else request.build_absolute_uri("/").rstrip("/")


def send(user: User, start: str) -> None:
    """Send the person the link, in their language. Raises NotSent."""
    token = f"{user.pk}.{default_token_generator.make_token(user)}"
    firm = workspace.current()
    with translation.override(user.language or firm.language):
        link = f"{start}{reverse('entrance:new_password')}?token={token}"
        text = _(
            "Hello %(name)s,\n\nopen this link to choose a new password for %(workspace)s:\n\n%(link)s\n\n"
            "It works once, for an hour. If you have not asked for it, nothing needs to be done."
        ) % {"name": user.name, "workspace": firm.name, "link": link}
        mail.send(user.email or "", _("A new password for %(workspace)s") % {"workspace": firm.name}, text)


def opened_by(token: str, *, lock: bool = False) -> User:
    """Whose password the link changes. Raises Closed."""
    number, _dot, secret = token.partition(".")
    is_number = number.isdecimal() and number.isascii() and len(number) <= LONGEST
    people = User.objects.select_for_update() if lock else User.objects.all()
    user = people.filter(pk=int(number), archived_at=None).first() if is_number else None
    if user is None or not default_token_generator.check_token(user, secret):
        raise Closed(_("This link has expired or has been used. Ask for a new one."), 410)
    return user


def choose(token: str, password: str) -> User:
    """Set the new password, once, and sign out everywhere. Raises Closed."""
    with write_transaction():
        user = opened_by(token, lock=True)
        passwords.choose(user, password)
        sessions.end([user.pk])
    return user
