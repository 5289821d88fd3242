"""Rows of records come through the access door: surfaces and views never ask a record's manager."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.apps import apps

from tests.shape.sources import ROOT, is_test, place, python
from trato.records.models import Record

SURFACES = {
    "workspace",
    "api",
    "transfer",
    "search",
    "insights",
    "automation",
    "customize",
    "notifications",
    "live",
    "web",
}
QUERY = re.compile(r"\b([A-Z]\w+)\.(?:objects|_base_manager|_default_manager|unscoped)\.(\w+)")
DOOR = "visible_to"
EXCUSE = "# shape: "


@cache
def record_models() -> frozenset[str]:
    return frozenset(model.__name__ for model in apps.get_models() if issubclass(model, Record))


def unscoped(line: str, records: frozenset[str]) -> bool:
    """Whether this line asks a record's manager without an actor."""
    found = QUERY.findall(line)
    return EXCUSE not in line and any(name in records and method != DOOR for name, method in found)


def is_door(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not is_test(path) and (parts[1] in SURFACES or "views" in path.stem or "views" in parts)


def test_surfaces_and_views() -> None:
    found = [
        f"{place(path, number)}: {line.strip()}"
        for path in python("trato")
        if is_door(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unscoped(line, record_models())
    ]
    assert found == []


def test_good_and_bad() -> None:
    records = frozenset({"Deal"})
    good = (
        "Deal.objects.visible_to(actor)",
        "rows.read(actor, 'deals')",
        "SavedView.objects.filter(user_id=1)",
    )
    bad = ("Deal.objects.all()", "x = Deal.objects.get(pk=pk)", "Deal._base_manager.filter(pk=1)")
    assert [line for line in good if unscoped(line, records)] == []
    assert [line for line in bad if not unscoped(line, records)] == []
    assert not unscoped("Deal.objects.count()  # shape: an owner's figure", records)
