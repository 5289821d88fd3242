from __future__ import annotations

import pytest
from django.utils import translation

from trato.kernel.saying import in_a_row, sentences


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Acme, Beta, Gamma"), ("es", "Acme, Beta, Gamma"), ("zh-hans", "Acme、Beta、Gamma")],
)
def test_each_language_parts_names_in_its_own_way(language: str, said: str) -> None:
    with translation.override(language):
        assert in_a_row(["Acme", "Beta", "Gamma"]) == said
        assert in_a_row(["Acme"]) == "Acme"
        assert in_a_row([]) == ""


@pytest.mark.parametrize(
    ("language", "said"), [("en", "One. Two."), ("es", "One. Two."), ("zh-hans", "One.Two.")]
)
def test_each_language_parts_sentences_in_its_own_way(language: str, said: str) -> None:
    with translation.override(language):
        assert sentences(["One.", "", "Two.", None]) == said
        assert sentences([]) == ""
