"""The files that the rules of shape look at."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = {".venv", ".git", "build", "dist", "trato-data", ".mypy_cache", ".ruff_cache", ".hypothesis"}
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".po", ".json", ".yml", ".csv", ""}


@cache
def files(*endings: str, under: str = "") -> tuple[Path, ...]:
    """Every file of the project with one of these endings."""
    found = (path for path in (ROOT / under).rglob("*") if path.suffix in endings and path.is_file())
    return tuple(sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts)))


def python(under: str = "") -> tuple[Path, ...]:
    return files(".py", under=under)


def templates() -> tuple[Path, ...]:
    return files(".html", under="trato")


def place(path: Path, line: int = 0) -> str:
    """Where something is, as people and editors name it."""
    name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
    return f"{name}:{line}" if line else name


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def committed() -> tuple[Path, ...]:
    """What git knows or would add: the whole of what others get to see."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    paths = [ROOT / name for name in listed if name] or list(files(*TEXT))
    return tuple(path for path in paths if path.is_file())
