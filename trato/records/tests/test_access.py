"""The one door: scopes, roles, sharing rules, field rights; the same for reading, counting, finding."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight, RoleRight
from trato.accounts.rights import Right, Role
from trato.records import access, actions, rows, snapshot
from trato.records.errors import Denied, FilterError, Invalid, NotFound
from trato.records.models import Record, SharingRule
from trato.records.models.record import Unscoped
from trato.records.registry import registry
from trato.testing.cast import Cast
from trato.testing.makers import Makers

OWNERS = ("owner", "adam", "mia", "ana", "ben", "cleo")


@pytest.fixture
def deals(cast: Cast, make: Makers) -> dict[str, int]:
    """One deal of each person, and one of nobody."""
    made = {who: make.deal(owner=getattr(cast, who), name=who, value="10") for who in OWNERS}
    return made | {"nobody": make.deal(owner=None, name="nobody", value="10")}


def seen(actor: Actor, right: Right = Right.READ) -> set[str]:
    found = rows.read(actor, "deals", columns=("name",), right=right).rows
    return {row["name"] for row in found}


def scope(role: str, right: Right, reach: str, key: str = "deals") -> None:
    RoleRight.objects.create(role=role, type=key, right=right.value, scope=reach)
    snapshot.reset()


EVERYTHING = {*OWNERS, "nobody"}


@pytest.mark.parametrize(
    ("reach", "found"),
    [
        ("own", {"mia"}),
        ("team", {"mia", "ana", "ben"}),
        ("subtree", {"mia", "ana", "ben"}),
        ("all", EVERYTHING),
    ],
)
def test_scopes(cast: Cast, deals: dict[str, int], reach: str, found: set[str]) -> None:
    scope(Role.MANAGER, Right.READ, reach)
    assert seen(cast.mia) == found
    deal_type = registry.get("deals")
    everyone = deals.values()
    assert access.visible_ids(cast.mia, deal_type, everyone) == {deals[name] for name in found}
    assert rows.count(cast.mia, "deals").number == len(found)
    assert sum(group.count for group in rows.group(cast.mia, "deals", by="stage")) == len(found)


def test_a_subtree_reaches_beyond_the_team(cast: Cast, make: Makers, deals: dict[str, int]) -> None:
    actions.change(cast.owner, "users", cast.cleo.user_id or 0, {"manager": cast.ana.user_id})
    scope(Role.MANAGER, Right.READ, "subtree")
    assert seen(cast.mia) == {"mia", "ana", "ben", "cleo"}


def test_no_scope(cast: Cast, deals: dict[str, int]) -> None:
    scope(Role.MANAGER, Right.READ, "none")
    for ask in (rows.read, rows.count):
        with pytest.raises(NotFound):
            ask(cast.mia, "deals")
    with pytest.raises(NotFound):
        rows.one(cast.mia, "deals", deals["mia"])


@pytest.mark.parametrize(
    ("who", "read", "edit", "delete"),
    [
        ("owner", EVERYTHING, EVERYTHING, EVERYTHING),
        ("adam", EVERYTHING, EVERYTHING, EVERYTHING),
        ("mia", EVERYTHING, {"mia", "ana", "ben"}, {"mia", "ana", "ben"}),
        ("ana", {"mia", "ana", "ben"}, {"mia", "ana", "ben"}, {"ana"}),
        ("cleo", {"cleo"}, {"cleo"}, {"cleo"}),
        ("rita", {"cleo"}, set(), set()),
    ],
)
def test_roles(
    cast: Cast, deals: dict[str, int], who: str, read: set[str], edit: set[str], delete: set[str]
) -> None:
    actor = getattr(cast, who)
    assert seen(actor) == read
    for right, reached in ((Right.EDIT, edit), (Right.DELETE, delete)):
        found = access.visible_ids(actor, registry.get("deals"), deals.values(), right)
        assert found == {deals[name] for name in reached}


def test_what_one_may_not_see_is_not_found_and_what_one_may_not_do_is_denied(
    cast: Cast, deals: dict[str, int]
) -> None:
    deal_type = registry.get("deals")
    with pytest.raises(NotFound):
        access.fetch(cast.cleo, deal_type, deals["ana"])
    with pytest.raises(NotFound):
        access.fetch(cast.cleo, deal_type, deals["ana"], Right.EDIT)
    with pytest.raises(Denied):
        access.fetch(cast.ben, deal_type, deals["ana"], Right.DELETE)
    with pytest.raises(NotFound):
        access.fetch(cast.ana, deal_type, 10**9)


def test_a_rule_shares_rows_with_a_role_a_team_or_a_person(cast: Cast, deals: dict[str, int]) -> None:
    team = rows.read(cast.owner, "teams", filter="name:south").rows[0].id
    rules: list[dict[str, object]] = [
        {"role": Role.READER},
        {"team_id": team},
        {"user_id": cast.rita.user_id},
    ]
    for rule in rules:
        made = SharingRule.objects.create(type="deals", filter="name:ana,ben", **rule)
        snapshot.reset()
        assert seen(cast.rita) == {"cleo", "ana", "ben"}
        assert rows.count(cast.rita, "deals").number == 3
        assert rows.one(cast.rita, "deals", deals["ana"])["name"] == "ana"
        assert access.fetch(cast.rita, registry.get("deals"), deals["ana"]).pk == deals["ana"]
        with pytest.raises(Denied):
            actions.change(cast.rita, "deals", deals["ana"], {"value": "1"})
        assert seen(cast.ben) == {"mia", "ana", "ben"}
        made.delete()


def test_a_rule_may_let_edit(cast: Cast, deals: dict[str, int]) -> None:
    SharingRule.objects.create(type="deals", filter="name:ana", level="edit", user_id=cast.cleo.user_id)
    snapshot.reset()
    actions.change(cast.cleo, "deals", deals["ana"], {"value": "99"})
    with pytest.raises(NotFound):
        actions.change(cast.cleo, "deals", deals["ben"], {"value": "99"})
    with pytest.raises(Denied):
        actions.archive(cast.cleo, "deals", [deals["ana"]])


def test_a_rule_that_cannot_be_read_any_more_shares_nothing(cast: Cast, deals: dict[str, int]) -> None:
    SharingRule.objects.create(type="deals", filter="gone_field:1", role=Role.READER)
    snapshot.reset()
    assert seen(cast.rita) == {"cleo"}


def test_a_rule_through_a_link_and_by_words(cast: Cast, make: Makers, deals: dict[str, int]) -> None:
    company = make.company(name="Acme", industry="steel")
    shared = make.deal(owner=cast.ana, name="Hall", company=company)
    for filter_words in ("company.industry:steel", "acme"):
        rule = SharingRule.objects.create(type="deals", filter=filter_words, role=Role.READER)
        snapshot.reset()
        assert seen(cast.rita) == {"cleo", "Hall"}
        assert access.visible_ids(cast.rita, registry.get("deals"), [shared]) == {shared}
        rule.delete()


def test_a_warm_statement_serves_the_next_actor(cast: Cast, deals: dict[str, int]) -> None:
    """Ana's statement, run for Cleo, gives Cleo's rows: the actor is a bound value."""
    assert seen(cast.ana) == {"mia", "ana", "ben"}
    with CaptureQueriesContext(connection) as captured:
        assert seen(cast.cleo) == {"cleo"}
    assert len(captured.captured_queries) == 1  # each was made at some time, so none is looked for without
    assert rows.count(cast.ana, "deals").number == 3
    assert rows.count(cast.cleo, "deals").number == 1
    assert rows.one(cast.ana, "deals", deals["ben"]).id == deals["ben"]
    with pytest.raises(NotFound):
        rows.one(cast.cleo, "deals", deals["ben"])


@pytest.fixture
def secret(cast: Cast, make: Makers) -> int:
    """A deal whose value and reference members may not know."""
    deal: int = make.deal(owner=cast.ana, name="Hall", value="900", reference="Geheim-7")
    for name in ("value", "reference"):
        FieldRight.objects.create(role=Role.MEMBER, type="deals", field=name, level="hidden")
    snapshot.reset()
    actions.change(cast.owner, "deals", deal, {"reference": "Geheim-8"})
    return deal


def test_a_hidden_field_is_not_selected(cast: Cast, secret: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        row = rows.one(cast.ana, "deals", secret)
        rows.read(cast.ana, "deals")
    statements = " ".join(one["sql"] for one in captured.captured_queries)
    assert "value_minor" not in statements
    assert '"reference"' not in statements
    assert {"value", "reference"} & row.keys() == set()
    assert rows.one(cast.owner, "deals", secret)["value"].as_text() == "900.00"


def test_a_hidden_field_is_no_field(cast: Cast, secret: int) -> None:
    for words in ("value>1", "value:none", "reference:geheim", "reference!=x", "not reference:x"):
        with pytest.raises(FilterError) as error:
            rows.read(cast.ana, "deals", filter=words)
        assert "did you mean “value”" not in str(error.value).casefold()
    for sort in ("value", "-value", "reference"):
        with pytest.raises(Invalid):
            rows.read(cast.ana, "deals", sort=sort)
    with pytest.raises(Invalid):
        rows.read(cast.ana, "deals", columns=("value",))
    with pytest.raises(Invalid):
        rows.group(cast.ana, "deals", by="stage", total="value")
    with pytest.raises(Invalid):
        rows.group(cast.ana, "deals", by="reference")
    with pytest.raises(Invalid):
        actions.change(cast.ana, "deals", secret, {"value": "1"})
    with pytest.raises(FilterError):
        rows.read(cast.ana, "tasks", filter="owner.value:1")


def test_hidden_words_are_not_found(cast: Cast, secret: int) -> None:
    assert rows.count(cast.owner, "deals", filter="geheim").number == 1
    assert rows.count(cast.ana, "deals", filter="geheim").number == 0
    assert rows.count(cast.ana, "deals", filter="hall").number == 1
    assert rows.count(cast.mia, "deals", filter="geheim hall").number == 1
    assert rows.count(cast.ana, "deals", filter="not geheim").number == 1


def test_a_hidden_field_of_a_linked_record(cast: Cast, make: Makers) -> None:
    company = make.company(name="Acme", reference="Geheim-9", revenue="7")
    make.deal(owner=cast.ana, company=company)
    for name in ("reference", "revenue"):
        FieldRight.objects.create(role=Role.MEMBER, type="companies", field=name, level="hidden")
    snapshot.reset()
    for words in ("company.revenue>1", "company.reference:geheim"):
        with pytest.raises(FilterError):
            rows.read(cast.ana, "deals", filter=words)
    with pytest.raises(FilterError):
        rows.read(cast.ana, "deals", filter="company:Geheim-9")
    with pytest.raises(Invalid):
        actions.create(cast.ana, "deals", {"name": "x", "company": "Geheim-9"})


def test_a_stranger_infers_nothing_from_links(cast: Cast, make: Makers) -> None:
    """A task of Cleo's about Ana's deal: Cleo may not filter by what she cannot see."""
    deal = make.deal(owner=cast.ana, name="Hall")
    make.task(owner=cast.cleo, by=cast.owner, about=[f"deals/{deal}"])
    with pytest.raises(FilterError):
        rows.read(cast.cleo, "tasks", filter=f"about:deals/{deal}")
    with pytest.raises(Invalid):
        actions.create(cast.cleo, "tasks", {"name": "spy", "about": [f"deals/{deal}"]})
    contact = make.contact(name="Ana Diaz")
    actions.change(cast.owner, "deals", deal, {"contacts": [contact]})
    assert rows.count(cast.cleo, "contacts", filter="name:diaz").number == 1


@pytest.mark.parametrize("key", [one.key for one in registry.types()])
def test_managers_answer_nobody_without_an_actor(db: None, key: str) -> None:
    model = registry.get(key).model
    if issubclass(model, Record):
        for ask in (lambda: list(model.objects.all()), model.objects.count, model.objects.exists):
            with pytest.raises(Unscoped):
                ask()
