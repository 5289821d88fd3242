from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DataError, connection
from django.db.models import Value

from trato.accounts.models import Workspace
from trato.config.database import database
from trato.config.environment import BadSetting


def test_a_file_in_the_data_directory_by_default(tmp_path: Path) -> None:
    made = database("", tmp_path)
    assert made["NAME"] == str(tmp_path / "trato.sqlite3")
    assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_address(tmp_path: Path) -> None:
    made = database("postgresql://ana:p%40ss@db.example:5433/crm?sslmode=require", tmp_path, pool=6)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == (
        "ana",
        "p@ss",
        "db.example",
        "5433",
    )
    assert made["NAME"] == "crm"
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["OPTIONS"]["pool"]["max_size"] == 6


def test_postgresql_by_its_socket(tmp_path: Path) -> None:
    made = database("postgresql://postgres:@/crm?host=/run/pg", tmp_path, pool=0)
    assert (made["HOST"], made["NAME"]) == ("/run/pg", "crm")
    assert "pool" not in made["OPTIONS"]


@pytest.mark.parametrize(
    ("said", "meant"), [("", 5), ("?prepare_threshold=none", None), ("?prepare_threshold=9", 9)]
)
def test_statements_are_prepared(tmp_path: Path, said: str, meant: int | None) -> None:
    options = database(f"postgresql://a:b@c/crm{said}", tmp_path)["OPTIONS"]
    assert (options["server_side_binding"], options["prepare_threshold"]) == (True, meant)
    # A pooler that deals connections out refuses settings with which one begins.
    assert options["options"] == ("-c enable_memoize=off" if meant else None)


@pytest.mark.postgresql
def test_no_row_is_remembered_for_a_join(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_memoize")
        assert cursor.fetchone() == ("off",)


@pytest.mark.postgresql
def test_a_number_too_large_is_refused_not_cut(db: None) -> None:
    """As bytes it would have arrived as 7."""
    with pytest.raises(DataError, match="out of range"):
        Workspace.objects.update(fiscal_month=Value(2**40 + 7))


@pytest.mark.parametrize(
    "url", ["mysql://a:secret@b/c", "postgresql://a:secret@b", "postgres://a:secret@b:x/c"]
)
def test_wrong_addresses_keep_their_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL") as caught:
        database(url, tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.sqlite
def test_pragmas(db: None) -> None:
    with connection.cursor() as cursor:
        answers = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "cache_size", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            answers[name] = cursor.fetchone()[0]
    assert answers == {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 5000,
        "cache_size": -65536,
        "foreign_keys": 1,
    }


@pytest.mark.sqlite
def test_a_known_statement_is_written_for_sqlite_as_django_does(db: None) -> None:
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute("SELECT %s, 'half %%', %s", ["a?", 2])
            assert cursor.fetchone() == ("a?", "half %", 2)
        cursor.execute("SELECT %(one)s, 'half %%'", {"one": 1})
        assert cursor.fetchone() == (1, "half %")
        cursor.execute("SELECT '100 %'")
        assert cursor.fetchone() == ("100 %",)
