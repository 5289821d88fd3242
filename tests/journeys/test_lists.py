"""Lists like a spreadsheet in the browser: a view is kept, a block is pasted, a group unfolds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, lists, reload_with, row, toast, visit
from trato.records import rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""


def amounts(cast: Cast) -> list[Any]:
    found = rows.read(cast.ana, "deals", columns=("value",), sort="name").rows
    return [one["value"] for one in found]


def test_a_view_is_kept_and_opened(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?filter=value>1")
    desk.get_by_role("button", name="Save view").click()
    dialog = desk.get_by_role("dialog", name="Save as a new view")
    dialog.get_by_label("Name").fill("Worth it")
    with reload_with(desk):
        dialog.get_by_role("button", name="Save view").click()
    toast(desk, "The view “Worth it” is saved.")
    expect(desk.get_by_role("navigation", name="Views").locator("[aria-current]")).to_have_text(
        re.compile("^Worth it")
    )
    expect(desk).to_have_url(re.compile(r"/deals/\?view=\d+$"))
    view = rows.read(cast.ana, "views", columns=("name", "filter", "audience")).rows[0]
    assert (view["name"], view["filter"], view["audience"]) == ("Worth it", "value>1", "private")


def test_a_task_is_finished_from_its_row(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """By d and by the tick; the list shows it at once, what was done stays said, and the cursor goes on."""
    made = [make.task(owner=cast.ana, name=f"Step {day}", due_on=f"2026-11-{day}") for day in (16, 17, 18)]
    visit(desk, "/tasks/?filter=status:open+name:Step")
    desk.keyboard.press("j")
    desk.keyboard.press("d")
    lists(desk, "Step 17", "Step 18")
    toast(desk, "Done: Step 16")
    expect(desk.locator("tr.cursor")).to_have_attribute("data-id", str(made[1]))
    row(desk, "Step 18").get_by_role("button", name="Done: Step 18").click()
    lists(desk, "Step 17")
    with reload_with(desk):
        toast(desk, "Done: Step 18").get_by_role("button", name="Undo").click()
    lists(desk, "Step 17", "Step 18")


def test_a_block_is_pasted_from_a_cell_on(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?sort=name&columns=value,expected_close_on")
    desk.keyboard.press("j")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("td.here")).to_have_count(1)
    before = amounts(cast)
    desk.evaluate(PASTE, "7\t2027-01-02\nlots\t2027-01-03")
    dialog = desk.get_by_role("dialog", name="Paste cells")
    expect(dialog).to_contain_text("One of 4 cells cannot be taken, so nothing was changed.")
    expect(dialog).to_contain_text("Value: “lots” is not an amount; write a number, such as 1200.")
    dialog.get_by_role("link", name="Close", exact=True).click()
    expect(dialog).to_have_count(0)
    desk.evaluate(PASTE, "7\t2027-01-02\n8\t2027-01-03")
    with reload_with(desk):
        dialog.get_by_role("button", name="Paste 4 cells").click()
    said = toast(desk, "4 cells are pasted.")
    assert [one.minor for one in amounts(cast)[:2]] == [700, 800]
    with reload_with(desk):
        said.get_by_role("button", name="Undo").click()
    toast(desk, "Undone for 2 records.")
    assert [
        one["value"] for one in rows.read(cast.ana, "deals", columns=("value",), sort="name").rows
    ] == before


def test_a_group_folds(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?group=owner")
    line = row(desk, "Kiln spares")
    expect(line).to_be_visible()
    head = desk.locator("button.fold").first
    head.click()
    expect(line).to_be_hidden()
    head.click()
    expect(line).to_be_visible()


def test_the_next_step_is_chosen_as_a_column(desk: Page, firm: Firm) -> None:
    """It comes and goes like any other column, is told in words, and has no way to sort by it."""
    visit(desk, "/deals/?sort=name")
    head = desk.get_by_role("columnheader", name="Next step")
    expect(head).to_have_count(1)
    expect(head.get_by_role("link")).to_have_count(0)
    expect(row(desk, "Furnace refit").locator(".next")).to_contain_text("Send the quote")
    expect(row(desk, "Kiln spares").locator(".next.none")).to_have_text("Nothing planned")
    expect(desk.get_by_role("columnheader", name="In stage").get_by_role("link")).to_have_count(1)
    visit(desk, "/deals/columns?sort=name")
    desk.get_by_role("checkbox", name="Next step").uncheck()
    desk.get_by_role("button", name="Show these columns").click()
    expect(desk.get_by_role("columnheader", name="In stage")).to_have_count(1)
    expect(desk.get_by_role("columnheader", name="Next step")).to_have_count(0)


def test_the_columns_are_sent_by_keys(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?sort=name")
    desk.evaluate("() => htmx.ajax('GET', '/deals/columns?sort=name', {target: '#dialogs'})")
    desk.get_by_role("dialog", name="Columns").get_by_role("checkbox", name="Next step").uncheck()
    with reload_with(desk):
        desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("columnheader", name="Next step")).to_have_count(0)


def test_a_cell_says_what_is_wrong_on_a_ground_of_its_own(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?sort=name&columns=value")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    desk.locator("td input[name=value]").fill("xyz")
    desk.keyboard.press("Enter")
    said = desk.locator("td").get_by_role("alert")
    expect(said).to_contain_text("is not an amount")
    clear = "rgba(0, 0, 0, 0)"
    assert said.evaluate("one => getComputedStyle(one).backgroundColor") != clear
    words, control = said.bounding_box(), desk.locator("td input[name=value]").bounding_box()
    assert words is not None
    assert control is not None
    assert words["y"] >= control["y"] + control["height"]


def test_a_field_to_filter_by_is_found_by_typing(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?view=0")
    desk.get_by_role("link", name="Filter", exact=True).first.click()
    dialog = desk.get_by_role("dialog", name="Add a filter")
    expect(dialog.get_by_label("Find a field")).to_be_focused()
    desk.keyboard.type("industr")
    expect(dialog.get_by_role("link")).to_have_text(["Company › industry"])
    expect(dialog.get_by_role("heading", name="Fields of linked records")).to_be_visible()
    desk.keyboard.type("zzz")
    expect(dialog.get_by_role("link")).to_have_count(0)
    expect(dialog.get_by_role("heading", name="Fields of linked records")).to_be_hidden()
    dialog.get_by_label("Find a field").fill("Expected")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog", name="Expected close")).to_be_visible()


def test_back_leads_to_where_one_stood(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    for number in range(70):
        make.contact(first_name="Ada", last_name=f"B{number:02}", owner=cast.ana)
    desk.set_viewport_size({"width": 1280, "height": 500})
    visit(desk, "/contacts/?sort=name")
    content = desk.locator("#main .content")
    last = desk.get_by_role("link", name="Ada B69", exact=True)
    for _page in range(5):
        content.evaluate("content => content.scrollTo({ top: content.scrollHeight })")
        desk.wait_for_timeout(200)
    stood = content.evaluate("content => content.scrollTop")
    expect(last).to_be_visible()
    desk.goto(f"/contacts/{firm.omar}")
    desk.go_back()
    expect(last).to_be_in_viewport()
    assert abs(content.evaluate("content => content.scrollTop") - stood) < 3
    desk.goto("/contacts/?sort=name")
    listens(desk)
    assert content.evaluate("content => content.scrollTop") == 0


def test_an_edited_cell_is_taken_back_by_one_key(desk: Page, firm: Firm, cast: Cast) -> None:
    """Nothing was said of it, so there is no button: what was done this minute goes back at once."""
    visit(desk, "/deals/")
    value = row(desk, "Furnace refit").locator("td[data-edit=value]")
    before = value.inner_text()
    value.dblclick()
    expect(value.get_by_role("textbox")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("31000")
    desk.keyboard.press("Enter")
    expect(value).to_have_text("$31,000")
    # The keyboard goes on in that row and cell.
    desk.keyboard.press("F2")
    expect(value.get_by_role("textbox")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+z")
    toast(desk, "Undone: Furnace refit.")
    expect(value).to_have_text(before)


def test_chosen_rows_are_exported_as_shown_or_whole(desk: Page, firm: Firm) -> None:
    """The bar stands at the foot of the list: its menu opens above it, and closes with the choice."""
    visit(desk, "/deals/?sort=name&columns=name&columns=value")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    bar = desk.get_by_role("form", name="Selection")
    for label, begins in (("Shown columns", "Name,Value"), ("All fields", "owner,name,")):
        bar.locator("summary", has_text="Export").click()
        choice = bar.get_by_role("button", name=label)
        expect(choice).to_be_in_viewport(ratio=1)
        with desk.expect_download() as got:
            choice.click()
        lines = Path(got.value.path()).read_text("utf-8-sig").splitlines()
        assert lines[0].startswith(begins)
        assert len(lines) == 2
        assert "Furnace refit" in lines[1]
        expect(choice).to_be_hidden()
