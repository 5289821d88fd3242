from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.errors import Unreadable
from trato.kernel.urls import domain_of_url, normalize_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("acme.co", "https://acme.co"),
        (" HTTP://Acme.CO/Path?Q=1#x ", "http://acme.co/Path?Q=1#x"),
        ("//acme.co/a", "https://acme.co/a"),
        ("acme.co:8080/a", "https://acme.co:8080/a"),
        ("localhost:8000", "https://localhost:8000"),
        ("https://niñas.es", "https://niñas.es"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("https://acme.co/a b".replace(" ", "%20"), "https://acme.co/a%20b"),
    ],
)
def test_normalize_url(text: str, url: str) -> None:
    assert normalize_url(text) == url
    assert normalize_url(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:ana@acme.co", "ftp://acme.co", "",
        "acme",
        "https://", "https://user:word@acme.co", "https://acme.co\\@evil.co", "https://acme .co", "http://[::1",
        "https://acme.co:99999", "https://<b>.co", "x" * 3_000 + ".co", "https:javascript.co/x",
    ],
)  # fmt: skip
def test_normalize_url_refuses(text: str) -> None:
    with pytest.raises(Unreadable, match="is not a web address"):
        normalize_url(text)


def test_domain_of_url() -> None:
    assert domain_of_url("www.Acme.co/about") == "acme.co"
    assert domain_of_url("javascript:alert(1)") == ""


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    with suppress(Unreadable):
        assert normalize_url(text).startswith(("http://", "https://"))
