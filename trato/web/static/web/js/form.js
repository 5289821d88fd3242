import { begin } from "web/begin";
import { fill } from "web/unsent";

const FIRST = ":is(input, select, textarea):not([type=hidden], [type=checkbox], [hidden])";
const hasKeys = matchMedia("(pointer: fine)");

// A form that warns before changes are lost and is not sent twice. With a page of its own it begins in its first field.
export function connect(form, signal) {
  let sent = false;
  // A form that has just come is sent as it should be from the moment that one can write in it.
  window.htmx?.process(form);
  let dirty = false;
  form.addEventListener("input", () => (dirty = true), { signal });
  fill(form);
  const isAlone = form.matches(".form-page > form") && document.activeElement === document.body;
  if (isAlone && hasKeys.matches && !location.hash) begin(form.querySelector(FIRST));
  form.addEventListener("submit", (event) => {
    if (sent && !form.hasAttribute("hx-post")) return event.preventDefault();
    sent = true;
    dirty = false;
    return undefined;
  }, { signal });
  addEventListener("pageshow", () => (sent = false), { signal });
  if (form.dataset.guard !== "yes") return;
  addEventListener("beforeunload", (event) => dirty && event.preventDefault(), { signal });
  document.addEventListener("htmx:confirm", (event) => {
    if (dirty && event.detail.target?.contains(form) && !form.contains(event.detail.elt) && !confirm(form.dataset.warning)) event.preventDefault();
  }, { signal });
}
