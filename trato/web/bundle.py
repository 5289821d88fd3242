"""The one style sheet: every part of every room in layer order, joined when the process starts."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

OWN = Path(__file__).parent / "static" / "web" / "css"
ORDER = "@layer reset, tokens, base, components, pages, utilities;\n"
FIRST = ("reset.css", "tokens.css", "base.css")
LAST = ("utilities.css", "print.css")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The joined sheet, plain and compressed, with the name that changes when it does."""

    text: bytes
    packed: bytes
    name: str


def parts() -> list[Path]:
    """The files in the order in which they are joined."""
    middle = [*sorted((OWN / "components").glob("*.css")), *sorted((OWN / "pages").glob("*.css"))]
    others = [path for folder in _other_folders() for path in sorted(folder.glob("*.css"))]
    return [*(OWN / name for name in FIRST), *middle, *others, *(OWN / name for name in LAST)]


def sheet() -> Sheet:
    """The sheet; while developing it follows the files, else it is joined once."""
    return _join() if settings.DEBUG else _joined_once()


@cache
def _joined_once() -> Sheet:
    return _join()


def _join() -> Sheet:
    joined = ORDER + "".join(path.read_text(encoding="utf-8") for path in parts())
    text = _INDENT.sub("\n", _COMMENT.sub("", joined)).encode()
    name = hashlib.sha256(text).hexdigest()[:16]
    return Sheet(text=text, packed=gzip.compress(text, 9, mtime=0), name=name)


def _other_folders() -> list[Path]:
    """A room above brings the sheet of its own screens as static/<room>/css/."""
    rooms = [
        config
        for config in apps.get_app_configs()
        if config.name.startswith("trato.") and config.label != "web"
    ]
    folders = (Path(config.path) / "static" / config.label / "css" for config in rooms)
    return [folder for folder in folders if folder.is_dir()]
