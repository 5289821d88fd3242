"""Whole processes: exit codes, `kill -9`, Ctrl-C, and two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connections

import trato

SOURCES = Path(trato.__file__).parent.parent
#: It hears Ctrl-C even where whoever started the tests does not.
TRATO = [
    sys.executable,
    "-c",
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from trato.config.cli import main; sys.exit(main())",
]
ROWS = 1600


class Workspace:
    """A workspace of its own, on the database of this test run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = os.pathsep.join([str(SOURCES), os.environ.get("PYTHONPATH", "")])
        self.env = {**os.environ, "TRATO_DATA": str(folder / "data"), "PYTHONPATH": path}
        self.name = f"transfer_{os.getpid()}_{id(self)}"
        if url := os.environ.get("DATABASE_URL"):
            self.env["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{self.name}"))
            self._on_server(f"CREATE DATABASE {self.name}")

    def _on_server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement)

    def drop(self) -> None:
        if "DATABASE_URL" in self.env:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def start(self, *words: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*TRATO, *words, "--json"], env=self.env, cwd=self.folder, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *words: str) -> tuple[int, Any, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=60)
        return process.returncode, json.loads(out) if out.strip() else None, err

    def batches(self) -> int:
        """How many batches of the import under way are in, read from outside."""
        statement = "SELECT COALESCE(MAX(batches), 0) FROM records_changeset WHERE state = 'open'"
        if "DATABASE_URL" in self.env:
            import psycopg

            with psycopg.connect(self.env["DATABASE_URL"]) as connection:
                return int((connection.execute(statement).fetchone() or (0,))[0])
        import sqlite3

        found = sqlite3.connect(self.folder / "data" / "trato.sqlite3", timeout=5)
        try:
            return int(found.execute(statement).fetchone()[0])
        finally:
            found.close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = Workspace(tmp_path_factory.mktemp("process"))
    code, _data, err = made.run("query", "deals")
    assert code == 0, err
    yield made
    connections.close_all()
    made.drop()


@pytest.fixture
def deals(workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file of deals that no other test brings."""
    mark = request.node.name.translate(str.maketrans("[]-", "___"))
    path = workspace.folder / f"{mark}.csv"
    lines = (f"{mark}{number},Won,Agent {number % 7},Pump,{number}" for number in range(ROWS))
    path.write_text("\n".join(["reference,stage,owner,product,value", *lines]), encoding="utf-8")
    yield path
    path.unlink()


def imported(workspace: Workspace, path: Path) -> Any:
    code, data, err = workspace.run("import", str(path), "--as", "deals")
    assert code == 0, err
    return data


def number_of(workspace: Workspace, path: Path) -> tuple[int, int]:
    """How many deals of this file there are, and how many different ones."""
    _code, data, _err = workspace.run(
        "query", "deals", f'reference:"{path.stem}"', "--all", "--columns", "reference"
    )
    return data["count"], len({row["reference"] for row in data["rows"]})


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_ended_from_outside(sign: signal.Signals, workspace: Workspace, deals: Path) -> None:
    process = workspace.start("import", str(deals), "--as", "deals")
    deadline = time.monotonic() + 60
    while not workspace.batches() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(sign)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == (3 if sign is signal.SIGINT else -signal.SIGKILL), err
    assert ("goes on where" in err) == (sign is signal.SIGINT)
    data = imported(workspace, deals)
    assert [data[name] for name in ("rows", "created", "updated", "unchanged", "refused")] == [
        ROWS,
        ROWS,
        0,
        0,
        0,
    ]
    assert number_of(workspace, deals) == (ROWS, ROWS)
    code, undone, _err = workspace.run("undo", str(data["set"]))
    assert (code, undone["kept"], number_of(workspace, deals)[0]) == (0, [], 0)


def test_two_at_once(workspace: Workspace, deals: Path) -> None:
    both = [workspace.start("import", str(deals), "--as", "deals") for _one in range(2)]
    told = [json.loads(process.communicate(timeout=90)[0]) for process in both]
    assert sorted((one["created"], one["unchanged"]) for one in told) == [(0, ROWS), (ROWS, 0)]
    assert number_of(workspace, deals) == (ROWS, ROWS)


def test_exit_codes(workspace: Workspace) -> None:
    folder = workspace.folder
    (folder / "some.csv").write_text("name,employees,city\nBeta,many,x\nBeta,1,x\nGamma,x\n")
    tie = "reference,stage,close date,value\nA,Hecho,2017-01-02,1\nB,Hecho,2017-01-02,0\n"
    (folder / "tie.csv").write_text(tie)
    (folder / "map.json").write_text(json.dumps({"labels": {"stage": {"Hecho": "won"}}}))
    code, data, _err = workspace.run("import", "some.csv", "--as", "companies")
    assert (code, data["created"], [one["line"] for one in data["refusals"]]) == (1, 1, [2, 4])
    code, data, err = workspace.run("import", "tie.csv", "--as", "deals")
    assert (code, data) == (2, None)
    assert err.startswith("Is “Hecho” open, won or lost?")
    code, data, _err = workspace.run("import", "tie.csv", "--as", "deals", "--map", "map.json")
    assert (code, data["created"]) == (0, 2)
