"""Which database holds the workspace: `DATABASE_URL`, else one SQLite file in the data directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from trato.config.environment import BadSetting

#: Measured: see docs/decisions on the processes. The cache is in KiB when negative.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = {synchronous}",
    "PRAGMA mmap_size = 2147418112",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)

#: Measured: see docs/decisions on prepared statements. Remembering the rows of a joined table costs a
#: millisecond to begin with, for each of a board's columns.
PREPARED: dict[str, Any] = {
    "server_side_binding": True,
    "prepare_threshold": 5,
    "options": "-c enable_memoize=off",
}


def sqlite(path: Path, *, synchronous: str = "NORMAL") -> dict[str, Any]:
    """Readers never wait for the writer; whoever writes says so at once and waits in line."""
    return {
        "ENGINE": "trato.config.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 5,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(PRAGMAS).format(synchronous=synchronous),
        },
    }


def postgresql(url: str, *, pool: int) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?option=value`; a host that is a folder means its socket."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadSetting("DATABASE_URL", _without_password(url), "postgresql://user:password@host:5432/name")
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(_port(url) or options.pop("port", "")),
        "OPTIONS": {**PREPARED, **options, **_threshold(options)},
    }
    _refuse_what_is_too_large()
    if pool:
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    else:
        settings["CONN_MAX_AGE"] = None
    return settings


def _threshold(options: dict[str, str]) -> dict[str, Any]:
    """`none` is for connections that a pooler deals out anew for each transaction; it takes no settings."""
    given = options.get("prepare_threshold", "")
    if not given:
        return {}
    if given.isdecimal():
        return {"prepare_threshold": int(given)}
    return {"prepare_threshold": None, "options": options.get("options")}


def _refuse_what_is_too_large() -> None:
    """Have the server look at whole numbers as text: as bytes, psycopg cuts one that is too large for its
    column, without a word (3.3, `Int4BinaryDumper`).
    """
    import psycopg
    from psycopg.types import numeric

    psycopg.adapters.register_dumper(numeric.Int2, numeric.Int2Dumper)
    psycopg.adapters.register_dumper(numeric.Int4, numeric.Int4Dumper)


def database(url: str, folder: Path, *, pool: int = 4, synchronous: str = "NORMAL") -> dict[str, Any]:
    if not url:
        return sqlite(folder / "trato.sqlite3", synchronous=synchronous)
    if url.startswith("sqlite:"):
        # Three slashes are a path from here, four an absolute one, as everywhere.
        return sqlite(Path(urlsplit(url).path.removeprefix("/")).resolve(), synchronous=synchronous)
    return postgresql(url, pool=pool)


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise BadSetting("DATABASE_URL", _without_password(url), "an address with a port number") from None


def _without_password(url: str) -> str:
    """The address as it may stand in a log."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":…@") if password else url
