"""Adding the toy took a model, a declaration and a verb; the rest is derived from these."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.toy.actions import launch_boat
from tests.toy.models import Boat
from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.api.tests.program import program_of
from trato.records import access, actions, rows
from trato.records.custom import add_field
from trato.records.errors import Denied, NotFound, Refused
from trato.records.models import OutboxEvent, TimelineEntry
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.assertions import assert_no_drift, unchanged
from trato.testing.cast import sign_in
from trato.testing.makers import Makers, last_set

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def boat_of(actor: Actor, pk: int) -> Boat:
    boat: Boat = access.fetch(actor, registry.get("boats"), pk)
    return boat


def test_it_took_a_model_a_declaration_and_a_verb() -> None:
    files = {path.name for path in HERE.glob("*.py")} - {"__init__.py", "test_toy.py"}
    assert files == {"apps.py", "models.py", "records.py", "actions.py"}


def test_nothing_inside_knows_of_it() -> None:
    known = re.compile(r"\bboats?\b|tests\.toy", re.IGNORECASE)
    sources = (path for path in (ROOT / "trato").rglob("*.py") if "tests" not in path.parts)
    assert [path.name for path in sources if known.search(path.read_text(encoding="utf-8"))] == []


def test_launched(ana: Actor, make: Makers) -> None:
    company, sailor = make.company(), make.contact()
    pk = make.boat(owner=ana, name="Albatross", inspected_on="2026-11-01", company=company, crew=[sailor])
    number = last_set(ana, lambda: launch_boat(ana, boat_of(ana, pk)))
    assert rows.one(ana, "boats", pk)["is_afloat"] is True
    assert OutboxEvent.objects.filter(name="boats.launched", record_ids=[pk]).count() == 1
    told = TimelineEntry.objects.filter(kind="boats.launched")
    assert set(told.values_list("type", "record_id")) == {
        ("boats", pk),
        ("companies", company),
        ("contacts", sailor),
    }
    undo(ana, number)
    assert rows.one(ana, "boats", pk)["is_afloat"] is False


def test_the_gate(ana: Actor, make: Makers) -> None:
    pk = make.boat(owner=ana)
    with unchanged(), pytest.raises(Refused) as refusal:
        launch_boat(ana, boat_of(ana, pk))
    assert refusal.value.field == "inspected_on"


def test_strangers_launch_nothing(ana: Actor, ben: Actor, cleo: Actor, rita: Actor, make: Makers) -> None:
    boat = boat_of(ana, make.boat(owner=ana, inspected_on="2026-11-01"))
    with unchanged(), pytest.raises(NotFound):
        launch_boat(cleo, boat)
    own = boat_of(cleo, make.boat(owner=cleo, inspected_on="2026-11-01"))
    with unchanged(), pytest.raises(Denied):
        launch_boat(rita, own)
    launch_boat(ben, boat)


def test_the_verb_by_api_and_by_screen(ana: Actor, make: Makers) -> None:
    program = program_of(User.objects.get(pk=ana.user_id or 0))
    one, two = (make.boat(owner=ana, inspected_on=day) for day in ("2026-11-01", None))
    assert program.post(f"/api/boats/{one}/launch").data["is_afloat"] is True
    assert program.post(f"/api/boats/{two}/launch").status == 409
    client = sign_in(ana)
    assert client.post(f"/boats/{two}/verbs/launch").status_code == 409
    actions.change(ana, "boats", two, {"inspected_on": "2026-11-02"})
    assert client.post(f"/boats/{two}/verbs/launch").status_code in {200, 204, 302, 303}
    assert rows.one(ana, "boats", two)["is_afloat"] is True


def test_links_both_ways(owner: Actor, make: Makers) -> None:
    company = make.company(name="Harbor Ltd")
    boat = make.boat(name="Albatross", company=company)
    make.boat(name="Dinghy", tender_to=boat)
    page = sign_in(owner).get(f"/companies/{company}").content.decode()
    assert "Albatross" in page
    assert "Dinghy" in sign_in(owner).get(f"/boats/{boat}").content.decode()
    assert rows.count(owner, "boats", filter="tender_to.company.name:harbor").number == 1


def test_files_and_a_field_of_its_own(owner: Actor, make: Makers) -> None:
    add_field(owner, "boats", "rig", "choice", options={"choices": ["sloop", "ketch"]})
    paper = make.file(name="license.pdf")
    boat = make.boat(rig="ketch", papers=[paper])
    row = rows.one(owner, "boats", boat)
    assert (row["rig"], [ref.label for ref in row["papers"]]) == ("ketch", ["license.pdf"])
    assert [(one.value, one.count) for one in rows.group(owner, "boats", by="rig")] == [("ketch", 1)]


def test_what_the_database_holds_true(owner: Actor, make: Makers) -> None:
    with unchanged(), pytest.raises(Refused) as refusal:
        make.boat(length="-1")
    assert "boat length positive" in str(refusal.value)


def test_it_is_counted(owner: Actor, make: Makers) -> None:
    for hull in ("wood", "wood", "steel", None):
        make.boat(hull=hull, price="10")
    assert_no_drift()
    found = rows.group(owner, "boats", by="hull", total="price")
    assert {one.value: (one.count, one.total.as_text()) for one in found} == {
        None: (1, "10.00"),
        "steel": (1, "10.00"),
        "wood": (2, "20.00"),
    }
