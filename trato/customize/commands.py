"""Custom fields from the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.actor import Actor
from trato.kernel.cli import Report, command
from trato.records import rows
from trato.records.fields.kinds import KIND_NAMES


def _field_options(parser: ArgumentParser) -> None:
    parser.add_argument("type", metavar="TYPE", help=_("the record type, such as deals"))
    parser.add_argument("name", metavar="NAME", help=_("the field's name for programs, such as founded_in"))
    parser.add_argument("--kind", required=True, metavar="KIND", help=", ".join(KIND_NAMES))
    parser.add_argument("--label", default="", help=_("what people read; made from the name unless given"))
    parser.add_argument("--indexed", action="store_true", help=_("sort and filter by it quickly"))
    parser.add_argument(
        "--choice", action="append", default=[], metavar="WORD", help=_("one of the choices; repeat for each")
    )
    parser.add_argument("--target", default="", metavar="TYPE", help=_("the type that a link leads to"))


@command("field add", help=gettext_lazy("add a field of your own to a record type"), configure=_field_options)
def add(actor: Actor, options: Namespace) -> Report:
    from trato.records.custom import add_field
    from trato.records.json_rows import row_to_json
    from trato.records.registry import registry

    pk = add_field(
        actor,
        options.type,
        options.name,
        options.kind,
        label=options.label,
        indexed=options.indexed,
        options=_options(options),
    )
    made = row_to_json(registry.get("fields"), rows.one(actor, "fields", pk, None))
    sentence = _("Added the field “%(name)s” to %(type)s.")
    return Report(made, sentence % {"type": registry.get(options.type).label_plural, "name": options.name})


def _options(options: Namespace) -> dict[str, Any]:
    """What some kinds need beside their name."""
    found: dict[str, Any] = {"choices": options.choice} if options.choice else {}
    return found | ({"target": options.target} if options.target else {})
