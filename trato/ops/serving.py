"""Before the supervisor takes over: is the port free, and what is the address?"""

from __future__ import annotations

import errno
import os
import socket
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from trato.accounts import workspace
from trato.kernel.cli import UsageError
from trato.ops import metrics, static_files, supervisor
from trato.ops.sample import sign_in


def serve(host: str, port: int) -> None:
    """Become the supervisor; does not return."""
    check_port(host, port)
    static_files.collect()
    metrics.forget()
    os.environ["HOST"], os.environ["PORT"] = host, str(port)
    os.environ["TRATO_DATA"] = str(settings.DATA_DIR)
    os.environ[supervisor.BANNER] = banner(host, port)
    sys.stdout.flush()
    # Replaced, not called: a supervisor without Django stays small.
    os.execv(sys.executable, [sys.executable, "-m", "trato.ops.supervisor", host, str(port)])  # noqa: S606


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sentence = _("Port %(port)s is taken by another program; choose another with --port or PORT.")
                raise UsageError(sentence % {"port": port}) from None
            raise UsageError(f"{host}:{port}: {error.strerror}") from None


def banner(host: str, port: int) -> str:
    """The address, and how to get in."""
    address = public_address(host, port)
    token = workspace.claim_address_token()
    if token:
        opening = _("Open this once to make the workspace yours: %(address)s")
        return opening % {"address": f"{address}/first-run?token={token}"}
    lines = [_("Trato is at %(address)s") % {"address": address}]
    if known := sign_in():
        lines.append(_("Sign in as %(email)s with the password %(password)s") % known)
    return "\n".join(lines)


def public_address(host: str, port: int) -> str:
    if settings.PUBLIC_URL is not None:
        return f"{settings.PUBLIC_URL.scheme}://{settings.PUBLIC_URL.netloc}"
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
