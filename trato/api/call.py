"""One request of a program: who asks, and what was sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from trato.api.errors import TooLarge, Unreadable, WrongContentType
from trato.kernel.nearest import did_you_mean
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

    from trato.accounts.actor import Actor

MOST_BYTES = 10 * 1024 * 1024
LARGEST_ID = 2**63 - 1


@dataclass(slots=True)
class Call:
    """A request with its actor; what it sent is read when asked for."""

    request: HttpRequest
    actor: Actor

    def query(self, *known: str) -> dict[str, str]:
        """The parameters of the address. Raises Invalid for one that this address does not know."""
        found = self.request.GET.dict()
        for name, value in found.items():
            if name not in known:
                hint = did_you_mean(name, known)
                sentence = _("There is no parameter “%(name)s” here.%(hint)s") % {"name": name, "hint": hint}
                raise Invalid(sentence, field=_printable(name))
            require_text(value, name)
        return found

    def raw_body(self) -> bytes:
        """The body as it came. Raises TooLarge, Unreadable."""
        most = getattr(settings, "TRATO_MAX_BODY", MOST_BYTES)
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > most:
            raise _too_large(most)
        try:
            return self.request.body
        except RequestDataTooBig:
            raise _too_large(most) from None
        except UnreadablePostError:
            raise Unreadable(_("The body did not arrive whole.")) from None

    def body(self, known: Collection[str] | None = None, *, may_be_empty: bool = False) -> dict[str, Any]:
        """The object that was sent; with `known`, of these keys alone. Raises Unreadable, Invalid …"""
        raw = self.raw_body()
        if not raw.strip():
            if may_be_empty:
                return {}
            raise Unreadable(_("The body is empty."))
        if not _is_json(self.request.content_type or ""):
            raise WrongContentType
        given = _parsed(raw)
        if not isinstance(given, dict):
            raise Invalid(_("Expected an object, such as {}."))
        for name, value in given.items():
            require_text(name, "")
            require_text(value, name)
            if known is not None and name not in known:
                hint = did_you_mean(name, known)
                sentence = _("“%(name)s” is not expected here.%(hint)s") % {"name": name, "hint": hint}
                raise Invalid(sentence, field=name)
        return given


def require_text(value: Any, name: str) -> None:
    """Raises Invalid if text anywhere in the value holds what no database keeps."""
    if isinstance(value, str):
        if "\x00" in value or not _is_encodable(value):
            raise Invalid(_("Text must not hold NUL or half characters."), field=_printable(name))
    elif isinstance(value, dict):
        for key, one in value.items():
            require_text(key, name)
            require_text(one, name)
    elif isinstance(value, list):
        for one in value:
            require_text(one, name)


def id_from(value: Any, name: str) -> int:
    """A record's or change set's number. Raises Invalid."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise Invalid(_("Expected the number of a record."), field=name)
    return value


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Unreadable(_("The body is not in UTF-8.")) from None
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise Unreadable(_("The body is no JSON: see line %(line)s, column %(column)s.") % place) from None
    except (ValueError, RecursionError):
        raise Unreadable(_("The body holds a number too long or is nested too deeply.")) from None


def _refuse_constant(word: str) -> NoReturn:
    raise Unreadable(_("%(word)s is no JSON.") % {"word": word})


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    return name.replace("\x00", "").encode(errors="replace").decode()


def _too_large(most: int) -> TooLarge:
    return TooLarge(_("The body may hold %(most)s bytes at most.") % {"most": most})
