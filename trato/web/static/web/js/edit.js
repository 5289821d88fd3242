// Turns a [data-edit] value into its editor: click, or its pencil; Enter saves, Esc leaves, Tab saves and goes on.
import { begin } from "web/begin";

const kept = new WeakMap();
const CONTROL = "input:not([type=hidden]),select,textarea";
const EDITOR = "[data-editor], .conflict, .conflict button";
let edited = "";

// In a table the row says of which record, the cell of which field.
function editorOf(cell) {
  const record = cell.matches("td") && cell.closest("[data-record]")?.dataset.record;
  return record ? `${record}/fields/${cell.dataset.edit}?cell=1` : cell.dataset.edit;
}

export async function edit(cell) {
  if (!cell || cell.querySelector("[data-editor]")) return;
  kept.set(cell, cell.innerHTML);
  edited = editorOf(cell);
  await window.htmx.ajax("GET", edited, { target: cell, swap: "innerHTML" });
  // At once, not when it has settled: whoever types fast would send the form past htmx.
  window.htmx.process(cell);
  begin(cell.querySelector(CONTROL));
}

function leave(cell) {
  cell.innerHTML = kept.get(cell) ?? "";
  goHome(cell);
}

// Where the keyboard goes on: to what is asked, to the pencil, or in a list to the row.
function goHome(cell) {
  const asked = cell?.querySelector(`form :is(${CONTROL},button)`);
  (asked ?? cell?.querySelector(".pencil") ?? cell?.closest("tr")?.querySelector("a[href]"))?.focus({ preventScroll: true });
}

function changed(form) {
  return [...form.elements].some((control) => {
    if (control.matches("[type=checkbox],[type=radio]")) return control.checked !== control.defaultChecked;
    if (control.matches("select")) return [...control.options].some((option) => option.selected !== option.defaultSelected);
    return "defaultValue" in control && control.value !== control.defaultValue;
  });
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-edit]");
  if (event.target.closest("[data-cancel]")) return leave(cell);
  if (!cell || event.ctrlKey || event.metaKey || event.target.closest("[data-editor]")) return;
  if (event.target.closest("a:not(.pencil), button, input") || cell.matches("td") || String(getSelection())) return;
  event.preventDefault();
  edit(cell);
});

document.addEventListener("dblclick", (event) => {
  const cell = event.target.closest("td[data-edit]");
  if (cell && !event.target.closest("a")) edit(cell);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-editor]");
  if (!form || event.isComposing || event.defaultPrevented) return;
  const cell = form.closest("[data-edit]");
  const simple = [...form.querySelectorAll(CONTROL)].filter((control) => control.checkVisibility()).length === 1;
  if (event.key === "Escape") leave(cell);
  else if (event.key === "Enter" && (event.ctrlKey || !event.target.matches("textarea, button"))) form.requestSubmit();
  else if (event.key === "Tab" && simple) go(cell, form, event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
});

function go(cell, form, step) {
  const cells = [...document.querySelectorAll(cell.matches("td") ? "td[data-edit]" : "dd[data-edit]")];
  const next = cells[cells.indexOf(cell) + step];
  changed(form) ? form.requestSubmit() : leave(cell);
  edit(next);
}

document.addEventListener("chosen", ({ target }) => target.closest("[data-editor]")?.requestSubmit());

// A click elsewhere keeps what was typed, as in a spreadsheet.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const form = target.closest?.("[data-editor]");
  // What is on its way already is not sent once more.
  if (!form || !relatedTarget || form.matches(".htmx-request") || form.contains(relatedTarget) || form.closest("[data-edit]").contains(relatedTarget)) return;
  changed(form) ? form.requestSubmit() : leave(form.closest("[data-edit]"));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const told = detail.xhr.getResponseHeader("HX-Retarget");
  if (detail.requestConfig?.elt.matches(EDITOR) && detail.xhr.status === 422 && !told) detail.swapOverride = "innerHTML";
});

// Once when the answer is in and once when it has settled: what stood in between may have taken the focus along.
for (const moment of ["htmx:afterRequest", "htmx:afterSettle"]) {
  document.addEventListener(moment, ({ detail }) => {
    if (!detail.requestConfig?.elt.matches(EDITOR) || document.activeElement !== document.body) return;
    goHome([...document.querySelectorAll("[data-edit]")].find((cell) => editorOf(cell) === edited));
  });
}

// A saved value brings along what follows from it, such as the sum at the foot or the amount in the head.
document.addEventListener("htmx:afterSettle", ({ detail, target }) => {
  const { elt, verb } = detail.requestConfig ?? {};
  if (verb === "post" && elt.matches(EDITOR) && detail.xhr.status === 200) target.closest("[data-edit]")?.dispatchEvent(new Event("edited", { bubbles: true }));
});
