"""Writes docs/reference from the code: commands, settings, record types, checks."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; edit the code instead. -->\n\n"

SETTINGS = {
    "TRATO_DATA": ("./trato-data", "The data directory: SQLite file, uploads, secret key."),
    "DATABASE_URL": (
        "SQLite in the data directory",
        "`postgresql://user:password@host:5432/name`; with `?prepare_threshold=none` behind a pooler that"
        " deals connections out by transaction.",
    ),
    "HOST": ("127.0.0.1", "The address that `trato serve` listens on; also an allowed host."),
    "PORT": ("8000", "The port that `trato serve` listens on."),
    "TRATO_URL": ("", "The public address. With https, cookies, redirects and HSTS follow."),
    "TRATO_HOSTS": ("", "Further allowed host names, separated by commas."),
    "TRATO_HSTS_SECONDS": ("31536000", "How long browsers remember to use https alone."),
    "TRATO_SECRET_KEY": ("a file in the data directory", "The key that signs sessions."),
    "TRATO_WORKERS": ("2", "Web worker processes."),
    "TRATO_POOL": ("4", "PostgreSQL connections per process; 0 keeps one without a pool."),
    "TRATO_SYNCHRONOUS": ("NORMAL", "SQLite: `FULL` waits for the disk at each write."),
    "TRATO_LOG_LEVEL": ("INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`."),
    "TRATO_LOG_FORMAT": ("json", "`json` or `text`."),
    "TRATO_METRICS_TOKEN": (
        "",
        "Whoever sends it as `Authorization: Bearer TOKEN` reads `/metrics`; empty: nobody.",
    ),
    "TRATO_SLOW_REQUEST_MS": (
        "500",
        "Requests that take so many milliseconds are logged with their statements; 0: none.",
    ),
    "TRATO_SLOW_TASK_MS": ("60000", "The same for background tasks and jobs."),
    "TRATO_DEBUG": ("no", "Django's debug pages; never on a public address."),
    "TRATO_STATIC_AHEAD": ("yes", "Serve static files from the collected, compressed copy."),
    "TRATO_PSEUDO_LANGUAGE": ("no", "Offer the right-to-left pseudo-language that finds bare strings."),
}
ENVIRONMENT = re.compile(r"""(?:env_\w+\(|environ\.get\(|environ\[)\s*"([A-Z_]+)\"""")
NOT_OURS = {"LANG", "LC_ALL", "LC_MESSAGES", "DJANGO_SETTINGS_MODULE", "TRATO_BANNER"}


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def settings_page() -> str:
    sources = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "trato").rglob("*.py")
        if "tests" not in path.parts
    ]
    used = {name for text in sources for name in ENVIRONMENT.findall(text)} - NOT_OURS
    if missing := used ^ set(SETTINGS):
        sys.exit(
            f"tools/reference.py describes other settings than the code reads: {', '.join(sorted(missing))}"
        )
    rows = [(f"`{name}`", default, meaning) for name, (default, meaning) in SETTINGS.items()]
    return (
        f"# Settings\n\nAll come from the environment.\n\n{table(('variable', 'default', 'meaning'), rows)}"
    )


def commands_page() -> str:
    from trato.config.rooms import rooms_with
    from trato.kernel import cli

    for name in rooms_with("commands"):
        import_module(name)
    exits = "Exit codes: 0 done · 1 done, some rows refused · 2 wrong usage or input · 3 interrupted.\n"
    parts = [f"# Commands\n\n{exits}"]
    for command in sorted(cli.commands.values(), key=lambda one: one.name):
        parser = argparse.ArgumentParser(prog=f"trato {command.name}", parents=[cli.common_options()])
        if command.configure is not None:
            command.configure(parser)
        parts.append(f"## trato {command.name}\n\n{command.help}\n\n```text\n{parser.format_help()}```\n")
    return "\n".join(parts)


def types_page() -> str:
    from trato.records.registry import registry

    intro = "Screens, API, imports, exports and search are read from these fields."
    parts = [f"# Record types\n\n{intro}\n"]
    for one in sorted(registry.types(), key=lambda one: one.key):
        fields: list[Any] = [field for field in one.fields.values() if not field.hidden]
        rows = [(f"`{field.name}`", str(field.kind), str(field.label), _flags(field)) for field in fields]
        parts.append(f"## {one.key}\n\n{table(('field', 'kind', 'label', ''), rows)}")
    return "\n".join(parts)


def _flags(field: Any) -> str:
    flags = ["required"] if field.required else []
    if not field.editable:
        flags.append("follows from others")
    if field.for_administrators:
        flags.append("for administrators")
    if getattr(field, "worth", ""):
        flags.append(f"`{field.worth}` follows what they come to, until it is set; emptied, it follows again")
    if field.is_many:
        flags.append("several")
    if field.target:
        flags.append(f"→ {field.target}")
    elif field.choices:
        flags.append(", ".join(f"`{value}`" for value, _label in field.choices))
    return "; ".join(flags)


CHECK = re.compile(r"""id="(\w+\.[EW]\d{3})\"""")
#: In the engine's own checks the number stands beside the part of the declaration that it is about.
NUMBERED = re.compile(r"""(?:yield |_error\(record_type, )(\d+), f?"([\w.]+)[.\w{}]*\"""")


def checks_page() -> str:
    rows = [(f"`{check}`", place) for check, place in sorted(_checks())]
    intro = "Wrong declarations stop the start with one of these."
    return f"# System checks\n\n{intro}\n\n{table(('id', 'about'), rows)}"


def _checks() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "trato").rglob("*.py"):
        if "tests" not in path.parts:
            text, place = path.read_text(encoding="utf-8"), f"`{path.relative_to(ROOT)}`"
            yield from ((check, place) for check in CHECK.findall(text))
            if path.match("records/checks.py"):
                yield from (
                    (f"records.E{int(number):03}", f"`{part}`") for number, part in NUMBERED.findall(text)
                )


def main() -> None:
    # argparse folds its help to the terminal; the page must not depend on whose it is.
    os.environ.update(
        COLUMNS="100", TRATO_SECRET_KEY="only-for-docs", DJANGO_SETTINGS_MODULE="trato.config.settings"
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRATO_DATA"] = folder
        import django

        django.setup()
        from trato.config import first_use

        first_use.prepare()
        pages = {
            "settings": settings_page,
            "commands": commands_page,
            "types": types_page,
            "checks": checks_page,
        }
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (FOLDER / f"{name}.md").write_text(NOTE + page(), encoding="utf-8")
            print(f"docs/reference/{name}.md")


if __name__ == "__main__":
    main()
