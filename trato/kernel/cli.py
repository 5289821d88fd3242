"""The small frame of the command line: rooms declare commands in their `commands.py`, `trato` runs them."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from typing_extensions import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: What a command's end means to the program that called it; fixed for good.
DONE, SOME_REFUSED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 3


class UsageError(Exception):
    """What was asked for cannot be done; the sentence says why and where. Nothing has changed."""

    def __init__(self, sentence: StrOrPromise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Report:
    """What a command has done: `data` for programs, `text` for people."""

    data: Mapping[str, Any] = field(default_factory=dict)
    text: StrOrPromise = ""
    code: int = DONE

    def as_json(self) -> dict[str, Any]:
        return dict(self.data)


class Answer(Protocol):
    """Whatever a command returns: `Report`, or a result of the room's own."""

    def as_json(self) -> dict[str, Any]: ...


#: Called with the actor (whatever the root made of --by) and the parsed options.
Run = Callable[[Any, argparse.Namespace], "Answer | None"]
Configure = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True)
class Command:
    """One verb of the command line; a name of two words nests, as in `trato user add`."""

    name: str
    help: StrOrPromise
    run: Run
    configure: Configure | None = None
    #: False for what must work before there is a workspace or while it is broken.
    needs_workspace: bool = True


commands: dict[str, Command] = {}


def command(
    name: str, *, help: StrOrPromise, configure: Configure | None = None, needs_workspace: bool = True
) -> Callable[[Run], Run]:
    """Declare the decorated function as a command.

    @command("import", help=_("read a file into the workspace"), configure=_import_options)
    def import_file(actor: Actor, options: Namespace) -> Report: …
    """

    def declare(run: Run) -> Run:
        known = commands.get(name)
        if known is not None and known.run.__module__ != run.__module__:
            raise ValueError(
                f'Two rooms declare the command "{name}": {known.run.__module__}, {run.__module__}.'
            )
        commands[name] = Command(name, help, run, configure, needs_workspace)
        return run

    return declare


_DECLARED = re.compile(r"""^@(?:cli\.)?command\(\s*["']([a-z -]+)["']""", re.MULTILINE)


def declared_in(file: Path) -> list[str]:
    """The commands that a module declares, read without running it: most need one room only."""
    return _DECLARED.findall(file.read_text(encoding="utf-8"))


class Parser(argparse.ArgumentParser):
    """Exits 2 with the sentence on standard error; options are never guessed from their beginnings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["allow_abbrev"] = False
        super().__init__(*args, **kwargs)

    @override
    def error(self, message: str) -> Any:
        raise UsageError(f"{self.prog}: {message}")


#: Options whose value may begin with a minus, such as a sort turned round.
SIGNED = frozenset({"--sort"})


def joined(arguments: list[str]) -> list[str]:
    """The same arguments, with `--sort -value` as `--sort=-value`, which argparse understands."""
    found: list[str] = []
    for argument in arguments:
        if found and found[-1] in SIGNED and argument.startswith("-"):
            found[-1] = f"{found[-1]}={argument}"
        else:
            found.append(argument)
    return found


def common_options() -> argparse.ArgumentParser:
    """What every command takes, before or after its own options."""
    parent = Parser(prog="trato", add_help=False, argument_default=argparse.SUPPRESS)
    parent.add_argument("--data", metavar="DIR", help="the workspace (default: $TRATO_DATA or ./trato-data)")
    parent.add_argument("--by", metavar="EMAIL", help="who acts (default: the owner)")
    parent.add_argument("--json", action="store_true", help="print one JSON object")
    return parent


def parser_for(chosen: Iterable[Command], *, version: str = "") -> Parser:
    """The parser over these commands; its namespace carries the `Command` as `command`."""
    common = common_options()
    root = Parser(prog="trato", parents=[common], formatter_class=argparse.RawDescriptionHelpFormatter)
    root.add_argument("--version", action="version", version=f"Trato {version}")
    groups: dict[str, Any] = {"": root.add_subparsers(metavar="COMMAND", required=True)}
    for one in sorted(chosen, key=lambda command: command.name):
        group, _, last = one.name.rpartition(" ")
        if group not in groups:
            nested = groups[""].add_parser(group, help=f"{group} …")
            groups[group] = nested.add_subparsers(metavar="COMMAND", required=True)
        own = groups[group].add_parser(last, parents=[common], help=str(one.help), description=str(one.help))
        own.set_defaults(command=one)
        if one.configure is not None:
            one.configure(own)
    return root


def present(answer: Answer | None, *, as_json: bool, out: IO[str] | None = None) -> int:
    """Print what a command returned and give its exit code."""
    out = out or sys.stdout
    if answer is None:
        return DONE
    if as_json:
        print(json.dumps(answer.as_json(), ensure_ascii=False, default=str), file=out)
    elif text := str(getattr(answer, "text", "") or ""):
        print(text, file=out)
    return int(getattr(answer, "code", DONE))
