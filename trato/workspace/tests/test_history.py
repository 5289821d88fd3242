"""The ledger of thirty days: who sees which acts, undo of one row, the last act again, and few queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trato.accounts.actor import Actor
from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.merge import merge
from trato.records.models import Change, ChangeSet
from trato.records.work import writing
from trato.testing.assertions import assert_same_queries, count_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body


@pytest.fixture
def deals(cast: Cast, make: Makers) -> list[int]:
    return [make.deal(owner=cast.ana, name=f"Deal {number}", value="10") for number in range(1, 4)]


@pytest.fixture
def number(cast: Cast, deals: list[int]) -> int:
    """Ana gave three deals another value in one act."""
    return last_set(cast.ana, lambda: actions.change_all(cast.ana, "deals", deals, {"value": "20"}))


def value(cast: Cast, pk: int) -> str:
    text: str = rows.one(cast.owner, "deals", pk)["value"].as_text()
    return text


def test_it_works(ana_client: Client, cast: Cast, deals: list[int], number: int) -> None:
    page = body(ana_client, "/history/")
    assert "Ana changed 3 deals: value" in page
    assert "Ana added Deal 1" in page
    one = body(ana_client, f"/history/{number}")
    assert one.count("$10") == one.count("$20") == 3
    ana_client.post(f"/undo/{number}", {"back": "/history/"})
    assert [value(cast, pk) for pk in deals] == ["10.00", "10.00", "10.00"]
    page = body(ana_client, "/history/")
    assert "Ana took back: Ana changed 3 deals: value" in page
    assert "Redo" in page
    back = ChangeSet.objects.order_by("-pk")[0].pk
    again = ana_client.post(f"/undo/{back}", {"back": "/history/"}, follow=True).text
    assert "Done again for 3 records." in again
    assert "Undone for" not in again
    assert [value(cast, pk) for pk in deals] == ["20.00", "20.00", "20.00"]
    assert "Ana did again: Ana changed 3 deals: value" in body(ana_client, "/history/")
    redo = ChangeSet.objects.order_by("-pk")[0].pk
    last = ana_client.post(f"/undo/{redo}", {"back": "/history/"}, follow=True).text
    assert "Undone for 3 records." in last
    assert "Redo" in last
    assert [value(cast, pk) for pk in deals] == ["10.00", "10.00", "10.00"]


@pytest.mark.parametrize(
    ("language", "deal", "company"),
    [("en", "Deal", "Company"), ("es", "Negocio", "Empresa"), ("zh-hans", "商机", "公司")],
)
def test_the_type_of_a_record_stands_beside_its_name(
    cast: Cast, make: Makers, language: str, deal: str, company: str
) -> None:
    """A deal and a company may be called alike; what was taken back is of the same type."""
    actions.archive(cast.ana, "deals", [make.deal(owner=cast.ana, name="Acme")])
    make.company(owner=cast.ana, name="Acme")
    put = ChangeSet.objects.get(kind="deals.archive").pk
    sign_in(cast.ana).post(f"/undo/{put}", {"back": "/history/"})
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    page = body(sign_in(cast.ana), "/history/")
    told = re.findall(r'<span class="of mute" role="img" aria-label="(.+?)" title="(.+?)">', page)
    assert told == [(deal, deal), (company, company), (deal, deal), (deal, deal)]


def test_one_row_goes_back(ana_client: Client, cast: Cast, deals: list[int], number: int) -> None:
    done = ana_client.post(f"/history/{number}/row", {"type": "deals", "id": deals[1]})
    assert (done.status_code, done["Location"]) == (303, f"/history/{number}")
    assert [value(cast, pk) for pk in deals] == ["20.00", "10.00", "20.00"]
    with unchanged():
        again = ana_client.post(f"/history/{number}/row", {"type": "deals", "id": deals[1]})
        assert (again.status_code, "undone already" in again.content.decode()) == (409, True)
    for pk in (deals[0], deals[2]):
        ana_client.post(f"/history/{number}/row", {"type": "deals", "id": pk})
    assert ChangeSet.objects.get(pk=number).state == ChangeSet.UNDONE


def test_one_row_of_a_deletion_comes_back(ana_client: Client, cast: Cast, deals: list[int]) -> None:
    actions.archive(cast.ana, "deals", deals)
    number = last_set(cast.ana, lambda: actions.purge(cast.ana, "deals", deals))
    assert "Deal 2" in body(ana_client, f"/history/{number}")
    ana_client.post(f"/history/{number}/row", {"type": "deals", "id": deals[1]})
    assert rows.one(cast.ana, "deals", deals[1])["name"] == "Deal 2"
    ana_client.post(f"/undo/{number}")
    assert [rows.one(cast.ana, "deals", pk)["name"] for pk in deals] == ["Deal 1", "Deal 2", "Deal 3"]


def test_a_merge_comes_apart_as_a_whole(ana_client: Client, cast: Cast, make: Makers) -> None:
    one, two = make.contact(owner=cast.ana, name="Ida"), make.contact(owner=cast.ana, name="Ido")
    number = merge(cast.ana, "contacts", one, [two])
    assert "Ana merged 2 contacts" in body(ana_client, "/history/")
    with unchanged():
        sent = {"type": "contacts", "id": two}
        assert ana_client.post(f"/history/{number}/row", sent).status_code == 409


def test_what_was_changed_since_is_named(
    ana_client: Client, cast: Cast, deals: list[int], number: int
) -> None:
    actions.change(cast.ana, "deals", deals[2], {"value": "30"})
    ana_client.post(f"/undo/{number}", {"back": "/history/"})
    page = body(ana_client, "/history/")
    assert "Undone for 2 records. Deal 3 stays as it is. It was changed again since." in page
    assert [value(cast, pk) for pk in deals] == ["10.00", "10.00", "30.00"]


def test_an_undo_that_took_nothing_back_is_no_act(ana_client: Client, cast: Cast, make: Makers) -> None:
    """All that stands in the way is said as what went wrong, and nothing is written down."""
    made = last_set(cast.ana, lambda: make.company(owner=cast.ana, name="Zed"))
    pk = rows.read(cast.ana, "companies", filter="name=Zed").rows[0].id
    actions.change(cast.ana, "companies", pk, {"name": "Zed & Co"})
    sets = ChangeSet.objects.count()
    for way, sent in ((f"/undo/{made}", {}), (f"/history/{made}/row", {"type": "companies", "id": pk})):
        with unchanged():
            ana_client.post(way, {"back": "/history/", **sent})
        page = body(ana_client, "/history/")
        assert "Not undone. Zed &amp; Co stays as it is. It was changed since." in page
        assert 'class="toast bad"' in page
        assert "Ana took back" not in page
        assert ChangeSet.objects.count() == sets
        assert ChangeSet.objects.get(pk=made).state == ChangeSet.COMPLETE


def test_many_that_stay_are_counted(ana_client: Client, cast: Cast, make: Makers) -> None:
    pks = [make.deal(owner=cast.ana, value="1") for _place in range(6)]
    done = actions.change_all(cast.ana, "deals", pks, {"value": "2"})
    actions.change_all(cast.ana, "deals", pks, {"value": "3"})
    ana_client.post(f"/undo/{done.set}", {"back": "/history/"})
    page = body(ana_client, "/history/")
    assert "Not undone. 6 stay as they are. It was changed again since." in page


def test_whose_acts_one_sees(
    ben_client: Client,
    cast: Cast,
    signed_in: Callable[[Actor], Client],
    number: int,
    deals: list[int],
) -> None:
    """One's own; administrators everybody's. Others' acts can neither be opened nor undone in part."""
    assert "changed 3 deals" not in body(ben_client, "/history/")
    assert "Ana changed 3 deals: value" in body(signed_in(cast.adam), "/history/")
    with unchanged():
        assert ben_client.get(f"/history/{number}").status_code == 404
        sent = {"type": "deals", "id": deals[0]}
        assert ben_client.post(f"/history/{number}/row", sent).status_code == 404


def test_what_one_may_not_see_any_more(ana_client: Client, cast: Cast, deals: list[int], number: int) -> None:
    """Of one's own acts remains that they were, but neither name nor values of what is out of sight."""
    actions.change(cast.owner, "deals", deals[0], {"owner": cast.cleo.user_id, "name": "Hidden"})
    page = body(ana_client, f"/history/{number}")
    assert "A record out of your sight" in page
    assert "Hidden" not in page
    assert page.count("$20") == 2


def test_an_import_is_undone_on_its_own_page(ana_client: Client, cast: Cast) -> None:
    """There it runs in the background, however many rows it has; neither here nor by Ctrl+Z."""
    own = ChangeSet.objects.create(kind="import", actor_id=cast.ana.user_id, via="import", state="complete")
    page = body(ana_client, "/history/")
    assert f'href="{reverse("transfer:set", args=[own.pk])}"' in page
    assert f'action="/undo/{own.pk}"' not in page
    assert f'action="/undo/{own.pk}"' not in body(ana_client, f"/history/{own.pk}")
    assert f'action="/undo/{own.pk}"' not in body(ana_client, "/history/last", headers=HTMX)


def test_thirty_days(ana_client: Client, number: int) -> None:
    ChangeSet.objects.filter(pk=number).update(at=timezone.now() - timedelta(days=31))
    assert "changed 3 deals" not in body(ana_client, "/history/")
    assert ana_client.get(f"/history/{number}").status_code == 404


def test_the_last_act_again(ana_client: Client, cast: Cast, number: int) -> None:
    """Ctrl+Z takes back what was only just done here, and asks otherwise, in a message that says what.

    What was undone is not offered again.
    """
    asked = body(ana_client, "/history/last", headers=HTMX)
    assert (f'action="/undo/{number}"' in asked, "data-at-once" in asked) == (True, True)
    assert "Ana changed 3 deals: value" in asked
    for other in ({"at": timezone.now() - timedelta(minutes=2)}, {"at": timezone.now(), "via": "api"}):
        ChangeSet.objects.update(**other)
        asked = body(ana_client, "/history/last", headers=HTMX)
        assert (f'action="/undo/{number}"' in asked, "data-at-once" in asked) == (True, False)
    ana_client.post(f"/undo/{number}")
    assert f'action="/undo/{number}"' not in body(ana_client, "/history/last", headers=HTMX)
    ChangeSet.objects.update(at=timezone.now() - timedelta(hours=1))
    assert "nothing in the last minutes" in body(ana_client, "/history/last", headers=HTMX)
    assert ana_client.get("/history/last")["Location"] == "/history/"


def test_many_acts_and_many_records_page(ana_client: Client, cast: Cast, make: Makers) -> None:
    pks = [make.deal(owner=cast.ana, name=f"Deal {number}") for number in range(60)]
    number = last_set(cast.ana, lambda: actions.change_all(cast.ana, "deals", pks, {"value": "20"}))
    text = body(ana_client, "/history/")
    older = re.search(r'hx-get="(/history/\?before=\d+)"', text)
    assert older is not None
    assert "Ana added Deal 0<" not in text
    assert "Ana added Deal 0<" in body(ana_client, older.group(1), headers=HTMX)
    text = body(ana_client, f"/history/{number}")
    onward = re.search(r'hx-get="(/history/\d+\?after=[\d-]+)"', text)
    assert onward is not None
    assert text.count('/row"') == 50
    assert body(ana_client, onward.group(1), headers=HTMX).count('/row"') == 10


def test_queries_do_not_grow(ana_client: Client, cast: Cast, make: Makers) -> None:
    few = make.many("deals", 2, owner=cast.ana)
    small = last_set(cast.ana, lambda: actions.change_all(cast.ana, "deals", few, {"value": "7"}))
    actions.change(cast.ana, "deals", few[0], {"value": "6"})
    ana_client.get("/history/")
    before = count_queries(lambda: ana_client.get("/history/"))
    many = make.many("deals", 30, owner=cast.ana)
    large = last_set(cast.ana, lambda: actions.change_all(cast.ana, "deals", many, {"value": "9"}))
    for pk in many:
        actions.change(cast.ana, "deals", pk, {"value": "8"})
    assert count_queries(lambda: ana_client.get("/history/")) == before
    ana_client.get(f"/history/{small}")
    assert_same_queries(
        lambda: ana_client.get(f"/history/{small}"), lambda: ana_client.get(f"/history/{large}")
    )


@pytest.mark.parametrize(
    ("url", "status"),
    [("/history/999999999", 404), ("/history/0?after=x-y", 404), ("/history/?before=x", 200)],
)
def test_odd_addresses(ana_client: Client, url: str, status: int) -> None:
    assert ana_client.get(url).status_code == status


def test_what_only_links_is_told_of_somebody(cast: Cast) -> None:
    """Such as names in a file whose records came later."""
    made = ChangeSet.objects.create(kind="companies.resolve", via="system", state=ChangeSet.COMPLETE)
    Change.objects.create(change_set=made, op=Change.HEAL, type="contacts", first_id=1, last_id=1)
    assert "Trato linked records" in body(sign_in(cast.adam), "/history/")


def test_what_happens_by_itself_and_changes_nothing_is_no_act(cast: Cast) -> None:
    """A reminder that was sent is nothing to take back."""
    told = ChangeSet.objects.create(kind="tasks.reminded", via="system", state=ChangeSet.COMPLETE)
    assert "Trato linked records" not in body(sign_in(cast.adam), "/history/")
    assert sign_in(cast.adam).get(f"/history/{told.pk}").status_code == 404


def test_the_fields_are_those_of_what_is_named(ana_client: Client, cast: Cast, make: Makers) -> None:
    """One act changes a deal, then two tasks: the sentence names the tasks, and no field of the deal."""
    tasks = [make.task(owner=cast.ana, name=f"Task {number}") for number in range(2)]
    deal = make.deal(owner=cast.ana, name="Doors")
    with writing(cast.ana, "tasks.change") as work:
        for key, ids, given in (("deals", [deal], {"name": "Gates"}), ("tasks", tasks, {"priority": "high"})):
            for touched in work.load(key, ids).values():
                work.change(touched, given)
    assert "Ana changed 2 tasks: priority" in body(ana_client, "/history/")
