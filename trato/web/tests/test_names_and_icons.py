from __future__ import annotations

import re
from pathlib import Path

import pytest
from lucide import IconDoesNotExist
from lucide.jinja import lucide

from trato.web.icons import DRAWINGS, TURNING, icon
from trato.web.names import HUES, first_sign, hue, initials
from trato.web.values import avatar, logo


def test_a_name_keeps_its_hue() -> None:
    assert hue("Inés Ferrer") == hue(" inés ferrer ") == 35
    assert {hue(f"name {at}") for at in range(2000)} == set(range(HUES))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Inés Ferrer", "IF"),
        ("Ana María de la Cruz", "AC"),
        ("Cher", "C"),
        ("王伟", "伟"),
        ("欧阳小明", "小明"),
        ("<b>x</b> (y)", "BY"),
        ("", "?"),
    ],
)
def test_initials(name: str, said: str) -> None:
    assert initials(name) == said


def test_the_sign_of_a_company_is_its_first_letter() -> None:
    assert first_sign("«Élan» SA") == "É"
    assert first_sign("—") == "?"


def test_every_icon_that_the_code_names_is_drawn() -> None:
    """A name that is none shows a bare circle."""
    rooms = Path(__file__).parents[2]
    files = [*rooms.rglob("*.html"), *(one for one in rooms.rglob("*.py") if "tests" not in one.parts)]
    found = re.compile(r'(?:\bicon=|\bdraw\(|\bicon\(|"icon": )"([a-z0-9-]+)"')
    named = {name: one.name for one in files for name in found.findall(one.read_text(encoding="utf-8"))}
    assert {"plus", "mail", "arrow-right-left"} <= {DRAWINGS.get(name, name) for name in named}
    drawn = lucide("circle", size=None, **{"class": "icon", "aria-hidden": "true", "stroke-width": "1.75"})
    strange = {name: where for name, where in named.items() if name != "circle" and icon(name) == drawn}
    assert strange == {}


def test_icons_are_kept_and_skipped_by_screen_readers() -> None:
    assert icon("plus") is icon("plus")
    assert 'aria-hidden="true"' in icon("plus")
    assert 'stroke-width="1.75"' in icon("plus")
    assert 'class="icon large"' in icon("plus", large=True)


@pytest.mark.parametrize("drawing", sorted({*DRAWINGS.values(), *TURNING}))
def test_every_word_has_its_drawing(drawing: str) -> None:
    assert lucide(drawing)


def test_an_unknown_icon_is_a_circle() -> None:
    with pytest.raises(IconDoesNotExist):
        lucide("no-such-icon")
    assert "<circle" in icon("no-such-icon")


def test_arrows_turn_where_people_read_from_the_right() -> None:
    assert "turns" in icon("right")
    assert "turns" not in icon("down")


def test_pictures_of_names_are_escaped() -> None:
    assert logo("<b>") == '<span class="logo tile h-' + str(hue("<b>")) + '" aria-hidden="true">B</span>'
    assert 'src="/f/&#34;x"' in avatar("Ana", "m", '/f/"x')
