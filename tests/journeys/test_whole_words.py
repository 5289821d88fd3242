"""What must be read whole is: names to choose from, labels beside values, what a meeting is about, tabs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.steps import row, visit
from trato.accounts.models import User
from trato.records import actions, outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.conftest import Firm
    from trato.accounts.actor import Actor
    from trato.testing.cast import Cast
    from trato.testing.makers import Makers

#: Those of the elements whose text does not fit.
CUT = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
WHOLE = """one => [one, ...one.querySelectorAll('*')].every((part) =>
  !part.clientWidth || (part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight + 1)
)"""
#: How far the words of one element end before the next one begins.
GAP = """([one, next]) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return next.getBoundingClientRect().left - words.getBoundingClientRect().right;
}"""


def test_names_to_choose_from_in_a_cell_are_whole(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """The list is wider than its cell, and the note beside a name gives way; only the cell has a ring."""
    make.company(owner=cast.ana, name="Ashdown Country House Hotel", domain="ashdownhouse.example")
    visit(desk, "/deals/")
    for key in ("j", "j", "ArrowRight", "ArrowRight"):
        desk.keyboard.press(key)
    expect(desk.locator("td.here")).to_contain_text("Orbital Forge")
    expect(row(desk, "Furnace refit").locator(".name > a")).to_have_css("outline-width", "0px")
    desk.keyboard.press("Enter")
    expect(desk.locator("td .fact-editor .combobox input:focus")).to_be_visible()
    desk.keyboard.type("ash")
    options = desk.get_by_role("option")
    expect(options).to_have_text([re.compile("^Ashdown Country House Hotel")])
    assert options.locator("> span").evaluate_all(CUT) == []


def test_labels_of_a_panel_stand_apart_from_the_values_before_them(desk: Page, firm: Firm) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/deals/?open={firm.spares}")
    labels = desk.locator(".panel-facts dt")
    expect(labels.get_by_text("Expected close")).to_have_css("height", "30px")
    values = desk.locator(".panel-facts dd > .v")
    for at in range(0, labels.count() - 1, 2):
        value, label = values.nth(at).element_handle(), labels.nth(at + 1).element_handle()
        assert desk.evaluate(GAP, [value, label]) >= 8


def test_what_a_meeting_is_about_ends_in_dots(desk: Page, cast: Cast, make: Makers) -> None:
    """Where an hour of a week has no room for all of it."""
    times = {"starts_at": "2030-02-12T10:00:00Z", "ends_at": "2030-02-12T11:00:00Z"}
    make.meeting(owner=cast.ana, name="Plans for the new kitchen " * 4, **times)
    visit(desk, "/calendar/?view=week&on=2030-02-12")
    words = desk.locator(".column .event.long-4 > a")
    expect(words).to_have_css("-webkit-line-clamp", "3")
    assert words.evaluate("one => one.scrollHeight > one.clientHeight")
    assert words.evaluate("one => one.clientHeight === 3 * parseFloat(getComputedStyle(one).lineHeight)")


def test_views_take_the_room_of_the_tools_words(desk: Page, firm: Firm) -> None:
    """In longer languages the tools are told by their pictures before a view is out of sight."""
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, "/tasks/?filter=status:open")
    tools = desk.locator(".toolbar > .end > .menu:visible .label")
    expect(tools.get_by_text("Sort")).to_have_css("position", "static")
    User.objects.filter(email="ana@example.com").update(language="es")
    visit(desk, "/tasks/?filter=status:open")
    expect(tools.get_by_text("Ordenar")).to_have_css("position", "absolute")
    expect(desk.locator(".toolbar > .end > .menu > summary[title=Agrupar]")).to_be_visible()
    tabs = desk.get_by_role("navigation", name="Vistas")
    for tab in tabs.get_by_role("link").all():
        expect(tab).to_be_in_viewport(ratio=1)
    expect(tabs.locator(".tabs-more")).to_be_hidden()


def test_what_a_conversion_does_is_said_in_sight(desk: Page, cast: Cast, make: Makers) -> None:
    """Its dialog scrolls only where the window is lower than it."""
    lead = make.lead(owner=cast.ana, name="N. Vale", company_name="Vale", emails=["nina@vale.example"])
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/leads/{lead}")
    desk.get_by_role("link", name="Convert").click()
    body = desk.get_by_role("dialog").locator(".dialog-body")
    expect(body).to_be_visible()
    assert body.evaluate("one => one.scrollHeight <= one.clientHeight")


def test_what_is_asked_of_a_call_stands_on_two_lines(desk: Page, firm: Firm) -> None:
    """Under what came of it: which way, how long and when; then what follows, beside Save."""
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/deals/{firm.refit}")
    desk.locator(".composer").get_by_role("link", name="Log call").click()
    foot = desk.locator(".composer footer")
    middle = "one => { const { top, bottom } = one.getBoundingClientRect(); return (top + bottom) / 2; }"
    asked = ("direction", "duration", "started_at")
    at = [foot.locator(f"[name={name}]").evaluate(middle) for name in asked]
    assert max(at) - min(at) < 2
    save = foot.get_by_role("button", name="Save").evaluate(middle)
    assert save - at[0] > 20
    assert abs(foot.locator("[name=follow_up]").evaluate(middle) - save) < 3


def test_nothing_planned_is_said_where_a_list_is_narrow(desk: Page, firm: Firm) -> None:
    """A mark alone tells nobody that nothing is planned."""
    desk.set_viewport_size({"width": 768, "height": 1024})
    visit(desk, "/deals/")
    words = row(desk, "Kiln spares").locator(".next.none > span")
    expect(words).to_have_css("position", "static")
    assert words.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert row(desk, "Kiln spares").evaluate("one => one.offsetHeight") == 36


def test_news_on_a_phone_have_the_whole_line(phone: Page, firm: Firm, cast: Cast, make: Makers) -> None:
    """The hour stands below what happened."""
    actions.change(
        cast.ben, "tasks", make.task(owner=cast.ben, name="Ask " * 20), {"owner": cast.ana.user_id}
    )
    outbox.drain()
    visit(phone, "/notifications/")
    line = phone.locator(".news-lines > li", has_text="Ask Ask").first
    words, hour = line.locator("> a").bounding_box(), line.locator("> time").bounding_box()
    assert words is not None
    assert hour is not None
    assert words["width"] > 260
    assert hour["y"] >= words["y"] + words["height"] - 1


def test_names_beside_a_record_are_whole(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """In two lines where one is too short; and while one changes them."""
    hospital = make.company(owner=cast.ana, name="Hospital Comarcal del Alto Duero")
    buyer = make.contact(owner=cast.ana, name="Callum Baptiste", companies=[hospital])
    pk = make.deal(owner=cast.ana, name="Vaccine storage", company=hospital, contacts=[buyer])
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/deals/{pk}")
    names = desk.locator(".related .rows b")
    expect(names.get_by_text("Hospital Comarcal del Alto Duero")).to_be_visible()
    cut = "all => all.filter(one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)"
    assert names.evaluate_all(f"all => ({cut})(all).length") == 0
    desk.get_by_role("link", name="Edit Contacts").click()
    chips = desk.locator(".fact-editor .chip > span")
    expect(chips).to_have_text(["Callum Baptiste"])
    assert chips.evaluate_all(CUT) == []


def test_a_day_is_whole_in_the_narrower_list_of_the_settings(
    entering: Callable[[Actor], Page], cast: Cast, firm: Firm, make: Makers
) -> None:
    make.relation(since="2019-05-27")
    desk = entering(cast.owner)
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, "/relations/")
    day = desk.get_by_role("cell", name="27 May 2019")
    expect(day).to_be_visible()
    assert day.evaluate_all(CUT) == []


def test_what_a_deal_is_worth_is_whole_among_a_phones_results(phone: Page, cast: Cast, make: Makers) -> None:
    """In two lines under its name where one is too short."""
    firm = make.company(owner=cast.ana, name="Cooperativa Agroalimentaria de los Remedios")
    make.deal(owner=cast.ana, name="Walk-in freezer", value="21200", company=firm)
    visit(phone, "/search?q=walk")
    hint = phone.locator(".option .hint", has_text="$21,200")
    expect(hint).to_be_visible()
    assert hint.evaluate_all(CUT) == []


def test_only_the_line_that_is_wrong_is_red(desk: Page, firm: Firm) -> None:
    """Not the empty one that waits below it."""
    visit(desk, f"/contacts/{firm.nora}/edit")
    lines = desk.locator(".field", has_text="E-mails").locator(".joined > input")
    lines.first.fill("nonsense")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".field.wrong")).to_have_count(1)
    colors = lines.evaluate_all("all => all.map(one => getComputedStyle(one).borderTopColor)")
    assert len(set(colors)) == len(colors) == 2


def test_what_a_figure_of_the_day_counts_is_whole(desk: Page, cast: Cast, firm: Firm) -> None:
    """A longer label takes two lines; the numbers stand on one line all the same."""
    User.objects.filter(email="ana@example.com").update(language="es")
    desk.set_viewport_size({"width": 1280, "height": 800})
    visit(desk, "/")
    labels = desk.locator(".stat > small")
    expect(labels.filter(has_text="Tareas hechas esta semana")).to_have_css("white-space", "normal")
    assert labels.evaluate_all(CUT) == []
    desk.locator(".stat > .note").first.evaluate(
        "one => (one.textContent = '2 con la fecha vencida hace tiempo')"
    )
    assert desk.locator(".stat :is(.note, b)").evaluate_all(CUT) == []
    over = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert desk.locator(".stat > div").evaluate_all(over) == 0
    tops = "all => all.map(one => Math.round(one.getBoundingClientRect().bottom))"
    assert len(set(desk.locator(".stat b").evaluate_all(tops))) == 1


def test_the_longest_amount_leaves_the_days_of_a_card_whole(
    desk: Page, cast: Cast, firm: Firm, make: Makers
) -> None:
    deal = make.deal(owner=cast.ana, name="Harbor", value="999999999999.99")
    User.objects.filter(email="ana@example.com").update(language="zh-hans")
    desk.set_viewport_size({"width": 1280, "height": 900})
    visit(desk, "/deals/?layout=board")
    days = desk.locator(f"#card-{deal} .days")
    expect(days).to_be_visible()
    box, card = days.bounding_box(), desk.locator(f"#card-{deal}").bounding_box()
    assert box
    assert card
    assert box["height"] < 24  # one line
    assert box["x"] + box["width"] <= card["x"] + card["width"]


def test_a_name_of_several_words_is_whole_in_a_list(desk: Page, cast: Cast, make: Makers) -> None:
    """On the screen of a laptop it takes two lines, before its end goes."""
    make.contact(owner=cast.ana, name="Ainhoa Sáenz de Santamaría", emails=["ainhoa@example.com"])
    make.deal(owner=cast.ana, name="Cold storage retrofit Santander", value="100")
    desk.set_viewport_size({"width": 1280, "height": 800})
    for place in ("/contacts/", "/deals/"):
        visit(desk, place)
        name = desk.locator("tbody td.name a", has_text="Santa").first
        expect(name).to_be_visible()
        assert name.evaluate(WHOLE), place


#: Where the foot's count ends, how far its sums reach, how high it is, and what room is left below them.
FOOT = """foot => {
  const sides = (all) => [...foot.querySelectorAll(all)].map((one) => one.getBoundingClientRect());
  const sums = sides(".sum .sums > *, .sum .beside > *").filter(({ width }) => width);
  const below = foot.getBoundingClientRect().bottom - Math.max(...sums.map(({ bottom }) => bottom));
  const [left, right] = [sums.map((one) => one.left), sums.map((one) => one.right)];
  return [sides(".name b")[0].right, Math.min(...left), Math.max(...right), foot.offsetHeight, below];
}"""


def test_the_foot_of_a_list_is_calm_and_whole(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """A sum, and what else it says in one line below; in several currencies whole all the same."""
    desk.set_viewport_size({"width": 1280, "height": 800})
    visit(desk, "/deals/")
    foot = desk.locator("tfoot")
    expect(foot.locator(".beside")).to_contain_text("Average")
    assert foot.evaluate(FOOT)[3] < 52
    for currency in ("EUR", "GBP"):
        make.deal(owner=cast.ana, name=f"In {currency}", value={"amount": "123456", "currency": currency})
    for width in (1280, 768, 360):
        desk.set_viewport_size({"width": width, "height": 800})
        visit(desk, "/deals/")
        expect(foot.locator(".sums")).to_contain_text("£123,456")
        count, begins, ends, _height, below = foot.evaluate(FOOT)
        assert count < begins < ends <= width, width
        assert below >= 0, width


#: How far the words reach beyond their cell, and how far they keep from what stands before it.
REACH = """(cell) => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  const { left, right } = words.getBoundingClientRect();
  const count = cell.parentElement.querySelector(".count").getBoundingClientRect();
  return [right - cell.getBoundingClientRect().right, left - count.right];
}"""


def test_the_sum_of_a_group_is_whole(desk: Page, cast: Cast, firm: Firm, make: Makers) -> None:
    """Where the sign of the currency stands behind, too, and in low rows."""
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="es")
    make.deal(owner=cast.ana, name="Plant", value="98765432")
    for width, density in ((1440, "comfortable"), (1024, "compact"), (768, "comfortable")):
        desk.set_viewport_size({"width": width, "height": 800})
        visit(desk, f"/deals/?group=stage&density={density}")
        total = desk.locator(".group-head td.num", has_text=re.compile(r"\d{2}\.\d{3}\.\d{3}")).first
        expect(total).to_have_css("overflow", "visible")
        beyond, gap = total.evaluate(REACH)
        assert beyond <= 0 < gap, width


def test_an_owner_of_two_names_is_whole_in_a_list(desk: Page, cast: Cast, firm: Firm) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(name="Amara Diallo-Keita")
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, "/deals/")
    name = desk.locator("tbody .who", has_text="Amara").first
    expect(name).to_be_visible()
    assert name.evaluate(WHOLE)


def test_what_a_filter_is_refused_for_is_whole_on_a_phone(phone: Page, cast: Cast, firm: Firm) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="es")
    visit(phone, "/deals/?filter=etapps:Discovery")
    said = phone.locator("#filter-error")
    expect(said).to_contain_text("etapps")
    assert said.evaluate(WHOLE)
    visit(phone, f"/deals/?open={firm.refit}&list=")
    expect(phone.locator(".panel .pos")).to_have_css("white-space", "nowrap")
