"""Gathers and compresses the static files before the web workers start."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

import trato


def collect() -> None:
    """Gather and compress the static files if any has changed since the last time."""
    if not settings.STATIC_AHEAD:
        return
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    print_of_now = fingerprint()
    if stamp.exists() and stamp.read_text() == print_of_now:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(print_of_now)


def fingerprint() -> str:
    digest = hashlib.sha256(trato.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
