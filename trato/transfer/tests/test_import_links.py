"""Names in cells: found, made on the way, or waiting until a record of that name arrives."""

from __future__ import annotations

import pytest

from trato.accounts import workspace
from trato.accounts.actor import Actor
from trato.accounts.models import RoleRight
from trato.accounts.rights import Right, Scope
from trato.records import actions, rows, snapshot
from trato.records.contexts import context_for
from trato.records.mending import mend
from trato.records.models import ChangeSet, Made, Pending
from trato.records.registry import registry
from trato.records.undo import undo
from trato.records.values import Ref
from trato.transfer.tests.conftest import Bring, Read, as_csv
from trato.transfer.tests.test_import_again import counts

DEALS = as_csv(
    "reference,stage,account,product,sales agent", "D1,Won,Acme,GTXPro,Zoe", "D2,Won,Beta,GTXPro,Zoe"
)


def test_unknown_names_wait_and_users_are_made(bring: Bring, boss: Actor) -> None:
    bring("products", as_csv("name", "GTX Pro"))
    result = bring("deals", DEALS)
    assert result.made == {"users": 1}
    assert {(one["field"], one["text"], one["rows"]) for one in result.pending} == {
        ("company", "Acme", 1),
        ("company", "Beta", 1),
        ("products", "GTXPro", 2),
    }
    assert [one["proposal"]["label"] for one in result.pending if one["field"] == "products"] == ["GTX Pro"]
    zoe = rows.read(boss, "users", columns=("name", "email"), filter="Zoe").rows[0]
    assert zoe["email"] is None


def test_unknown_companies_are_made_where_that_is_wanted(bring: Bring, boss: Actor, table: Read) -> None:
    """Whatever their case, once each; it is undone as one."""
    people = as_csv("name,company", "Ana,Acme", "Ben,acme;Beta", "Cleo,", "Dora,Kiln")
    bring("companies", as_csv("name", "Kiln"))
    result = bring("contacts", people, make=["companies"])
    assert (result.created, result.made, result.pending) == (4, {"companies": 2}, [])
    assert [row["name"] for row in table("companies", "name")] == ["Kiln", "Acme", "Beta"]
    contacts = table("contacts", "name", "companies")
    found = {row["name"]: [ref.label for ref in row["companies"]] for row in contacts}
    assert found == {"Ana": ["Acme"], "Ben": ["Acme", "Beta"], "Cleo": [], "Dora": ["Kiln"]}
    undo(boss, result.set or 0)
    assert [row["name"] for row in table("companies", "name")] == ["Kiln"]
    assert table("contacts", "name") == []


def test_a_contact_is_made_with_both_names(bring: Bring, table: Read) -> None:
    deals = as_csv("reference,stage,contacts", "D1,Won,Ana María Paz [buyer];Ben Okri", "D2,Won,Ben Okri")
    assert bring("deals", deals, make=["contacts"]).made == {"contacts": 2}
    names = [(row["first_name"], row["last_name"]) for row in table("contacts", "first_name", "last_name")]
    assert names == [("Ana María", "Paz"), ("Ben", "Okri")]
    linked = [[(ref.label, ref.role) for ref in row["contacts"]] for row in table("deals", "contacts")]
    assert linked == [[("Ana María Paz", "buyer"), ("Ben Okri", "")], [("Ben Okri", "")]]


def test_what_cannot_be_made_of_a_name_waits_and_says_so(bring: Bring, adam: Actor) -> None:
    none = {"scope": Scope.NONE.value}
    RoleRight.objects.update_or_create(
        role=adam.role, type="companies", right=Right.CREATE.value, defaults=none
    )
    workspace.touch()
    snapshot.refresh()
    result = bring("deals", DEALS, actor=adam, make=["company", "magic"])
    assert "companies" not in result.made
    assert {one["text"] for one in result.pending if one["field"] == "company"} == {"Acme", "Beta"}
    said = [str(one.message) for one in result.warnings if one.kind == "make"]
    assert said == [f"Names in “{name}” are not made into records." for name in ("company", "magic")]


def test_a_record_of_that_name_mends_by_itself_in_its_own_set(bring: Bring, table: Read) -> None:
    bring("deals", DEALS)
    result = bring("companies", as_csv("name", "Acme"))
    assert [row["company"] and row["company"].label for row in table("deals", "company")] == ["Acme", None]
    assert not Pending.objects.filter(text="Acme").exists()
    assert ChangeSet.objects.get(pk=result.set or 0).changes.filter(op="heal").count() == 1


def test_a_reference_mends_too(bring: Bring) -> None:
    bring("deals", as_csv("reference,stage,account", "D1,Won,C-7"))
    bring("companies", as_csv("name,reference", "Acme,C-7"))
    assert not Pending.objects.exists()


def test_a_decision_holds_for_the_next_import(bring: Bring, boss: Actor, table: Read) -> None:
    bring("products", as_csv("name", "GTX Pro"))
    bring("deals", DEALS)
    product = rows.read(boss, "products", columns=("name",)).rows[0].id
    assert mend(boss, "deals", "products", "GTXPro", to=product).rows == 2
    result = bring("deals", as_csv("reference,stage,product", "D3,Won,GTXPro", "D1,Won,GTXPro"))
    assert counts(result) == (2, 1, 0, 1, 0)
    assert [row["products"][0].label for row in table("deals", "products")] == ["GTX Pro"] * 3


def test_a_made_manager_joins_the_one_team_of_all_of_their_people(bring: Bring, table: Read) -> None:
    lines = ("Ann,Dot,East", "Bob,Dot,East", "Cas,Eli,East", "Dan,Eli,West")
    result = bring("users", as_csv("sales_agent,manager,regional_office", *lines))
    assert result.made == {"teams": 2, "users": 2}
    teams = {row["name"]: [one.label for one in row["teams"]] for row in table("users", "name", "teams")}
    assert (teams["Dot"], teams["Eli"]) == (["East"], [])


def test_somebody_named_before_their_own_row_counts_as_a_row(bring: Bring, boss: Actor) -> None:
    result = bring("users", as_csv("name,manager", "Ann,Dot", "Dot,", "Bob,Dot"))
    assert (counts(result), result.made) == ((3, 3, 0, 0, 0), {})
    assert not Made.objects.filter(change_set=result.set).exists()
    assert undo(boss, result.set or 0).kept == []
    assert rows.count(boss, "users").number == 1


def test_somebody_named_without_and_listed_with_an_e_mail_is_one_person(bring: Bring, boss: Actor) -> None:
    bring("deals", as_csv("reference,stage,owner", "D1,Won,Zoe"))
    result = bring(
        "users", as_csv("name,email,manager", "Ann,ann@x.co,Dot", "Dot,dot@x.co,", "Zoe,zoe@x.co,Dot")
    )
    assert (counts(result), result.made) == ((3, 2, 1, 0, 0), {})
    assert rows.count(boss, "users").number == 4


def test_parents_in_a_circle(bring: Bring, table: Read) -> None:
    lines = ("A,C", "B,A", "C,B", "D,A", "E,E")
    result = bring("companies", as_csv("name,parent", *lines))
    assert (result.rows, result.created + result.refused) == (5, 5)
    assert all("circle" in one["reason"] for one in result.refusals)
    assert 1 <= result.refused <= 2
    parents = {
        row["name"]: row["parent"].label for row in table("companies", "name", "parent", filter="parent:any")
    }
    for start in parents:
        seen, name = {start}, parents[start]
        while name in parents:
            assert name not in seen
            seen.add(name)
            name = parents[name]


def test_several_of_one_name_are_warned_of(bring: Bring, boss: Actor) -> None:
    first = actions.create(boss, "companies", {"name": "Acme"})
    actions.create(boss, "companies", {"name": "Acme"})
    result = bring("deals", as_csv("reference,stage,account", "D1,Won,Acme"))
    assert [one.kind for one in result.warnings] == ["ambiguous"]
    assert rows.read(boss, "deals", columns=("company",)).rows[0]["company"].id == first


@pytest.mark.django_db(transaction=True)
def test_a_record_that_vanished_between_two_batches_waits(
    bring: Bring, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.transfer import batches

    monkeypatch.setattr(batches, "BATCH", 1)
    company = actions.create(boss, "companies", {"name": "Acme"})
    write = batches.Batches._write

    def vanish(self: batches.Batches, last: int, *rest: object) -> None:
        if last == 2 and rows.count(boss, "companies").number:
            actions.purge(boss, "companies", [company])
        write(self, last, *rest)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(batches.Batches, "_write", vanish)
    result = bring("deals", as_csv("reference,stage,account", "D1,Won,Acme", "D2,Won,Acme"))
    assert (counts(result), Pending.objects.filter(text="Acme").count()) == ((2, 2, 0, 0, 0), 2)


def test_who_may_not_add_users_is_refused_those_rows(bring: Bring, mia: Actor) -> None:
    result = bring("deals", as_csv("reference,stage,owner", "D1,Won,Nobody Known", "D2,Won,Ana"), mia)
    assert counts(result) == (2, 1, 0, 0, 1)
    assert "you may not add any" in result.refusals[0]["reason"]


def test_a_name_too_long_to_wait_for(bring: Bring) -> None:
    result = bring("deals", as_csv("reference,stage,account,owner", f"D1,Won,{'x' * 500},", "D2,Won,Acme,"))
    assert counts(result) == (2, 1, 0, 0, 1)
    assert "400 characters" in result.refusals[0]["reason"]


def test_a_made_record_that_cannot_be_refuses_its_row_alone(bring: Bring) -> None:
    result = bring(
        "deals", as_csv("reference,stage,owner", "D1,Won,Zoe", f"D2,Won,{'x' * 300}", "D3,Won,Yan")
    )
    assert (counts(result), result.made) == ((3, 2, 0, 0, 1), {"users": 2})


def test_very_many_names_wait_without_proposals(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    from trato.records import waiting

    bring("products", as_csv("name", "GTX Pro"))
    monkeypatch.setattr(waiting, "MOST_COMPARED", 0)
    result = bring("deals", as_csv("reference,stage,product", "D1,Won,GTXPro", "D2,Won,GTXPro"))
    assert result.pending == [{"field": "products", "text": "GTXPro", "rows": 2, "proposal": None}]


def roles(boss: Actor) -> dict[str, list[tuple[str, str]]]:
    """Of each contact the companies and the roles there."""
    found = rows.read(boss, "contacts", columns=("name", "companies")).rows
    return {row["name"]: [(ref.label, ref.role) for ref in row["companies"]] for row in found}


def test_a_role_stands_in_brackets(bring: Bring, boss: Actor) -> None:
    """What is called so as a whole goes before a name with a role."""
    bring("companies", as_csv("name", "Acme", "Beta", "Beta [old]"))
    bring("contacts", as_csv("name,companies", "Ann Ash,Acme [buyer]; Beta", "Bob Bay,Beta [old]"))
    assert roles(boss) == {"Ann Ash": [("Acme", "buyer"), ("Beta", "")], "Bob Bay": [("Beta [old]", "")]}


def test_a_name_that_waits_keeps_its_role(bring: Bring, boss: Actor) -> None:
    result = bring("contacts", as_csv("name,companies", "Ann Ash,Acme [buyer]"))
    assert [(one["text"], one["rows"]) for one in result.pending] == [("Acme", 1)]
    bring("companies", as_csv("name", "Acme"))
    assert roles(boss) == {"Ann Ash": [("Acme", "buyer")]}


def test_a_file_without_roles_leaves_them(bring: Bring, boss: Actor) -> None:
    bring("companies", as_csv("name", "Acme", "Beta"))
    bring("contacts", as_csv("name,companies", "Ann Ash,Acme [buyer]"))
    again = bring("contacts", as_csv("name,companies", "Ann Ash,Acme"))
    assert (counts(again), roles(boss)) == ((1, 0, 0, 1, 0), {"Ann Ash": [("Acme", "buyer")]})
    bring("contacts", as_csv("name,companies", "Ann Ash,Acme [owner]; Beta"))
    assert roles(boss) == {"Ann Ash": [("Acme", "owner"), ("Beta", "")]}


def test_an_export_s_cell_is_read_to_the_same(bring: Bring, boss: Actor) -> None:
    """Whatever brackets and semicolons names and roles have."""
    bring("companies", as_csv("name", "Acme [UK]", "Acme"))
    field = registry.get("contacts").fields["companies"]
    known = {row["name"]: row.id for row in rows.read(boss, "companies", columns=("name",)).rows}
    refs = (
        Ref("companies", known["Acme [UK]"], "Acme [UK]"),
        Ref("companies", known["Acme"], "Acme", "a; [b]"),
    )
    cell = field.to_cell(refs)
    assert cell == r"Acme [UK] []; Acme [a\; (b)]"
    back = field.parse(cell, context_for(boss))
    assert [(ref.id, ref.role) for ref in back] == [(known["Acme [UK]"], ""), (known["Acme"], "a; (b)")]
