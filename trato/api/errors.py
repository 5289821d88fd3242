"""What only programs can get wrong; all else is the engine's own refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trato.records.errors import NotFound, RecordError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Unauthorized(RecordError):
    """Nobody, or nobody we know, asks."""

    status, code = 401, "unauthorized"

    def __init__(self, sentence: StrOrPromise = "") -> None:
        super().__init__(sentence or _("This needs a token: Authorization: Bearer TOKEN."))


class MergedAway(NotFound):
    """The record is part of another one now."""

    def __init__(self, sentence: StrOrPromise, into: int) -> None:
        super().__init__(sentence)
        self.into = into


class MethodNotAllowed(RecordError):
    """The address exists, but takes other methods."""

    status, code = 405, "method-not-allowed"

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        values = {"method": method, "known": ", ".join(allowed)}
        super().__init__(_("%(method)s is not possible here, only %(known)s.") % values)
        self.allowed = allowed


class Unreadable(RecordError):
    """The body is no JSON in UTF-8."""

    status, code = 400, "unreadable"


class TooLarge(RecordError):
    """The body is longer than this workspace takes."""

    status, code = 413, "too-large"


class WrongContentType(RecordError):
    """The body is said to be something else than JSON."""

    status, code = 415, "wrong-content-type"

    def __init__(self) -> None:
        super().__init__(_("Send JSON, with Content-Type: application/json."))


class KeyUsedBefore(RecordError):
    """The idempotency key came with another request within the last day."""

    status, code = 422, "idempotency-key-used"

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request; take a new one."))
