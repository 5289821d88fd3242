"""The pages of `docs` as the tests read them, and a runner for the commands that they show.

`python -m tests.documents PAGE` prints what each block of commands printed, as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = f"{sys.executable} -c 'from trato.config.cli import main; raise SystemExit(main())'"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Shown:
    """Commands of a page, and what it says that they print."""

    commands: tuple[str, ...]
    output: str | None


def pages() -> list[Path]:
    """Every page that people read."""
    own = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*own, *sorted((ROOT / "docs").rglob("*.md"))]


def shown_in(text: str) -> list[Shown]:
    """The blocks marked sh, each with the block marked text that follows it."""
    blocks = BLOCK.findall(text)
    found = []
    for place, (language, content) in enumerate(blocks):
        if language == "sh":
            following = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
            output = following[1] if following[0] == "text" else None
            found.append(Shown(tuple(content.replace("\\\n", " ").splitlines()), output))
    return found


def links_in(text: str) -> list[str]:
    """The targets of links and pictures that lie in the project."""
    bare = BLOCK.sub("", text)
    targets = (one or other for one, other in LINK.findall(bare))
    return [target.partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def agrees(shown: str, printed: str) -> bool:
    """Whether it is what was printed; “…” stands for anything within a line, white space for any width."""
    lines = [_pattern(line) for line in shown.strip().splitlines()]
    return bool(re.fullmatch("\n".join(lines), printed.strip()))


def _pattern(line: str) -> str:
    parts = (r"[^\n]*".join(re.escape(piece) for piece in word.split("…")) for word in line.split())
    return r"[ \t]+".join(parts) + r"[ \t]*" if line.strip() != "…" else r"[^\n]*"


def run(commands: tuple[str, ...]) -> str:
    """Run commands one after another, those of Trato in this process; what they print."""
    from trato.config.cli import main

    printed = io.StringIO()
    for command in commands:
        words = shlex.split(command, comments=True)
        if not words:
            continue
        if words[0] == "trato" and "--data" not in words:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                main(words[1:])
        else:
            # Another workspace is another process: settings are read once.
            line = command.replace("trato", PROGRAM, 1) if words[0] == "trato" else command
            done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
            printed.write(done.stdout + done.stderr)
    return printed.getvalue()


if __name__ == "__main__":
    found = shown_in(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps([run(one.commands) for one in found]))
