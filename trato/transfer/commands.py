"""Import, mend, query, export, undo and history on the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.kernel.cli import DONE, SOME_REFUSED, Report, UsageError, command
from trato.kernel.errors import Unreadable

if TYPE_CHECKING:
    from trato.accounts.actor import Actor
    from trato.transfer.options import Options


def _import_options(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--as",
        dest="type",
        default="",
        metavar="TYPE",
        help=_("the type its rows are; else its columns tell"),
    )
    parser.add_argument("--map", type=Path, metavar="FILE", help=_("a JSON file that says what columns mean"))
    parser.add_argument(
        "--match", default="", metavar="FIELD", help=_("the field that tells what is there already")
    )
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true")
    order.add_argument("--month-first", action="store_true")
    parser.add_argument("--decimal", choices=[",", "."], default="")
    parser.add_argument("--encoding", default="", metavar="E")
    parser.add_argument("--separator", default="", metavar="S")
    parser.add_argument("--again", action="store_true", help=_("take rows that came in before once more"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, and change nothing"))
    parser.add_argument(
        "--make",
        default="",
        metavar="FIELD,FIELD",
        help=_("make records of the names in these fields that are not known, such as company"),
    )


@command("import", help=gettext_lazy("bring the rows of a file in"), configure=_import_options)
def import_file(actor: Actor, options: Namespace) -> Report:
    from trato.transfer.importing import Import

    if not options.file.is_file():
        raise UsageError(_("There is no file “%(name)s”.") % {"name": options.file})
    try:
        told = _options(options)
        type_key = options.type or _found_out(actor, options.file, told)
        result = Import(actor, type_key, options.file, told).run(on_wait=_say_waiting)
    except Unreadable as error:
        raise UsageError(str(error.sentence)) from None
    except OSError as error:
        values = {"name": options.file, "reason": error.strerror}
        raise UsageError(_("“%(name)s” cannot be read: %(reason)s") % values) from None
    except KeyboardInterrupt:
        _say(_("Interrupted. The same command goes on where this one stopped."))
        raise
    return Report(result.as_json(), result.text(), SOME_REFUSED if result.refused else DONE)


def _found_out(actor: Actor, path: Path, told: Options) -> str:
    """The type that most columns speak for, which is said. Raises UsageError, Unreadable."""
    from trato.kernel.tables import open_table
    from trato.transfer.fitting import best_fit

    table = open_table(path, encoding=told.encoding or None, separator=told.separator or None)
    best = best_fit(actor, table.headers)
    if best is None:
        raise UsageError(_("The columns do not tell what the rows are; say it with --as."))
    _say(best.said)
    return best.record_type.key


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _say_waiting() -> None:
    _say(_("Another import is running; this one begins when that has ended."))


def _options(options: Namespace) -> Options:
    from trato.transfer.options import Options

    order = "dmy" if options.day_first else "mdy" if options.month_first else ""
    chosen = _map(options.map) if options.map else {}
    separator = {"tab": "\t", "\\t": "\t"}.get(options.separator, options.separator)
    return Options(
        match=options.match,
        date_order=order,
        decimal=options.decimal,
        encoding=options.encoding,
        separator=separator,
        again=options.again,
        dry_run=options.dry_run,
        columns=chosen.get("columns", {}),
        labels=chosen.get("labels", {}),
        make=[name for name in options.make.split(",") if name],
    )


def _map(path: Path) -> dict[str, Any]:
    """{"columns": {header: field, "new:KIND" or null}, "labels": {field: {text: trait}}}"""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(_("There is no file “%(name)s”.") % {"name": path}) from None
    except ValueError as error:
        raise UsageError(_("“%(name)s” is no JSON: %(reason)s") % {"name": path, "reason": error}) from None
    if not _is_map(found):
        raise UsageError(
            _("“%(name)s” must be {“columns”: {header: field}, “labels”: {field: {text: kind}}}.")
            % {"name": path}
        )
    told: dict[str, Any] = found
    return told


def _is_map(found: Any) -> bool:
    if not isinstance(found, dict) or not set(found) <= {"columns", "labels"}:
        return False
    columns, labels = found.get("columns", {}), found.get("labels", {})
    if not isinstance(columns, dict) or not isinstance(labels, dict):
        return False
    texts = [word for told in labels.values() if isinstance(told, dict) for word in told.values()]
    return (
        all(field is None or isinstance(field, str) for field in columns.values())
        and all(isinstance(told, dict) for told in labels.values())
        and all(isinstance(word, str) for word in texts)
    )


def _mend_options(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE")
    parser.add_argument("field", metavar="FIELD")
    parser.add_argument("text", metavar="TEXT")
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--to", metavar="ID", help=_("the record that is meant"))
    choice.add_argument("--make", action="store_true", help=_("make a record of that name"))


@command("mend", help=gettext_lazy("decide what a pending name stands for"), configure=_mend_options)
def mend(actor: Actor, options: Namespace) -> Report:
    from trato.records.mending import mend as mend_rows

    to = int(options.to) if options.to and options.to.isdigit() else options.to
    done = mend_rows(actor, options.type, options.field, options.text, to=to, make=options.make)
    return Report(done.as_json(), _("%(rows)s rows mended (change set %(set)s).") % done.as_json())


def _make_options(parser: ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("--type", default="", metavar="TYPE", help=_("only for names that wait in this type"))
    parser.add_argument(
        "--alike", action="store_true", help=_("also for names that resemble a record that is there")
    )


@command("make", help=gettext_lazy("make the records that pending names wait for"), configure=_make_options)
def make(actor: Actor, options: Namespace) -> Report:
    from trato.records.waiting import make_waiting

    done = make_waiting(actor, options.target, options.type, alike=options.alike).as_json()
    return Report(done, _("%(made)s made, %(rows)s rows mended (change set %(set)s).") % done)


def _query_options(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE")
    parser.add_argument("filter", nargs="?", default="", metavar="FILTER")
    parser.add_argument("--columns", default="", metavar="A,B")
    parser.add_argument("--sort", default="", metavar="F")
    most = parser.add_mutually_exclusive_group()
    most.add_argument("--limit", type=int, default=100, metavar="N")
    most.add_argument("--all", action="store_true")
    parser.add_argument("--group", default="", metavar="F")
    parser.add_argument("--sum", default="", metavar="G")
    _past_option(parser)


def _past_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", default="", metavar="DAY", help=_("as the rows stood at the end of that day")
    )


@command("query", help=gettext_lazy("list or group rows"), configure=_query_options)
def query(actor: Actor, options: Namespace) -> Report:
    from trato.records import past
    from trato.transfer.querying import grouped, listed

    if options.limit < 0:
        raise UsageError(_("A limit must not be negative."))
    if options.sum and not options.group:
        raise UsageError(_("--sum goes with --group."))
    columns = [name.strip() for name in options.columns.split(",") if name.strip()] or None
    filter_words = _filter(options.filter)
    most = None if options.all else options.limit
    with past.as_of(actor, options.type, options.as_of):
        if options.group:
            return grouped(actor, options.type, filter_words, options.group, options.sum)
        return listed(actor, options.type, filter_words, columns, options.sort, most)


def _filter(given: str) -> str | dict[str, Any]:
    if not given.lstrip().startswith("{"):
        return given
    try:
        found: dict[str, Any] = json.loads(given)
    except ValueError as error:
        raise UsageError(_("This filter is no JSON: %(reason)s") % {"reason": error}) from None
    return found


def _export_options(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE")
    parser.add_argument("filter", nargs="?", default="", metavar="FILTER")
    parser.add_argument("--to", required=True, type=Path, metavar="FILE")
    parser.add_argument("--columns", default="", metavar="A,B")
    parser.add_argument("--sort", default="", metavar="F")
    _past_option(parser)


@command("export", help=gettext_lazy("write rows into a file"), configure=_export_options)
def export(actor: Actor, options: Namespace) -> Report:
    from trato.transfer.exporting import export_file

    columns = [name.strip() for name in options.columns.split(",") if name.strip()] or None
    try:
        picked = _filter(options.filter)
        number = export_file(actor, options.type, picked, options.to, columns, options.sort, options.as_of)
    except OSError as error:
        raise UsageError(
            _("“%(name)s” cannot be written: %(reason)s") % {"name": options.to, "reason": error.strerror}
        ) from None
    return Report(
        {"rows": number}, _("%(rows)s rows written to %(file)s.") % {"rows": number, "file": options.to}
    )


def _undo_options(parser: ArgumentParser) -> None:
    parser.add_argument("set", type=int, metavar="SET")


@command("undo", help=gettext_lazy("take a change set back"), configure=_undo_options)
def undo(actor: Actor, options: Namespace) -> Report:
    from trato.records.undo import undo as take_back

    done = take_back(actor, options.set)
    kept = [
        {"type": one.type, "id": one.id, "field": one.field, "reason": str(one.reason)} for one in done.kept
    ]
    went = _("%(undone)s records went back (change set %(set)s).") if done.set else _("Nothing went back.")
    lines = [went % {"undone": done.undone, "set": done.set}]
    lines += [f"{one['type']}/{one['id']} {one['field']}: {one['reason']}" for one in kept[:50]]
    return Report(
        {"set": done.set or None, "undone": done.undone, "kept": kept},
        "\n".join(lines),
        SOME_REFUSED if kept else DONE,
    )


def _history_options(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE")
    parser.add_argument("id", type=int, metavar="ID")


@command("history", help=gettext_lazy("show who changed a record"), configure=_history_options)
def history(actor: Actor, options: Namespace) -> Report:
    from trato.transfer.querying import history as told

    return told(actor, options.type, options.id)
