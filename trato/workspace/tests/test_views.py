"""Saved views at their doors: kept, shared, opened with, refused to strangers, undone."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from trato.accounts.models import RoleRight, User
from trato.records import actions, rows, snapshot
from trato.records.errors import Denied, NotFound
from trato.records.registry import registry
from trato.records.undo import undo
from trato.testing.cast import Cast
from trato.workspace.tests.conftest import HTMX
from trato.workspace.tests.test_list import body

#: What a list of deals opens with unless a view says otherwise.
OPEN = "/deals/?filter=status:open"


def saved(client: Client, **posted: str | list[str]) -> int:
    """The id of a view that the dialog makes."""
    done = client.post("/deals/views/new", {"name": "Big ones", "audience": "private", **posted})
    assert done.status_code == 303, done.content.decode()[-1500:]
    return int(done["Location"].partition("view=")[2])


def view(cast: Cast, pk: int) -> rows.Row:
    return rows.one(cast.owner, "views", pk)


def test_it_works(ana_client: Client, cast: Cast, deal: int) -> None:
    asked = "/deals/views/new?filter=value>1M&sort=-value&columns=name,value&density=compact"
    form = body(ana_client, asked, headers=HTMX)
    assert 'name="filter" value="value&gt;1M"' in form
    pk = saved(ana_client, filter="value>1M", sort="-value", columns="name,value", density="compact")
    row = view(cast, pk)
    assert row["owner"].id == cast.ana.user_id
    assert (row["filter"], row["sort"], row["columns"]) == ("value>1M", "-value", ["name", "value"])
    assert row["options"] == {"density": "compact"}
    text = body(ana_client, f"/deals/?view={pk}")
    assert "Cold storage" not in text
    assert 'data-column="expected_close_on"' not in text
    assert "The view “Big ones” is saved." in text


def test_a_name_is_needed(ana_client: Client, cast: Cast) -> None:
    text = ana_client.post("/deals/views/new", {"name": " ", "audience": "private"})
    assert text.status_code == 422
    assert "Give the view a name." in text.content.decode()
    assert rows.count(cast.owner, "views").number == 0


def test_a_filter_that_no_list_can_show_is_not_kept(ana_client: Client, cast: Cast) -> None:
    given = {"name": "Wrong", "audience": "private", "filter": "valeu>1"}
    text = ana_client.post("/deals/views/new", given)
    assert text.status_code == 422
    assert rows.count(cast.owner, "views").number == 0
    asked = body(ana_client, "/deals/views/new?filter=valeu>1")
    for page in (text.content.decode(), asked):  # above the form: the name is not what is wrong
        told = page.split('<p class="note-box red"', 1)[1]
        assert "no field “valeu”" in told.split("</p>")[0]
        assert "aria-invalid" not in told.split('name="name"')[0][-200:] + told.split('name="name"')[1][:200]


def test_changes_are_saved_and_undone(ana_client: Client, cast: Cast, deal: int) -> None:
    pk = saved(ana_client, filter="value>1M")
    assert f"/deals/views/{pk}/save" not in body(ana_client, f"/deals/?view={pk}")
    assert f"/deals/views/{pk}/save" in body(ana_client, f"/deals/?view={pk}&filter=value>2M")
    ana_client.post(f"/deals/views/{pk}/save", {"view": pk, "filter": "value>2M"})
    assert view(cast, pk)["filter"] == "value>2M"
    body(ana_client, f"/deals/?view={pk}")
    done = ana_client.post(f"/deals/views/{pk}/edit", {"name": "Whales", "audience": "team"})
    assert done.status_code == 303
    assert (view(cast, pk)["name"], view(cast, pk)["filter"]) == ("Whales", "value>2M")
    undo_url = body(ana_client, f"/deals/?view={pk}").split('action="/undo/')[1].split('"')[0]
    ana_client.post(f"/undo/{undo_url}")
    assert (view(cast, pk)["name"], view(cast, pk)["audience"]) == ("Big ones", "private")


def test_a_deleted_view_comes_back_by_undo(ana_client: Client, cast: Cast, deal: int) -> None:
    pk = saved(ana_client, filter="value>1M")
    ana_client.post(f"/deals/views/{pk}/open", {"on": "1"})
    body(ana_client, f"/deals/?view={pk}")
    ana_client.post(f"/deals/views/{pk}/delete")
    text = body(ana_client, "/deals/")
    assert "is deleted; its rows stay." in text
    assert f"view={pk}" not in text
    undo(cast.ana, int(text.split('action="/undo/')[1].split('"')[0]))
    assert view(cast, pk)["filter"] == "value>1M"
    assert ana_client.get("/deals/")["Location"] == f"/deals/?view={pk}"


def test_who_sees_it(ana_client: Client, ben_client: Client, cleo_client: Client, deal: int) -> None:
    pk = saved(ana_client)
    for client in (ben_client, cleo_client):
        body(client, f"/deals/?view={pk}", 404)
    ana_client.post(f"/deals/views/{pk}/edit", {"name": "Ours", "audience": "team"})
    assert "Ours" in body(ben_client, f"/deals/?view={pk}")
    body(cleo_client, f"/deals/?view={pk}", 404)
    ana_client.post(f"/deals/views/{pk}/edit", {"name": "All of us", "audience": "everyone"})
    assert "All of us" in body(cleo_client, "/deals/")


def test_the_engine_keeps_it_too(ana_client: Client, cast: Cast) -> None:
    pk = saved(ana_client)
    with pytest.raises(NotFound):
        rows.one(cast.ben, "views", pk)
    actions.change(cast.ana, "views", pk, {"audience": "team"})
    assert rows.one(cast.ben, "views", pk)["name"] == "Big ones"
    assert rows.count(cast.cleo, "views").number == 0
    with pytest.raises(Denied):
        actions.change(cast.ben, "views", pk, {"name": "Mine now"})
    assert view(cast, pk)["name"] == "Big ones"


def test_only_its_maker_and_administrators_change_a_shared_one(
    ana_client: Client, ben_client: Client, owner_client: Client, cast: Cast, deal: int
) -> None:
    pk = saved(ana_client, audience="everyone")
    text = body(ben_client, f"/deals/?view={pk}")
    assert f"/deals/views/{pk}/edit" not in text
    assert f"/deals/views/{pk}/delete" not in text
    for act in ("edit", "save", "delete"):
        assert ben_client.post(f"/deals/views/{pk}/{act}", {"name": "X"}).status_code == 403
    assert view(cast, pk)["name"] == "Big ones"
    owner_client.post(f"/deals/views/{pk}/edit", {"name": "Ours", "audience": "everyone"})
    assert view(cast, pk)["name"] == "Ours"


def test_ones_own_rows_have_a_tab_unless_a_view_shows_them(ana_client: Client, deal: int) -> None:
    tabs = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL)
    names = re.compile(r'<a href="/deals/[^"]*"[^>]*>(?:<span class="long"[^>]*>)?([^<]+)')

    def shown() -> list[str]:
        return names.findall(tabs.findall(body(ana_client, "/deals/?filter="))[0])

    assert shown() == ["Open", "All", "Mine"]
    saved(ana_client, filter="value>1M")
    assert shown() == ["Open", "All", "Mine", "Big ones"]
    saved(ana_client, name="All of mine", filter="owner:me")
    assert shown() == ["Open", "All", "Big ones", "All of mine"]


def test_a_list_opens_with_ones_own_view(ana_client: Client, ben_client: Client, deal: int) -> None:
    pk = saved(ana_client, audience="team")
    assert ana_client.get("/deals/")["Location"] == OPEN
    ana_client.post(f"/deals/views/{pk}/open", {"on": "1"})
    assert ana_client.get("/deals/")["Location"] == f"/deals/?view={pk}"
    assert ben_client.get("/deals/")["Location"] == OPEN
    assert "Cold storage" in body(ana_client, "/deals/?view=0")
    assert "Cold storage" in body(ana_client, "/deals/?filter=value>1")
    ana_client.post(f"/deals/views/{pk}/open", {"on": "0"})
    assert ana_client.get("/deals/")["Location"] == OPEN


def test_an_administrator_says_what_a_role_opens(
    owner_client: Client, ana_client: Client, cleo_client: Client, cast: Cast, deal: int
) -> None:
    refused = owner_client.post("/deals/views/new", {"name": "Team", "audience": "team", "roles": ["member"]})
    assert refused.status_code == 422
    assert "everyone sees" in refused.content.decode()
    assert rows.count(cast.owner, "views").number == 0
    pk = saved(owner_client, audience="everyone", roles=["member", "reader"])
    assert cleo_client.get("/deals/")["Location"] == f"/deals/?view={pk}"
    assert owner_client.get("/deals/")["Location"] == OPEN
    own = saved(ana_client)
    ana_client.post(f"/deals/views/{own}/open", {"on": "1"})
    assert ana_client.get("/deals/")["Location"] == f"/deals/?view={own}"
    owner_client.post(f"/deals/views/{pk}/edit", {"name": "T", "audience": "everyone", "roles": ["reader"]})
    assert cleo_client.get("/deals/").status_code == 200


def test_nobody_else_says_what_a_role_opens(ana_client: Client, cast: Cast) -> None:
    pk = saved(ana_client, audience="everyone", roles=["member"])
    assert rows.count(cast.owner, "view_defaults").number == 0
    with pytest.raises(Denied):
        actions.create(cast.ana, "view_defaults", {"type": "deals", "view": pk, "role": "member"})
    assert rows.count(cast.owner, "view_defaults").number == 0


def test_a_filter_added_to_a_view_keeps_its_own(ana_client: Client, deal: int) -> None:
    pk = saved(ana_client, filter="status:open")
    done = ana_client.get(f"/deals/filter?view={pk}&field=value&op=>=&value=10k&add=1")
    assert done["Location"] == f"/deals/?view={pk}&filter=status:open%20value%3E%3D10k"


def test_export_takes_what_the_view_shows(ana_client: Client, deal: int) -> None:
    pk = saved(ana_client, filter="value>1M", columns="name,value")
    text = body(ana_client, f"/deals/?view={pk}")
    link = next(part for part in text.split('href="') if "/export" in part).split('"')[0]
    assert "filter=value%3E1M" in link
    assert "columns=name,value" in link


def test_export_takes_the_shown_columns_or_all_fields(ana_client: Client, deal: int) -> None:
    links = re.findall(r'href="([^"]*/export[^"]*)"[^>]*><span>([^<]+)<', body(ana_client, "/deals/"))
    urls = {label: html.unescape(link) for link, label in links}
    assert set(urls) == {"Shown columns", "All fields"}

    def heads(label: str) -> list[str]:
        answer: Any = ana_client.get(urls[label])
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0].split(",")

    shown = re.findall(r'<th[^>]*data-column="([^"]+)"', body(ana_client, "/deals/"))
    assert len(heads("Shown columns")) == len(shown)
    assert heads("Shown columns")[:4] == ["Name", "Company", "Stage", "Value"]
    assert {"expected_close_on", "tags"} <= set(heads("All fields"))


def test_a_list_follows_its_view_and_the_rights_at_once(ana_client: Client, cast: Cast) -> None:
    """What follows from an address is kept: not longer than its view and the reader's rights are the same."""
    view = saved(ana_client, name="Going on", filter="status:open")
    address = f"/deals/?view={view}"
    assert ">Going on<" in ana_client.get(address).content.decode()
    actions.change(cast.ana, "views", view, {"name": "My own"})
    page = ana_client.get(address).content.decode()
    assert ">My own<" in page
    assert ">Going on<" not in page
    assert "/deals/new" in page
    RoleRight.objects.create(role=cast.ana.role, type="deals", right="create", scope="none")
    snapshot.reset()
    assert "/deals/new" not in ana_client.get(address).content.decode()


def test_a_filter_that_cannot_be_read_is_not_saved(ana_client: Client) -> None:
    offers = []
    for words in ("value>1", "valeu>1"):
        text = ana_client.get(f"/deals/?filter={words}").content.decode()
        offers.append(("Save view" in text, "Save as a new view" in text))
    assert offers == [(True, True), (False, False)]


def test_a_dialog_that_stands_on_a_page_of_its_own_has_where_its_answer_goes(ana_client: Client) -> None:
    for path in ("/deals/views/new", "/deals/filter", "/deals/"):
        text = body(ana_client, path)
        assert text.count('id="dialogs"') == 1, path
    form = body(ana_client, "/deals/views/new").split('action="/deals/views/new"')[0].rpartition("<form")[2]
    assert "novalidate" in form


@pytest.mark.parametrize(
    ("language", "deals", "tasks"),
    [("en", "Open", "Open"), ("es", "Abierto", "Pendiente"), ("zh-hans", "进行中", "未完成")],
)
def test_what_goes_on_is_called_as_the_choice_is(
    ana_client: Client, cast: Cast, language: str, deals: str, tasks: str
) -> None:
    """The tab, the cell and what a filter offers say one word for one thing."""
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    for key, word in (("deals", deals), ("tasks", tasks)):
        text = body(ana_client, f"/{key}/?filter=status:open&columns=name,status")
        assert f'<a href="/{key}/?filter=status:open' in text
        assert text.count(f'aria-current="page">{word}<span') == 1
        with translation.override(language):
            assert dict(registry.get(key).fields["status"].choices)["open"] == word
