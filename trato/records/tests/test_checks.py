"""Each system check of a declaration, by one declaration that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from trato.records.checks import check_record_type, check_record_types
from trato.records.models import Tag
from trato.records.record_type import (
    Board,
    Calendar,
    Facts,
    Many,
    Page,
    Picklist,
    RecordType,
    Refine,
    Related,
    Transfer,
    Unnamed,
    Verb,
    Within,
    Words,
)
from trato.records.registry import registry


def declared(**options: Any) -> RecordType:
    """A declaration over the model of tags, right but for these options."""
    label = Tag._meta.verbose_name_plural
    kind = type("Marks", (RecordType,), {"model": Tag, "key": "marks", "label_plural": label} | options)
    return kind()  # type: ignore[no-any-return]


BAD: list[tuple[str, dict[str, Any]]] = [
    ("records.E001", {"columns": ("nmae",)}),
    ("records.E002", {"filters": ("nmae.x",)}),
    ("records.E003", {"words": Words.of(nmae=1)}),
    ("records.E004", {"timeline_to": ("nmae",)}),
    ("records.E005", {"counted_by": ("nmae",)}),
    ("records.E006", {"page": Page(facts=(Facts.of("nmae"),))}),
    ("records.E007", {"page": Page(header=("nmae",))}),
    ("records.E008", {"transfer": Transfer(match_on=("nmae",))}),
    ("records.E009", {"transfer": Transfer(synonyms={"nmae": ("x",)})}),
    ("records.E010", {"refine": (Refine.of("nmae", required=True),)}),
    ("records.E011", {"default_sort": "-nmae"}),
    ("records.E012", {"title": "nmae"}),
    ("records.E013", {"counted_total": "nmae"}),
    ("records.E014", {"page": Page(path="nmae")}),
    ("records.E015", {"board": Board(by="nmae")}),
    ("records.E016", {"board": Board(by="name", total="nmae")}),
    ("records.E024", {"board": Board(by="name", card=("nmae",))}),
    ("records.E024", {"board": Board(by="name", since="nmae")}),
    ("records.E025", {"verbs": (Verb("act", "Act", print, asks=("nmae",)),)}),
    ("records.E026", {"ends": ("nmae",)}),
    ("records.E027", {"named_by": ("nmae",)}),
    ("records.E027", {"unnamed": Unnamed("nmae", "With %(names)s")}),
    ("records.E035", {"title_from": ("nmae",)}),
    ("records.E031", {"picklist": Picklist(alike=("nmae",))}),
    ("records.E032", {"handed_over": "not nmae:open or name:x"}),
    ("records.E033", {"open_rows": "nmae:open"}),
    ("records.E034", {"calendar": Calendar(done="act")}),
    (
        "records.E034",
        {"calendar": Calendar(done="act"), "verbs": (Verb("act", "Act", print, asks=("name",)),)},
    ),
    ("records.E017", {"sorts": ("nmae",)}),
    ("records.E017", {"sorts": (Within("nmae", "name"),)}),
    ("records.E018", {"page": Page(related=(Related("nothing", by="name"),))}),
    ("records.E019", {"page": Page(related=(Related("deals", by="nmae"),))}),
    ("records.E020", {"many": (Many("things", "nothing", "things"),)}),
    ("records.E038", {"known_as": ("nothing",)}),
    ("records.E021", {"policy": {}}),
    ("records.W001", {"sorts": ("updated_at",)}),
]


@pytest.mark.parametrize(
    ("number", "options"), BAD, ids=[f"{one[0]}-{place}" for place, one in enumerate(BAD)]
)
def test_one_bad_declaration(number: str, options: dict[str, Any]) -> None:
    assert [found.id for found in check_record_type(declared(**options))] == [number]


def test_a_right_one() -> None:
    assert check_record_type(declared()) == []


def test_what_has_lines_of_its_own_cannot_be_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    deals = registry.get("deals")
    monkeypatch.setattr(type(deals), "mergeable", True)
    assert [found.id for found in check_record_type(deals)] == ["records.E023"]


def test_it_names_the_place_and_the_nearest() -> None:
    found = check_record_type(declared(columns=("nmae",)))
    assert found[0].msg == "Marks.columns: no field “nmae”. Did you mean “name”?"


def test_all_our_declarations_are_right() -> None:
    assert check_record_types() == []


def test_registration_is_reversible(db: None) -> None:
    known = [one.key for one in registry.types()]
    with registry.temporarily(type(declared())):
        assert registry.get("marks").fields["name"].kind == "text"
    assert [one.key for one in registry.types()] == known
    with pytest.raises(LookupError):
        registry.of_model(type("Nothing", (), {}))  # no model at all


def test_two_types_of_one_key() -> None:
    with pytest.raises(ValueError, match="tags"):
        registry.register(type("Tags", (RecordType,), {"model": Tag, "key": "tags"}))
