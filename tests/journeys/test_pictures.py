"""Pictures of every screen on the demo's data: three widths, light and dark, three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests.journeys.steps import enter
from trato.accounts import workspace
from trato.accounts.actor import Actor, owner_actor
from trato.ops.sample import OWNER, fill_rooms
from trato.records import rows, snapshot
from trato.records.registry import registry

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

WIDTHS = {1440: 900, 768: 1024, 360: 740}
THEMES = ("light", "dark")
LANGUAGES = {"en": ("en-US", "USD"), "es": ("es-ES", "EUR"), "zh-hans": ("zh-CN", "CNY")}
#: Screens that look the same whatever the data; the others are found in it.
FIXED = {
    "contacts": "/contacts/",
    "companies": "/companies/",
    "products": "/products/",
    "day": "/",
    "deals": "/deals/",
    "board": "/deals/?layout=board",
    "board-lanes": "/deals/?layout=board&lanes=owner",
    "groups": "/deals/?group=stage",
    "leads": "/leads/",
    "week": "/calendar/?view=week",
    "month": "/calendar/?view=month",
    "ledger": "/history/",
    "tasks": "/tasks/",
    "notes": "/notes/",
    "files": "/files/",
    "filtered": "/deals/?filter=status%3Aopen+value%3E10k&sort=-value",
    "nothing-found": "/deals/?filter=nothing-is-called-so",
    "wrong-filter": "/deals/?filter=valeu%3E10k",
    "new-deal": "/deals/new",
    "new-contact": "/contacts/new",
    "search": "/search?q=walk",
    "bin": "/bin/",
    "import": "/import/",
    "pending": "/pending/",
    "settings": "/settings/",
    "workspace": "/settings/workspace",
    "users": "/users/",
    "invite": "/users/invite",
    "stages": "/stages/",
    "profile": "/profile",
    "api": "/api/",
    "missing": "/deals/999999",
}
SIGNED_OUT = {"sign-in": "/sign-in"}
REFUSED = {"missing": 404, "wrong-filter": 422}


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


def found_in(actor: Actor) -> dict[str, str]:
    """The pages of the records that have most to show."""
    deal = rows.read(actor, "deals", filter="status:open products:any contacts:any value>20k", sort="-value")
    company = rows.read(actor, "companies", filter="name:Harbour")
    person = rows.read(actor, "contacts", filter="name:Quiroga")
    long = rows.read(actor, "companies", filter="name:Gemeinschaftsverpflegung")
    task = rows.read(actor, "tasks", filter="status:open due_on<today")
    ids = {name: page.rows[0].id for name, page in (("deal", deal), ("company", company), ("person", person))}
    return {
        "deal": f"/deals/{ids['deal']}",
        "panel": f"/deals/?open={ids['deal']}",
        "deal-changes": f"/deals/{ids['deal']}/changes",
        "edit-deal": f"/deals/{ids['deal']}/edit",
        "company": f"/companies/{ids['company']}",
        "contact": f"/contacts/{ids['person']}",
        "long-name": f"/companies/{long.rows[0].id}",
        "task": f"/tasks/{task.rows[0].id}",
    }


@pytest.mark.pictures
def test_every_screen(language: str, browser: Browser, live_server: Any, pictures: Path) -> None:
    actor = owner_actor("screen")
    screens = FIXED | found_in(actor)
    wrong: list[str] = []
    for width, height in WIDTHS.items():
        for theme in THEMES:
            look: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": theme}
            options: dict[str, Any] = {**look, "locale": LANGUAGES[language][0], "reduced_motion": "reduce"}
            context = browser.new_context(base_url=live_server.url, **options)
            ending = f"{width}-{theme}-{language}.png"
            wrong += taken(context, SIGNED_OUT, pictures, ending)
            enter(context, actor)
            wrong += taken(context, screens, pictures, ending)
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
        page.wait_for_function("!document.querySelector('.htmx-request')")
        page.screenshot(path=folder / f"{name}-{ending}")
        if answer is None or answer.status != REFUSED.get(name, 200):
            wrong.append(f"{path}: {answer and answer.status}")
    page.close()
    return wrong
