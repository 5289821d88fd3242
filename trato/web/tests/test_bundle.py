from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from trato.web import bundle
from trato.web.importmap import import_map, modules

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|inset)?-?(?:left|right)\s*:|(?<![\w-])(?:width|height)\s*:"
)
LAYERS = {"reset", "tokens", "base", "components", "pages", "utilities"}


@pytest.mark.parametrize("path", bundle.parts(), ids=lambda path: path.name)
def test_each_part_wraps_itself_in_its_layer_and_knows_no_left_or_right(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.match(r"@layer (\w+) \{", text.lstrip())[1] in LAYERS  # type: ignore[index]  # None fails as well
    assert text.count("{") == text.count("}")
    assert not PHYSICAL.findall(text.replace("max-width", "").replace("min-width", ""))


def test_the_sheet_is_one_and_small() -> None:
    sheet = bundle.sheet()
    assert sheet.text.startswith(b"@layer reset, tokens, base, components, pages, utilities;")
    assert len(sheet.packed) < 40_000


@pytest.mark.django_db
def test_it_is_served_for_good_under_its_own_name(client: Client) -> None:
    sheet = bundle.sheet()
    answer = client.get(f"/assets/trato.{sheet.name}.css", headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer["Cache-Control"]
    assert answer.content == sheet.packed
    assert client.get("/assets/trato.old.css")["Cache-Control"] == "no-cache"


def test_every_script_has_a_bare_name() -> None:
    assert modules()["web/menu"].endswith(".js")
    assert "<" not in import_map()
