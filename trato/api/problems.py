"""Refusals as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.api.answers import Answer
from trato.api.errors import MergedAway, MethodNotAllowed
from trato.records.errors import FilterError, InvalidFields, RecordError

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENT_TYPE = "application/problem+json"
SERVER_ERROR = "server-error"

#: What a program may meet, by code: one short sentence each, also for the page that describes the API.
TITLES: dict[str, Callable[[], str]] = {
    "unreadable": lambda: _("The body cannot be read"),
    "unauthorized": lambda: _("A valid token is needed"),
    "denied": lambda: _("Not allowed"),
    "not-found": lambda: _("Not found"),
    "method-not-allowed": lambda: _("This method is not possible here"),
    "refused": lambda: _("Not possible here and now"),
    "stale": lambda: _("The record has changed meanwhile"),
    "too-large": lambda: _("The body is too large"),
    "wrong-content-type": lambda: _("JSON is needed"),
    "invalid": lambda: _("A value cannot be taken"),
    "filter": lambda: _("The filter cannot be understood"),
    "cursor": lambda: _("The cursor does not fit"),
    "idempotency-key-used": lambda: _("The Idempotency-Key was used before"),
    SERVER_ERROR: lambda: _("Something went wrong on our side"),
}


def type_of(code: str) -> str:
    """The address under which the page of the API describes that problem."""
    return f"/api/#{code}"


def title_of(code: str) -> str:
    return TITLES[code]() if code in TITLES else code.replace("-", " ").capitalize()


def problem(error: RecordError, path: str) -> Answer:
    """The answer for a refusal, with the field at fault."""
    content = _content(error.status, error.code, str(error.sentence), path)
    errors = _errors(error)
    if error.field:
        content["field"] = error.field
    if errors:
        content["errors"] = errors
    if isinstance(error, MergedAway):
        content["merged_into"] = error.into
    if isinstance(error, FilterError):
        content["place"] = error.place
    return Answer(content, error.status, {"Content-Type": CONTENT_TYPE, **_headers(error)})


def fault(path: str) -> Answer:
    """The answer when something broke on our side."""
    sentence = _("Something went wrong on our side. Nothing was changed.")
    return Answer(_content(500, SERVER_ERROR, sentence, path), 500, {"Content-Type": CONTENT_TYPE})


def _content(status: int, code: str, sentence: str, path: str) -> dict[str, Any]:
    return {
        "type": type_of(code),
        "title": title_of(code),
        "status": status,
        "detail": sentence,
        "instance": path,
    }


def _errors(error: RecordError) -> list[dict[str, str]]:
    each = error.problems if isinstance(error, InvalidFields) else [error] if error.field else []
    return [{"field": one.field, "detail": str(one.sentence)} for one in each]


def _headers(error: RecordError) -> dict[str, str]:
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    return {"WWW-Authenticate": 'Bearer realm="Trato"'} if error.status == 401 else {}
