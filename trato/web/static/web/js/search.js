// The search over the page: arrows choose a result, Enter opens it, Shift+Enter its whole page.
export function connect(dialog, signal) {
  const input = dialog.querySelector("input");
  const options = () => [...dialog.querySelectorAll('[role="option"]')];
  const chosen = () => dialog.querySelector('[aria-selected="true"]');
  let answered = null;
  let waiting = null;

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  function open(whole) {
    if (!chosen()) return;
    whole ? location.assign(chosen().href) : chosen().click();
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
      // A search field would first empty itself; one key is enough to leave.
      dialog.close();
    } else return;
    event.preventDefault();
  }, { signal });
  input.addEventListener("input", () => (waiting = null), { signal });
  dialog.addEventListener("htmx:afterSwap", ({ detail }) => {
    answered = detail.requestConfig.parameters.q ?? "";
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
    if (waiting && input.value === answered) open(waiting.whole);
    waiting = null;
  }, { signal });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(), { signal });
  // At once: a later event would select, and lose, what one has begun to type.
  input.addEventListener("focus", () => input.select(), { signal });
}
