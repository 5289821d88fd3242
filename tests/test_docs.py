"""The documents do what they say: their commands are run, their links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import ROOT, agrees, links_in, pages, shown_in
from tests.sample_files import make_sample, place_sample

TUTORIAL = ROOT / "docs" / "tutorial" / "first-import.md"
GUIDES = [
    ROOT / "docs" / "guides" / f"{name}.md" for name in ("undo", "custom-fields", "backup", "permissions")
]
DECISION = re.compile(r"# (\d+)\. \S.*\n\n\*\*Decided\*\* \d")


def printed_by(page: Path, folder: Path) -> list[str]:
    """What the commands of a page print, run in that folder in a workspace of its own."""
    away = ("DATABASE_URL", "TRATO_DATA", "TRATO_SECRET_KEY", "PYTEST_XDIST_WORKER", "LANG", "LC_ALL")
    environment = {name: value for name, value in os.environ.items() if name not in away}
    done = subprocess.run(
        [sys.executable, "-m", "tests.documents", str(page)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[str] = json.loads(done.stdout)
    return answers


def disagreements(page: Path, folder: Path) -> list[str]:
    shown = shown_in(page.read_text(encoding="utf-8"))
    return [
        f"{' ; '.join(one.commands)}\nshown:\n{one.output}\nprinted:\n{printed}"
        for one, printed in zip(shown, printed_by(page, folder), strict=True)
        if one.output is not None and not agrees(one.output, printed)
    ]


@pytest.mark.sqlite
def test_the_tutorial(tmp_path: Path) -> None:
    place_sample(tmp_path)
    assert disagreements(TUTORIAL, tmp_path) == []


@pytest.mark.sqlite
def test_the_tutorial_with_files_of_the_same_shape(tmp_path: Path) -> None:
    make_sample(tmp_path)
    assert disagreements(TUTORIAL, tmp_path) == []


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a workspace was just made, once for the guides; the tutorials begin without."""
    folder = tmp_path_factory.mktemp("made")
    page = folder / "page.md"
    page.write_text("```sh\ntrato check\n```\n", encoding="utf-8")
    printed_by(page, folder)
    page.unlink()
    return folder


@pytest.mark.sqlite
@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_guides(page: Path, made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    assert disagreements(page, tmp_path) == []


@pytest.mark.sqlite
def test_links_lead_somewhere() -> None:
    broken = {
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages()
        for target in links_in(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    }
    assert broken == set()


@pytest.mark.sqlite
def test_decisions_are_short_and_numbered() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    texts = {record.name: record.read_text(encoding="utf-8") for record in records}
    assert [name for name, text in texts.items() if len(text.splitlines()) > 40] == []
    unclear = [name for name, text in texts.items() if not DECISION.match(text)]
    assert unclear == []
    numbers = [int(name[:4]) for name in texts]
    assert len(set(numbers)) == len(numbers)
    assert [name for name, text in texts.items() if int(name[:4]) != int(text[2:].partition(".")[0])] == []


@pytest.mark.sqlite
def test_sources_in_guides_are_sources() -> None:
    text = (ROOT / "docs" / "guides" / "add-a-record-type.md").read_text(encoding="utf-8")
    sources = dict(re.findall(r"^```python file=(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    assert {Path(name).name for name in sources} == {"apps.py", "models.py", "records.py", "actions.py"}
    for name, source in sources.items():
        compile(source, name, "exec")


@pytest.mark.sqlite
def test_the_reading_of_output() -> None:
    assert agrees("id  name\n…   …\n", "id   name   \n17   Acme Ltd\n")
    assert agrees("…", "anything at all")
    assert not agrees("85 created", "84 created")
    assert not agrees("one\ntwo", "one")
