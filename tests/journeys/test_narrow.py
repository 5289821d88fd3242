"""What gives way where the window is narrow, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.steps import enter, toast, visit
from trato.accounts.models import User
from trato.records import actions, outbox, rows

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.journeys.conftest import Firm
    from trato.testing.cast import Cast
    from trato.testing.makers import Makers

#: What stands over the line of the present, in the middle of its column.
OVER_NOW = """(line) => {
  const { left, width, top } = line.getBoundingClientRect();
  line.style.pointerEvents = "auto";
  return document.elementFromPoint(left + width / 2, top + 1).closest(".event, .now").className;
}"""
#: In how many lines the words stand, and whether they stay inside.
LINES = """(one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return one.scrollWidth <= one.clientWidth ? words.getClientRects().length : 0;
}"""

#: Nothing covers where it begins.
IS_ABOVE = """(one) => {
  const { x, y } = one.getBoundingClientRect();
  return document.elementFromPoint(x + 2, y + 2) === one;
}"""
MIDDLE = "(one) => { const { top, bottom } = one.getBoundingClientRect(); return (top + bottom) / 2; }"


def side(found: Locator) -> tuple[float, float]:
    """Where it begins and ends, from left to right."""
    box = found.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]


def test_a_narrow_list_leaves_the_names_their_room(desk: Page, firm: Firm) -> None:
    """Columns that a type can spare hide, with their sums; the name takes what they leave."""
    desk.set_viewport_size({"width": 768, "height": 700})
    visit(desk, "/companies/")
    heads = [head.inner_text() for head in desk.get_by_role("columnheader").all() if head.is_visible()]
    assert heads[1:] == ["Name", "Industry", "Revenue", "Owner"]
    begin, end = side(desk.locator("th.name"))
    assert end - begin > 200
    for head, foot in (("th[data-column=revenue]", "tfoot .sum"), ("th[data-column=owner]", "tfoot .act")):
        assert side(desk.locator(head)) == side(desk.locator(foot))
    desk.set_viewport_size({"width": 360, "height": 740})
    expect(desk.get_by_text("orbitalforge.com")).to_be_visible()


def test_a_narrow_list_says_names_whole(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """In two lines where one is too short, with some air around them; a compact list keeps to one."""
    acme = make.company(name="Gemeinschaftsküche Rhein-Neckar")
    make.deal(owner=cast.ana, name="Combi oven and blast chiller for Bonn", company=acme, value="109000")
    desk.set_viewport_size({"width": 768, "height": 900})
    for address, lines in (("/deals/", 2), ("/deals/?density=compact", 1)):
        visit(desk, address)
        row = desk.get_by_role("row", name="Select Combi oven")
        cell = row.locator("td.name > a")
        height = cell.evaluate(
            "(one) => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)"
        )
        assert round(height) == lines
        firm_name = row.locator("td.firm .who > :last-child")
        cut = firm_name.evaluate("(one) => one.scrollWidth > one.clientWidth")
        assert cut is (lines == 1)
        heights = {
            round(one.evaluate("(one) => one.offsetHeight"))
            for one in desk.locator("tbody tr[data-id]").all()
        }
        assert max(heights) - min(heights) <= (5 if lines == 2 else 0)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_date_in_a_related_card_stands_on_one_line(desk: Page, cast: Cast, firm: Firm) -> None:
    actions.change(cast.owner, "deals", firm.refit, {"expected_close_on": "2028-12-26"})
    for width in (1440, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        visit(desk, f"/companies/{firm.forge}")
        note = desk.locator(".related small", has_text="Expected close 26\xa0Dec\xa02028")
        assert note.evaluate(LINES) == 1
        assert side(note)[1] <= width


def test_what_happens_now_stands_over_the_line_of_the_present(desk: Page, cast: Cast, make: Makers) -> None:
    now = datetime.now(UTC)
    begin = max(now - timedelta(minutes=20), now.replace(hour=0, minute=0, second=0))
    times = {"starts_at": begin.isoformat(), "ends_at": (begin + timedelta(minutes=40)).isoformat()}
    make.meeting(owner=cast.ana, name="Site visit", **times)
    visit(desk, "/calendar")
    line = desk.locator(".column .now")
    # Late in the day it lies below what is seen at first, early in the morning behind the heads.
    line.evaluate("one => one.scrollIntoView({ block: 'center' })")
    assert "event" in line.evaluate(OVER_NOW).split()


def test_the_week_of_a_phone_stands_at_today(phone: Page, cast: Cast, make: Makers) -> None:
    today = datetime.now(UTC).date()
    for back in range(7):
        day = today - timedelta(days=back)
        for number in range(3):
            make.task(owner=cast.ana, name=f"Task {back} {number}", due_on=day.isoformat())
    visit(phone, "/calendar?view=week")
    agenda, heading = phone.locator(".agenda"), phone.locator(".agenda h3.today")
    top, at = agenda.bounding_box(), heading.bounding_box()
    assert top is not None
    assert at is not None
    assert abs(at["y"] - top["y"]) < 2


def test_the_tab_of_the_column_in_sight_is_seen_whole(phone: Page, firm: Firm) -> None:
    visit(phone, "/deals/?layout=board")
    card = phone.locator(f"#card-{firm.refit} h3 a")
    for stage in ("Discovery", "Proposal", "Negotiation"):
        card.focus()
        phone.keyboard.press("]")
        tab = phone.locator(".stagetabs a[aria-current]")
        expect(tab).to_have_text(f"{stage}1")
        begin, end = side(tab)
        assert 0 <= begin < end <= 360 - 28, stage


def test_long_words_find_their_place(phone: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """The head of the notifications keeps its title, and the hours of the day their label."""
    User.objects.filter(email="ana@example.com").update(language="es")
    proposal = rows.read(cast.owner, "stages", filter='name="Proposal"').rows[0].id
    actions.change(cast.adam, "deals", firm.refit, {"stage": proposal})
    outbox.drain()
    make.task(owner=cast.ana, name="Ring", due_on=datetime.now(UTC).date().isoformat())
    visit(phone, "/notifications")
    expect(phone.get_by_role("button", name="Marcar todo como leído")).to_be_visible()
    title = phone.locator(".toolbar h1 span").last
    assert title.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    phone.set_viewport_size({"width": 1440, "height": 900})
    visit(phone, "/")
    label = phone.locator(".today-hours .whole > span")
    expect(label).to_have_text("Todo el día")
    assert label.evaluate(LINES) == 1


def test_a_crowded_list_on_a_small_laptop_yields_names_their_room(
    desk: Page, cast: Cast, make: Makers
) -> None:
    """Whose records they are is told by pictures there, whole under their head; a large screen has names."""
    firm = make.company(owner=cast.ana, name="Boulangerie Lefèvre et Filles")
    for name in ("Aleksandra Wiśniewska", "Bartholomäus Hinterseer", "Konstantinos Papadopoulos"):
        facts = {
            "job_title": "Head of purchasing",
            "emails": [f"{name.split()[0].lower()}@boulangerie.example"],
        }
        make.contact(owner=cast.ana, name=name, companies=[firm], **facts)
    desk.set_viewport_size({"width": 1280, "height": 800})
    visit(desk, "/contacts/?filter=Lefèvre")
    row = desk.locator("tbody tr[data-id]").first
    owner = row.locator("td.faces .who")
    expect(owner).to_have_attribute("title", "Ana")
    expect(owner.get_by_text("Ana")).to_have_css("position", "absolute")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert desk.locator("th, td.name, td.faces").evaluate_all(cut) == []
    desk.set_viewport_size({"width": 1440, "height": 900})
    expect(owner.get_by_text("Ana")).to_have_css("position", "static")


def test_the_panel_stands_above_the_calendar(desk: Page, cast: Cast, make: Makers) -> None:
    """The heads of the days stay below it, wherever they stick."""
    now = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    times = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(hours=1)).isoformat()}
    make.meeting(owner=cast.ana, name="Site visit", **times)
    visit(desk, "/calendar")
    desk.locator(".column .event a").first.click()
    panel = desk.locator(".panel")
    expect(panel).to_be_visible()
    heads = desk.locator(".calendar .heads").evaluate(
        "one => { const { right, top } = one.getBoundingClientRect(); return [right - 40, top + 8]; }"
    )
    over = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.panel'))"
    assert desk.evaluate(over, heads)


def test_what_can_be_done_wraps_in_the_panel(desk: Page, cast: Cast, make: Makers) -> None:
    lead = make.lead(
        owner=cast.ana, name="Jasper Whitlock", emails=["j@whitlock.example"], phones=["+44 20 7946 0000"]
    )
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/leads/?open={lead}")
    _begin, edge = side(desk.locator(".panel"))
    buttons = desk.locator(".panel .record-head .actions .button").all()
    assert len(buttons) > 5
    for button in buttons:
        _begin, end = side(button)
        assert end <= edge, button.inner_text()
        assert button.evaluate("one => one.scrollWidth <= one.clientWidth"), button.inner_text()


def test_tags_wrap_beside_their_label(desk: Page, cast: Cast, make: Makers) -> None:
    tags = ["Cold storage", "Key account", "Renewal in spring"]
    lead = make.lead(owner=cast.ana, name="Jasper Whitlock", tags=tags)
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/leads/{lead}")
    column = side(desk.locator("#fact-tags + dd"))
    for chip in desk.locator("#fact-tags + dd .chip").all():
        begin, end = side(chip)
        assert column[0] <= begin < end <= column[1], chip.inner_text()


def test_figures_of_the_day_keep_their_lines(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """A number beside which its line finds no room stands alone, on the line of the others."""
    soon = f"{timezone.localdate() + timedelta(days=2)}"
    make.deal(
        owner=cast.ana, name="Cold chain", value="987654321", company=firm.forge, expected_close_on=soon
    )
    User.objects.filter(email="ana@example.com").update(language="es")
    desk.set_viewport_size({"width": 1120, "height": 800})
    visit(desk, "/")
    heights = "all => all.map(one => one.clientHeight)"
    assert set(desk.locator(".stat > div").evaluate_all(heights)) == {32}
    seen = """all => all.map(one => [one, one.parentElement].map(it => it.getBoundingClientRect()))
      .filter(([line, box]) => line.top < box.bottom).map(([line]) => Math.round(line.width))"""
    widths = desk.locator(".stat .spark").evaluate_all(seen)
    assert widths
    assert min(widths) >= 40
    for figure in desk.locator(".stat b").all():
        assert figure.evaluate("one => one.scrollWidth <= one.clientWidth + 1"), figure.inner_text()


def test_on_a_phone_a_value_stands_on_the_line_of_its_label(phone: Page, cast: Cast) -> None:
    enter(phone.context, cast.owner)
    visit(phone, "/settings/")
    top = """one => { const words = document.createRange();
      words.selectNodeContents(one); return Math.round(words.getClientRects()[0].top); }"""
    labels = [one.evaluate(top) for one in phone.locator(".facts.words dt").all()]
    values = [one.evaluate(top) for one in phone.locator(".facts.words dd > .v").all()]
    assert len(labels) > 2
    assert labels == values


def test_a_phone_leaves_no_empty_group_and_no_empty_place(phone: Page, cast: Cast) -> None:
    """Who only reads has one settings page in the first group, the one that is open, and makes nothing."""
    enter(phone.context, cast.rita)
    visit(phone, "/settings/")
    nav = phone.locator(".settings-nav")
    assert nav.locator("h2:visible").count() == nav.locator("ul:visible").count() > 0
    assert nav.locator("h2:visible", has_text="Workspace").count() == 0
    visit(phone, "/deals/")
    assert side(phone.locator(".bottombar > :last-child"))[1] == phone.evaluate("innerWidth")


def test_days_to_put_a_task_off_to_are_said_whole(phone: Page, firm: Firm) -> None:
    User.objects.filter(email="ana@example.com").update(language="es")
    visit(phone, "/tasks/queue")
    days = phone.locator(".queue-acts .pills .button")
    assert days.filter(has_text="La próxima semana").count() == 1
    cut = "one => [one, ...one.children].some(part => part.scrollWidth > part.clientWidth)"
    assert [day.inner_text() for day in days.all() if day.evaluate(cut)] == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_phone_counts_where_one_is_in_the_queue(phone: Page, firm: Firm) -> None:
    visit(phone, "/tasks/queue")
    title, position = phone.locator(".toolbar h1 span").last, phone.locator(".toolbar .once")
    assert title.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert position.evaluate(LINES) == 1


def test_the_ring_of_a_task_stands_beside_its_name(desk: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """Also where the name takes two lines."""
    make.task(owner=cast.ana, name="Send the energy comparison for the cold rooms in Leeds")
    desk.set_viewport_size({"width": 768, "height": 700})
    visit(desk, "/tasks/")
    for name in desk.locator("tbody td.name").all():
        ring, words = name.locator(".finish"), name.locator("a")
        assert side(ring)[1] <= side(words)[0]
        assert abs(ring.evaluate(MIDDLE) - words.evaluate(MIDDLE)) <= 2
        assert name.evaluate("one => one.offsetHeight") <= 42


def test_what_is_chosen_stays_inside_its_field(desk: Page, cast: Cast, make: Makers) -> None:
    who = make.contact(owner=cast.ana, name="María del Carmen Fernández de la Vega y Rodríguez-Casanova")
    deal = make.deal(owner=cast.ana, name="Kiln", contacts=[who])
    for width in (1440, 360):
        desk.set_viewport_size({"width": width, "height": 740})
        visit(desk, f"/deals/{deal}/edit")
        field = desk.locator("[data-field=contacts]")
        (left, right), (begin, end) = side(field.locator(".box")), side(field.locator(".chip"))
        assert left < begin < end < right
        expect(field.get_by_role("button", name="Remove María")).to_be_visible()


def test_one_figure_takes_the_whole_line(desk: Page, firm: Firm) -> None:
    visit(desk, f"/contacts/?open={firm.nora}")
    figures = desk.locator(".panel .figures")
    (left, right), (begin, end) = side(figures), side(figures.locator("> *"))
    assert right - left - 4 < end - begin


def test_no_room_is_kept_on_a_phone_for_a_ring_that_is_not_there(
    phone: Page, cast: Cast, firm: Firm, make: Makers
) -> None:
    start = datetime.now(UTC) + timedelta(days=1)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    make.meeting(owner=cast.ana, name="Site visit", about=[f"deals/{firm.refit}"], **times)
    visit(phone, "/meetings/")
    name = phone.locator("tbody td.name")
    assert side(name.locator("a"))[0] == side(name)[0]


def test_a_phones_message_stays_in_sight_however_far_a_record_is_scrolled(phone: Page, firm: Firm) -> None:
    """With its undo, above the bar at the foot."""
    visit(phone, f"/deals/{firm.refit}")
    for number in range(6):
        phone.get_by_label("What happened?").fill(f"Visit {number}")
        phone.locator("form.composer").get_by_role("button", name="Save").tap()
        expect(phone.locator(".timeline article", has_text=f"Visit {number}")).to_be_visible()
    undo, bar = toast(phone, "Saved.").get_by_role("button", name="Undo"), phone.locator(".bottombar")
    for way in (0, 5000):
        phone.locator(".main").evaluate("(main, way) => main.scrollTo(0, way)", way)
        box, foot = undo.bounding_box(), bar.bounding_box()
        assert box is not None
        assert foot is not None
        assert 400 < box["y"] < foot["y"] - box["height"]
    assert phone.locator(".main").evaluate("(main) => main.scrollTop") > 50


def test_a_phone_can_put_the_next_step_off_where_it_stands(phone: Page, cast: Cast, firm: Firm) -> None:
    """A button without words, large enough for a thumb."""
    task = actions.create(
        cast.ana, "tasks", {"name": "Ring", "due_on": "2026-01-15", "about": [f"deals/{firm.refit}"]}
    )
    visit(phone, f"/deals/{firm.refit}")
    later = phone.locator(".nextstep").get_by_role("button", name="Later", exact=True)
    box = later.bounding_box()
    assert box is not None
    beside = phone.locator(".nextstep").get_by_role("button", name="Done").bounding_box()
    assert beside is not None
    assert (44 <= box["width"] < 60, box["height"]) == (True, beside["height"])
    later.tap()
    toast(phone, "Ring waits until")
    assert f"{rows.one(cast.ana, 'tasks', task)['due_on']}" > "2026-01-15"


def test_what_a_phone_asks_after_a_call_is_in_sight(phone: Page, cast: Cast, firm: Firm) -> None:
    """Below the bars that stay above, however far one scrolled for the button."""
    about = [{"type": "deals", "id": firm.refit}]
    for number in range(9):
        actions.create(cast.ana, "notes", {"body": f"Note {number}", "about": about})
    visit(phone, f"/deals/{firm.refit}?write=calls")
    composer = phone.locator("form.composer")
    composer.get_by_placeholder("What was said?").fill("Wants two")
    save = composer.get_by_role("button", name="Save")
    save.evaluate("(button) => button.scrollIntoView({ block: 'center' })")
    phone.locator(".main").evaluate("(one) => one.scrollBy(0, 160)")
    save.tap()
    asks = composer.get_by_text("Logged. What next?")
    expect(asks).to_be_visible()
    phone.wait_for_function(IS_ABOVE, arg=asks.element_handle())
