from __future__ import annotations

import pytest

from trato.web.marking import mark_words

LONG = "The board signs only on the first Tuesday of the month, so the quote must reach Marta by Friday."


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Marta Quiroga", "marta", "<mark>Marta</mark> Quiroga"),
        ("Märta Ångström", "marta angs", "<mark>Märta</mark> <mark>Ångs</mark>tröm"),
        (
            "Plans for the kitchen: Birgit Weiß",
            "weiss kitchen",
            "Plans for the <mark>kitchen</mark>: Birgit <mark>Weiß</mark>",
        ),
        ("上海海湾食品", "海湾", "上海<mark>海湾</mark>食品"),
        ("A <b> & more", "b", "A &lt;<mark>b</mark>&gt; &amp; more"),
        ("Doors and door", "door doors", "<mark>Doors</mark> and door"),
        ("Nothing of it", "quote", "Nothing of it"),
        ("Nothing asked", "", "Nothing asked"),
        (LONG, "tuesday", LONG.replace("Tuesday", "<mark>Tuesday</mark>")),
        (LONG, "marta", "…so the quote must reach <mark>Marta</mark> by Friday."),
    ],
)
def test_what_was_searched_for_is_marked_where_it_stands(text: str, words: str, marked: str) -> None:
    assert mark_words(text, words) == marked
