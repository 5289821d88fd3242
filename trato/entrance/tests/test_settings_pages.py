"""Where the settings stand, and how one knows that one is there."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from trato.accounts.models import User
from trato.records.picklists import part_of
from trato.records.registry import registry

SignIn = Callable[[User], Client]


def settings_nav(page: str) -> dict[str, list[str]]:
    """The pages of the settings by group, in their order."""
    nav = page.split('class="settings-nav"')[1].split("</nav>")[0]
    groups = [part.split("</h2>") for part in nav.split("<h2>")[1:]]
    return {label: re.findall(r"<span>([^<]+)</span>", pages) for label, pages in groups}


def test_the_settings_stand_in_groups_with_the_workspace_first(ben: User, as_user: SignIn) -> None:
    groups = settings_nav(as_user(ben).get("/settings/").text)
    assert list(groups) == ["Workspace", "People", "Lists", "Data", "You"]
    assert groups["People"] == ["Users", "Teams", "Invite people", "Work to hand over"]
    assert groups["Data"] == ["Import", "Past imports", "Unmatched names", "Relations"]
    assert groups["You"] == ["Your profile", "Notifications", "Calendar address"]


def test_one_is_in_the_settings_wherever_they_lead(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    for path in ("/settings/", "/users/", f"/users/{ben.pk}", "/import/past", "/calendar/feed"):
        assert re.findall(r'<a[^>]*nav-item[^>]*href="([^"]+)"[^>]*aria-current', sidebar(client, path)) == [
            "/settings/"
        ]
    assert "/settings/" not in re.findall(r'href="([^"]+)"[^>]*aria-current', sidebar(client, "/calendar/"))


def test_every_list_of_the_settings_stands_beside_their_pages(ben: User, as_user: SignIn) -> None:
    client = as_user(ben)
    pages = settings_nav(client.get("/settings/").text)
    listed = [one for one in registry.types() if one.is_setting and part_of(one) is None]
    assert {one.key for one in listed} >= {"users", "teams"}
    for one in listed:
        text = client.get(f"/{one.key}/", follow=True).text
        assert settings_nav(text) == pages, one.key
        current = re.findall(
            r'<a[^>]*aria-current="page"', text.split('class="settings-nav"')[1].split("</nav>")[0]
        )
        assert len(current) == 1, one.key
    assert settings_nav(client.get(f"/users/{ben.pk}").text) == pages
    assert "settings-nav" not in client.get("/contacts/").text


def test_a_list_of_the_settings_leads_back_to_them(ben: User, as_user: SignIn) -> None:
    title = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
    client = as_user(ben)
    (settings_list,) = title.findall(client.get("/users/").text)
    assert '<a href="/settings/">Settings</a>' in settings_list
    (plain,) = title.findall(client.get("/contacts/").text)
    assert "Settings" not in plain


def sidebar(client: Client, path: str) -> str:
    return client.get(path).text.split('class="sidebar"')[1].split("</nav>")[0]
