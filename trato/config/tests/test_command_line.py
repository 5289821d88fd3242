from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from trato.config import cli as root
from trato.kernel import cli
from trato.kernel.cli import Report, UsageError, command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["work", "half", "wrong", "stop", "break"])


def _act(_actor: object, options: Namespace) -> Report:
    if options.what == "wrong":
        raise UsageError("Line 3 has no name.")
    if options.what == "stop":
        raise KeyboardInterrupt
    if options.what == "break":
        raise ZeroDivisionError
    return Report({"rows": 2, "who": "Ñandú"}, "2 rows", code=1 if options.what == "half" else 0)


@pytest.fixture(autouse=True)
def _own_commands(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = dict(cli.commands)
    command("toy act", help="act", configure=_options, needs_workspace=False)(_act)
    monkeypatch.setattr(root, "_load", lambda _arguments: None)
    yield
    cli.commands.clear()
    cli.commands.update(known)


@pytest.mark.parametrize(("what", "code"), [("work", 0), ("half", 1), ("wrong", 2), ("stop", 3), ("walk", 2)])
def test_exit_codes(what: str, code: int) -> None:
    assert root.main(["toy", "act", what]) == code


def test_faults_of_ours_are_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        root.main(["toy", "act", "break"])


def test_people_read_text(capsys: pytest.CaptureFixture[str]) -> None:
    root.main(["toy", "act", "work"])
    assert capsys.readouterr().out == "2 rows\n"


@pytest.mark.parametrize("arguments", [["--json", "toy", "act", "work"], ["toy", "act", "work", "--json"]])
def test_programs_read_one_object(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    root.main(arguments)
    assert json.loads(capsys.readouterr().out) == {"rows": 2, "who": "Ñandú"}


def test_refusals_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    root.main(["--json", "toy", "act", "wrong"])
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Line 3 has no name.\n")


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["toy"], ["toy", "act"], ["--data"], ["toy", "act", "work", "--x"]]
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert root.main(arguments) == 2
    assert capsys.readouterr().err.startswith("trato")


def test_two_rooms_may_not_declare_the_same() -> None:
    def act(_actor: object, _options: Namespace) -> None:
        """Another room's."""

    act.__module__ = "trato.elsewhere.commands"
    with pytest.raises(ValueError, match='Two rooms declare the command "toy act"'):
        command("toy act", help="act")(act)


def test_commands_are_found_without_running_the_module(tmp_path: Path) -> None:
    module = tmp_path / "commands.py"
    module.write_text(
        '@command("user add", help=_("x"))\ndef add(): ...\n\n@command(\n    "undo",\n)\ndef undo(): ...\n'
    )
    assert cli.declared_in(module) == ["user add", "undo"]


@pytest.mark.parametrize(
    ("lang", "code"), [("es_MX.UTF-8", "es"), ("zh_CN.UTF-8", "zh-hans"), ("C.UTF-8", "en")]
)
def test_the_terminal_says_the_language(monkeypatch: pytest.MonkeyPatch, lang: str, code: str) -> None:
    monkeypatch.setenv("LANG", lang)
    assert root._language_of_terminal() == code
