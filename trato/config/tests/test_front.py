"""What the server hands over becomes what Django expects."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from trato.config.front import TOGETHER, _gathered, environ_of


class Headers:
    def __init__(self, *pairs: tuple[str, str]) -> None:
        self.pairs = pairs

    def items(self) -> tuple[tuple[str, str], ...]:
        return self.pairs


def scope(*headers: tuple[str, str], **more: Any) -> Any:
    given = {
        "method": "GET",
        "path": "/contacts/Zoë",
        "query_string": "q=%C3%AB",
        "http_version": "1.1",
        "scheme": "http",
        "server": "127.0.0.1:8000",
        "client": "10.0.0.9:41234",
        "authority": None,
    }
    return SimpleNamespace(**{**given, **more}, headers=Headers(*headers))


def test_a_request_as_django_reads_it() -> None:
    made = environ_of(scope(("host", "crm.test"), ("content-type", "text/plain"), ("content-length", "3")))
    assert made["PATH_INFO"].encode("latin-1").decode() == "/contacts/Zoë"
    assert (made["QUERY_STRING"], made["REMOTE_ADDR"]) == ("q=%C3%AB", "10.0.0.9")
    assert made["HTTP_HOST"] == "crm.test"
    assert (made["CONTENT_TYPE"], made["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert (made["SERVER_NAME"], made["SERVER_PORT"]) == ("127.0.0.1", "8000")


def test_the_authority_stands_for_a_missing_host() -> None:
    assert environ_of(scope(authority="crm.test"))["HTTP_HOST"] == "crm.test"


def test_a_name_with_an_underscore_passes_for_no_other() -> None:
    made = environ_of(scope(("x_forwarded_for", "1.2.3.4"), ("x-real-name", "a")))
    assert "HTTP_X_FORWARDED_FOR" not in made
    assert made["HTTP_X_REAL_NAME"] == "a"


def test_a_header_given_twice_is_one() -> None:
    made = environ_of(scope(("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1"), ("x-a", "2")))
    assert (made["HTTP_COOKIE"], made["HTTP_X_A"]) == ("a=1; b=2", "1,2")


def test_small_parts_travel_together() -> None:
    assert list(_gathered([])) == []
    assert list(_gathered([b"a", b"b"])) == [b"ab"]
    large = b"x" * TOGETHER
    assert list(_gathered([b"a", large, b"b"])) == [b"a" + large, b"b"]
