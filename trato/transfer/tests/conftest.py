"""Files to import, and short ways to bring them in."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sample_files import REAL, place_sample
from trato.accounts import workspace
from trato.accounts.actor import COMMAND_LINE, Actor, owner_actor
from trato.records import rows, snapshot
from trato.transfer.importing import Import, Options
from trato.transfer.result import ImportResult

Bring = Callable[..., ImportResult]
Table = list[dict[str, Any]]
Read = Callable[..., Table]


@pytest.fixture
def boss(db: None) -> Actor:
    """The owner of a workspace in which nobody else works."""
    workspace.ensure()
    return owner_actor(COMMAND_LINE)


@pytest.fixture
def bring(boss: Actor) -> Bring:
    """`bring("companies", "name\\nAcme\\n")`: import a text, bytes or a file."""

    def run(type_key: str, source: str | bytes | Path, actor: Actor = boss, **options: Any) -> ImportResult:
        given = source.encode() if isinstance(source, str) else source
        return Import(actor, type_key, given, Options(**options)).run()

    return run


@pytest.fixture
def table(boss: Actor) -> Read:
    """`table("deals", "name", "value")`: rows of a type, in the order of their ids."""

    def read(type_key: str, *columns: str, filter: str = "") -> Table:
        found = rows.read(boss, type_key, columns=columns, filter=filter, sort="id", limit=5000)
        return [dict(row) for row in found.rows]

    return read


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's four files: the real ones where they are, else ones of the same shape."""
    if os.environ.get("CI") == "true" and not REAL.is_dir():
        pytest.fail(f"The sample sales export is missing: {REAL}")
    folder = tmp_path_factory.mktemp("sample")
    place_sample(folder)
    return folder


@pytest.fixture(scope="session")
def few(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the first 300 deals."""
    folder = tmp_path_factory.mktemp("few")
    for path in sample.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / path.name).write_text("".join(lines[:301]), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _fields_of_this_test() -> Iterator[None]:
    """A field that an import made is gone with its transaction."""
    yield
    snapshot.reset()


def as_csv(header: str, *lines: str) -> str:
    return "\n".join([header, *lines]) + "\n"


def parsed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
