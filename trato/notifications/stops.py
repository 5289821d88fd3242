"""The link at the end of every message: signed, it switches off exactly what that message was."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from trato.accounts.models import User
from trato.notifications import wishes
from trato.notifications.models import Habit
from trato.records.errors import NotFound
from trato.records.notices import kinds

SALT = "trato.notifications.stop"
DIGEST = "digest"


def address(user_id: int, what: str) -> str:
    """Where a kind of news by mail, or the digest, is switched off; it works without sign-in and for good."""
    token = signing.dumps([user_id, what], salt=SALT)
    return f"{reverse('notifications:stop')}?{urlencode({'token': token})}"


def opened_by(token: str) -> tuple[User, str]:
    """Whom and what a link switches off. Raises NotFound."""
    try:
        user_id, what = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        raise NotFound from None
    user = User.objects.filter(pk=user_id, archived_at=None).first()
    if user is None or (what != DIGEST and what not in kinds()):
        raise NotFound
    return user, what


def name_of(what: str) -> str:
    return _("The digest of your day") if what == DIGEST else str(kinds()[what].label)


def stop(user: User, what: str) -> None:
    """No more mail of this."""
    if what == DIGEST:
        wishes.change_habit(user.pk, rhythm=Habit.OFF)
    else:
        wishes.end(user.pk, what, wishes.MAIL)
