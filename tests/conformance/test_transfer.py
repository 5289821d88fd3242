"""Out of one workspace and into an empty one: the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conformance.stage import AROUND, Stage
from trato.accounts.actor import SYSTEM, Actor
from trato.records import actions, rows
from trato.testing.assertions import assert_no_drift
from trato.transfer.exporting import export_file, texts
from trato.transfer.importing import Import
from trato.transfer.options import Options
from trato.transfer.rights import importable

#: What says when and in which order a row came, not what it is.
LEFT_OUT = {"id", "version", "created_at", "updated_at", "created_by"}


def content(actor: Actor, key: str) -> list[dict[str, Any]]:
    """The rows as an export has them, links by label, in the order of their texts."""
    lines = "".join(part for part, _number in texts(actor, key, "", "ndjson")).splitlines()
    return sorted(
        (plain(json.loads(line)) for line in lines), key=lambda row: json.dumps(row, sort_keys=True)
    )


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if name not in LEFT_OUT}
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_export_and_import(stage: Stage, tmp_path: Path) -> None:
    owner = stage.cast.owner
    if stage.record_type not in importable(owner):
        assert stage.record_type.transfer.match_on == () or not stage.record_type.group
        return
    stage.fill(9)
    keys = [key for key in AROUND if key != stage.key] + [stage.key]
    before = {key: content(owner, key) for key in keys}
    files = {key: tmp_path / f"{key}.csv" for key in keys}
    for key, file in files.items():
        export_file(owner, key, "", file, None, "")
    for key in reversed(keys):
        gone = [row.id for row in rows.read(owner, key, columns=(), archived=None, limit=5000).rows]
        if key not in {"users", "teams"}:
            actions.purge(SYSTEM, key, gone)
    for key, file in files.items():
        result = Import(owner, key, file, Options(decimal=".")).run()
        assert result.as_json()["refused"] == 0, result.as_json()["refusals"]
    after = {key: content(owner, key) for key in keys}
    for key in keys:
        assert after[key] == before[key], f"{key} came back otherwise"
    assert_no_drift()
