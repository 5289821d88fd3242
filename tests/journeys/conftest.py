"""A small firm to work in, and somebody who has signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.steps import enter
from trato.accounts.actor import Actor
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


@dataclass(frozen=True)
class Firm:
    """Ana's customers: one company with its people and two deals, and a task."""

    forge: int
    kettle: int
    nora: int
    omar: int
    refit: int
    spares: int
    quote: int


@pytest.fixture
def is_live() -> bool:
    """Whether open pages follow what others change. Most journeys are about one page as it stands."""
    return False


@pytest.fixture(autouse=True)
def _still(is_live: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_live:
        monkeypatch.setattr("trato.config.context.live_url", lambda: "")


@pytest.fixture
def firm(cast: Cast, make: Makers) -> Firm:
    ana = cast.ana
    forge = make.company(owner=ana, name="Orbital Forge", domain="orbitalforge.com", city="Leeds")
    kettle = make.company(owner=ana, name="Blue Kettle", city="Zürich")
    nora = make.contact(
        owner=ana, name="Nora Lind", emails=["nora@orbitalforge.com"], companies=[forge], job_title="Buyer"
    )
    omar = make.contact(owner=ana, name="Omar Haddad", emails=["omar@kettle.test"], companies=[kettle])
    refit = make.deal(owner=ana, name="Furnace refit", value="12000", company=forge, contacts=[nora])
    spares = make.deal(owner=ana, name="Kiln spares", value="900", company=kettle)
    quote = make.task(owner=ana, name="Send the quote", due_on="2030-01-15", about=[f"deals/{refit}"])
    return Firm(forge, kettle, nora, omar, refit, spares, quote)


@pytest.fixture
def desk(page: Page, context: BrowserContext, cast: Cast, firm: Firm) -> Page:
    """Ana's browser, signed in."""
    enter(context, cast.ana)
    return page


@pytest.fixture
def phone(browser: Any, live_server: Any, cast: Cast, firm: Firm) -> Iterator[Page]:
    """Ana's phone, signed in."""
    look: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    made = browser.new_context(base_url=live_server.url, locale="en-US", reduced_motion="reduce", **look)
    made.set_default_timeout(10_000)
    enter(made, cast.ana)
    yield made.new_page()
    made.close()


@pytest.fixture
def entering(context: BrowserContext, page: Page) -> Callable[[Actor], Page]:
    """The browser of whoever is named."""

    def opened(actor: Actor) -> Page:
        enter(context, actor)
        return page

    return opened
