// The search over the page: arrows choose a result, Enter opens it, Shift+Enter its whole page.
export function connect(dialog, signal) {
  const input = dialog.querySelector("input");
  const options = () => [...dialog.querySelectorAll('[role="option"]')];
  const chosen = () => dialog.querySelector('[aria-selected="true"]');

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = options();
      choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen() && !event.isComposing) {
      event.shiftKey ? location.assign(chosen().href) : chosen().click();
    } else if (event.key === "Escape") {
      // A search field would first empty itself; one key is enough to leave.
      dialog.close();
    } else return;
    event.preventDefault();
  }, { signal });
  dialog.addEventListener("htmx:afterSwap", () => {
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
  }, { signal });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(), { signal });
  dialog.addEventListener("toggle", () => dialog.open && input.select(), { signal });
}
