"""Relations by program: made by link or by name, read from either end, changed, taken away."""

from __future__ import annotations

from typing import Any

import pytest

from trato.api.tests.program import Program
from trato.testing.assertions import unchanged


@pytest.fixture
def ends(ben: Program) -> tuple[int, int]:
    """A contact and a company."""
    company = ben.post("/api/companies", {"name": "Harbour"}).data["id"]
    return ben.post("/api/contacts", {"name": "Ida Lo"}).data["id"], company


def test_make_read_and_remove(ben: Program, ends: tuple[int, int]) -> None:
    contact, company = ends
    given: dict[str, Any] = {
        "from": {"type": "contacts", "id": contact},
        "kind": "Referred by",
        "to": f"companies/{company}",
        "note": "At the fair",
        "since": "2024-05-01",
    }
    made = ben.post("/api/relations", given)
    assert made.status == 201
    assert made.data["from"] == {"id": contact, "label": "Ida Lo", "type": "contacts"}
    assert made.data["to"] == {"id": company, "label": "Harbour", "type": "companies"}
    assert (made.data["kind"]["label"], made.data["from_type"]) == ("Referred by", "contacts")
    pk = made.data["id"]
    for words in (f"from:contacts/{contact}", f"to:companies/{company}", "to:companies/Harbour"):
        assert ben.get("/api/relations", {"filter": words}).ids == [pk]
    assert ben.get("/api/relations", {"filter": f"from:companies/{company}"}).ids == []
    assert ben.patch(f"/api/relations/{pk}", {"note": "Later"}).data["note"] == "Later"
    assert ben.delete(f"/api/relations/{pk}").status == 200
    assert ben.get(f"/api/relations/{pk}").status == 404


def test_by_names_and_from_the_other_side(ben: Program, ends: tuple[int, int]) -> None:
    given = {
        "from_type": "companies",
        "from": "Harbour",
        "kind": "has referred",
        "to_type": "contacts",
        "to": "Ida Lo",
    }
    made = ben.post("/api/relations", given)
    assert (made.data["from"]["label"], made.data["kind"]["label"]) == ("Ida Lo", "Referred by")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "from"),
        ({"from": "contacts/{0}"}, "kind"),
        ({"from": "contacts/{0}", "kind": "Partner"}, "to"),
        ({"from": "contacts/{0}", "kind": "Partnre", "to": "companies/{1}"}, "kind"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": "contacts/{0}"}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": "Harbour"}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": 7}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": "companies/999999"}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": ["companies/{1}", "contacts/{0}"]}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to_type": "planets", "to": "Mars"}, "to"),
        ({"from": "contacts/{0}", "kind": "Spouse", "to": "companies/{1}"}, "to"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": "companies/{1}", "mark": "x"}, "mark"),
        ({"from": "contacts/{0}", "kind": "Partner", "to": "companies/{1}", "until": "soon"}, "until"),
    ],
)
def test_what_cannot_be_taken(ben: Program, ends: tuple[int, int], given: Any, field: str) -> None:
    filled = {
        name: [one.format(*ends) for one in value]
        if isinstance(value, list)
        else (value.format(*ends) if isinstance(value, str) else value)
        for name, value in given.items()
    }
    with unchanged():
        refused = ben.post("/api/relations", filled)
        assert refused.status == 422, refused.data
        assert field in {one["field"] for one in refused.data["errors"]}


def test_a_second_one(ben: Program, ends: tuple[int, int]) -> None:
    given = {"from": f"contacts/{ends[0]}", "kind": "Partner", "to": f"companies/{ends[1]}"}
    assert ben.post("/api/relations", given).status == 201
    turned = {"from": given["to"], "kind": "Partner", "to": given["from"]}
    with unchanged():
        refused = ben.post("/api/relations", turned)
        assert refused.status == 422
        assert refused.data["errors"][0]["detail"] == "That is there already: Harbour – Partner – Ida Lo."


def test_to_what_one_may_not_see(ben: Program, cleo: Program, ends: tuple[int, int]) -> None:
    deal = ben.post("/api/deals", {"name": "Secret"}).data["id"]
    tie = ben.post(
        "/api/relations", {"from": f"contacts/{ends[0]}", "kind": "Partner", "to": f"deals/{deal}"}
    ).data["id"]
    assert cleo.get("/api/relations").ids == []
    assert cleo.get(f"/api/relations/{tie}").status == 404
    with unchanged():
        assert cleo.patch(f"/api/relations/{tie}", {"note": "x"}).status == 404
        assert cleo.delete(f"/api/relations/{tie}").status == 404
        refused = cleo.post(
            "/api/relations", {"from": f"contacts/{ends[0]}", "kind": "Partner", "to": f"deals/{deal}"}
        )
        assert refused.status == 422
        assert "Secret" not in str(refused.data)
