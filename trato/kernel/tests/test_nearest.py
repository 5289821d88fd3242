from __future__ import annotations

import pytest

from trato.kernel.nearest import did_you_mean, nearest

FIELDS = ["name", "stage", "value", "opened_on", "expected_close_on", "closed_on", "lost_reason"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("closes", "closed_on"),
        ("Vlaue", "value"),
        ("náme", "name"),
        ("expected_close", "expected_close_on"),
        ("weather", None),
        ("x", None),
        ("", None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, FIELDS) == meant


def test_no_word_is_nearest_to_nothing() -> None:
    assert nearest("name", []) is None


def test_did_you_mean() -> None:
    assert did_you_mean("closes", FIELDS) == " Did you mean “closed_on”?"
    assert did_you_mean("weather", FIELDS) == ""
