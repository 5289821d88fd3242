from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trato.kernel import words as kernel_words
from trato.kernel.words import LONGEST_WORD, MOST_WORDS, QueryWord, query_words, search_words


def finds(query: str, text: str) -> bool:
    words = search_words(text)
    return all(
        any(word.startswith(wanted.text) if wanted.prefix else word == wanted.text for word in words)
        for wanted in query_words(query)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Müller & Söhne, müller", ["muller", "sohne"]),
        ("José", ["jose"]),
        ("王伟", ["王", "伟", "王伟"]),
        ("Acme公司 A1", ["acme", "公", "司", "公司", "a1"]),
        ("O'Brien", ["obrien", "o", "brien"]),
        ("snake_case-kebab", ["snake", "case", "kebab"]),
        ("हिन्दी", ["हनद"]),
        ("Ana.Lopez@acme.co", ["analopezacmeco", "analopez", "acmeco", "ana", "lopez", "acme", "co"]),
        ("2016-10-20", ["2016", "10", "20"]),
        (
            "+34 600 123 456",
            ["34600123456", "123456", "0123456", "00123456", "600123456", "4600123456"],
        ),
    ],
)
def test_search_words(text: str, words: list[str]) -> None:
    assert search_words(text)[: len(words)] == words
    if not text.startswith("+"):
        assert len(search_words(text)) == len(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Ana Lo", [QueryWord("ana", prefix=False), QueryWord("lo", prefix=True)]),
        ("王", [QueryWord("王", prefix=False)]),
        ("王小伟", [QueryWord("王小", prefix=False), QueryWord("小伟", prefix=False)]),
        ("600 123", [QueryWord("600123", prefix=True)]),
        ("acme 34", [QueryWord("acme", prefix=False), QueryWord("34", prefix=True)]),
        ("2016 2017", [QueryWord("2016", prefix=False), QueryWord("2017", prefix=True)]),
        ("ana@ac", [QueryWord("anaac", prefix=True)]),
        ("%_*\"' ^", []),
    ],
)
def test_query_words(text: str, words: list[QueryWord]) -> None:
    assert query_words(text) == words


@pytest.mark.parametrize(
    ("query", "text"),
    [
        *[
            (query, "Ana.Lopez@acme.co")
            for query in ("ana", "lopez", "ACME", "ana.lopez@acme.co", "ana.lopez@a")
        ],
        *[(query, "Ana.Lopez@acme.co") for query in ("acme.co", "@acme", "ana.lop", "lopez ana")],
        *[
            (query, "+34 600 123 456")
            for query in ("600123456", "600 123", "34600", "34 600", "0034600123456")
        ],
        *[(query, "+34 600 123 456") for query in ("+34 600 123 4", "600-123-456", "(600) 123", "123 456")],
        *[(query, "600 123 456") for query in ("+34 600 123 456", "600123456", "600 12")],
        *[(query, "+86 138 0013 8000") for query in ("13800138000", "138 0013 8", "+86 138 0013 80")],
        *[(query, "+44 20 7946 0958") for query in ("020 7946 0958", "+44 (0)20 7946 0958", "7946 0958")],
        *[(query, "(415) 555-0123") for query in ("+1 415 555 0123", "415555", "555-0123")],
        *[(query, "王伟") for query in ("王", "伟", "王伟")],
        *[(query, "José Müller Straße") for query in ("jose", "JOSÉ mull", "strasse", "Muller")],
        *[(query, "Conan O’Brien") for query in ("o'brien", "obrien", "brien", "o'b")],
        ("000123", "ref 000123"),
    ],
)
def test_query_finds_text(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("伟王", "王伟"),
        ("lopes", "Ana.Lopez@acme.co"),
        ("600 999", "+34 600 123 456"),
        ("ana z", "Ana Lopez"),
    ],
)
def test_query_does_not_find_text(query: str, text: str) -> None:
    assert not finds(query, text)


def test_caps_and_prefix() -> None:
    words = search_words(" ".join(f"w{number}" for number in range(1_000)), weight_prefix="x9")
    assert len(words) == MOST_WORDS
    assert words[:2] == ["x9w0", "x9w1"]
    assert search_words("y" * 100) == ["y" * LONGEST_WORD]
    assert finds("y" * 100, "y" * 100)


@given(st.text(max_size=60))
@example("0'A𠀀")
def test_words_are_letters_and_digits_and_any_text_finds_itself(text: str) -> None:
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in search_words(text))
    assert finds(text, text)


@given(st.text("0123456789 +()-.a@", max_size=30))
def test_numbers_find_themselves(text: str) -> None:
    assert finds(text, text)


PLAIN_TEXTS = st.one_of(
    st.text("abAZ ", max_size=60),
    st.from_regex(r"\+?[0-9 ]{4,18}", fullmatch=True),
    st.from_regex(r"[a-z0-9._+'-]{0,12}@[a-zA-Z0-9.-]{0,12}", fullmatch=True),
    st.text("aZ09é'+@.-_ ", max_size=24),
)


@given(PLAIN_TEXTS)
@example("a" * 41)
@example(f"{'ab ' * 30}c")
@example(f"{'a' * 64}@{'b' * 255}")
@example(f"{'a' * 65}@b.example")
@example("+1234567890123456")
@example("+20202021")
@example("anna anna@anna.example")
def test_what_is_known_at_a_look_has_the_words_that_a_search_finds(text: str) -> None:
    quick = search_words(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel_words, "_WHOLE", re.compile("(?!)"))
        assert quick == search_words(text)
