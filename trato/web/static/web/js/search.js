// The search and the palette over the page: arrows choose a result, Enter opens it, Shift+Enter its whole page.
import { endsBehind } from "web/behind";
import { offers } from "web/here";
import { visited } from "web/visited";

export function connect(dialog, signal) {
  const input = dialog.querySelector("input[name=q]");
  const options = () => [...dialog.querySelectorAll('[role="option"]')];
  const chosen = () => dialog.querySelector('[aria-selected="true"]');
  const enter = Object.assign(document.createElement("kbd"), { className: "enter", textContent: "Enter", ariaHidden: "true" });
  let answered = null;
  let waiting = null;
  let asked = false;

  // What the page offers for its record and for the chosen rows comes first; the rest before what leads away, or among
  // records, where the commands stand above, after these.
  function addOffers() {
    if (dialog.dataset.mode === "records") return;
    const results = dialog.querySelector("#search-results");
    const found = offers(input.value, dialog);
    const first = found.filter((group) => "near" in group.dataset);
    const rest = found.filter((group) => !first.includes(group));
    const next = results.querySelector(/^\s*[^\s>]/.test(input.value) ? ".group:not([data-leads])" : "[data-leads]");
    next ? next.before(...rest) : results.append(...rest);
    results.prepend(...first);
    if (found.length) results.querySelector(".nothing")?.remove();
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option ? option.append(enter) : enter.remove();
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  function open(whole) {
    if (!chosen()) return;
    whole && chosen().href && !chosen().dataset.dialog ? location.assign(chosen().href) : chosen().click();
  }

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = options();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && !event.isComposing && (chosen() || input.value !== answered)) {
      // Whoever types fast means what comes, not what still stands there.
      input.value === answered ? open(event.shiftKey) : (waiting = { whole: event.shiftKey });
    } else if (event.key === "Escape") {
      // A search field would first empty itself; one key is enough to leave. A browser takes the focus from what it
      // hides a moment later: opened before that, the field would not hear that it is focused again.
      input.blur();
      dialog.close();
    } else return;
    event.preventDefault();
  }, { signal });
  input.addEventListener("input", () => (waiting = null), { signal });
  // With nothing typed, what one looked at last.
  dialog.addEventListener("htmx:configRequest", ({ detail: { parameters } }) => {
    if (!parameters.q) parameters.visited = visited().join(",");
  }, { signal });
  dialog.addEventListener("htmx:afterSwap", ({ detail }) => {
    answered = detail.requestConfig.parameters.q ?? "";
    addOffers();
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
    if (input.value !== answered) return;  // what was typed before; Enter waits on
    if (waiting) open(waiting.whole);
    waiting = null;
  }, { signal });
  endsBehind(dialog, signal);
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close(), { signal });
  // At once: a later event would select, and lose, what one has begun to type.
  input.addEventListener("focus", () => {
    input.select();
    if (asked) return;
    asked = true;
    answered = null;
    input.form.elements.in.value = dialog.dataset.mode ?? "";
    window.htmx.trigger(input, "asked");
  }, { signal });
  dialog.addEventListener("close", () => (asked = false), { signal });
}
