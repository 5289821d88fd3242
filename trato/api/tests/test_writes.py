"""Creating, changing, removing, in bulk and by verb: what works, and what is refused with nothing changed."""

from __future__ import annotations

from typing import Any

import pytest

from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight
from trato.accounts.rights import Role
from trato.api.tests.program import Program
from trato.records import actions, snapshot
from trato.records.checksum import checksum
from trato.records.models import SharingRule


@pytest.fixture
def deal(ben: Program) -> int:
    """A deal of Ben's: his team sees it, Cleo does not, Rita may not touch it."""
    pk: int = ben.post("/api/deals", {"name": "Roof", "value": "1054.00"}).data["id"]
    return pk


def test_create(ben: Program) -> None:
    reply = ben.post("/api/deals", {"name": "Roof", "value": "1054.00", "expected_close_on": "2026-12-24"})
    assert reply.status == 201
    assert reply.headers["Location"] == f"/api/deals/{reply.data['id']}"
    assert reply.headers["ETag"] == '"1"'
    assert ben.get(reply.headers["Location"]).data == reply.data
    assert reply.data["owner"] == {"id": ben.user.pk, "label": "Ben"}


def test_what_is_read_is_what_was_written(ana: Program) -> None:
    tag = ana.post("/api/tags", {"name": "vip"}).data["id"]
    company = ana.post("/api/companies", {"name": "Cancity", "revenue": "12.5", "currency": "EUR"}).data
    assert (company["revenue"], company["currency"]) == ("12.50", "EUR")
    given = {
        "first_name": "Zoë",
        "last_name": "王",
        "emails": [{"value": "zoe@acme.co", "kind": "work"}, {"value": "z@home.org", "kind": "home"}],
        "phones": [{"value": "+34600100200", "kind": "mobile"}],
        "companies": [{"id": company["id"], "role": "buyer"}],
        "tags": ["vip"],
    }
    row = ana.post("/api/contacts", given).data
    assert row["emails"] == given["emails"]
    assert [one["kind"] for one in row["phones"]] == ["mobile"]
    assert row["companies"] == [{"id": company["id"], "label": "Cancity", "role": "buyer"}]
    assert row["tags"] == [{"id": tag, "label": "vip"}]
    sent = {name: row[name] for name in ("emails", "phones", "companies", "tags", "first_name", "job_title")}
    changed = ana.patch(f"/api/contacts/{row['id']}", sent).data
    assert changed == row  # the same values change nothing, not even the version


@pytest.mark.parametrize(
    ("given", "amount", "currency"),
    [
        ({"value": "1054.00"}, "1054.00", "USD"),
        ({"value": 1054}, "1054.00", "USD"),
        ({"value": "7", "currency": "JPY"}, "7", "JPY"),
        ({"value": "1.234", "currency": "KWD"}, "1.234", "KWD"),
        ({"value": {"amount": "1.5", "currency": "EUR"}}, "1.50", "EUR"),
        ({"value": {"amount": "1.5"}, "currency": "EUR"}, "1.50", "EUR"),
        ({"value": None, "currency": None}, None, None),
        ({"value": None, "currency": "EUR"}, None, None),
    ],
)
def test_money(
    ben: Program, deal: int, given: dict[str, Any], amount: str | None, currency: str | None
) -> None:
    row = ben.patch(f"/api/deals/{deal}", given).data
    assert (row["value"], row["currency"]) == (amount, currency)
    again = ben.patch(f"/api/deals/{deal}", {"value": row["value"], "currency": row["currency"]}).data
    assert again == row


def test_links_by_id_by_object_by_name_and_empty(ana: Program) -> None:
    pk = ana.post("/api/companies", {"name": "Cancity"}).data["id"]
    number = ana.post("/api/deals", {"name": "Roof"}).data["id"]
    for given in (pk, {"id": pk, "label": "Cancity"}, {"id": pk}, "Cancity"):
        row = ana.patch(f"/api/deals/{number}", {"company": given}).data
        assert row["company"] == {"id": pk, "label": "Cancity"}
        assert ana.patch(f"/api/deals/{number}", {"company": None}).data["company"] is None


def test_change(ben: Program, deal: int) -> None:
    reply = ben.patch(f"/api/deals/{deal}", {"value": "2000.00"})
    assert (reply.status, reply.data["value"], reply.headers["ETag"]) == (200, "2000.00", '"2"')


@pytest.mark.parametrize("known", ['"1"', '"0", "1"', "*"])
def test_if_match_holds(ben: Program, deal: int, known: str) -> None:
    assert ben.patch(f"/api/deals/{deal}", {"name": "Wall"}, If_Match=known).status == 200


@pytest.mark.parametrize("known", ['"2"', 'W/"1"', "1", ""])
def test_if_match_is_stale(ben: Program, deal: int, known: str) -> None:
    before = checksum()
    for reply in (
        ben.patch(f"/api/deals/{deal}", {"name": "Wall"}, If_Match=known),
        ben.delete(f"/api/deals/{deal}", If_Match=known),
    ):
        assert (reply.status, reply.data["type"]) == (412, "/api/#stale")
    assert checksum() == before


def test_delete_archives_and_restore_brings_back(ben: Program, deal: int) -> None:
    reply = ben.delete(f"/api/deals/{deal}")
    assert (reply.status, reply.data["changed"]) == (200, 1)
    assert ben.get("/api/deals").ids == []
    assert ben.post(f"/api/deals/{deal}/restore").status == 200
    assert ben.get("/api/deals").ids == [deal]


def test_types_without_a_bin_lose_it_for_good_until_undone(ana: Program) -> None:
    before = checksum()
    pk = ana.post("/api/views", {"name": "vip", "type": "deals"}).data["id"]
    gone = ana.delete(f"/api/views/{pk}")
    assert gone.status == 200
    assert ana.get(f"/api/views/{pk}").status == 404
    assert checksum() == before
    assert ana.post(f"/api/undo/{gone.data['set']}").data["undone"] == 1
    assert ana.get(f"/api/views/{pk}").data["name"] == "vip"


def test_verbs(ben: Program) -> None:
    pk = ben.post("/api/tasks", {"name": "Call"}).data["id"]
    done = ben.post(f"/api/tasks/{pk}/complete", If_Match='"1"')
    assert (done.status, done.data["status"], done.headers["ETag"]) == (200, "done", '"2"')
    assert ben.post(f"/api/tasks/{pk}/complete", If_Match='"1"').status == 412
    assert ben.post(f"/api/tasks/{pk}/reopen", {}).data["status"] == "open"
    assert ben.post(f"/api/tasks/{pk}/explode").status == 404
    assert ben.post(f"/api/tasks/{pk}/complete", {"note": "x"}).field == "note"


def test_bulk_by_filter_and_by_ids(ana: Program) -> None:
    ids = [ana.post("/api/companies", {"name": f"Firm {n}", "city": "Lima"}).data["id"] for n in range(5)]
    reply = ana.post("/api/companies/bulk", {"filter": "city:Lima", "set": {"country": "Peru"}})
    assert (reply.status, reply.data["changed"]) == (200, 5)
    reply = ana.post("/api/companies/bulk", {"ids": ids[:2], "set": {"city": "Cusco"}})
    assert reply.data["changed"] == 2
    assert len(ana.get("/api/companies", {"filter": "country:Peru city:Lima"}).ids) == 3
    ana.post(f"/api/undo/{reply.data['set']}")
    assert len(ana.get("/api/companies", {"filter": "city:Lima"}).ids) == 5


def test_bulk_by_a_filter_in_json(ana: Program) -> None:
    ana.post("/api/companies", {"name": "Firm"})
    body = {"filter": {"field": "name", "op": "=", "value": "Firm"}, "set": {"city": "Cusco"}}
    assert ana.post("/api/companies/bulk", body).data["changed"] == 1


def test_bulk_keeps_what_it_was_not_told(ben: Program) -> None:
    """Setting the owner of many deals leaves each in its stage."""
    last = ben.get("/api/stages", {"sort": "-position", "filter": "kind:won"}).data["rows"][0]
    pk = ben.post("/api/deals", {"name": "Roof", "stage": last["id"]}).data["id"]
    assert ben.post("/api/deals/bulk", {"ids": [pk], "set": {"reference": "R1"}}).status == 200
    assert ben.get(f"/api/deals/{pk}").data["stage"]["id"] == last["id"]


def test_bulk_is_all_or_nothing(ana: Program, ben: Program, bea: Program, owner: Actor, deal: int) -> None:
    """Beyond one batch, too: the row that refuses is the last of 501."""
    parent = actions.create(owner, "companies", {"name": "Parent"})
    ids = [actions.create(owner, "companies", {"name": f"Firm {n}"}) for n in range(500)]
    before = checksum()
    reply = ana.post("/api/companies/bulk", {"ids": [*ids, parent], "set": {"parent": parent}})
    assert reply.status == 422
    assert checksum() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ids": [1]}, "set"),
        ({"ids": [1], "set": {}}, "set"),
        ({"set": {"name": "x"}}, "ids"),
        ({"ids": [1], "filter": "", "set": {"name": "x"}}, "ids"),
        ({"ids": "1", "set": {"name": "x"}}, "ids"),
        ({"ids": ["1"], "set": {"name": "x"}}, "ids"),
        ({"ids": [2**80], "set": {"name": "x"}}, "ids"),
        ({"ids": list(range(1, 10_002)), "set": {"name": "x"}}, "ids"),
        ({"filter": 3, "set": {"name": "x"}}, "filter"),
        ({"filter": "colour:red", "set": {"name": "x"}}, "colour"),
        ({"ids": [1], "set": {"colour": "x"}}, "colour"),
        ({"ids": [1], "set": {"name": "x"}, "sort": "x"}, "sort"),
    ],
)
def test_bulk_refuses(ben: Program, deal: int, body: dict[str, Any], field: str) -> None:
    before = checksum()
    reply = ben.post("/api/deals/bulk", body)
    assert (reply.status, reply.field) == (422, field)
    assert checksum() == before


def doors(pk: int) -> list[tuple[str, str, Any]]:
    """Every way to change one deal."""
    return [
        ("PATCH", f"/api/deals/{pk}", {"name": "Wall"}),
        ("DELETE", f"/api/deals/{pk}", None),
        ("POST", f"/api/deals/{pk}/restore", None),
        ("POST", "/api/deals/bulk", {"ids": [pk], "set": {"name": "Wall"}}),
    ]


def test_the_doors_work(ben: Program, deal: int) -> None:
    for method, address, body in doors(deal):
        assert ben.send(method, address, body).status == 200


def test_404_for_what_one_may_not_see(cleo: Program, deal: int) -> None:
    before = checksum()
    for method, address, body in doors(deal):
        assert cleo.send(method, address, body).status == 404
    assert cleo.get(f"/api/deals/{deal}/history").status == 404
    assert checksum() == before


def test_403_for_what_one_may_see_but_not_do(rita: Program, deal: int) -> None:
    before = checksum()
    for method, address, body in doors(deal):
        assert rita.send(method, address, body).status == 403
    assert rita.post("/api/deals", {"name": "Mine"}).status == 403
    assert rita.post("/api/deals/bulk", {"filter": "", "set": {"name": "Mine"}}).status == 403
    assert rita.post("/api/fields", {"type": "deals", "name": "x", "kind": "text"}).status == 403
    assert rita.get(f"/api/deals/{deal}").status == 200
    assert checksum() == before


def test_a_seller_may_not_delete_a_colleagues_deal(bea: Program, deal: int) -> None:
    before = checksum()
    assert bea.delete(f"/api/deals/{deal}").status == 403
    assert checksum() == before
    assert bea.patch(f"/api/deals/{deal}", {"name": "Wall"}).status == 200


def test_bulk_by_filter_reaches_one_s_own_scope_alone(ben: Program, cleo: Program, deal: int) -> None:
    before = checksum()
    assert cleo.post("/api/deals/bulk", {"filter": "", "set": {"reference": "X"}}).data["changed"] == 0
    assert checksum() == before
    assert ben.post("/api/deals/bulk", {"filter": "", "set": {"reference": "X"}}).data["changed"] == 1


def test_who_gives_a_record_away_learns_its_number_alone(ben: Program, cleo: Program, deal: int) -> None:
    reply = ben.patch(f"/api/deals/{deal}", {"owner": cleo.user.pk})
    assert (reply.status, reply.data) == (200, {"id": deal})
    assert ben.get(f"/api/deals/{deal}").status == 404
    assert cleo.get(f"/api/deals/{deal}").status == 200


def test_field_rights(ana: Program, ben: Program, deal: int) -> None:
    FieldRight.objects.create(role=Role.MEMBER, type="deals", field="value", level=FieldRight.HIDDEN)
    FieldRight.objects.create(role=Role.MEMBER, type="deals", field="reference", level=FieldRight.READ)
    snapshot.reset()
    before = checksum()
    row = ben.get(f"/api/deals/{deal}").data
    assert not {"value", "currency"} & row.keys()
    assert ben.get("/api/deals", {"filter": "value>1"}).field == "value"
    assert ben.get("/api/deals", {"sort": "value"}).field == "value"
    assert ben.get("/api/deals", {"columns": "value"}).field == "value"
    assert ben.patch(f"/api/deals/{deal}", {"value": "3"}).status == 422
    assert ben.patch(f"/api/deals/{deal}", {"reference": "R"}).status == 403
    lines = ben.get(f"/api/deals/{deal}/history").data["rows"]
    assert "value" not in str(lines)
    assert checksum() == before
    assert ana.get(f"/api/deals/{deal}").data["value"] == "1054.00"


def test_a_shared_record_may_be_read_or_edited_as_shared(cleo: Program, deal: int) -> None:
    rule = SharingRule.objects.create(type="deals", filter='name:"Roof"', role=Role.MEMBER, level="read")
    snapshot.reset()
    before = checksum()
    assert cleo.get(f"/api/deals/{deal}").status == 200
    assert cleo.patch(f"/api/deals/{deal}", {"name": "Roofs"}).status == 403
    assert checksum() == before
    SharingRule.objects.filter(pk=rule.pk).update(level=SharingRule.EDIT)
    snapshot.reset()
    assert cleo.patch(f"/api/deals/{deal}", {"name": "Roofs"}, If_Match='"1"').status == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"id": 3}, "id"),
        ({"version": 3}, "version"),
        ({"status": "won"}, "status"),
        ({"created_at": "2026-01-01"}, "created_at"),
        ({"value": "-1"}, "value"),
        ({"value": "1.234"}, "value"),
        ({"value": "many"}, "value"),
        ({"value": True}, "value"),
        ({"value": [1]}, "value"),
        ({"value": 1e300}, "value"),
        ({"value": "1", "currency": "XXX1"}, "value"),
        ({"value": "1", "currency": 5}, "value"),
        ({"currency": "EUR"}, "currency"),
        ({"expected_close_on": "someday"}, "expected_close_on"),
        ({"expected_close_on": True}, "expected_close_on"),
        ({"expected_close_on": "2026-02-30"}, "expected_close_on"),
        ({"company": 99}, "company"),
        ({"company": 2**70}, "company"),
        ({"company": "Nobody"}, "company"),
        ({"company": [1]}, "company"),
        ({"contacts": "x" * 300}, "contacts"),
        ({"contacts": [{"id": None}]}, "contacts"),
        ({"contacts": 3.5}, "contacts"),
        ({"stage": None, "name": 5.5, "reference": ["x"]}, "reference"),
        ({"reference": "x" * 81}, "reference"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "half \ud800"}, "name"),
        ({"tags": [{"deep": "\x00"}]}, "tags"),
    ],
)
def test_bad_values(ben: Program, deal: int, given: dict[str, Any], field: str) -> None:
    before = checksum()
    for reply in (ben.patch(f"/api/deals/{deal}", given), ben.post("/api/deals", {"name": "New", **given})):
        assert (reply.status, reply.field) == (422, field), reply.data
    assert checksum() == before


def test_all_that_is_wrong_is_said_at_once(ben: Program, deal: int) -> None:
    reply = ben.post("/api/deals", {"value": "many", "company": "Nobody", "colour": "red"})
    assert {one["field"] for one in reply.data["errors"]} == {"value", "company", "colour"}


def test_a_company_cannot_be_its_own_grandparent(ana: Program) -> None:
    top = ana.post("/api/companies", {"name": "Top"}).data["id"]
    low = ana.post("/api/companies", {"name": "Low", "parent": top}).data["id"]
    before = checksum()
    reply = ana.patch(f"/api/companies/{top}", {"parent": low})
    assert (reply.status, reply.field) == (422, "parent")
    assert checksum() == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"value": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"x"', "application/json", 422),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b'{"name": "x"}', "text/plain", 415),
        (b'{"name": "x"}', "", 415),
        (b'{"name": "x"}', "application/merge-patch+json", 200),
        (b'{"name": "x"}', "application/json; charset=utf-8", 200),
        (b'\xef\xbb\xbf{"name": "x"}', "application/json", 200),
    ],
)
def test_bodies(ben: Program, deal: int, body: bytes, kind: str, status: int) -> None:
    before = checksum()
    reply = ben.send("PATCH", f"/api/deals/{deal}", body, None, **{"Content-Type": kind})
    assert reply.status == status
    assert (checksum() == before) == (status != 200)


def test_a_body_too_large(ben: Program, deal: int, settings: Any) -> None:
    settings.TRATO_MAX_BODY = 1000
    before = checksum()
    reply = ben.patch(f"/api/deals/{deal}", {"name": "x" * 1000})
    assert (reply.status, reply.data["type"]) == (413, "/api/#too-large")
    assert checksum() == before
    assert ben.patch(f"/api/deals/{deal}", {"name": "x" * 100}).status == 200


def test_an_html_name_stays_a_name(ben: Program, deal: int) -> None:
    name = "<b>Roof</b> & <script>"
    assert ben.patch(f"/api/deals/{deal}", {"name": name}).data["name"] == name


def test_a_file_is_not_made_by_fields(ana: Program) -> None:
    before = checksum()
    assert ana.post("/api/files", {"name": "contract.pdf"}).status == 409
    assert checksum() == before


def test_a_record_that_vanished(ana: Program) -> None:
    pk = ana.post("/api/views", {"name": "vip", "type": "deals"}).data["id"]
    ana.delete(f"/api/views/{pk}")
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert ana.send(method, f"/api/views/{pk}", body).status == 404


def test_history(ana: Program, ben: Program, deal: int) -> None:
    company = ben.post("/api/companies", {"name": "Cancity"}).data["id"]
    ben.patch(f"/api/deals/{deal}", {"value": "3", "currency": "EUR", "company": company})
    newest, first = ana.get(f"/api/deals/{deal}/history").data["rows"]
    assert (first["kind"], first["via"], first["changes"]) == ("deals.create", "api", [])
    assert newest["by"] == {"id": ben.user.pk, "label": "Ben"}
    changes = {one["field"]: (one["before"], one["after"]) for one in newest["changes"]}
    assert changes["value"] == (
        {"amount": "1054.00", "currency": "USD"},
        {"amount": "3.00", "currency": "EUR"},
    )
    assert changes["company"] == (None, {"id": company, "label": "Cancity"})


def test_undo_is_for_one_s_own_acts(ben: Program, bea: Program, cleo: Program, deal: int) -> None:
    ben.patch(f"/api/deals/{deal}", {"value": "3"})
    number = ben.get(f"/api/deals/{deal}/history").data["rows"][0]["set"]
    before = checksum()
    assert cleo.post(f"/api/undo/{number}").status == 404
    assert bea.post(f"/api/undo/{number}").status == 404
    assert ben.post("/api/undo/99999").status == 404
    assert ben.post(f"/api/undo/{number}", {"sure": True}).status == 422
    assert checksum() == before
    assert ben.post(f"/api/undo/{number}").data["undone"] == 1
    assert ben.get(f"/api/deals/{deal}").data["value"] == "1054.00"
    assert ben.post(f"/api/undo/{number}").status == 409


def test_what_lies_in_the_bin_is_not_changed_there(ben: Program, deal: int) -> None:
    ben.delete(f"/api/deals/{deal}")
    before = checksum()
    reply = ben.patch(f"/api/deals/{deal}", {"name": "Barn"})
    assert (reply.status, reply.data["detail"]) == (
        409,
        "This lies in the bin meanwhile. Bring it back first.",
    )
    assert checksum() == before
