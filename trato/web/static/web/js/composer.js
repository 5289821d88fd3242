import { begin } from "web/begin";

// Whether another kind has been chosen, whose form is on its way: one writes on in it.
let isChosen = false;
// Whether one has saved, and the next form is on its way.
let isSent = false;

// Without a keyboard of its own, a screen would be covered by one that nobody asked for.
const hasKeys = matchMedia("(pointer: fine)");

// What is asked next, or was refused, is written at once; else the keyboard stays here, where single keys work.
function goOn(form, text) {
  const asks = form.matches(".wrong, :has([name=after])");
  if (hasKeys.matches && asks) begin(text);
  else if (hasKeys.matches) form.querySelector(".kinds [aria-current]")?.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
}

// The composer grows with what one writes. What else on the page, or in its panel, leads to one of its kinds leads to it.
export function connect(form, signal) {
  const text = form.querySelector("textarea");
  const grow = () => {
    text.style.blockSize = "auto";
    text.style.blockSize = `${Math.min(text.scrollHeight, 320)}px`;
  };
  text.addEventListener("input", grow, { signal });
  if (text.value) grow();
  if (isChosen) begin(text);
  else if (isSent && document.activeElement === document.body) goOn(form, text);
  isChosen = isSent = false;
  form.addEventListener("submit", () => (isSent = true), { signal });
  form.querySelector(".kinds")?.addEventListener("click", ({ target }) => (isChosen = target.closest("a") !== null), { signal });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-writes]");
    const isBeside = link && !form.contains(link) && link.closest("#panel") === form.closest("#panel");
    const kind = isBeside && form.checkVisibility() && form.querySelector(`.kinds [data-writes="${link.dataset.writes}"]`);
    if (!kind || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (kind.hasAttribute("aria-current")) begin(text);
    else kind.click();
  }, { signal, capture: true });
}
