from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.accounts.actor import Actor
from trato.kernel.cli import Report, UsageError, command

MOST_PORTS = 65535


def _serve_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--host", default=os.environ.get("HOST") or "127.0.0.1", help=_("the address to listen on")
    )
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help=_("the port to listen on"))


@command("serve", help=gettext_lazy("serve the workspace to browsers and programs"), configure=_serve_options)
def serve(_actor: Actor, options: Namespace) -> None:
    from trato.ops.serving import serve as become_server

    if not options.port.isascii() or not options.port.isdigit() or not 1 <= int(options.port) <= MOST_PORTS:
        raise UsageError(
            _("“%(port)s” is no port; it must be a number from 1 to 65535.") % {"port": options.port}
        )
    become_server(options.host, int(options.port))


@command("check", help=gettext_lazy("examine declarations and database, and print a checksum of all data"))
def check(_actor: Actor, _options: Namespace) -> Report:
    from trato.ops.soundness import examine

    found = examine()
    lines = [*found.get("problems", []), found["checksum"]]
    return Report(found, "\n".join(lines), code=0 if found["ok"] else 1)


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")


@command("backup", help=gettext_lazy("write the whole workspace into one file"), configure=_file)
def backup(_actor: Actor, options: Namespace) -> Report:
    from trato.ops.backup import back_up

    made = back_up(options.file.absolute())
    return Report(made, _("Written to %(file)s (%(bytes)s bytes).") % made)


def _restore_options(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--force", action="store_true", help=_("replace a workspace that is in use"))


@command("restore", help=gettext_lazy("put the workspace back from a backup"), configure=_restore_options)
def restore(_actor: Actor, options: Namespace) -> Report:
    from trato.ops.restore import restore as put_back

    done = put_back(options.file.absolute(), force=options.force)
    return Report(done, _("The workspace is as it was at %(made_at)s.") % done)


def _demo_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--when-new", action="store_true", help=_("do nothing unless the workspace is untouched")
    )


@command("demo", help=gettext_lazy("fill a new workspace with believable data"), configure=_demo_options)
def demo(actor: Actor, options: Namespace) -> Report:
    from trato.ops import sample
    from trato.ops.restore import is_in_use

    if is_in_use():
        if options.when_new:
            return Report()
        raise UsageError(_("This workspace is in use; demo data goes into a new one only."))
    made = sample.fill_rooms(actor, tell=not getattr(options, "json", False))
    known = sample.claim_for_demo()
    sentence = _("Sign in as %(email)s with the password %(password)s") % known
    # `serve`, which follows, says it once the address answers.
    return Report({"made": made, **known}, "" if options.when_new else sentence)
