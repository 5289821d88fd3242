from __future__ import annotations

import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from trato.accounts.models import Workspace
from trato.testing.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/manifest.webmanifest"


def test_the_workspace_installs_under_its_name(cast: Cast) -> None:
    Workspace.objects.filter(pk=1).update(name="Norte Supply")
    answer = sign_in(cast.ana).get(ADDRESS)
    assert answer["Content-Type"] == "application/manifest+json"
    known = answer.json()
    assert (known["name"], known["short_name"]) == ("Norte Supply", "Norte Supply")
    assert (known["display"], known["start_url"], known["scope"]) == ("standalone", "/", "/")
    assert f'href="{ADDRESS}"' in sign_in(cast.ana).get("/deals/").content.decode()


def test_a_long_name_is_shortened_and_strangers_learn_none(cast: Cast) -> None:
    Workspace.objects.filter(pk=1).update(name="Norte Supply of Kitchens")
    known = sign_in(cast.ana).get(ADDRESS).json()
    assert (known["name"], known["short_name"]) == ("Norte Supply of Kitchens", "Trato")
    answer = Client().get(ADDRESS)
    assert answer.json()["name"] == "Trato"
    assert "Norte" not in answer.content.decode()


def test_its_icons_have_the_sizes_that_they_say(cast: Cast) -> None:
    icons = sign_in(cast.ana).get(ADDRESS).json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(found, str), icon
        width, height = struct.unpack(">II", Path(found).read_bytes()[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_bar_of_the_phone_wears_the_theme(cast: Cast) -> None:
    client = sign_in(cast.ana)
    both = client.get("/deals/").content.decode()
    assert both.count('name="theme-color"') == 2
    client.cookies["theme"] = "dark"
    dark = client.get("/deals/").content.decode()
    assert dark.count('name="theme-color"') == 1
    assert '<meta name="theme-color" content="#181715">' in dark
