"""HTML attributes from a dict, escaped; the security policy's rules are held here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup, escape

_NAME = re.compile(r"[a-z][a-z0-9:.-]*")


def attributes(given: Mapping[str, object] | None) -> Markup:
    """Each pair as an attribute with a leading space; True is bare, None and False are left out."""
    if not given:
        return Markup("")
    parts = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        written = _checked(name)
        parts.append(f" {written}" if value is True else f' {written}="{escape(value)}"')
    return Markup("".join(parts))  # noqa: S704 - names are checked and values escaped above


@lru_cache(maxsize=512)
def _checked(name: str) -> str:
    written = name.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(written):
        raise ValueError(f"{name!r} is no attribute name")
    if written == "style" or written.startswith(("on", "hx-on")):
        raise ValueError(
            f"{written!r} does not pass the Content-Security-Policy: use a class or data-controller"
        )
    return written
