from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trato.accounts import workspace
from trato.accounts.models import FieldRight, User
from trato.records import access, actions, snapshot
from trato.records.filters.tree import Text
from trato.records.registry import registry
from trato.search import finding, vocabulary
from trato.search.asking import Question, searched_types
from trato.search.index import INDEX, classes_of
from trato.search.recent import recent_records
from trato.search.results import groups_for
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def found(actor: Any, typed: str) -> dict[str, list[str]]:
    """The titles of what was found, by group, without the commands."""
    groups = groups_for(actor, Question.of(typed))
    return {
        group["label"]: [option["title"] for option in group["options"]]
        for group in groups
        if not group.get("leads")
    }


def commands(actor: Any, typed: str) -> list[str]:
    groups = groups_for(actor, Question.of(typed))
    return [
        option["title"] for group in groups if group["label"] == "Commands" for option in group["options"]
    ]


@pytest.fixture
def firm(cast: Cast) -> int:
    return actions.create(cast.ana, "companies", {"name": "Harbour & Vale Foods", "city": "Bristol"})


def test_titles_first_then_the_newest(cast: Cast, firm: int) -> None:
    for name in ("Harbour", "New harbour crane", "Cold storage"):
        actions.create(cast.ana, "deals", {"name": name, "company": firm})
    actions.create(cast.ana, "contacts", {"name": "Marta Quiroga", "companies": [firm]})
    assert found(cast.ana, "harbour") == {
        "Contacts": ["Marta Quiroga"],
        "Companies": ["Harbour & Vale Foods"],
        "Deals": ["Harbour", "New harbour crane", "Cold storage"],
    }


def test_the_type_that_fits_best_stands_first(cast: Cast, firm: int) -> None:
    actions.create(cast.ana, "contacts", {"name": "Marta Quiroga", "companies": [firm]})
    assert list(found(cast.ana, "harb")) == ["Companies", "Contacts"]
    actions.create(cast.ana, "deals", {"name": "Harb"})
    assert list(found(cast.ana, "harb")) == ["Deals", "Companies", "Contacts"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Compañía Ñandú", "compania nandu"),
        ("东海贸易", "海"),
        ("Ærø Shipping", "aero ship"),
        ("ZEUS Gmbh", "zeus g"),
    ],
)
def test_accents_and_single_signs(cast: Cast, name: str, typed: str) -> None:
    actions.create(cast.ana, "companies", {"name": name})
    assert found(cast.ana, typed) == {"Companies": [name]}


def test_digits_of_a_phone_and_parts_of_an_address(cast: Cast) -> None:
    given = {
        "name": "Marta Quiroga",
        "phones": [{"value": "+34 612 345 678"}],
        "emails": [{"value": "marta@vale-foods.example"}],
    }
    actions.create(cast.ana, "contacts", given)
    for typed in (
        "612345678",
        "612 345 678",
        "+34612345678",
        "345 678",
        "marta@vale-foods.example",
        "vale-foods",
    ):
        assert found(cast.ana, typed) == {"Contacts": ["Marta Quiroga"]}, typed


def test_a_number_finds_id_and_reference(cast: Cast) -> None:
    first = actions.create(cast.ana, "deals", {"name": "First", "reference": "77001"})
    assert found(cast.ana, "77001") == {"Deals": ["First"]}
    assert "First" in found(cast.ana, f"#{first}")["Deals"]
    assert found(cast.ana, "9" * 18) == {}
    assert found(cast.ana, "9" * 40) == {}


def test_five_a_type_and_the_way_to_all(cast: Cast) -> None:
    for number in range(7):
        actions.create(cast.ana, "deals", {"name": f'Crane "{number}"'})
    (group,) = [one for one in groups_for(cast.ana, Question.of('crane "')) if one["label"] == "Deals"]
    titles = [option["title"] for option in group["options"]]
    assert titles == [*(f'Crane "{number}"' for number in (6, 5, 4, 3, 2)), "All 7 results in Deals"]
    assert group["options"][-1]["url"].startswith("/deals/?filter=")
    assert sign_in(cast.ana).get(group["options"][-1]["url"]).status_code == 200


def test_beyond_the_cap_the_newest_stand_for_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CAP", 6)
    actions.create(cast.ana, "deals", {"name": "crane"})
    made = [actions.create(cast.ana, "deals", {"name": f"Crane {number}"}) for number in range(8)]
    titles = found(cast.ana, "crane")["Deals"]
    assert titles == [*(f"Crane {number}" for number in (7, 6, 5, 4, 3)), "All 6+ results in Deals"]
    monkeypatch.setattr(finding, "FEW", 1)
    actions.archive(cast.ana, "deals", made[-2:])
    titles = found(cast.ana, "crane")["Deals"]
    assert titles[:5] == [f"Crane {number}" for number in (5, 4, 3, 2, 1)]


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    deal = actions.create(cast.ana, "deals", {"name": "Secret crane"})
    actions.create(cast.ana, "notes", {"body": "crane gossip", "about": [{"type": "deals", "id": deal}]})
    assert found(cast.ben, "crane") == {"Notes": ["crane gossip"], "Deals": ["Secret crane"]}
    assert found(cast.cleo, "crane") == {}
    assert found(cast.cleo, f"#{deal}").keys() <= {"Activity plans"}  # the workspace's own, of that number
    assert sign_in(cast.cleo).get("/search/options/deals", {"q": "secret"}).json() == {"options": []}
    assert sign_in(cast.cleo).get("/search/options/any", {"q": "secret"}).json() == {"options": []}
    assert Client().get("/search", {"q": "crane"}).status_code == 302


def test_words_of_a_hidden_field_are_not_found(cast: Cast) -> None:
    FieldRight.objects.create(role="member", type="contacts", field="job_title", level="hidden")
    workspace.touch()
    snapshot.refresh()
    actions.create(cast.owner, "contacts", {"name": "Marta Quiroga", "job_title": "Spymaster"})
    assert found(cast.owner, "spymaster") == {"Contacts": ["Marta Quiroga"]}
    assert found(cast.ana, "spymaster") == {}
    for group in groups_for(cast.ana, Question.of("marta")):
        assert all("Spymaster" not in option.get("hint", "") for option in group["options"])


def test_what_is_in_the_bin_is_not_found(cast: Cast) -> None:
    pk = actions.create(cast.ana, "deals", {"name": "Crane"})
    actions.archive(cast.ana, "deals", [pk])
    assert found(cast.ana, "crane") == {}
    assert sign_in(cast.ana).get("/search/options/deals", {"q": "cra"}).json() == {"options": []}


def test_commands(cast: Cast) -> None:
    assert "Go to deals" in commands(cast.ana, "deals")
    assert commands(cast.ana, "new con") == ["New contact"]
    assert commands(cast.ana, "> go to comp") == ["Go to companies"]
    assert found(cast.ana, "> deals") == {}
    assert "New file" not in commands(cast.ana, "new")


def headings(actor: Any, typed: str) -> list[str]:
    return [group["label"] for group in groups_for(actor, Question.of(typed))]


def test_commands_that_are_meant_stand_above_records(cast: Cast) -> None:
    actions.create(cast.ana, "deals", {"name": "New dealership"})
    assert found(cast.ana, "new deal")["Deals"] == ["New dealership"]
    assert headings(cast.ana, "new deal")[0] == "Commands"
    assert commands(cast.ana, "new deal") == ["New deal"]
    assert headings(cast.ana, "dealership") == ["Deals"]  # no command begins so
    assert headings(cast.ana, "> new deal") == ["Commands"]


@pytest.mark.parametrize(
    ("language", "typed", "command"),
    [
        ("en", "create deal", "New deal"),
        ("es", "crear neg", "Crear negocio"),
        ("es", "nuevo neg", "Crear negocio"),
        ("es", "añadir negocio", "Crear negocio"),
        ("zh-hans", "新建商机", "新建商机"),
        ("zh-hans", "添加 商机", "新建商机"),
    ],
)
def test_commands_in_the_readers_language(cast: Cast, language: str, typed: str, command: str) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    first = next(iter(leading(sign_in(cast.ana), q=typed).values()))
    assert first == [(command, "/deals/new")]


def test_what_is_only_spelt_alike_stands_below_the_commands(cast: Cast) -> None:
    actions.create(cast.ana, "notes", {"body": "They are in meetings until noon"})
    vocabulary.follow()
    found = list(leading(sign_in(cast.adam), q="settings"))
    assert found[0] == "Commands"
    assert found[-1] == "Similar spelling"
    assert leading(sign_in(cast.ana), q="settings")["Commands"] == [("Go to Settings", "/settings/")]


def test_new_things_stand_in_the_order_of_the_sidebar(cast: Cast) -> None:
    ways = leading(sign_in(cast.ana), q="new")["Commands"]
    assert [title for title, _url in ways] == [
        "New contact",
        "New company",
        "New lead",
        "New deal",
        "New product",
        "New note",
    ]


def leading(client: Client, **asked: str) -> dict[str, list[tuple[str, str]]]:
    """Title and address of the ways in the fragment, by the heading over them."""
    answer = client.get("/search", asked, headers=HTMX).content.decode()
    parts = re.split(r"<h3[^>]*>", answer)[1:]
    found = {}
    for part in parts:
        label, rest = part.split("</h3>", 1)
        links = re.findall(r'<a class="option".*?href="([^"]*)".*?<span>(.*?)</span>', rest, re.DOTALL)
        found[label] = [(re.sub(r"</?mark>", "", title), url) for url, title in links]
    return found


def test_the_palette_knows_the_places_of_the_frame(cast: Cast) -> None:
    client = sign_in(cast.ana)
    assert leading(client, q="calend") == {
        "Commands": [("Go to Calendar", "/calendar/")],
        "Settings": [("Calendar address", "/calendar/feed")],
    }
    assert leading(client, q="go to my day")["Commands"] == [("Go to My day", "/")]
    assert leading(client, q="keyb") == {"Help": [("Keyboard shortcuts", "#shortcuts")]}


def test_the_palette_knows_the_settings_one_may_open(cast: Cast) -> None:
    assert ("Invite people", "/users/invite") in leading(sign_in(cast.adam), q="invite")["Settings"]
    assert "Settings" not in leading(sign_in(cast.ana), q="invite")
    assert ("Import", "/import/") in leading(sign_in(cast.adam), q="imp")["Settings"]


def test_the_palette_knows_the_views_one_may_see(cast: Cast) -> None:
    pk = actions.create(cast.ana, "views", {"name": "Región norte", "type": "deals", "audience": "everyone"})
    actions.create(cast.ana, "views", {"name": "Región secreta", "type": "deals", "audience": "private"})
    assert leading(sign_in(cast.cleo), q="region")["Views"] == [("Región norte", f"/deals/?view={pk}")]
    assert [name for name, _url in leading(sign_in(cast.ana), q="deals reg")["Views"]] == [
        "Región norte",
        "Región secreta",
    ]
    assert sign_in(cast.cleo).get(f"/deals/?view={pk}").status_code == 200


def test_the_plain_search_finds_records_alone(cast: Cast) -> None:
    actions.create(cast.ana, "deals", {"name": "Deals of the year"})
    client = sign_in(cast.ana)
    both = {"Deals", "Commands"}
    assert set(leading(client, q="deals")) == both
    assert set(leading(client, **{"q": "deals", "in": "records"})) == {"Deals"}
    assert leading(client, **{"q": "> deals", "in": "records"}).keys() == {"Deals"}


def test_nothing_typed_shows_what_one_worked_with(cast: Cast) -> None:
    first = actions.create(cast.ana, "deals", {"name": "First"})
    actions.create(cast.ana, "deals", {"name": "Second"})
    actions.create(cast.ben, "deals", {"name": "Ben's"})
    actions.change(cast.ana, "deals", first, {"value": "5"})
    gone = actions.create(cast.ana, "deals", {"name": "Gone"})
    actions.purge(cast.ana, "deals", [gone])
    assert [title for _type, _pk, title in recent_records(cast.ana)] == ["First", "Second"]
    assert found(cast.ana, "  ") == {"Recent": ["First", "Second"]}
    hints = [one["hint"] for one in groups_for(cast.ana, Question.of(""))[0]["options"]]
    assert hints == ["Deal · $5", "Deal"]  # deals of one name are told apart
    assert found(cast.cleo, "") == {}


def test_what_one_visited_comes_before_what_one_changed(cast: Cast, make: Makers) -> None:
    """As the browser tells, which may tell anything: each reader sees what that reader may."""
    changed = actions.create(cast.ana, "deals", {"name": "Changed"})
    seen = make.deal(owner=cast.ana, name="Marta Seen")
    actions.change(cast.ana, "deals", changed, {"value": "5"})
    asked = f"deals/{seen},deals/{changed},deals/{'9' * 40},deals/x,users/1,nothing/1,,deals/{seen}"
    assert [title for _type, _pk, title in recent_records(cast.ana, asked)] == ["Marta Seen", "Changed"]
    shown = sign_in(cast.ana).get("/search", {"visited": asked}, headers={"HX-Request": "true"}).text
    assert shown.index("Marta Seen") < shown.index("Changed")
    hidden = sign_in(cast.cleo).get("/search", {"visited": asked}, headers={"HX-Request": "true"}).text
    assert ("Marta Seen" in hidden, "Changed" in hidden) == (False, False)


def test_a_hit_says_whose_it_is(cast: Cast, firm: int) -> None:
    """A person's firm and job, and whom a note is about: the first of them that the reader may see."""
    facts = {"name": "Zed Pump", "job_title": "Buyer", "companies": [firm]}
    pump = actions.create(cast.ana, "contacts", facts)
    about = [f"contacts/{pump}", f"companies/{firm}"]
    actions.create(cast.ana, "notes", {"body": "The zed arrived.", "about": about})
    told = {
        group["label"]: [one["hint"] for one in group["options"]]
        for group in groups_for(cast.ana, Question.of("zed"))
    }
    assert told["Contacts"] == ["Harbour & Vale Foods · Buyer"]
    assert told["Notes"] == ["Zed Pump"]


def test_the_page_and_its_fragment(cast: Cast) -> None:
    actions.create(cast.ana, "deals", {"name": "<b>Crane</b> & co"})
    whole = sign_in(cast.ana).get("/search", {"q": "crane"}).content.decode()
    part = sign_in(cast.ana).get("/search", {"q": "crane"}, headers=HTMX).content.decode()
    assert whole.lower().startswith("<!doctype html>")
    assert "<!doctype" not in part.lower()
    for answer in (whole, part):
        assert "<b>Crane</b>" not in answer
        assert "<b>Crane</b> & co" in html.unescape(re.sub(r"</?mark>", "", answer))
    assert 'role="option"' in part


@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "a\x00b",
        '"',
        "'",
        "\\",
        "(",
        "* OR 1",
        "NEAR(a b)",
        "-x",
        "%",
        "_",
        "🙂",
        "x" * 5000,
        "\ud7ff",
        "a:b",
    ],
)
def test_odd_questions_get_an_answer(cast: Cast, typed: str) -> None:
    actions.create(cast.ana, "companies", {"name": "x" * 200})
    for url in ("/search", "/search/options/companies", "/search/options/any"):
        assert sign_in(cast.ana).get(url, {"q": typed}, headers=HTMX).status_code == 200


def test_one_query_for_each_type_at_most(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as taken:
            finding.find(cast.ana, Question.of("crane"))
        return len(taken)

    actions.create(cast.ana, "deals", {"name": "Crane"})
    actions.create(cast.ana, "companies", {"name": "Crane"})
    cost()
    few = cost()
    types = searched_types(cast.ana)
    assert few <= len(types)
    for number in range(12):
        actions.create(cast.ana, "deals", {"name": f"Crane {number}"})
        actions.create(cast.ana, "companies", {"name": f"Crane {number}"})
    assert cost() == few


def test_options_begin_so_then_have_the_words(cast: Cast, firm: int) -> None:
    for name in ("Vale", "Álvarez", "Alba", "Great vale", "Valencia"):
        actions.create(cast.ana, "companies", {"name": name})
    asked = sign_in(cast.ana).get("/search/options/companies", {"q": "val"}).json()["options"]
    assert [option["label"] for option in asked] == ["Vale", "Valencia", "Great vale", "Harbour & Vale Foods"]
    assert asked[3]["id"] == firm
    asked = sign_in(cast.ana).get("/search/options/companies", {"q": "ál"}).json()["options"]
    assert [option["label"] for option in asked] == ["Alba", "Álvarez"]
    asked = sign_in(cast.ana).get("/search/options/companies").json()["options"]
    assert len(asked) == 6


def test_options_are_twenty_at_most(cast: Cast) -> None:
    for number in range(25):
        actions.create(cast.ana, "companies", {"name": f"Vale {number:02}"})
    for url in ("/search/options/companies", "/search/options/any"):
        assert len(sign_in(cast.ana).get(url, {"q": "vale"}).json()["options"]) == 20


def test_options_of_any_type_say_which(cast: Cast, firm: int) -> None:
    deal = actions.create(cast.ana, "deals", {"name": "Vale crane", "value": "900", "company": firm})
    asked = sign_in(cast.ana).get("/search/options/any", {"q": "vale"}).json()["options"]
    assert [(option["id"], option["label"]) for option in asked] == [
        (f"deals/{deal}", "Vale crane (deal)"),
        (f"companies/{firm}", "Harbour & Vale Foods (company)"),
    ]
    assert "Harbour & Vale Foods" in asked[0]["hint"]


def test_options_of_an_unknown_type(cast: Cast) -> None:
    assert sign_in(cast.ana).get("/search/options/nonsense", {"q": "a"}).status_code == 404


def test_a_hidden_field_without_words_keeps_none_apart(cast: Cast) -> None:
    """When somebody was here last is told to administrators alone, and is nothing that one searches for."""
    assert "last_login" in access.hidden_fields(cast.ana, registry.get("users"))
    assert classes_of(cast.ana, registry.get("users")) == ("",)
    assert classes_of(cast.owner, registry.get("users")) == ("",)


@pytest.mark.django_db(transaction=True)
def test_an_emptied_workspace_finds_nothing_of_before(cast: Cast) -> None:
    actions.create(cast.ana, "companies", {"name": "Kettle works"})
    assert INDEX.docs(Text("kettle"), 10) != []
    call_command("flush", interactive=False, verbosity=0)
    assert INDEX.docs(Text("kettle"), 10) == []
