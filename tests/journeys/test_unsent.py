"""A line that breaks takes nothing of what one has typed, and nothing is saved twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, toast, visit
from trato.records import rows
from trato.testing.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SOON = 15_000
WORDS = "There is no connection"


@pytest.fixture
def expected() -> tuple[str, ...]:
    """The line breaks on purpose."""
    return ("htmx:sendError", "net::ERR")


def notes(cast: Cast) -> list[str]:
    found = rows.read(cast.owner, "notes", columns=("body",))
    return [row["body"] for row in found.rows]


def test_a_note_waits_for_the_line(desk: Page, context: BrowserContext, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    context.set_offline(True)
    desk.locator(".composer textarea").first.fill("They asked for a warranty")
    desk.keyboard.press("Control+Enter")
    expect(toast(desk, WORDS)).to_be_visible()
    expect(desk.locator(".composer textarea").first).to_have_value("They asked for a warranty")
    assert notes(cast) == []
    context.set_offline(False)
    expect(desk.locator(".timeline").get_by_text("They asked for a warranty")).to_be_visible(timeout=SOON)
    expect(desk.get_by_text(WORDS)).to_have_count(0)
    assert notes(cast) == ["They asked for a warranty"]
    visit(desk, f"/deals/{firm.refit}")
    expect(desk.locator(".composer textarea").first).to_have_value("")


def test_an_answer_that_got_lost_saves_once(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    lost: list[Any] = []

    def lose(route: Any) -> None:
        """The server does it, but the line breaks before the browser hears of it."""
        if lost or route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    desk.route("**/*", lose)
    desk.locator(".composer textarea").first.fill("Signed today")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("This had been saved already.")).to_be_visible(timeout=SOON)
    assert notes(cast) == ["Signed today"]
    expect(desk.locator(".timeline").get_by_text("Signed today")).to_have_count(1)


def test_what_was_typed_is_back_on_the_same_page(desk: Page, firm: Firm) -> None:
    visit(desk, "/contacts/new")
    desk.locator("[name=first_name]").fill("Nadia")
    desk.once("dialog", lambda one: one.accept())
    visit(desk, "/contacts/new")
    expect(desk.locator("[name=first_name]")).to_have_value("Nadia")
    expect(toast(desk, "What you had typed is back.")).to_be_visible()
    desk.locator("[name=last_name]").fill("Roy")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1.title")).to_have_text("Nadia Roy")
    visit(desk, "/contacts/new")
    expect(desk.locator("[name=first_name]")).to_have_value("")


def test_what_comes_back_refused_is_there_once(desk: Page, firm: Firm) -> None:
    visit(desk, "/contacts/new")
    desk.locator("#field-emails").fill("nora(at)forge")
    desk.locator("form.form").get_by_role("button", name="Create").click()
    expect(desk.get_by_role("alert").first).to_contain_text("One thing needs a look")
    desk.wait_for_load_state("networkidle")
    values = desk.locator("[name=emails]").evaluate_all(
        "(all) => all.map((one) => one.value).filter(Boolean)"
    )
    assert values == ["nora(at)forge"]


def test_signing_out_leaves_nothing_behind(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.locator(".composer textarea").first.fill("Between us")
    assert desk.evaluate("Object.values(sessionStorage).join()").count("Between us") == 1
    visit(desk, "/profile")
    desk.get_by_role("button", name="Sign out").click()
    expect(desk.locator("[name=email]")).to_be_visible()
    assert desk.evaluate("Object.values(sessionStorage).join()").count("Between us") == 0


def test_what_a_plain_form_has_sent_does_not_come_back(desk: Page, firm: Firm, cast: Cast) -> None:
    """Somebody may be quicker than the library that would have sent the form beside the page."""
    visit(desk, f"/deals/{firm.refit}")
    composer = desk.locator("form.composer")
    composer.get_by_label("What happened?").fill("Wants the larger room")
    with desk.expect_navigation():
        # A copy: the library has not seen it yet.
        composer.evaluate(
            "form => { const plain = form.cloneNode(true); plain.querySelector('textarea').value ="
            " form.querySelector('textarea').value; plain.removeAttribute('data-controller');"
            " form.replaceWith(plain); plain.requestSubmit(); }"
        )
    listens(desk)
    expect(toast(desk, "Saved.")).to_be_visible()
    expect(desk.get_by_label("What happened?")).to_have_value("")
    assert notes(cast) == ["Wants the larger room"]


def slow(route: Any) -> None:
    if route.request.is_navigation_request():
        time.sleep(0.7)
    route.continue_()


@pytest.mark.parametrize("place", ["/deals/", "/deals/?layout=board", "/tasks/"])
@pytest.mark.parametrize("way", ["two clicks", "two keys", "one more while the page comes"])
def test_a_dialog_makes_one(desk: Page, firm: Firm, cast: Cast, place: str, way: str) -> None:
    key = place.split("/")[1]
    visit(desk, place)
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="New")
    dialog.locator("[name=name]").fill("Chimney")
    if way == "two clicks":
        dialog.get_by_role("button", name="Create", exact=True).dblclick(no_wait_after=True)
    elif way == "two keys":
        desk.keyboard.press("Control+Enter")
        desk.keyboard.press("Control+Enter")
    else:
        desk.route("**/*", slow)
        with desk.expect_response(lambda one: one.request.method == "POST"):
            desk.keyboard.press("Control+Enter")
        desk.keyboard.press("Control+Enter")
        desk.wait_for_timeout(900)
        desk.unroute_all(behavior="wait")
    expect(toast(desk, "is created.")).to_be_visible()
    desk.wait_for_load_state("networkidle")
    made = [row["name"] for row in rows.read(cast.owner, key, columns=("name",)).rows]
    assert made.count("Chimney") == 1


def test_a_refused_dialog_is_sent_again(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/contacts/")
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="New contact")
    dialog.locator("[name=first_name]").fill("Nadia")
    dialog.locator("#field-emails").fill("nadia(at)forge")
    dialog.get_by_role("button", name="Create").dblclick()
    expect(dialog.get_by_role("alert").first).to_contain_text("One thing needs a look")
    dialog.locator("#field-emails").fill("nadia@forge.test")
    listens(desk)
    dialog.get_by_role("button", name="Create").dblclick(no_wait_after=True)
    expect(toast(desk, "is created.")).to_be_visible()
    made = [row["first_name"] for row in rows.read(cast.owner, "contacts", columns=("first_name",)).rows]
    assert made.count("Nadia") == 1


def test_a_dialog_waits_for_the_line(desk: Page, context: BrowserContext, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/")
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="New deal")
    dialog.locator("[name=name]").fill("Chimney")
    listens(desk)
    context.set_offline(True)
    desk.keyboard.press("Control+Enter")
    expect(toast(desk, WORDS)).to_be_visible()
    context.set_offline(False)
    expect(toast(desk, "is created.")).to_be_visible(timeout=SOON)


def test_a_card_goes_back_and_can_be_moved_later(
    desk: Page, context: BrowserContext, firm: Firm, cast: Cast
) -> None:
    """It is said once; the message goes by itself, though nothing had been said on the page before."""
    visit(desk, "/deals/?layout=board")
    card = desk.locator(f"#card-{firm.refit}")
    context.set_offline(True)
    card.get_by_role("link").first.focus()
    desk.keyboard.press("]")
    expect(toast(desk, WORDS)).to_be_visible()
    expect(desk.locator(".toast")).to_have_count(1)
    qualified = desk.get_by_role("region", name="Qualified", exact=True)
    expect(qualified.locator(f"#card-{firm.refit}")).to_be_visible()
    expect(desk.locator(".toast")).to_have_count(0, timeout=SOON)
    context.set_offline(False)
    card.get_by_role("link").first.focus()
    desk.keyboard.press("]")
    expect(toast(desk, "moved to Discovery.")).to_be_visible()
    assert str(rows.one(cast.owner, "deals", firm.refit)["stage"].label) == "Discovery"
