"""What a browser sees of the protections: nothing foreign runs, nothing leaves, all that is ours works."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import fact, toast, visit
from trato.testing.cast import Cast
from trato.testing.makers import Makers

NASTY = "<img src=x onerror=alert(1)>"
#: What stands on the page and in its fields.
SAID = """() => [
  document.body.innerText, ...[...document.querySelectorAll("input")].map((one) => one.value)
].join()"""
QUOTED = f'city:"{NASTY}"'


def test_every_page_is_quiet(entering: Callable[..., Page], cast: Cast, firm: Firm) -> None:
    """No script fails, the content policy stops nothing (the page fixture sees to both), all stays here."""
    page = entering(cast.adam)
    hosts: set[str | None] = set()
    failed: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    # Going on to the next page calls off what the last one still loads, its icon for instance.
    page.on(
        "requestfailed",
        lambda request: failed.append(request.url) if request.failure != "net::ERR_ABORTED" else None,
    )
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    for path in (
        "/contacts/",
        f"/deals/?open={firm.refit}",
        f"/contacts/{firm.nora}",
        f"/companies/{firm.forge}?tab=files",
        f"/deals/{firm.refit}?tab=changes",
        "/deals/new",
        f"/deals/{firm.refit}/edit",
        "/tasks/",
        "/products/",
        "/users/",
        "/stages/",
        "/bin/",
        "/search?q=forge",
        "/profile",
        "/settings/",
        "/settings/workspace",
        "/users/invite",
        "/import/",
        "/api/",
        "/styleguide/",
    ):
        visit(page, path)
    assert hosts == {"localhost"}
    assert failed == []


def test_a_name_is_text_wherever_it_stands(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    ana = cast.ana
    company = make.company(owner=ana, name=NASTY, city=NASTY)
    make.company(owner=ana, name=f"{NASTY} again")  # to be chosen instead
    contact = make.contact(owner=ana, first_name=NASTY, companies=[company], job_title=NASTY)
    deal = make.deal(owner=ana, name=NASTY, company=company, contacts=[contact])
    make.task(owner=ana, name=NASTY, about=[f"deals/{deal}"])
    make.note(by=ana, body=f"{NASTY} <script>alert(1)</script>", about=[f"deals/{deal}"])
    desk.on("dialog", lambda dialog: dialog.dismiss())
    seen: list[str] = []
    desk.on("dialog", lambda dialog: seen.append(dialog.message))
    for path in (
        "/companies/",
        f"/deals/?open={deal}",
        f"/companies/{company}",
        f"/deals/{deal}",
        f"/deals/{deal}?tab=changes",
        f"/companies/{company}/edit",
        f"/contacts/{contact}",
        "/tasks/",
        "/notes/",
        f"/search?q={quote('onerror')}",
        f"/companies/?filter={quote(QUOTED)}",
        f"/companies/?filter={quote(NASTY)}",
        f"/companies/?sort={quote(NASTY)}&columns={quote(NASTY)}",
    ):
        visit(desk, path)
        expect(desk.locator("img[src=x], [onerror], main script")).to_have_count(0)
        assert NASTY in desk.evaluate(SAID), path
    visit(desk, f"/deals/{deal}")
    desk.keyboard.press("/")
    desk.keyboard.type("onerror")
    expect(desk.get_by_role("dialog", name="Search").get_by_role("option", selected=True)).to_contain_text(
        NASTY
    )
    desk.keyboard.press("Escape")
    fact(desk, "Company").get_by_role("link", name="Edit Company").click()
    fact(desk, "Company").get_by_role("combobox").press_sequentially("onerr")
    expect(fact(desk, "Company").get_by_role("option").first).to_have_text(re.compile(re.escape(NASTY)))
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    desk.get_by_label("More", exact=True).click()
    desk.get_by_role("button", name="Put into the bin").click()
    toast(desk, f"{NASTY} is in the bin.")
    expect(desk.locator("img[src=x], [onerror]")).to_have_count(0)
    assert seen == []
