from __future__ import annotations

import re

import pytest
from django.test import Client
from jinja2 import Environment
from pytest_django import Settings

from trato.web.components import FOLDER
from trato.web.styleguide import component_names

EXAMPLES = FOLDER.parent / "examples"


@pytest.fixture
def page(client: Client, settings: Settings) -> str:
    settings.DEBUG = True
    return client.get("/styleguide/").content.decode()


@pytest.mark.django_db
def test_it_shows_every_component(page: str) -> None:
    assert [path.stem for path in sorted(EXAMPLES.glob("*.html"))] == component_names()
    for name in component_names():
        assert f'id="component-{name}"' in page


@pytest.mark.django_db
def test_nothing_on_it_breaks_the_content_policy(page: str) -> None:
    assert not re.findall(r"<[^>]*\s(?:style|on\w+|hx-on[\w:-]*)=", page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert [script for script in scripts if " src=" not in script] == [
        script for script in scripts if "importmap" in script and "nonce=" in script
    ]


@pytest.mark.django_db
def test_ids_are_said_once(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.django_db
def test_strangers_do_not_see_it(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.django_db
def test_the_theme_is_the_readers_own(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/styleguide/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/styleguide/").content.decode().split("<body")[0]


@pytest.mark.django_db
def test_examples_answer(client: Client) -> None:
    found = client.get("/styleguide/echo/?q=cancity").json()
    assert found == {"options": [{"id": 12, "label": "Cancity", "hint": "Bristol"}]}
    assert "data-editor" in client.get("/styleguide/echo/?editor=1").content.decode()


def test_layouts_stand_without_a_request(templates: Environment) -> None:
    html = templates.get_template("web/plain.html").render()
    assert '<main id="main"' in html
