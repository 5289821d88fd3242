"""A day's work in the browser: each step as a person takes it, and what stands afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import editing, fact, is_at, listens, lists, pick, reload_with, row, toast, visit
from trato.records import actions, rows
from trato.sales.models import Deal
from trato.testing.cast import Cast
from trato.testing.makers import Makers

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_door(page: Page, firm: Firm) -> None:
    page.goto(f"/deals/{firm.refit}")
    page.get_by_label("E-mail").fill("ana@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("That e-mail and password do not belong together.")
    page.get_by_label("Password", exact=True).fill("Ana")
    page.get_by_role("button", name="Sign in").click()
    is_at(page, f"/deals/{firm.refit}")
    expect(page.get_by_role("heading", name="Furnace refit").last).to_be_visible()
    page.locator(".sidebar").get_by_role("link", name="Ana").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    is_at(page, "/sign-in")
    page.goto("/deals/")
    is_at(page, "/sign-in?next=/deals/")


def test_a_contact_is_created(desk: Page, firm: Firm) -> None:
    visit(desk, "/contacts/")
    desk.get_by_role("link", name="New contact").click()
    form = desk.get_by_role("dialog", name="New contact")
    form.get_by_label("First name").fill("Nora")
    form.get_by_label("Last name").fill("Lind")
    warning = form.locator(".duplicates")
    expect(warning).to_contain_text("This may be there already")
    expect(warning.get_by_role("link")).to_have_text("Nora Lind")
    expect(warning.get_by_role("link")).to_have_attribute("href", f"/contacts/{firm.nora}")
    form.get_by_label("First name").fill("Lena")
    form.get_by_label("Last name").fill("Ruiz")
    expect(warning).to_have_count(0)
    company = form.get_by_role("combobox", name="Companies")
    company.press_sequentially("orbi")
    offered = form.get_by_role("listbox").get_by_role("option")
    expect(offered).to_have_text([re.compile("Orbital Forge"), "New company: orbi"])
    company.press("Enter")
    expect(form.locator("[data-field=companies] .chip")).to_contain_text("Orbital Forge")
    form.locator("#field-emails").fill("lena@orbitalforge.com")
    company.press("Control+Enter")
    expect(desk).to_have_url(re.compile(r"/contacts/\d+$"))
    expect(desk.get_by_role("heading", level=1).last).to_have_text("Lena Ruiz")
    expect(fact(desk, "Companies")).to_contain_text("Orbital Forge")
    expect(fact(desk, "E-mails")).to_contain_text("lena@orbitalforge.com")
    expect(toast(desk, "The contact is created.").get_by_role("button", name="Undo")).to_be_visible()


def test_a_refused_form_says_what_is_wrong(desk: Page, firm: Firm) -> None:
    visit(desk, "/contacts/")
    desk.get_by_role("link", name="New contact").click()
    form = desk.get_by_role("dialog", name="New contact")
    form.get_by_label("First name").fill("Nora")
    form.locator("#field-emails").fill("nora(at)orbitalforge")
    form.get_by_role("button", name="Create").click()
    problems = form.get_by_role("alert")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text("One thing needs a look")
    expect(form.get_by_label("First name")).to_have_value("Nora")
    problems.get_by_role("link").click()
    expect(form.locator("#field-emails")).to_be_focused()


def test_a_fact_is_edited_where_it_stands(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/contacts/{firm.nora}")
    title = fact(desk, "Job title")
    title.locator(".v").click()
    expect(title.get_by_role("textbox")).to_have_value("Buyer")
    title.get_by_role("textbox").fill("Head of buying")
    title.get_by_role("textbox").press("Enter")
    expect(title.locator(".v")).to_have_text("Head of buying")
    title.locator(".v").click()
    title.get_by_role("textbox").fill("Nothing of the kind")
    title.get_by_role("textbox").press("Escape")
    expect(title.locator(".v")).to_have_text("Head of buying")
    assert rows.one(cast.ana, "contacts", firm.nora)["job_title"] == "Head of buying"


def test_a_value_that_is_none_is_asked_for_again(desk: Page, firm: Firm) -> None:
    visit(desk, f"/deals/{firm.refit}")
    value = fact(desk, "Value")
    amount = editing(value)
    amount.fill("a lot")
    amount.press("Enter")
    expect(value.get_by_role("alert")).to_contain_text("a lot")
    value.get_by_role("textbox").fill("12,500.50")
    value.get_by_role("textbox").press("Enter")
    expect(value.locator(".v")).to_have_text("$12,500.50")


def test_a_deal_moves_along_its_path(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    path = desk.get_by_role("list", name="Stage")
    expect(path.locator("[aria-current=step]")).to_contain_text("Qualified")
    path.get_by_role("button", name="Proposal").click()
    said = toast(desk, "Furnace refit moved to Proposal.")
    expect(path.locator("[aria-current=step]")).to_contain_text("Proposal")
    with reload_with(desk):
        said.get_by_role("button", name="Undo").click()
    expect(toast(desk, "Undone: Furnace refit.").get_by_role("button", name="Redo")).to_be_visible()
    expect(path.locator("[aria-current=step]")).to_contain_text("Qualified")
    with reload_with(desk):
        desk.keyboard.press("Control+Shift+Z")
    expect(toast(desk, "Done again: Furnace refit.").get_by_role("button", name="Undo")).to_be_visible()
    expect(path.locator("[aria-current=step]")).to_contain_text("Proposal")
    with reload_with(desk):
        desk.keyboard.press("Control+z")
    expect(path.locator("[aria-current=step]")).to_contain_text("Qualified")
    desk.get_by_role("button", name="Won").click()
    toast(desk, "Furnace refit: won.")
    assert rows.one(cast.ana, "deals", firm.refit)["status"] == "won"


def test_what_is_written_stands_on_the_timeline(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/deals/{firm.refit}")
    desk.get_by_label("What happened?").fill("They want it before March")
    with desk.expect_response(re.compile(rf"/deals/{firm.refit}/tasks$")):  # the tasks are read anew
        desk.keyboard.press("Control+Enter")
    note = desk.locator(".timeline article", has_text="before March")
    expect(note).to_contain_text("Ana wrote a note")
    expect(desk.get_by_label("What happened?")).to_have_value("")
    desk.get_by_label("Add a task").fill("Ring Nora")
    desk.get_by_label("Add a task").press("Enter")
    tasks = desk.locator(".open-tasks")
    expect(tasks.get_by_role("link", name="Ring Nora")).to_be_visible()
    tasks.get_by_role("button", name="Done: Ring Nora").click()
    toast(desk, "“Ring Nora” is done.")
    expect(tasks.get_by_role("link", name="Ring Nora")).to_have_count(0)
    expect(tasks.get_by_role("link", name="Send the quote")).to_be_visible()
    assert [
        one["name"] for one in rows.read(cast.ana, "tasks", columns=("name",), filter="status:done").rows
    ] == ["Ring Nora"]


def test_buttons_above_lead_to_the_composer(desk: Page, firm: Firm, cast: Cast) -> None:
    """What stands there already is kept, and one stays with the record."""
    visit(desk, f"/deals/{firm.refit}")
    composer, actions = desk.locator("form.composer"), desk.locator(".record-head .actions")
    composer.get_by_label("What happened?").fill("Wants the larger room")
    actions.get_by_role("link", name="Log call").click()
    said = composer.get_by_placeholder("What was said?")
    expect(said).to_be_focused()
    expect(said).to_have_value("Wants the larger room")
    expect(desk.locator("dialog[open]")).to_have_count(0)
    desk.keyboard.press("Control+Enter")
    expect(toast(desk, "Saved.")).to_be_visible()
    expect(desk).to_have_url(re.compile(f"/deals/{firm.refit}$"))
    assert [row["outcome"] for row in rows.read(cast.ana, "calls").rows] == ["connected"]
    expect(composer.get_by_placeholder("What comes next?")).to_be_focused()
    desk.keyboard.type("Send the plan")
    desk.keyboard.press("Control+Enter")
    expect(composer.locator(".kinds [aria-current]")).to_be_focused()
    assert [row["name"] for row in rows.read(cast.ana, "tasks", filter="name:plan").rows] == ["Send the plan"]
    desk.keyboard.press("e")
    expect(desk).to_have_url(re.compile(f"/deals/{firm.refit}/edit$"))
    expect(desk.get_by_label("Name", exact=True)).to_be_focused()


def test_a_part_that_comes_anew_leaves_alone_what_is_typed_in_it(desk: Page, firm: Firm, cast: Cast) -> None:
    """Somebody types the next task while the note's answer is still on its way."""
    visit(desk, f"/deals/{firm.refit}")
    listens(desk)
    add = desk.get_by_label("Add a task")
    add.fill("Ring No")
    about = [{"type": "deals", "id": firm.refit}]
    actions.create(cast.ana, "tasks", {"name": "Measure the door", "about": about})
    with desk.expect_response(re.compile(rf"/deals/{firm.refit}/tasks$")):
        desk.evaluate("htmx.trigger(document.body, 'happened')")
    tasks = desk.locator(".open-tasks")
    expect(tasks.get_by_role("link", name="Measure the door")).to_be_visible()
    expect(add).to_be_focused()
    add.press_sequentially("ra")
    add.press("Enter")
    expect(tasks.get_by_role("link", name="Ring Nora")).to_be_visible()
    expect(add).to_have_value("")
    tasks.get_by_role("button", name="Done: Measure the door").click()
    toast(desk, "“Measure the door” is done.")


def test_a_file_comes_in_and_goes_out_as_a_download(desk: Page, firm: Firm, tmp_path: Path) -> None:
    offer = tmp_path / "offer.html"
    offer.write_text("<script>alert(1)</script>")
    visit(desk, f"/deals/{firm.refit}?tab=files")
    desk.locator(".file-add input[type=file]").set_input_files(offer)
    link = desk.locator(".files").get_by_role("link", name="offer.html")
    expect(link).to_be_visible()
    with desk.expect_download() as started:
        link.click()
    assert started.value.suggested_filename == "offer.html"
    assert Path(started.value.path()).read_text() == "<script>alert(1)</script>"
    answer = desk.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-disposition"] == 'attachment; filename="offer.html"'


def test_the_bin(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, f"/contacts/{firm.omar}")
    desk.get_by_label("More", exact=True).click()
    desk.get_by_role("button", name="Put into the bin").click()
    is_at(desk, "/contacts/")
    toast(desk, "Omar Haddad is in the bin.")
    lists(desk, "Nora Lind")
    desk.get_by_role("link", name="Bin").click()
    pick(desk, "Omar Haddad")
    desk.get_by_role("form", name="Selection").get_by_role("button", name="Bring back").click()
    toast(desk, "Brought back: 1 contact.")
    expect(desk.get_by_role("heading", name="The bin is empty")).to_be_visible()
    visit(desk, f"/contacts/{firm.omar}")
    desk.get_by_label("More", exact=True).click()
    desk.get_by_role("button", name="Put into the bin").click()
    visit(desk, "/bin/")
    row(desk, "Omar Haddad").get_by_role("link", name="Omar Haddad").click()
    expect(desk.get_by_text("This lies in the bin.")).to_be_visible()
    desk.get_by_role("link", name="Delete for good").first.click()
    question = desk.get_by_role("dialog", name="Delete Omar Haddad for good?")
    question.get_by_role("link", name="Cancel").click()
    expect(question).to_have_count(0)
    desk.get_by_role("link", name="Delete for good").first.click()
    question.get_by_role("button", name="Delete for good").click()
    is_at(desk, "/contacts/")
    toast(desk, "Omar Haddad is deleted.")
    assert rows.count(cast.ana, "contacts", archived=None).number == 1


def test_the_list_is_cut_to_size(desk: Page, firm: Firm) -> None:
    visit(desk, "/companies/")
    lists(desk, "Blue Kettle", "Orbital Forge")
    desk.get_by_role("columnheader", name="Name").get_by_role("link").click()
    is_at(desk, "/companies/?sort=-name")
    lists(desk, "Orbital Forge", "Blue Kettle")
    desk.locator(".toolbar").get_by_label("More", exact=True).click()
    desk.get_by_role("link", name="Columns", exact=True).last.click()
    chooser = desk.get_by_role("dialog", name="Columns")
    chooser.get_by_role("checkbox", name="City").check()
    chooser.get_by_role("checkbox", name="Employees").uncheck()
    chooser.get_by_role("button", name="Show these columns").click()
    expect(desk.get_by_role("columnheader", name="City")).to_be_visible()
    expect(desk.get_by_role("columnheader", name="Employees")).to_have_count(0)
    lists(desk, "Orbital Forge", "Blue Kettle")


def test_the_list_is_filtered_by_hand_and_in_words(desk: Page, firm: Firm) -> None:
    visit(desk, "/deals/?view=0")
    desk.get_by_role("link", name="Filter", exact=True).click()
    dialog = desk.locator("dialog#filter")
    dialog.get_by_role("link", name="Value").click()
    expect(dialog.get_by_label("Value")).to_be_focused()
    desk.keyboard.type("10k")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("combobox", name="Filter in words")).to_have_value("value>=10k")
    lists(desk, "Furnace refit")
    chip = desk.locator(".filter")
    expect(chip).to_contain_text(re.compile("Value.*at least.*10,000"))
    chip.get_by_role("link", name="Remove Value").click()
    expect(desk.locator("tbody tr[data-id]")).to_have_count(2)
    words = desk.get_by_role("combobox", name="Filter in words")
    words.fill('company:"Blue Kettle" value<1k')
    words.press("Enter")
    expect(desk.locator("tbody tr[data-id]")).to_have_count(1)
    lists(desk, "Kiln spares")
    words.fill("valeu>10k")
    words.press("Enter")
    expect(desk.get_by_role("heading", name="This filter cannot be read")).to_be_visible()
    expect(desk.locator(".teach p").first).to_contain_text("value")
    expect(words).to_have_value("valeu>10k")
    expect(words).to_have_attribute("aria-invalid", "true")


def test_the_list_goes_on_while_one_scrolls(desk: Page, cast: Cast, make: Makers) -> None:
    for number in range(125):
        make.company(by=cast.ana, name=f"Works {number:03}")
    visit(desk, "/companies/")
    lines = desk.locator("tbody tr[data-id]")
    expect(desk.locator("tfoot")).to_contain_text("127")
    expect(lines).to_have_count(50)
    for loaded in (100, 127):
        desk.locator(".content").evaluate("element => element.scrollTo(0, element.scrollHeight)")
        expect(lines).to_have_count(loaded)
    found = desk.locator("tbody tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert len(set(found)) == 127
    expect(lines.last).to_contain_text("Works 124")
    expect(desk.locator("tr.more")).to_have_count(0)


def test_chosen_rows_are_changed_at_once(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/companies/")
    pick(desk, "Blue Kettle")
    pick(desk, "Orbital Forge")
    bar = desk.get_by_role("form", name="Selection")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Change").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="City").click()
    dialog.get_by_label("City").fill("Bergen")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text("Sets City to “Bergen” for 2 companies.")
    expect(dialog.get_by_role("button", name="Change 2 companies")).to_be_focused()
    desk.keyboard.press("Enter")
    said = toast(desk, "Changed 2 companies.")
    cities = [one["city"] for one in rows.read(cast.ana, "companies", columns=("city",), sort="name").rows]
    assert cities == ["Bergen", "Bergen"]
    with reload_with(desk):
        said.get_by_role("button", name="Undo").click()
    toast(desk, "Undone for 2 records.")
    cities = [one["city"] for one in rows.read(cast.ana, "companies", columns=("city",), sort="name").rows]
    assert cities == ["Zürich", "Leeds"]


def test_a_cell_is_edited_in_the_list(desk: Page, firm: Firm, cast: Cast) -> None:
    visit(desk, "/deals/")
    cell = row(desk, "Kiln spares").locator("td[data-edit='value']")
    cell.dblclick()
    cell.get_by_role("textbox").fill("950")
    cell.get_by_role("textbox").press("Enter")
    expect(cell).to_have_text("$950")
    assert rows.one(cast.ana, "deals", firm.spares)["value"].minor == 95_000
    expect(desk.locator(".panel")).to_have_count(0)
    expect(desk.locator("tfoot .sum")).to_contain_text("$12,950")


def test_what_follows_from_a_cell_follows_at_once(desk: Page, firm: Firm, cast: Cast) -> None:
    """Without word from the server: the days in a stage begin anew with the stage."""
    Deal._base_manager.filter(pk=firm.spares).update(stage_since=timezone.now() - timedelta(days=40))
    visit(desk, "/deals/")
    line = row(desk, "Kiln spares")
    expect(line).to_contain_text("40 d")
    cell = line.locator("td[data-edit='stage']")
    cell.dblclick()
    cell.get_by_role("combobox").select_option("Proposal")
    cell.get_by_role("combobox").press("Enter")
    expect(cell).to_have_text("Proposal")
    expect(line).not_to_contain_text("40 d")
    expect(line).to_contain_text("0 d")
