"""Work without a mouse: each key where it counts, none while one types, and the focus always to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import fact, is_at, listens, reload_with, row, toast, visit
from tests.journeys.test_lists import PASTE
from trato.records import actions, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Somebody types on and presses Enter; only then comes what the first letters find.
OLDER_ANSWER = """() => {
  const dialog = document.getElementById("search"), input = dialog.querySelector("[name=q]");
  input.value = "zurich";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  const detail = { requestConfig: { parameters: { q: "zur" } } };
  input.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true, detail }));
}"""
OUTLINE = "element => getComputedStyle(element).outlineStyle"


def test_search_opens_what_one_types(desk: Page, firm: Firm) -> None:
    visit(desk, "/contacts/")
    desk.keyboard.press("/")
    search = desk.get_by_role("dialog", name="Search")
    expect(search.get_by_role("combobox")).to_be_focused()
    desk.keyboard.type("furn")
    chosen = search.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Furnace refit")
    desk.keyboard.press("Escape")
    expect(search).to_be_hidden()
    desk.keyboard.press("Control+k")
    expect(search).to_be_visible()
    desk.keyboard.type("kettle")
    expect(chosen).to_have_attribute("href", f"/companies/{firm.kettle}")
    desk.keyboard.press("ArrowDown")
    expect(chosen).to_have_attribute("href", f"/contacts/{firm.omar}")
    desk.keyboard.press("ArrowUp")
    expect(chosen).to_have_attribute("href", f"/companies/{firm.kettle}")
    desk.keyboard.press("Enter")
    is_at(desk, f"/companies/{firm.kettle}")


def test_search_opened_at_once_again_begins_anew(desk: Page, firm: Firm) -> None:
    """Faster than any hand: what is typed replaces what stood there."""
    visit(desk, "/contacts/")
    listens(desk)
    desk.keyboard.press("/")
    search = desk.get_by_role("dialog", name="Search")
    desk.keyboard.type("furn")
    expect(search.get_by_role("option", selected=True)).to_contain_text("Furnace refit")
    desk.evaluate(
        """() => {
        const press = (target, key, more) => target.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
        press(document.activeElement, "Escape");
        press(document.body, "k", { ctrlKey: true });
        }"""
    )
    desk.keyboard.type("kettle")
    expect(search.get_by_role("combobox")).to_have_value("kettle")


def test_search_waits_for_what_one_means(desk: Page, firm: Firm) -> None:
    """Enter right after the last letter opens what these words find, not what stood there before."""
    visit(desk, "/contacts/")
    desk.keyboard.press("/")
    desk.keyboard.type("furn")
    expect(desk.get_by_role("option", selected=True)).to_contain_text("Furnace refit")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("zurich")
    desk.keyboard.press("Enter")
    is_at(desk, f"/companies/{firm.kettle}")


def test_enter_waits_through_an_older_answer(desk: Page, firm: Firm) -> None:
    """The answer to the first letters comes after Enter was pressed for all of them."""
    visit(desk, "/contacts/")
    desk.keyboard.press("/")
    expect(desk.get_by_role("dialog", name="Search")).to_be_visible()
    desk.evaluate(OLDER_ANSWER)
    is_at(desk, f"/companies/{firm.kettle}")


def test_the_palette_acts_on_what_is_chosen(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?sort=name")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.keyboard.press("Control+k")
    palette = desk.get_by_role("dialog", name="Search")
    chosen = palette.get_by_role("option", selected=True)
    expect(palette.get_by_role("group", name="1 selected")).to_contain_text("Assign")
    desk.keyboard.type("bin")
    expect(chosen).to_contain_text("Put into the bin")
    desk.keyboard.press("Enter")
    expect(palette).to_be_hidden()
    toast(desk, "in the bin")
    assert [row["name"] for row in rows.read(cast.ana, "deals", columns=["name"]).rows] == ["Kiln spares"]


def test_the_palette_acts_on_the_open_record(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.keyboard.press("Control+k")
    palette = desk.get_by_role("dialog", name="Search")
    chosen = palette.get_by_role("option", selected=True)
    expect(palette.get_by_role("group", name="Furnace refit")).to_be_visible()
    desk.keyboard.type(">edit")
    expect(chosen).to_contain_text("Edit")
    desk.keyboard.press("Enter")
    is_at(desk, f"/deals/{firm.refit}/edit")


def test_plain_search_and_the_commands_have_buttons(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/")
    palette = desk.get_by_role("dialog", name="Search")
    desk.locator(".sidebar").get_by_role("link", name="Search").click()
    desk.keyboard.type("kettle")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Blue Kettle")
    expect(palette.get_by_role("group", name="Commands")).to_have_count(0)
    desk.keyboard.press("Escape")
    desk.locator(".sidebar").get_by_role("link", name="Commands").click()
    desk.keyboard.type("> new contact")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("New contact")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("keyboard")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Keyboard shortcuts")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog", name="Keyboard")).to_be_visible()


def test_a_command_that_is_meant_comes_first(desk: Page, firm: Firm, cast: Cast) -> None:
    """Above the records that hold the same words, and once, though the page has a button for it as well."""
    actions.create(cast.ana, "deals", {"name": "New deal for the mill"})
    visit(desk, "/deals/")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("new deal")
    palette = desk.get_by_role("dialog", name="Search")
    expect(palette.get_by_role("option").filter(has_text="New deal for the mill")).to_be_visible()
    expect(palette.get_by_role("option", selected=True).locator("span").first).to_have_text("New deal")
    expect(palette.get_by_text("New deal", exact=True)).to_have_count(1)
    desk.keyboard.press("Enter")
    is_at(desk, "/deals/new")


def test_two_keys_go_to_a_list_and_one_creates(desk: Page, firm: Firm) -> None:
    visit(desk, "/")
    desk.keyboard.press("g")
    desk.keyboard.press("d")
    is_at(desk, "/deals/?filter=status:open")
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    is_at(desk, "/contacts/")
    desk.get_by_role("link", name="New contact").focus()
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="New contact")
    expect(dialog.get_by_label("First name")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(desk.get_by_role("link", name="New contact")).to_be_focused()


def test_the_list_is_walked_by_keys(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?sort=name")
    desk.keyboard.press("j")
    cursor = desk.locator("tr.cursor")
    expect(cursor).to_contain_text("Furnace refit")
    desk.keyboard.press("j")
    expect(cursor).to_contain_text("Kiln spares")
    link = cursor.get_by_role("link", name="Kiln spares")
    expect(link).to_be_focused()
    assert link.evaluate(OUTLINE) != "none"
    desk.keyboard.press("k")
    desk.keyboard.press("x")
    bar = desk.get_by_role("form", name="Selection")
    expect(bar).to_contain_text("1 selected")
    desk.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    desk.keyboard.press("Enter")
    panel = desk.get_by_role("complementary", name="Furnace refit")
    expect(panel).to_be_focused()
    is_at(desk, f"/deals/?sort=name&open={firm.refit}")
    desk.keyboard.press("j")
    expect(desk.get_by_role("complementary", name="Kiln spares")).to_be_focused()
    is_at(desk, f"/deals/?sort=name&open={firm.spares}")
    desk.keyboard.press("Escape")
    expect(desk.locator(".panel")).to_have_count(0)
    is_at(desk, "/deals/?sort=name")
    expect(desk.locator("tbody").get_by_role("link", name="Kiln spares")).to_be_focused()


def test_a_cell_is_edited_by_keys(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?sort=name&columns=name&columns=value&columns=expected_close_on")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    box = desk.locator("tr.cursor td[data-edit='value']").get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("13000")
    desk.keyboard.press("Tab")
    close = desk.locator("tr.cursor td[data-edit='expected_close_on'] input[type=date]")
    expect(close).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("tr.cursor")).to_contain_text("$13,000")
    assert rows.one(cast.ana, "deals", firm.refit)["value"].minor == 1_300_000
    desk.keyboard.press("j")
    expect(desk.locator("tr.cursor")).to_contain_text("Kiln spares")


def test_a_cell_whose_answer_is_slow_is_saved_once(desk: Page, firm: Firm, cast: Cast) -> None:
    """The next cell takes the keyboard while the first one is on its way: that is no second save."""
    held: list[Any] = []
    desk.route(
        "**/fields/value*", lambda it: held.append(it) if it.request.method == "POST" else it.continue_()
    )
    visit(desk, "/deals/?sort=name&columns=name&columns=value&columns=expected_close_on")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    box = desk.locator("tr.cursor td[data-edit='value']").get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("13000")
    desk.keyboard.press("Tab")
    expect(desk.locator("tr.cursor td[data-edit='expected_close_on'] input[type=date]")).to_be_focused()
    desk.keyboard.press("Escape")
    held[0].continue_()
    expect(desk.locator("tr.cursor")).to_contain_text("$13,000")
    desk.wait_for_timeout(300)
    assert len(held) == 1
    assert rows.one(cast.ana, "deals", firm.refit)["value"].minor == 1_300_000


def test_back_closes_the_panel_and_forward_opens_it(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?sort=name")
    link = desk.locator("tbody").get_by_role("link", name="Furnace refit")
    link.click()
    panel = desk.get_by_role("complementary", name="Furnace refit")
    expect(panel).to_be_visible()
    desk.go_back()
    expect(panel).to_have_count(0)
    is_at(desk, "/deals/?sort=name")
    expect(link).to_be_focused()
    desk.go_forward()
    expect(panel).to_be_visible()
    desk.reload()
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="Close", exact=True).click()
    expect(panel).to_have_count(0)
    is_at(desk, "/deals/?sort=name")


def test_facts_are_edited_by_keys_alone(desk: Page, firm: Firm) -> None:
    visit(desk, f"/contacts/{firm.nora}")
    title = fact(desk, "Job title")
    pencil = title.get_by_role("link", name="Edit Job title")
    pencil.focus()
    desk.keyboard.press("Enter")
    expect(title.get_by_role("textbox")).to_be_focused()
    desk.keyboard.type("Owner")
    desk.keyboard.press("Enter")
    expect(title.locator(".v")).to_have_text("Owner")
    expect(title.get_by_role("link", name="Edit Job title")).to_be_focused()
    desk.keyboard.press("e")
    is_at(desk, f"/contacts/{firm.nora}/edit")


def test_the_list_of_keys(desk: Page, firm: Firm) -> None:
    """Every page lists the keys that work there, and no others."""
    dialog = desk.get_by_role("dialog", name="Keyboard")
    works = {
        "/deals/": ("In a list", "On this page", "cf"),
        "/deals/?layout=board": ("Board", "Move the card to another column", "cf"),
        "/": ("My day", "Done, or plan a step", "c"),
        "/calendar/": ("On every page", "Earlier", "t[]c"),
        f"/deals/{firm.refit}": ("On every page", "Edit", "ec"),
    }
    for path, (heading, said, here) in works.items():
        visit(desk, path)
        desk.keyboard.press("?")
        expect(dialog.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        expect(dialog).to_contain_text(said)
        expect(dialog.locator("[data-filled=here] dt")).to_have_text(list(here))
        expect(dialog).to_contain_text("gdDeals")
        for other in {"In a list", "Board"} - {heading}:
            expect(dialog.get_by_role("heading", name=other, exact=True)).to_have_count(0)
    desk.keyboard.press("g")
    desk.keyboard.press("c")
    is_at(desk, f"/deals/{firm.refit}")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_task_is_finished_from_its_own_page(desk: Page, firm: Firm, cast: Cast) -> None:
    task = actions.create(cast.ana, "tasks", {"name": "Ring the mill"})
    visit(desk, f"/tasks/{task}")
    desk.keyboard.press("?")
    here = desk.get_by_role("dialog", name="Keyboard").locator("[data-filled=here]")
    expect(here.locator("dt")).to_have_text(["e", "d", "c"])
    expect(here.locator("dd")).to_have_text(["Edit", "Done", "New"])
    desk.keyboard.press("Escape")
    desk.keyboard.press("d")
    expect(desk.get_by_role("button", name="Reopen")).to_be_visible()
    assert rows.one(cast.ana, "tasks", task)["status"] == "done"


def test_a_card_of_the_board_is_edited_by_keys(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?layout=board")
    desk.locator(".card").get_by_role("link", name="Furnace refit", exact=True).focus()
    desk.keyboard.press("Shift+Enter")
    is_at(desk, f"/deals/{firm.refit}")
    visit(desk, "/deals/?layout=board")
    desk.locator(".card").get_by_role("link", name="Furnace refit", exact=True).focus()
    desk.keyboard.press("e")
    form = desk.get_by_role("dialog")
    form.get_by_label("Name", exact=True).fill("Furnace and flu")
    desk.keyboard.type("e")
    desk.keyboard.press("Enter")
    expect(toast(desk, "Saved.")).to_be_visible()
    is_at(desk, "/deals/?layout=board")
    expect(desk.locator(".card").get_by_role("link", name="Furnace and flue", exact=True)).to_be_visible()


def test_something_new_from_any_page(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.keyboard.press("c")
    is_at(desk, "/deals/new")


def test_no_key_fires_while_one_types(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/?open={firm.refit}")
    desk.get_by_label("What happened?").click()
    desk.keyboard.type("g c jkxe c / ? gd")
    expect(desk.get_by_label("What happened?")).to_have_value("g c jkxe c / ? gd")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    is_at(desk, f"/deals/?open={firm.refit}")
    visit(desk, "/deals/?view=0")
    desk.keyboard.press("f")
    words = desk.get_by_role("combobox", name="Filter in words")
    expect(words).to_be_focused()
    desk.keyboard.type("gcxj?")
    expect(words).to_have_value("gcxj?")
    expect(desk.locator("tr.cursor")).to_have_count(0)


def test_the_focus_is_always_to_be_seen(desk: Page, firm: Firm) -> None:
    """Tab by Tab through a page: what has the focus lies in the window and wears an outline."""
    for path in ("/deals/", f"/deals/{firm.refit}"):
        visit(desk, path)
        desk.keyboard.press("Tab")
        expect(desk.get_by_role("link", name="Skip to the content")).to_be_focused()
        unseen = []
        for _step in range(60):
            desk.keyboard.press("Tab")
            found = desk.evaluate(SEEN)
            if found == "body":
                break
            unseen += [found] if found else []
        assert unseen == [], path


#: The element that has the focus, if one cannot see that it has; nothing if one can.
SEEN = """() => {
  const element = document.activeElement;
  if (element === document.body) return "body";
  const look = () => {
    const parts = [];
    for (let one = element, up = 0; one && up < 4; one = one.parentElement, up += 1) {
      const style = getComputedStyle(one);
      parts.push(style.outlineStyle, style.outlineColor, style.borderColor, style.boxShadow);
    }
    return parts.join();
  };
  const { top, left, bottom, right, width, height } = element.getBoundingClientRect();
  const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && width > 0 && height > 0;
  const focused = look();
  element.blur();
  const plain = look();
  element.focus({ preventScroll: true });
  return inside && focused !== plain ? "" : element.outerHTML.slice(0, 120);
}"""


def test_the_cursor_is_on_its_row_after_a_change_of_many(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/?sort=name")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    desk.locator(".bulkbar:visible").get_by_role("button", name="Tag", exact=True).click()
    desk.locator("dialog .tag-input [aria-controls]").fill("Warm")
    desk.locator("dialog button.primary[value=preview-tags]").click()
    with reload_with(desk):
        desk.locator("dialog button.primary[value=apply-tags]").click()
    toast(desk, "Changed 1 deal.")
    expect(row(desk, "Kiln spares").get_by_role("link", name="Kiln spares")).to_be_focused()
    expect(desk.locator("tr.cursor")).to_have_attribute("data-id", str(firm.spares))


def test_a_dialog_over_an_editor_gives_the_focus_back(desk: Page, firm: Firm) -> None:
    """The editor has gone meanwhile: its row has the focus."""
    visit(desk, "/deals/?sort=name&columns=value")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    expect(desk.locator("td input[name=value]")).to_be_focused()
    desk.evaluate(PASTE, "7\t8\nlots\t9")
    expect(desk.get_by_role("dialog", name="Paste cells")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(f"tr[data-id='{firm.refit}'] :focus")).to_have_count(1)
    expect(desk.locator("dialog[open]")).to_have_count(0)


def test_a_dialog_called_off_gives_the_focus_back(desk: Page, firm: Firm, cast: Cast) -> None:
    """Also one that came back refused before, in the place of the first."""
    visit(desk, f"/deals/{firm.refit}")
    listens(desk)
    lost = desk.locator(".path").get_by_role("button", name="Lost")
    lost.focus()
    desk.keyboard.press("Enter")
    reason = desk.get_by_role("dialog").get_by_label("Lost reason")
    expect(reason).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("dialog")).to_contain_text("Lost reason is needed.")
    expect(reason).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(lost).to_be_focused()
    assert rows.one(cast.owner, "deals", firm.refit)["status"] == "open"


def test_a_line_of_my_day_is_edited_by_its_key(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """The form stands over the day: saved or called off, one goes on with the line."""
    for name, due in (("Measure the kitchen", "2026-01-02"), ("Order the doors", "2026-01-03")):
        make.task(owner=cast.ana, name=name, due_on=due)
    visit(desk, "/")
    desk.get_by_role("link", name="Order the doors").focus()
    desk.keyboard.press("e")
    form = desk.get_by_role("dialog")
    expect(form.locator("[name=name]")).to_have_value("Order the doors")
    desk.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(desk.get_by_role("link", name="Order the doors")).to_be_focused()
    desk.keyboard.press("e")
    form.locator("[name=name]").fill("Order the gates")
    desk.keyboard.press("Enter")
    expect(toast(desk, "Saved.")).to_be_visible()
    is_at(desk, "/")
    expect(desk.locator(".todo li.cursor")).to_contain_text("Order the gates")


def test_the_palette_shows_what_one_looked_at(desk: Page, cast: Cast, make: Makers) -> None:
    """Nothing was changed; what stands on the page itself is not what one looks for."""
    kiln, oven = (make.deal(owner=cast.ben, name=name) for name in ("Kiln of Ben", "Oven of Ben"))
    for deal in (kiln, oven):
        visit(desk, f"/deals/{deal}")
    desk.keyboard.press("Control+k")
    first = (
        desk.get_by_role("dialog", name="Search").get_by_role("group", name="Recent").get_by_role("option")
    )
    expect(first.first).to_contain_text("Kiln of Ben")
    expect(first.filter(has_text="Oven of Ben")).to_have_count(0)
