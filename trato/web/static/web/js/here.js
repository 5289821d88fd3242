// What the open page itself offers, for the palette: its buttons, links and menu lines, under the name of what they act on.
const LINES = ".button:not(summary), .menu-item, .path ol button";
const NEVER = "[hidden], [data-bulk], [data-close], [data-panel-close], [data-panel-step], [aria-current]";
const FEW = 5;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => fold(text).split(/\s+/).filter(Boolean);
const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

const HEAD = ":is(.main, .rows-side) > .record-head";
const isRecord = () => document.querySelector(HEAD) !== null;

// The chosen rows first, then the record at the side, then the page.
function places() {
  const bar = document.querySelector(".bulkbar:not([hidden])");
  const panel = document.querySelector("#panel .panel");
  const all = [];
  if (bar) all.push([text(bar.querySelector("b")), [bar], true]);
  if (panel) all.push([panel.getAttribute("aria-label"), [...panel.querySelectorAll(".bar, .record-head")], true]);
  const page = [...document.querySelectorAll(`.main > .toolbar, ${HEAD}`)];
  if (page.length) all.push([text(document.querySelector(".toolbar h1 > span:last-child")), page, isRecord()]);
  return all;
}

function line(element) {
  const title = text(element.querySelector(".label, span")) || element.getAttribute("aria-label") || element.title;
  const menu = element.closest("details.menu")?.querySelector("summary");
  const hint = menu ? text(menu.querySelector(".label")) || menu.getAttribute("aria-label") || "" : element.closest("ol")?.getAttribute("aria-label") ?? "";
  return { element, title, hint, icon: element.querySelector("svg") ?? menu?.querySelector("svg") };
}

function fits({ title, hint }, wanted) {
  const all = fold(`${title} ${hint}`);
  const words = wordsOf(all);
  // Words of languages without spaces stand anywhere.
  return wanted.every((word) => words.some((one) => one.startsWith(word)) || (/[^\x00-\x7f]/.test(word) && all.includes(word)));
}

function drawn({ element, title, hint, icon }, id, dialog) {
  const option = Object.assign(document.createElement("button"), { type: "button", className: "option", id });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  if (icon) option.append(icon.cloneNode(true));
  option.append(Object.assign(document.createElement("span"), { textContent: title }), Object.assign(document.createElement("span"), { className: "hint", textContent: hint }));
  const key = element.querySelector(":scope > kbd");
  if (key) option.append(key.cloneNode(true));
  option.addEventListener("click", () => {
    dialog.close();
    element.click();
  });
  return option;
}

// Groups of options; those of chosen rows and of an open record are marked as near.
export function offers(typed, dialog) {
  const wanted = wordsOf(typed.replace(/^\s*>/, ""));
  const few = !wanted.length && !typed.trim().startsWith(">");
  // The commands that stand there already.
  const leads = new Set([...dialog.querySelectorAll("[data-leads] a.option")].map((one) => one.getAttribute("href")));
  return places().flatMap(([name, roots, near], place) => {
    const known = new Map();
    for (const element of roots.flatMap((root) => [...root.querySelectorAll(LINES)])) {
      if (element.closest(NEVER)) continue;
      const one = line(element);
      // A phone and a desk may have a button each for one thing; the lines of a menu are different things.
      const key = `${one.title}|${one.hint}|${(one.hint && element.getAttribute("href")) || ""}`;
      if (one.title && fits(one, wanted) && !known.has(key) && !leads.has(element.getAttribute("href"))) known.set(key, one);
    }
    if (!known.size) return [];
    const group = Object.assign(document.createElement("div"), { className: "group" });
    const heading = Object.assign(document.createElement("h3"), { id: `here-${place}`, textContent: name });
    heading.setAttribute("role", "presentation");
    group.toggleAttribute("data-near", near);
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    const shown = [...known.values()].slice(0, few ? FEW : undefined);
    group.append(heading, ...shown.map((one, number) => drawn(one, `here-${place}-${number}`, dialog)));
    return [group];
  });
}
