"""What files are called."""

from __future__ import annotations

import re
from pathlib import Path

from tests.shape.sources import ROOT, is_test, place, python

FORBIDDEN = {"utils", "util", "common", "helpers", "helper", "core", "misc", "base_utils", "signals"}
MIGRATION = re.compile(r"\d{4}_[a-z][a-z0-9_]*")


def forbidden(path: Path) -> bool:
    return bool(FORBIDDEN & {path.stem, *path.parts})


def bad_migration(stem: str) -> bool:
    return not MIGRATION.fullmatch(stem) or "_auto_" in stem or stem.endswith("_initial")


def test_modules() -> None:
    assert [place(path) for path in python() if forbidden(path.relative_to(ROOT))] == []


def test_migrations() -> None:
    found = [path for path in python("trato") if path.parent.name == "migrations" and path.stem != "__init__"]
    assert [place(path) for path in found if bad_migration(path.stem)] == []


def test_every_module_postpones_annotations() -> None:
    line = "from __future__ import annotations"
    modules = [path for path in python("trato") if path.stem != "__init__" and "migrations" not in path.parts]
    assert [place(path) for path in modules if line not in path.read_text(encoding="utf-8")] == []


def test_rooms_keep_their_own_tests() -> None:
    loose = [path for path in python("trato") if path.stem.startswith("test_") and not is_test(path)]
    assert [place(path) for path in loose] == []


def test_good_and_bad() -> None:
    assert not forbidden(Path("trato/kernel/money.py"))
    assert forbidden(Path("trato/sales/utils.py"))
    assert forbidden(Path("trato/core/models.py"))
    assert not bad_migration("0002_deals_know_their_reason")
    assert bad_migration("0002_auto_20261121_1012")
    assert bad_migration("0001_initial")
