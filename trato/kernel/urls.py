"""Web addresses that may stand in a link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable, shortened

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
# Browsers ignore these inside a scheme: "java\nscript:" runs.
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_LONGEST = 2_000


def normalize_url(text: str) -> str:
    """The address with its scheme (https unless told) and a lower-case host; other schemes are refused."""
    trimmed = text.strip()
    if _INVISIBLE.search(trimmed) or len(trimmed) > _LONGEST or "\\" in trimmed:
        raise _no_address(text)
    scheme = _SCHEME.match(trimmed)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise Unreadable(
            _("“%(text)s” is not a web address: it starts with “%(scheme)s:”."),
            text=shortened(text),
            scheme=scheme[1],
        )
    if not scheme:
        trimmed = f"https://{trimmed.removeprefix('//')}"
    try:
        parts = urlsplit(trimmed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_address(text) from None
    if not _is_host(host, parts.netloc) or "@" in parts.netloc:
        raise _no_address(text)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()


def domain_of_url(text: str) -> str:
    """The host of an address without "www.", by which a company is recognized; nothing if there is none."""
    try:
        host = urlsplit(normalize_url(text)).hostname or ""
    except Unreadable:
        return ""
    return host.removeprefix("www.").rstrip(".")


def _is_host(host: str, netloc: str) -> bool:
    bracketed = f"[{host}]" if netloc.startswith("[") else host
    return bool(_HOST.fullmatch(bracketed)) and ("." in host or ":" in host or host == "localhost")


def _no_address(text: str) -> Unreadable:
    return Unreadable(
        _("“%(text)s” is not a web address; write it as www.example.com."), text=shortened(text)
    )
