from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.emails import domain_of, is_email, is_free_provider, normalize_email


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ana.Lopez@Acme.CO ", "ana.lopez@acme.co"),
        ("Ana López <Ana@acme.co>", "ana@acme.co"),
        ("mailto:ana@acme.co", "ana@acme.co"),
        ("ana@acme.co.", "ana@acme.co"),
        ("", ""),
    ],
)
def test_normalize_email(text: str, address: str) -> None:
    assert normalize_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "ana@acme.co",
        "ana+crm@mail.acme.co.uk",
        "o'brien@acme.ie",
        "josé@niñas.es",
        "王伟@公司.中国",
        "a@b-c.io",
    ],
)
def test_is_email(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "ana", "ana@", "@acme.co", "ana@acme", "ana@@acme.co", "ana @acme.co",
        "ana@acme..co", ".ana@acme.co",
        "ana.@acme.co", "ana@-acme.co", "ana@acme.1", "ana@acme.co, ben@acme.co",
        "ana@acme.co\x00", "a" * 300 + "@b.co",
    ],
)  # fmt: skip
def test_is_no_email(text: str) -> None:
    assert not is_email(text)


def test_domain_of() -> None:
    assert domain_of("Ana@Acme.co") == "acme.co"
    assert domain_of("ana") == ""


def test_is_free_provider() -> None:
    assert is_free_provider("gmail.com")
    assert is_free_provider("yahoo.co.jp")
    assert is_free_provider("Hotmail.es")
    assert is_free_provider("qq.com")
    assert not is_free_provider("acme.co")
    assert not is_free_provider("live.acme.com")


@given(st.text(max_size=40))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(is_email(text), bool)
    assert isinstance(normalize_email(text), str)
