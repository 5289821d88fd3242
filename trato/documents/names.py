"""What an uploaded file may be called: a name, never a path."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

LONGEST = 250
LONGEST_ENDING = 20
#: Signs that turn the direction of writing can make “exe.fdp” look like “pdf.exe”.
_TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean_name(given: str) -> str:
    """The last part of what may be a path, without controls, cut to length before its ending."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(
        sign for sign in name if sign not in _TURNS and unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    name = " ".join(name.split()).strip(". ") if set(name.strip()) <= {".", " "} else " ".join(name.split())
    if not name:
        return _("File")
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > LONGEST_ENDING:
        return f"{name[: LONGEST - 1]}…"
    return f"{stem[: LONGEST - len(ending) - 2]}….{ending}"
