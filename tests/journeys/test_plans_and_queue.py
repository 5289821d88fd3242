"""Work in rows: a colleague is named, a plan is applied to many, its tasks are done in a queue."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import listens, pick, reload_with, toast, visit
from trato.notifications import center
from trato.records import outbox, rows
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def test_a_colleague_is_named(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    text = desk.get_by_placeholder("What happened?")
    text.press_sequentially("Please call, @be")
    offered = desk.get_by_role("listbox", name="People")
    expect(offered.get_by_role("option")).to_have_count(1)
    text.press("Enter")
    expect(text).to_have_value("Please call, @Ben ")
    desk.wait_for_timeout(400)
    expect(offered).to_be_hidden()
    with desk.expect_response(lambda one: "calls" in one.url):
        desk.locator(".composer .kinds a[data-writes=calls]").click()
    listens(desk)
    text = desk.locator(".composer textarea").first
    expect(text).to_be_focused()
    expect(text).to_have_value("Please call, @Ben ")
    desk.wait_for_timeout(400)
    expect(offered).to_be_hidden()
    desk.locator(".composer .kinds a[data-writes=notes]").click()
    text = desk.get_by_placeholder("What happened?")
    expect(text).to_be_focused()
    listens(desk)
    text.press_sequentially("and @cl")
    offered.get_by_role("option", name="Cleo").click()
    text.press("Control+Enter")
    expect(desk.locator(".mention")).to_have_text(["@Ben", "@Cleo"])
    expect(desk.get_by_text("Cleo cannot see this deal and is not told.")).to_be_visible()
    outbox.drain()
    assert [line.text for line in center.center(cast.ben).lines] == [
        "Ana mentioned you in Please call, @Ben and @Cleo"
    ]


def test_colleagues_are_offered_whole_in_a_low_dialog(desk: Page) -> None:
    """The list floats over the dialog, above the text where there is no room below; Esc closes it alone."""
    desk.set_viewport_size({"width": 1024, "height": 520})
    visit(desk, "/tasks/")
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog")
    text = dialog.locator("textarea[data-people]").first
    text.press_sequentially("Ask @be")
    offered = desk.get_by_role("option", name="Ben")
    expect(offered).to_be_in_viewport(ratio=1)
    over, under = offered.bounding_box(), text.bounding_box()
    assert over is not None
    assert under is not None
    assert over["y"] + over["height"] <= under["y"]
    expect(text).to_have_role("textbox")
    text.press("Escape")
    expect(offered).to_be_hidden()
    expect(dialog).to_be_visible()
    text.press("Backspace")
    expect(offered).to_be_visible()
    text.press("Tab")
    expect(text).to_have_value("Ask @Ben ")


def test_a_plan_for_two_deals_and_a_queue_of_its_tasks(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/")
    pick(desk, "Furnace refit")
    pick(desk, "Kiln spares")
    desk.get_by_role("button", name="Apply plan").click()
    desk.get_by_role("button", name="After the quote").click()
    desk.get_by_role("button", name="Make 8 tasks").click()
    expect(desk.get_by_text("“After the quote”: 8 tasks for 2 deals.")).to_be_visible()
    visit(desk, "/tasks/?filter=run.plan:%22After the quote%22")
    desk.get_by_role("link", name="Start queue").click()
    for place, key in enumerate("dsnnnnnn", 1):
        expect(desk.get_by_text(f"{place} of 8")).to_be_visible()
        listens(desk)
        desk.keyboard.press(key)
    expect(desk.get_by_text("That was the queue")).to_be_visible()
    expect(desk.locator(".figures")).to_contain_text("Skipped6")
    assert rows.count(cast.ana, "tasks", filter="status:done").number == 1
    visit(desk, f"/deals/{firm.refit}")
    desk.get_by_role("button", name="Stop: After the quote").click()
    expect(desk.get_by_text("“After the quote” is stopped")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("button", name="Stop: After the quote")).to_be_visible()


def test_the_steps_of_a_plan(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/plans/")
    desk.get_by_role("link", name="New customer").click()
    desk.wait_for_url("**open=**")
    desk.goto(f"/plans/{rows.read(cast.ana, 'plans', filter='name:customer').rows[0].id}/table")
    desk.get_by_role("button", name="Add line").click()
    desk.keyboard.type("60")
    last = desk.locator("[data-line]").last
    last.get_by_label("What is to be done").fill("Ask for a reference")
    last.get_by_label("For whom").select_option("person")
    last.get_by_label("Person").select_option(label="Mia")
    desk.get_by_role("button", name="Save").last.click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    steps = rows.read(cast.ana, "plans", columns=("steps",), filter="name:customer").rows[0]["steps"]
    assert (steps[-1]["day"], steps[-1]["name"], steps[-1]["person"]["label"]) == (
        60,
        "Ask for a reference",
        "Mia",
    )


def test_my_day_goes_on_where_one_stood(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """Each page that comes after a line was done begins at the line that took its place."""
    for day, name in enumerate(("Call Nora", "Call Omar", "Send samples", "Ask for the plan"), start=1):
        make.task(owner=cast.ana, name=name, due_on=f"2020-01-0{day}")
    visit(desk, "/")
    at = desk.locator(".todo li.cursor a").first
    expect(at).to_have_text("Call Nora")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(at).to_have_text("Send samples")
    with reload_with(desk):
        desk.keyboard.press("d")
    toast(desk, "Done: Send samples")
    expect(at).to_have_text("Ask for the plan")
    with reload_with(desk):
        desk.keyboard.press("d")
    expect(at).to_have_text("Kiln spares")
    visit(desk, "/")
    expect(at).to_have_text("Call Nora")


def test_the_keyboard_stays_in_a_checklist(desk: Page, cast: Cast, make: Makers) -> None:
    lines = [{"text": "Fuses"}, {"text": "Drain"}]
    task = make.task(owner=cast.ana, name="Survey", due_on="2026-11-20", checklist=lines)
    visit(desk, f"/tasks/{task}")
    tick = desk.get_by_role("button", name="Done: Fuses")
    tick.focus()
    desk.keyboard.press("Space")
    expect(desk.get_by_role("button", name="Not done: Fuses")).to_be_focused()


def test_what_is_marked_next_is_what_enter_opens(desk: Page, cast: Cast, make: Makers) -> None:
    """Not what has just been finished, which stands elsewhere on the page by now."""
    due = (("First", "2020-01-06"), ("Second", "2020-01-07"), ("Third", "2020-01-08"))
    tasks = {name: make.task(owner=cast.ana, name=name, due_on=day) for name, day in due}
    visit(desk, "/")
    desk.keyboard.press("j")
    expect(desk.locator(".cursor").get_by_role("link", name="Second")).to_be_visible()
    desk.keyboard.press("d")
    toast(desk, "Done: Second")
    listens(desk)
    expect(desk.locator(".cursor").get_by_role("link", name="Third")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/tasks/{tasks['Third']}")


def test_a_saved_view_keeps_what_the_box_says(desk: Page, cast: Cast, firm: Firm) -> None:
    visit(desk, "/deals/?filter=status:lost")
    desk.keyboard.press("f")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("value>50k")
    desk.get_by_role("button", name="Save view").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Big")
    dialog.get_by_role("button", name="Save view").click()
    toast(desk, "Big")

    def kept() -> str:
        (view,) = rows.read(cast.ana, "views", columns=("filter",), filter="name:Big").rows
        return str(view["filter"])

    assert kept() == "value>50k"
    # A view that is there already, of which another thing was changed before, as well.
    visit(desk, f"{desk.url}&sort=value")
    desk.keyboard.press("f")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("value>60k")
    desk.get_by_role("button", name="Save view").click()
    toast(desk, "Big")
    assert kept() == "value>60k"


def test_what_takes_a_buttons_place_has_the_keyboard(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.locator("#path-ends").get_by_role("button", name="Won").click()
    expect(desk.get_by_role("button", name="Reopen")).to_be_focused()
    listens(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator("#path-ends").get_by_role("button", name="Won")).to_be_focused()
