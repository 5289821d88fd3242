"""What must be there before anything runs: the data directory, the tables, the workspace and its owner."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from trato.accounts import workspace
from trato.config import data_dir
from trato.kernel.filelock import FileLock


def prepare() -> None:
    """Bring the workspace up to date; a few milliseconds when it is."""
    data_dir.make(settings.DATA_DIR)
    if migrations_missing():
        with _alone():
            if migrations_missing():
                call_command("migrate", interactive=False, verbosity=0)
                _keep_private()
    workspace.ensure()


def migrations_missing() -> bool:
    """Whether code has come that this database has not followed yet."""
    return not migrations_on_disk() <= migrations_applied()


def migrations_on_disk() -> set[tuple[str, str]]:
    """(app, name) of every migration, read from the file names alone."""
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "migrations").glob("[0-9]*.py")
    }


def migrations_applied() -> set[tuple[str, str]]:
    recorder = MigrationRecorder(connection)
    return set(recorder.applied_migrations()) if recorder.has_table() else set()


def _alone() -> FileLock:
    """Two processes that start together must not both migrate."""
    return FileLock(settings.DATA_DIR / "set-up.lock")


def _keep_private() -> None:
    if connection.vendor == "sqlite":
        for path in settings.DATA_DIR.glob("*.sqlite3*"):
            path.chmod(0o600)
