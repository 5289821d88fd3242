"""axe on every kind of page: filled, empty, refused, with endless names; wide and light, narrow and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import leave, visit
from trato.accounts import workspace
from trato.records import actions
from trato.testing.cast import Cast
from trato.testing.makers import Makers

#: What is in order is not told element by element: that takes longer than the looking.
LEVELS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
LOOKS: dict[str, dict[str, Any]] = {
    "wide and light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "narrow and dark": {
        "viewport": {"width": 360, "height": 740},
        "color_scheme": "dark",
        "has_touch": True,
        "is_mobile": True,
    },
}
#: Without a place to break, and with many.
ENDLESS = "Donaudampfschifffahrtsgesellschaft" * 9
WORDY = ("A name that somebody pasted with the whole address and all the footnotes of the brochure " * 4)[
    :300
]


@pytest.fixture(params=LOOKS)
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    look: dict[str, Any] = LOOKS[request.param]
    return {**look, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def long_names(cast: Cast, make: Makers, firm: Firm) -> int:
    """A deal whose names are as long as they come; one contact lies in the bin."""
    company = make.company(owner=cast.ana, name=ENDLESS[:200])
    deal = make.deal(owner=cast.ana, name=ENDLESS[:200], value="99999999999.99", company=company)
    make.task(owner=cast.ana, name=WORDY[:250], about=[f"deals/{deal}"])
    make.note(by=cast.ana, body=f"{WORDY}\n\n{ENDLESS}", about=[f"deals/{deal}"])
    actions.archive(cast.ana, "contacts", [firm.omar])
    return deal


def places(firm: Firm, long_deal: int) -> dict[str, str]:
    """Pages that are what they are when opened."""
    return {
        "list": "/deals/",
        "list with a panel": f"/deals/?open={firm.refit}",
        "list in groups": "/deals/?group=owner&density=compact&filter=(value>1 or owner:me)",
        "alternatives": "/deals/filter?filter=status:open (value>1 or owner:me)&place=1",
        "saving a view": "/deals/views/new?filter=value>1",
        "record": f"/deals/{firm.refit}",
        "record with long names": f"/deals/{long_deal}",
        "changes": f"/deals/{firm.refit}?tab=changes",
        "form": f"/contacts/{firm.nora}/edit",
        "empty list": "/products/",
        "wrong filter": "/deals/?filter=valeu%3E3",
        "day": "/",
        "board": "/deals/?layout=board",
        "groups": "/deals/?group=stage",
        "move": f"/deals/{firm.refit}/move?by=stage",
        "line items": f"/deals/{firm.refit}?tab=lines",
        "calendar": "/calendar/?view=week",
        "month": "/calendar/?view=month",
        "team's day": "/calendar/?view=day&who=team",
        "task": f"/tasks/{firm.quote}",
        "ledger": "/history/",
        "plan": "/plans/1",
        "queue": f"/tasks/queue?ids={firm.quote}",
        "end of a queue": f"/tasks/queue?ids={firm.quote}&did=s",
        "lead": "/leads/new",
        "bin": "/bin/",
        "profile": "/profile",
        "settings": "/settings/",
        "notifications": "/settings/notifications",
        "general settings": "/settings/workspace",
        "pipelines": "/settings/lists/pipelines",
        "tags": "/settings/lists/tags",
        "leavers": "/settings/leavers",
        "import": "/import/",
        "not there": "/deals/987654",
    }


def steps(page: Page, firm: Firm, long_deal: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each kind of page by its name, and how one gets there."""

    def search() -> None:
        visit(page, "/deals/")
        page.locator("[data-dialog=search]").locator("visible=true").first.click()
        page.keyboard.type("forge")
        expect(page.get_by_role("option", selected=True)).to_contain_text("Orbital Forge")

    def refused() -> None:
        visit(page, "/companies/new")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_role("alert")).to_be_visible()

    def chosen() -> None:
        visit(page, "/deals/")
        page.locator("tbody .pick input").first.evaluate("box => box.click()")
        expect(page.get_by_role("form", name="Selection")).to_be_visible()

    for name, path in places(firm, long_deal).items():
        yield name, lambda path=path: visit(page, path)  # type: ignore[misc]
    yield "search", search
    yield "form with errors", refused
    yield "chosen rows", chosen


def test_axe_finds_nothing(entering: Callable[..., Page], cast: Cast, firm: Firm, long_names: int) -> None:
    page = entering(cast.adam)
    found: dict[str, list[str]] = {}
    for name, go in steps(page, firm, long_names):
        go()
        found[name] = faults(page)
    leave(page)
    visit(page, "/sign-in")
    found["sign-in"] = faults(page)
    visit(page, f"/first-run?token={workspace.claim_address_token()}")
    expect(page.get_by_role("heading", name="Make this workspace yours")).to_be_visible()
    found["first run"] = faults(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def faults(page: Page) -> list[str]:
    """What axe says, a line for each element; and a page that is wider than its window."""
    results = Axe().run(page, options=LEVELS).response
    lines = [
        f"{one['id']}: {node['html'][:160]} {node['any'][0]['message'] if node['any'] else ''}"
        for one in results["violations"]
        for node in one["nodes"]
    ]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*lines, "wider than the window"] if too_wide else lines


def test_axe_would_find_something(desk: Page) -> None:
    visit(desk, "/deals/")
    desk.locator("#main").evaluate(
        "main => main.insertAdjacentHTML('afterbegin', '<img src=\"/favicon.ico\"><button></button>')"
    )
    assert [line.split(":")[0] for line in faults(desk)] == ["button-name", "image-alt"]
