"""What a file is, and the word for it."""

from __future__ import annotations

import pytest

from trato.documents.kinds import BEGINNING, UNKNOWN, kind_named, said

ZIP = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("name", "beginning", "word"),
    [
        ("notes.txt", b"Ring Nora\r\n", "Text"),
        ("notes", "Käse".encode(), "Text"),
        ("cut.txt", b"a" * (BEGINNING - 1) + "ä".encode()[:1], "Text"),
        ("short.txt", "ä".encode()[:1], "File"),
        ("page.html", b"<script>", "Text"),
        ("prices.CSV", b"a,b\n1,2\n", "Table"),
        ("prices.csv", b"a\x00b", "File"),
        ("offer.pdf", b"%PDF-1.7", "PDF"),
        ("door.txt", b"\xff\xd8\xff\xe0", "Picture"),
        ("offer.docx", ZIP, "Document"),
        ("sums.xlsx", ZIP, "Table"),
        ("sums.ods", ZIP, "Table"),
        ("talk.odp", ZIP, "Presentation"),
        ("all.zip", ZIP, "ZIP archive"),
        ("offer.docx", b"MZ\x90\x00", "File"),
    ],
)
def test_a_plain_word(name: str, beginning: bytes, word: str) -> None:
    assert said(kind_named(beginning, name)) == word


def test_bytes_of_before_are_a_file() -> None:
    assert said(UNKNOWN) == said("") == "File"
