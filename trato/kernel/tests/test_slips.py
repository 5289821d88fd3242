from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trato.kernel.slips import index_keys, may_be_meant, meant, most_slips, slip_keys
from trato.kernel.words import plain_words, search_words

letters = st.sampled_from("abcdeé")
words = st.text(letters, min_size=4, max_size=12)
slips = st.lists(st.tuples(st.sampled_from("drist"), st.integers(0, 12), letters), min_size=1, max_size=2)


def slipped(word: str, slip: tuple[str, int, str]) -> str:
    kind, place, letter = slip
    place %= max(len(word) - 1, 1)
    before, after = word[:place], word[place:]
    return {
        "d": before + after[1:],
        "r": before + letter + after[1:],
        "i": before + letter + after,
        "s": before + after[1:2] + after[:1] + after[2:],
        "t": word + letter,
    }[kind]


@given(words, slips)
def test_every_slip_shares_a_key_with_what_was_meant(word: str, made: list[tuple[str, int, str]]) -> None:
    typed = word
    for slip in made:
        typed = slipped(typed, slip)
    assume(meant(typed, [word]) == [word])
    assert slip_keys(typed) & index_keys(word), (typed, word)


@pytest.mark.parametrize(
    ("typed", "intended"),
    [
        ("jhon", "john"),
        ("smiht", "smith"),
        ("gonzales", "gonzalez"),
        ("schwarzeneger", "schwarzenegger"),
        ("shcwarzeneger", "schwarzenegger"),
        ("anna", "ana"),
        ("иавнов", "иванов"),
    ],
)
def test_slips_that_people_make(typed: str, intended: str) -> None:
    assert meant(typed, [intended, "warehouse", "zz"]) == [intended]
    assert slip_keys(typed) & index_keys(intended)


@pytest.mark.parametrize("typed", ["ann", "12345678", "inv2031", "王小明", "김철수", "", "x" * 30])
def test_what_is_never_guessed(typed: str) -> None:
    assert most_slips(typed) == 0


def test_a_short_word_may_hold_one_slip_a_long_one_two() -> None:
    assert meant("hrabuor", ["harbour"]) == []
    assert meant("harbuor", ["harbour"]) == ["harbour"]
    assert meant("hrabuors", ["harbours"]) == ["harbours"]


def test_the_nearest_first_and_not_the_word_itself() -> None:
    assert meant("martin", ["martin", "marten", "kartin", "martinez"]) == ["marten", "kartin"]


def test_while_it_is_typed_a_word_may_be_the_beginning_of_a_longer_one() -> None:
    assert meant("jhonso", ["johnson", "jackson"]) == []
    assert meant("jhonso", ["johnson", "jackson"], beginning=True) == ["johnson"]
    assert meant("johnso", ["johnson"], beginning=True) == []


def test_run_together_parts_of_an_address_are_meant_by_nobody() -> None:
    held = search_words("Ana Smith ana.smith@vale.example, other@vale.example +34 612 345 678 Sales manager")
    plain = [word for word in plain_words(held) if may_be_meant(word)]
    assert plain == ["ana", "smith", "vale", "example", "sales", "manager"]
