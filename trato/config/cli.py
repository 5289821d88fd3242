"""The `trato` command: finds the rooms' commands, prepares the workspace, runs one and says how it went."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import trato
from trato.config.rooms import folder_of, rooms_with
from trato.kernel import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Run `trato …`. Returns the exit code: 0 done, 1 some rows refused, 2 wrong input, 3 interrupted."""
    arguments = cli.joined(list(sys.argv[1:] if argv is None else argv))
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return cli.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; Python must not complain at its own end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return cli.DONE
    return code


def _run(arguments: list[str]) -> int:
    """Turn every refusal into one sentence on standard error."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        return _execute(arguments)
    except cli.UsageError as error:
        return _refuse(error.sentence)
    except ImproperlyConfigured as error:
        return _refuse(error)
    except Exception as error:
        if (sentence := _sentence_of(error)) is None:
            raise
        return _refuse(sentence)


def _sentence_of(error: Exception) -> object | None:
    """The sentence of an error that a person can act on; None for a fault of ours."""
    from trato.accounts.actor import UnknownActor
    from trato.records.errors import RecordError

    if isinstance(error, RecordError):
        return getattr(error, "sentence", None) or error
    if isinstance(error, UnknownActor):
        return f'--by: nobody here has the e-mail address "{error}".'
    return None


def _refuse(sentence: object) -> int:
    print(sentence, file=sys.stderr)
    return cli.WRONG_INPUT


def _execute(arguments: list[str]) -> int:
    common, _rest = cli.common_options().parse_known_args(arguments)
    _set_up_django(getattr(common, "data", ""))
    _load(arguments)
    options = cli.parser_for(cli.commands.values(), version=trato.__version__).parse_args(arguments)
    command: cli.Command = options.command
    actor = _prepare(options) if command.needs_workspace else None
    answer = command.run(actor, options)
    if command.needs_workspace:
        _deliver_events()
    return cli.present(answer, as_json=getattr(options, "json", False))


def _set_up_django(folder: str) -> None:
    if folder:
        os.environ["TRATO_DATA"] = str(Path(folder).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.config.settings")
    import django
    from django.utils import translation

    django.setup()
    if not os.environ.get("TRATO_LOG_LEVEL"):
        logging.getLogger("trato").setLevel(logging.WARNING)
    translation.activate(_language_of_terminal())


def _load(arguments: list[str]) -> None:
    """Import the rooms that declare the command asked for; all of them for the overview or an unknown one."""
    words = " ".join(word for word in arguments if not word.startswith("-")) + " "
    modules = rooms_with("commands")
    wanted = [name for name in modules if any(f"{declared} " in words for declared in _declared(name))]
    for name in wanted or modules:
        import_module(name)


def _declared(module: str) -> list[str]:
    room, _, last = module.rpartition(".")
    folder = folder_of(room)
    files = (
        [folder / f"{last}.py"] if (folder / f"{last}.py").exists() else sorted((folder / last).glob("*.py"))
    )
    return [name for file in files for name in cli.declared_in(file)]


def _prepare(options: argparse.Namespace) -> Any:
    """The workspace, set up at the first use, and who acts in it."""
    from django.utils import translation

    from trato.accounts import actor
    from trato.config import first_use

    first_use.prepare()
    email = getattr(options, "by", "")
    found = (
        actor.actor_for_email(email, via="command line") if email else actor.owner_actor(via="command line")
    )
    if email:
        translation.activate(found.language)
    return found


def _deliver_events() -> None:
    from trato.records import outbox

    outbox.drain()


def _language_of_terminal() -> str:
    """The terminal's language if Trato speaks it, else English."""
    from django.conf import settings

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            code = value.partition(".")[0].replace("_", "-").lower()
            code = {"zh-cn": "zh-hans", "zh-sg": "zh-hans"}.get(code, code)
            known = [known for known, _name in settings.LANGUAGES if known in {code, code.partition("-")[0]}]
            return known[0] if known else "en"
    return "en"
