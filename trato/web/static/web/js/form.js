import { fill } from "web/unsent";

// A form that warns before changes are lost and is not sent twice.
export function connect(form, signal) {
  let sent = false;
  fill(form);
  let dirty = false;
  form.addEventListener("input", () => (dirty = true), { signal });
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
