"""The layers: written once for the linter, once for finding rooms; both must say the same."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from django.core.management import call_command

from tests.shape.sources import ROOT
from trato.config.rooms import LAYERS, rooms


def layers_of_linter() -> list[set[str]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    lines = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    return [set(re.findall(r"\w+", line)) for line in reversed(lines)]


def test_both_lists_agree() -> None:
    assert layers_of_linter() == [set(layer) for layer in LAYERS]


def test_every_folder_is_a_room() -> None:
    known = {name for layer in LAYERS for name in layer} | {"testing"}
    folders = {path.parent.name for path in (ROOT / "trato").glob("*/__init__.py")}
    assert folders <= known


def test_rooms_come_lowest_first() -> None:
    assert rooms()[0] == "trato.accounts"
    assert rooms().index("trato.records") < rooms().index("trato.people") < rooms().index("trato.sales")


def test_nobody_imports_upwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_models_and_migrations_agree(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, skip_checks=True)
