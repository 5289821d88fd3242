"""Whether the workspace is sound: declarations, database, and a fingerprint of all that people entered."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import connection
from django.db.utils import IntegrityError

from trato.records.checksum import checksum


def examine() -> dict[str, Any]:
    """`{"ok": …, "checksum": …, "problems": […]}`."""
    problems = [*_wrong_declarations(), *_damage()]
    found: dict[str, Any] = {"ok": not problems, "checksum": checksum()}
    return {**found, "problems": problems} if problems else found


def _wrong_declarations() -> list[str]:
    return [str(message) for message in checks.run_checks() if message.level >= checks.ERROR]


def _damage() -> list[str]:
    problems = []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            problems += [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
    try:
        connection.check_constraints()
    except IntegrityError as error:
        problems.append(str(error))
    return problems
