"""What people do again and again in the journeys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from playwright.sync_api import expect

from trato.accounts.actor import Actor
from trato.testing.cast import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

#: All that the page asks for by data-controller has come and been attached; nothing is asked without scripts.
LISTENING = """() => matchMedia("(scripting: enabled)").matches && Promise.all(
  [...document.querySelectorAll("[data-controller]")]
    .flatMap((element) => element.dataset.controller.split(" "))
    .filter(Boolean)
    .map((name) => import(name)),
)"""


def enter(context: BrowserContext, actor: Actor) -> None:
    """Signed in without the form, which one journey walks through for all."""
    name = settings.SESSION_COOKIE_NAME
    value = sign_in(actor).cookies[name].value
    context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def leave(page: Page) -> None:
    """Nobody is signed in any more."""
    page.context.clear_cookies()


def visit(page: Page, path: str) -> None:
    """Open a page and wait until its scripts listen; people are not faster."""
    page.goto(path)
    listens(page)


def listens(page: Page) -> None:
    """The page that has just come hears the keys. What leads to it must have been seen before."""
    page.wait_for_load_state()
    page.evaluate(LISTENING)


def row(page: Page, name: str) -> Locator:
    """The line of a list."""
    return page.locator("tbody tr", has=page.get_by_role("link", name=name, exact=True))


def lists(page: Page, *names: str) -> None:
    """The list shows these and no others, in this order."""
    expect(page.locator("tbody tr[data-id]")).to_have_text([re.compile(re.escape(name)) for name in names])


def pick(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=f"Select {name}", exact=True).check()


def fact(page: Page, label: str) -> Locator:
    """The value beside its label."""
    return page.locator(f"dl.facts dt:text-is('{label}') + dd")


def editing(value: Locator) -> Locator:
    """The control that takes the value's place when it is clicked."""
    value.locator(".v").click()
    control = value.locator("input:not([type=hidden]), textarea").first
    expect(control).to_be_focused()
    return control


def toast(page: Page, text: str) -> Locator:
    said = page.locator("#toasts .toast").filter(has_text=text).last
    expect(said).to_be_visible()
    return said


@contextmanager
def reload_with(page: Page) -> Iterator[None]:
    """What is done inside leads to another page; go on when that one stands."""
    with page.expect_navigation():
        yield
    listens(page)


def is_at(page: Page, path: str) -> None:
    """The address, without the host; the page there hears the keys."""
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(path)}$"))
    listens(page)
