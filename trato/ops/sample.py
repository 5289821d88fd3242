"""A workspace full of believable people, companies and deals, with a way in."""

from __future__ import annotations

import json
import secrets
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

from trato.accounts import workspace
from trato.accounts.actor import Actor
from trato.records.effects.words import index_values
from trato.records.registry import registry
from trato.records.transactions import write_transaction

NAME = "Norte Supply"
OWNER = {"name": "Ana Gil", "email": "ana@example.com"}


def fill_rooms(actor: Actor, *, tell: bool = False) -> dict[str, int]:
    """Let every room add its demo data, lowest first. Returns what was made, by type."""
    made: dict[str, int] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("trato.") or not find_spec(f"{config.name}.demo"):
            continue
        filled = import_module(f"{config.name}.demo").fill(actor) or {}
        made.update(filled)
        if tell and filled:
            print(", ".join(f"{number} {name}" for name, number in filled.items()), flush=True)
    return made


def claim_for_demo() -> dict[str, str]:
    """Give the workspace to the demo's owner under a password of its own, kept beside the data."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    owner = workspace.claim(
        **OWNER, password=password, language="en", currency=workspace.current().currency, workspace_name=NAME
    )
    with write_transaction():
        index_values(registry.get("users"), [(owner.pk, {"name": owner.name, "email": owner.email})])
    known = {"email": OWNER["email"], "password": password}
    path = _file()
    path.touch(mode=0o600)
    path.write_text(json.dumps(known), encoding="utf-8")
    return known


def sign_in() -> dict[str, str] | None:
    """The demo owner's e-mail address and password, if this is a demo."""
    path = _file()
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _file() -> Path:
    folder: Path = settings.DATA_DIR
    return folder / "sign-in.json"
