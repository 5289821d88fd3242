"""How a timeline tells what happens to users; `%(title)s` is where the person's name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.entrance.invitations import INVITED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVENT_SENTENCES: dict[str, StrPromise] = {INVITED: _("invited %(title)s")}
