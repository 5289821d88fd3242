"""The token by which the server knows its own forms again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.middleware.csrf import get_token

if TYPE_CHECKING:
    from django.http import HttpRequest


def csrf_token(request: HttpRequest) -> str:
    """One for all forms of an answer: a new mask for each would cost more than the form."""
    token: str = getattr(request, "token_of_forms", "")
    if not token:
        token = request.token_of_forms = get_token(request)  # type: ignore[attr-defined]  # ours
    return token
