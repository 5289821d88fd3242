"""A mail server, and the worker's part: what both channels of this room need to be seen at work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from trato.accounts import mail

HOME = "https://crm.example.com"


@pytest.fixture
def with_mail() -> Iterator[None]:
    mail.keep(mail.MailServer("smtp.example.com", 587, "starttls", "", "", "crm@example.com", HOME))
    yield
    mail.forget()
