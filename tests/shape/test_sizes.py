"""A file or function that outgrows its reader is split before it is merged."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.shape.sources import files, functions, place, python, templates

FILE, FUNCTION, TEMPLATE = 500, 50, 120


def too_long_functions(text: str) -> list[str]:
    found = functions(ast.parse(text))
    return [node.name for node in found if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION]


def too_long(paths: tuple[Path, ...], most: int) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{place(path)}: {length} lines" for path, length in lengths.items() if length > most]


def test_files() -> None:
    written = tuple(path for path in files(".py", ".css", ".js", ".html") if "migrations" not in path.parts)
    assert too_long(written, FILE) == []


def test_templates() -> None:
    assert too_long(templates(), TEMPLATE) == []


def test_functions() -> None:
    found = {place(path): too_long_functions(path.read_text(encoding="utf-8")) for path in python()}
    assert {name: long for name, long in found.items() if long} == {}


def test_good_and_bad() -> None:
    assert too_long_functions("def short():\n" + "    x = 1\n" * (FUNCTION - 1)) == []
    assert too_long_functions("def long():\n" + "    x = 1\n" * FUNCTION) == ["long"]
