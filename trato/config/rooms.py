"""The rooms and the order of their layers, lowest first; what a room brings is found by its file name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent

#: Lowest first; rooms of one layer do not know each other. The shelves hold one room per folder.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("kernel",),
    ("accounts",),
    ("records", "web"),
    (
        "api",
        "transfer",
        "search",
        "insights",
        "automation",
        "customize",
        "entrance",
        "live",
        "notifications",
        "ops",
        "workspace",
    ),
    ("people",),
    ("activities", "documents", "catalog"),
    ("inbox",),
    ("sales", "marketing", "service"),
    ("billing",),
    ("intelligence",),
    ("industries", "integrations"),
    ("config",),
)
SHELVES = frozenset({"industries", "integrations"})


@cache
def rooms() -> tuple[str, ...]:
    """Every installed Django app of ours, as `trato.sales`, lowest layer first."""
    return tuple(name for layer in LAYERS for room in layer for name in _apps_in(room))


def _apps_in(room: str) -> Iterator[str]:
    folders = sorted((SOURCES / room).glob("*/")) if room in SHELVES else [SOURCES / room]
    for folder in folders:
        if (folder / "apps.py").exists():
            yield ".".join(("trato", *folder.relative_to(SOURCES).parts))


def folder_of(room: str) -> Path:
    return SOURCES.joinpath(*room.split(".")[1:])


def rooms_with(module: str) -> tuple[str, ...]:
    """The full names of that module in every room that has it: `trato.sales.urls`."""
    return tuple(f"{room}.{module}" for room in rooms() if _has(folder_of(room), module))


def folders_named(name: str) -> list[Path]:
    """The folders of that name that rooms have: their `locale`, their `templates`."""
    folders = (folder_of(room) / name for room in (*rooms(), "trato.kernel", "trato.config"))
    return [folder for folder in folders if folder.is_dir()]


def _has(folder: Path, module: str) -> bool:
    return (folder / f"{module}.py").exists() or (folder / module / "__init__.py").exists()
