"""The pseudo-language runs from right to left, all that is ours in brackets: a bare string stands out."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Firm
from tests.journeys.steps import visit
from trato.accounts.models import User
from trato.records import actions
from trato.records.registry import registry
from trato.testing.cast import Cast

VIEWPORTS = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 360, "height": 740}}
#: The same in every language: numbers, keys, names of our own and of formats; and what Babel says.
KEPT = (
    r"^[\d\W_]*$",
    r"^(Trato|English|UTC|Ctrl|Enter|Esc|Shift|[a-z?/])$",
    r"^(valeu|status:)",  # the filter that one has typed
    r"^\W*[\d,.]+\W+US\$$",
    r"^USD · ",
    r"^Blue Kettle · ",  # why a deal stands in the day: facts of its own
)


@pytest.fixture(params=VIEWPORTS)
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"viewport": VIEWPORTS[request.param], "reduced_motion": "reduce"}


def test_nothing_is_bare_and_nothing_sticks_out(desk: Page, firm: Firm) -> None:
    assert settings.PSEUDO_LANGUAGE
    User.objects.filter(name="Ana").update(language="ar")
    bare: dict[str, set[str]] = {}
    wide: list[str] = []
    for path in (
        "/deals/",
        f"/deals/?open={firm.refit}",
        f"/deals/{firm.refit}",
        f"/deals/{firm.refit}?tab=changes",
        f"/companies/{firm.forge}?tab=files",
        f"/contacts/{firm.nora}/edit",
        "/deals/new",
        "/deals/filter",
        "/deals/columns",
        "/",
        "/deals/?layout=board",
        "/deals/?group=stage",
        f"/deals/{firm.refit}/move?by=stage",
        f"/deals/{firm.refit}?tab=lines",
        "/calendar/?view=week",
        "/calendar/?view=month",
        "/history/",
        "/leads/new",
        "/tasks/",
        "/products/",
        "/deals/?filter=valeu%3E3",
        "/search?q=forge",
        "/bin/",
        "/settings/",
        "/profile",
    ):
        visit(desk, path)
        expect(desk.locator("html")).to_have_attribute("dir", "rtl")
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
        desk.evaluate(
            "document.querySelectorAll('wbr').forEach((one) => one.remove()); document.body.normalize()"
        )
        for text in desk.evaluate(TEXTS, list(KEPT)):
            bare.setdefault(text, set()).add(path)
    assert wide == []
    known = data()
    lines = [
        f"{text}: {' '.join(sorted(paths))}" for text, paths in sorted(bare.items()) if text not in known
    ]
    assert lines == [], "\n".join(lines)


def data() -> set[str]:
    """What people have written: the values of all records, and the names of people."""
    found = {"Boats", "boat", "Boat"}  # the toy's own, which is in no catalog
    for record_type in registry.types():
        for record in record_type.model._base_manager.all():
            found |= {value for value in vars(record).values() if isinstance(value, str)}
    return found


#: The texts that one sees or hears and that hold words without a bracket around them.
TEXTS = """(kept) => {
  const patterns = kept.map((pattern) => new RegExp(pattern));
  const found = new Set();
  const take = (text) => {
    let said = text;
    // A sentence may hold another one.
    for (let before = ""; before !== said; ) [before, said] = [said, said.replace(/\\[[^\\[\\]]*\\]/g, " ")];
    said = said.replace(/ · Trato$/, "").replace(/\\s+/g, " ").trim();
    if (said && !patterns.some((pattern) => pattern.test(said))) found.add(said);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const kept = parent.closest("script, style, svg, noscript, .option span, .avatar, .logo, kbd, option");
    if (!kept) take(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[title], [aria-label], [placeholder], [alt]"))
    for (const name of ["title", "aria-label", "placeholder", "alt"]) take(element.getAttribute(name) ?? "");
  take(document.title);
  return [...found];
}"""


#: How far each fact begins from the side at which the page's lines begin; of several values each.
BEGINS = """() => [...document.querySelectorAll('.facts dd > .v:not(.empty)')]
  .filter((one) => one.checkVisibility())
  .flatMap((one) => {
    const parts = one.querySelectorAll(".labeled, .who > :first-child");
    return [...(parts.length ? parts : [one])].map((part) => {
      const range = document.createRange();
      range.selectNodeContents(part);
      const sides = [...range.getClientRects()].filter(({ width }) => width).map(({ right }) => right);
      const side = part.matches(".avatar, .logo") ? part.getBoundingClientRect().right : Math.max(...sides);
      return [part.textContent.trim(), Math.round(one.parentElement.getBoundingClientRect().right - side)];
    });
  })"""


def test_every_fact_begins_where_the_page_does(desk: Page, firm: Firm, cast: Cast) -> None:
    """Whatever its own direction is: a number is read from the left, and stands at the right."""
    given = {"phones": ["+34 600 123 456", "+34 112"], "emails": ["nora@forge.example"]}
    actions.change(cast.owner, "contacts", firm.nora, given)
    User.objects.filter(name="Ana").update(language="ar")
    desk.set_viewport_size({"width": 1440, "height": 900})
    visit(desk, f"/contacts/{firm.nora}")
    begins = desk.evaluate(BEGINS)
    assert len(begins) >= 6
    assert {text: far for text, far in begins if abs(far - begins[0][1]) > 1} == {}
