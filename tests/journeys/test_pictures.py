"""Pictures of every screen on the demo's data: three widths, light and dark, three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests.journeys.screens import EMPTY, FIXED, OPENED, brought, found_in, outside, put_away
from tests.journeys.steps import enter
from trato.accounts import workspace
from trato.accounts.actor import owner_actor
from trato.ops.sample import OWNER, fill_rooms
from trato.records import snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

WIDTHS = {1440: 900, 768: 1024, 360: 740}
THEMES = ("light", "dark")
LANGUAGES = {"en": ("en-US", "USD"), "es": ("es-ES", "EUR"), "zh-hans": ("zh-CN", "CNY")}
REFUSED = {"missing": 404, "wrong-filter": 422, "used-link": 410, "no-more-mail": 404, "nothing-there": 404}


@pytest.fixture
def _trato_alone() -> Iterator[None]:
    """What people see has no boats."""
    toy, extensions = type(registry.get("boats")), dict(registry.extensions)
    registry.unregister("boats")
    for key, known in extensions.items():
        registry.extensions[key] = [one for one in known if one.__module__.startswith("trato.")]
    yield
    registry.extensions.update(extensions)
    registry.register(toy)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, transactional_db: None, _trato_alone: None) -> str:
    """A workspace in that language, full of demo data, claimed by its owner."""
    code: str = request.param
    call_command("flush", interactive=False, verbosity=0)
    currency = LANGUAGES[code][1]
    workspace.ensure(language=code, currency=currency)
    snapshot.reset()
    fill_rooms(owner_actor("screen"))
    workspace.claim(**OWNER, password="only for pictures", language=code, currency=currency)
    snapshot.reset()
    return code


@pytest.mark.pictures
def test_every_screen(language: str, browser: Browser, live_server: Any, pictures: Path) -> None:
    actor = owner_actor("screen")
    put_away(actor)
    screens = FIXED | found_in(actor)
    wrong: list[str] = []
    for context, ending in looks(browser, live_server.url, language):
        wrong += taken(context, outside(actor), pictures, ending)
        enter(context, actor)
        if "import-result" not in screens:
            screens |= brought(context, pictures, ending)
        wrong += taken(context, screens, pictures, ending)
        opened(context, pictures, ending)
    assert wrong == []


@pytest.mark.pictures
@pytest.mark.usefixtures("_trato_alone")
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_screens(
    code: str, transactional_db: None, browser: Browser, live_server: Any, pictures: Path
) -> None:
    """What whoever starts Trato sees, and a fresh workspace, where every list says what goes there."""
    workspace.ensure(language=code, currency=LANGUAGES[code][1])
    snapshot.reset()
    first = {"unclaimed": "/first-run", "first-run": f"/first-run?token={workspace.claim_address_token()}"}
    looked = list(looks(browser, live_server.url, code, close=False))
    wrong = [one for context, ending in looked for one in taken(context, first, pictures, ending)]
    workspace.claim(**OWNER, password="only for pictures", language=code, currency=LANGUAGES[code][1])
    snapshot.reset()
    empty = {f"empty-{name}": FIXED[name] for name in EMPTY}
    for context, ending in looked:
        enter(context, owner_actor("screen"))
        wrong += taken(context, empty, pictures, ending)
        context.close()
    assert wrong == []


@pytest.mark.pictures
@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_the_picture_of_the_readme(language: str, browser: Browser, live_server: Any, pictures: Path) -> None:
    """Smaller than the others, so that README.md loads quickly."""
    look: dict[str, Any] = {"viewport": {"width": 1200, "height": 690}, "locale": "en-US"}
    context = browser.new_context(base_url=live_server.url, **look)
    enter(context, owner_actor("screen"))
    assert taken(context, {"list": FIXED["filtered"]}, pictures, "readme.png") == []
    context.close()


def taken(context: BrowserContext, screens: dict[str, str], folder: Path, ending: str) -> list[str]:
    """Take a picture of each screen; those that answered otherwise than they should."""
    page, wrong = context.new_page(), []
    for name, path in screens.items():
        answer = page.goto(path)
        page.locator(".htmx-request").first.wait_for(state="detached")
        page.screenshot(path=folder / f"{name}-{ending}")
        if answer is None or answer.status != REFUSED.get(name, 200):
            wrong.append(f"{path}: {answer and answer.status}")
    page.close()
    return wrong


def looks(
    browser: Browser, url: str, language: str, *, close: bool = True
) -> Iterator[tuple[BrowserContext, str]]:
    """A browser of each width, light and dark, and how its pictures end."""
    for width, height in WIDTHS.items():
        for theme in THEMES:
            look: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            options: dict[str, Any] = {**look, "locale": LANGUAGES[language][0], "reduced_motion": "reduce"}
            context = browser.new_context(base_url=url, **options)
            yield context, f"{width}-{theme}-{language}.png"
            if close:
                context.close()


def opened(context: BrowserContext, folder: Path, ending: str) -> None:
    """Pictures of what opens over a page, where this width offers it."""
    page = context.new_page()
    for name, (path, *clicks) in OPENED.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        if not page.locator(clicks[0]).first.is_visible():
            continue
        for selector in clicks:
            page.locator(selector).first.click()
        page.locator("dialog[open]").first.wait_for()
        page.locator(".htmx-request").first.wait_for(state="detached")
        page.screenshot(path=folder / f"{name}-{ending}")
    page.close()
