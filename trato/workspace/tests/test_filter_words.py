"""A filter that one types: what may come next, in the words of the filter and of the reader."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import translation

from trato.accounts import workspace
from trato.accounts.models import FieldRight, User
from trato.records import access, actions, rows, snapshot
from trato.records.filters import Term, settled, to_words
from trato.records.registry import registry
from trato.records.values import Quoted
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers


def asked(client: Client, typed: str, of: str = "deals") -> dict[str, Any]:
    answer = client.get(f"/{of}/filter/words", {"q": typed})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def lines(client: Client, typed: str, of: str = "deals") -> list[tuple[str, str]]:
    """What stands in the list, with what it means."""
    return [(one["label"], one["hint"]) for one in asked(client, typed, of)["options"]]


def written(client: Client, typed: str, of: str = "deals") -> list[str]:
    """What is typed once each line is taken."""
    found = asked(client, typed, of)
    kept = typed[: len(typed) - found["replaced"]]
    return [kept + one["text"] for one in found["options"]]


def speaks(cast: Cast, language: str) -> Client:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    return sign_in(cast.ana)


def test_fields_that_begin_so_come_first(ana_client: Client) -> None:
    assert written(ana_client, "status:open own") == ["status:open owner:"]
    assert asked(ana_client, "status:open own")["is_sure"] is True
    assert written(ana_client, "(clos")[0] == "(closed_on:"
    assert written(ana_client, "status:open -own") == ["status:open -owner:"]
    assert "-status:won " in written(ana_client, "-status:w")
    assert ("expected_close_on", "Expected close") in lines(ana_client, "clos")
    assert lines(ana_client, "xyzzy") == []


def test_nothing_typed_offers_every_field_and_means_none(ana_client: Client) -> None:
    for typed in ("", "status:open ", "("):
        found = asked(ana_client, typed)
        labels = [one["label"] for one in found["options"]]
        assert {"status", "stage", "value", "owner", "tags", "company"} <= set(labels)
        assert found["is_sure"] is False  # Enter shows the rows


@pytest.mark.parametrize(
    ("language", "typed", "label"), [("es", "respon", "Responsable"), ("zh-hans", "负责", "负责人")]
)
def test_the_readers_own_words_lead_to_the_filters(cast: Cast, language: str, typed: str, label: str) -> None:
    client = speaks(cast, language)
    assert ("owner", label) in lines(client, typed)
    assert "owner:" in written(client, typed)
    assert ("me", {"es": "Yo", "zh-hans": "我"}[language]) in lines(client, f"{label}:")


def test_choices(ana_client: Client) -> None:
    assert lines(ana_client, "status:")[:3] == [("open", ""), ("won", ""), ("lost", "")]
    assert written(ana_client, "status:w") == ["status:won "]
    assert written(ana_client, "status:open,w") == ["status:open,won "]
    assert "status:open,open " not in written(ana_client, "status:open,")
    assert lines(ana_client, "status:open") == []  # it is all said, so that Enter shows the rows


def test_choices_in_the_readers_language(cast: Cast) -> None:
    client = speaks(cast, "es")
    assert written(client, "status:gana") == ["status:won "]
    assert lines(client, "status:gana") == [("won", "Ganado")]


def test_people(ana_client: Client, cast: Cast) -> None:
    assert lines(ana_client, "owner:")[:2] == [("me", ""), ("my-team", "My team")]
    assert written(ana_client, "owner:an") == ["owner:Ana ", "owner:any "]
    assert ("none", "is empty") in lines(ana_client, "owner:")
    assert ("any", "is filled in") in lines(ana_client, "owner:")


def test_stages_and_records_by_name(ana_client: Client, deal: int) -> None:
    assert written(ana_client, "company:harb") == ['company:"Harbour & Vale" ']
    assert written(ana_client, 'company:"Harbour &') == ['company:"Harbour & Vale" ']
    assert "stage:Proposal " in written(ana_client, "stage:prop")


def test_of_many_records_those_that_search_finds(ana_client: Client, cast: Cast, make: Makers) -> None:
    for number in range(205):
        make.company(by=cast.ana, name=f"Works {number:03}")
    make.company(by=cast.ana, name="Zebra Yards")
    assert written(ana_client, "company:zeb") == ['company:"Zebra Yards" ']


def test_days_say_what_they_mean(ana_client: Client, cast: Cast) -> None:
    assert ("last-30d", "The last 30 days") in lines(ana_client, "expected_close_on:")
    assert written(ana_client, "expected_close_on:this-w") == ["expected_close_on:this-week "]
    spanish = speaks(cast, "es")
    assert ("today", "Hoy") in lines(spanish, "expected_close_on:hoy")


def test_a_number_offers_its_comparisons(ana_client: Client) -> None:
    assert written(ana_client, "status:open valu")[0] == "status:open value"
    assert lines(ana_client, "value")[:5] == [
        ("value>=", "at least"),
        ("value<=", "at most"),
        ("value>", "over"),
        ("value<", "under"),
        ("value:", "is"),
    ]
    assert written(ana_client, "value>") == []
    assert written(ana_client, "value:no") == ["value:none "]


def test_yes_and_no(ana_client: Client) -> None:
    assert written(ana_client, "is_pinned:", of="notes") == ["is_pinned:yes ", "is_pinned:no "]


def test_fields_behind_a_link(ana_client: Client) -> None:
    assert written(ana_client, "company.ind") == ["company.industry:"]
    assert written(ana_client, "company.owner:m")[0] == "company.owner:me "


@pytest.mark.parametrize("typed", ['"status own', 'name:"cold own', "nothing:", "\0", "9:"])
def test_nothing_is_offered_where_nothing_can_follow(ana_client: Client, typed: str) -> None:
    assert lines(ana_client, typed) == []


def test_every_line_can_be_read(ana_client: Client, deal: int) -> None:
    """Whatever is offered, the list understands."""
    for field in asked(ana_client, "")["options"]:
        for line in written(ana_client, field["text"]):
            if line.endswith(" "):
                assert ana_client.get("/deals/", {"filter": line}).status_code == 200, line


def test_hidden_fields_are_not_offered(cast: Cast) -> None:
    FieldRight.objects.create(role="member", type="deals", field="value", level="hidden")
    workspace.touch()
    snapshot.refresh()
    assert "value" not in dict(lines(sign_in(cast.ana), "val"))
    assert "value" in dict(lines(sign_in(cast.owner), "val"))


def test_the_box_knows_where_to_ask(ana_client: Client, deal: int) -> None:
    for page in ("/deals/?view=0", "/deals/?view=0&layout=board"):
        text = ana_client.get(page).content.decode()
        assert 'data-url="/deals/filter/words"' in text
        assert 'data-gap=" "' in text


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("es", "valor>10k etapa:Proposal", "value>10k stage:Proposal"),
        ("es", "hoteles estado:abierto", '"hoteles" status:open'),
        ("es", "empresa.sector:x or -responsable:me", "company.industry:x or not owner:me"),
        ("en", "estado:abierto", "status:open"),
        ("zh-hans", "next_step:overdue", "next-step:overdue"),
        ("es", 'estado:"Abierto",none', "status:open,none"),
        ("es", "status:open   value>10k", "status:open   value>10k"),
    ],
)
def test_an_address_means_the_same_to_everybody(
    cast: Cast, deal: int, language: str, typed: str, kept: str
) -> None:
    answer = speaks(cast, language).get(
        "/deals/", {"filter": typed, "sort": "-value", "columns": "name,value"}
    )
    if kept == typed:
        assert answer.status_code == 200
        return
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked == {"filter": [kept], "sort": ["-value"], "columns": ["name,value"]}
    assert speaks(cast, language).get(answer["Location"]).status_code == 200


def test_a_view_that_was_kept_in_another_language(cast: Cast, deal: int) -> None:
    given = {"name": "Spanish", "type": "deals", "filter": "valor>10 estado:abierto", "audience": "everyone"}
    view = actions.create(cast.owner, "views", given)
    page = speaks(cast, "en").get(f"/deals/?view={view}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "/deals/filter?view=" in text
    assert "field=status" in text
    assert "estado" not in text


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_what_is_settled_stays_as_it_is(cast: Cast, deal: int, language: str) -> None:
    """Else an address would lead to itself without end."""
    speaks(cast, language)
    with translation.override(language):
        for key in ("deals", "contacts", "tasks"):
            record_type = registry.get(key)
            for field in access.readable_fields(cast.ana, record_type).values():
                for value, label in [*field.choices, ("none", "none")]:
                    for word in (value, Quoted(str(label))):
                        typed = to_words(Term((str(field.label).replace(" ", "_"),), ":", (word,)))
                        once = settled(cast.ana, record_type, typed)
                        assert settled(cast.ana, record_type, once) == once


def test_a_view_keeps_names_whatever_is_typed(cast: Cast, deal: int) -> None:
    given = {"name": "Grandes", "audience": "everyone", "filter": "valor>10k estado:abierto"}
    assert speaks(cast, "es").post("/deals/views/new", given).status_code == 303
    (view,) = rows.read(cast.owner, "views", columns=("filter",), filter="name:Grandes").rows
    assert view["filter"] == "value>10k status:open"


def test_a_value_typed_whole_is_meant_in_every_language(cast: Cast) -> None:
    assert asked(speaks(cast, "es"), "estado:abierto")["is_sure"] is False
    assert asked(speaks(cast, "es"), "estado:abi")["is_sure"] is True
    assert asked(speaks(cast, "en"), "status:open")["is_sure"] is False


def test_what_no_language_knows_is_said_in_ones_own(cast: Cast, deal: int) -> None:
    page = speaks(cast, "es").get("/deals/", {"filter": "valr>10"})
    assert page.status_code == 422
    assert "valr" in page.content.decode()
