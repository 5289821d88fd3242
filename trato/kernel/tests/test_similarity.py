from __future__ import annotations

import pytest

from trato.kernel.similarity import misspelt, similar_name
from trato.kernel.vocabulary import INDUSTRIES, country_names

SECTORS = {"technolgy": 12, "medical": 12, "retail": 17, "software": 7, "services": 2, "finance": 8}
PRODUCTS = ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"]


@pytest.mark.parametrize(
    ("word", "counts", "meant"),
    [
        ("technolgy", {"technology": 40, "technolgy": 2}, "technology"),
        ("Technolgy", {"Technology": 3, "Technolgy": 1}, "Technology"),
        ("technolgy", {"technology": 4, "technolgy": 2}, None),
        ("reatil", {"retail": 9, "reatil": 1}, "retail"),
        ("retail", {"retail": 9, "rental": 90}, None),
        ("Won", {"Won": 1, "Wonn": 90}, None),
        ("Phase 1", {"Phase 1": 1, "Phase 2": 90}, None),
        ("medical", {"medical": 1}, None),
        ("", {"x": 1}, None),
    ],
)
def test_misspelt_by_frequency(word: str, counts: dict[str, int], meant: str | None) -> None:
    assert misspelt(word, counts) == meant


def test_misspelt_by_vocabulary() -> None:
    assert {word: misspelt(word, SECTORS, INDUSTRIES) for word in SECTORS} == {
        "technolgy": "technology",
        "medical": None,
        "retail": None,
        "software": None,
        "services": None,
        "finance": None,
    }


def test_countries() -> None:
    countries = {
        "Philipines": 1,
        "United States": 71,
        "Kenya": 1,
        "Korea": 1,
        "Germany": 1,
        "España": 1,
        "中国": 1,
    }
    assert misspelt("Philipines", countries, country_names()) == "Philippines"
    others = [name for name in countries if name != "Philipines"]
    assert [misspelt(name, countries, country_names()) for name in others] == [None] * 6
    assert all(misspelt(name, {}, country_names()) is None for name in ("Niger", "Austria", "Iran", "Mali"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("GTXPro", "GTX Pro"),
        ("gtx-pro", "GTX Pro"),
        ("MG Advnced", "MG Advanced"),
        ("GTK 501", None),
        ("GTK500", "GTK 500"),
        ("GTX", None),
        ("Something else", None),
        ("", None),
        ("!!", None),
    ],
)
def test_similar_name(text: str, name: str | None) -> None:
    assert similar_name(text, PRODUCTS) == name


def test_similar_company() -> None:
    names = ["Acme Corporation", "Müller GmbH", "Betasoloin", "The Group"]
    assert similar_name("Acme Corp.", names) == "Acme Corporation"
    assert similar_name("acme", names) == "Acme Corporation"
    assert similar_name("Muller", names) == "Müller GmbH"
    assert similar_name("Betasolion", names) == "Betasoloin"
    assert similar_name("Holding", names) is None
