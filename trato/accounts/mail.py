"""Mail through the workspace's own server: kept beside the data, read anew for each message."""

from __future__ import annotations

import json
import os
import secrets
import smtplib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

STARTTLS, TLS, PLAIN = "starttls", "tls", "plain"
#: Seconds to wait for the server.
PATIENCE = 15


@dataclass(frozen=True)
class MailServer:
    """An SMTP server and how to get in; the password is never shown."""

    host: str
    port: int
    security: str
    user: str
    password: str
    #: The address that messages come from.
    sender: str
    #: Under which address the workspace was open when the server was set.
    start: str = ""


class NotSent(Exception):
    """A message did not go out. The text is the server's and may hold an address: for screens, not logs."""


def _path() -> Path:
    path: Path = settings.DATA_DIR / "mail.json"
    return path


def server() -> MailServer | None:
    """The workspace's server, or None where no mail is sent."""
    try:
        return MailServer(**json.loads(_path().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def home() -> str:
    """Where links in messages lead, without a slash at the end; nothing where no address is known.

    It is the configured address, else the one under which the mail server was set.
    """
    configured, kept = settings.PUBLIC_URL, server()
    return configured.geturl().rstrip("/") if configured else kept.start if kept else ""


def keep(given: MailServer) -> None:
    """Keep the server in a file that only its owner may read; it appears whole."""
    fresh = _path().with_name(f".mail.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(given), file)
    fresh.replace(_path())


def forget() -> None:
    """From now on no mail is sent."""
    _path().unlink(missing_ok=True)


class Backend(EmailBackend):
    """Django's mail through the server that is set now."""

    def __init__(self, *args: Any, **options: Any) -> None:
        kept = server()
        if kept is not None:
            options |= {
                "host": kept.host,
                "port": kept.port,
                "username": kept.user,
                "password": kept.password,
                "use_tls": kept.security == STARTTLS,
                "use_ssl": kept.security == TLS,
                "timeout": PATIENCE,
            }
        super().__init__(*args, **options)


def send(to: str, subject: str, text: str, *, html: str = "", headers: dict[str, str] | None = None) -> None:
    """Send one message now, also as a page if there is one. Raises NotSent with what the server says."""
    kept = server()
    if kept is None:
        raise NotSent(_("No mail server is set."))
    message = EmailMultiAlternatives(" ".join(subject.split()), text, kept.sender, [to], headers=headers)
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(_said(error)) from None


def _said(error: Exception) -> str:
    """The server's own sentence."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(told)}" for code, told in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _text(told: bytes | str) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else told
