// One line after the other by keys: j and k walk, d is done, s puts off, e edits, Enter opens. The page that then comes goes on
// where the line stood.
import { ask } from "web/dialog";
import { isTyping, scope } from "web/keys";

const PLACE = "day-place";

// A storage that is forbidden keeps nothing: one begins at the first line.
function store(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

export function connect(queue, signal) {
  const lines = () => [...queue.querySelectorAll(".todo li")];
  const at = () => lines().findIndex((line) => line.classList.contains("cursor"));

  function go(place) {
    const line = lines()[place];
    if (!line) return;
    lines().forEach((one) => one.classList.toggle("cursor", one === line));
    line.scrollIntoView({ block: "nearest" });
    return line;
  }

  queue.addEventListener("focusin", ({ target }) => {
    const line = target.closest(".todo li");
    if (line) go(lines().indexOf(line));
  }, { signal });
  queue.addEventListener("click", ({ target }) => {
    const line = target.closest(".todo li");
    if (line && !target.closest("a, button")) go(lines().indexOf(line));
  }, { signal });
  document.addEventListener("submit", ({ target }) => {
    const line = target.closest(".todo li");
    if (line || target.closest("#dialogs")) store((kept) => kept.setItem(PLACE, line ? lines().indexOf(line) : at()));
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || scope() !== document) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    const act = { d: "[data-act=done]", s: "[data-act=later]" }[event.key];
    const line = lines()[at()];
    if (step) go(Math.max(0, at() + step))?.querySelector("a")?.focus({ preventScroll: true });
    else if (act && line) line.querySelector(act)?.click();
    else if (event.key === "e" && line) ask(`${line.querySelector("a").pathname}/edit`);
    else if (event.key === "Enter" && line && !event.target.closest("a, button, summary")) line.querySelector("a").click();
    else return;
    event.preventDefault();
  }, { signal });
  go(Math.min(Number(store((kept) => kept.getItem(PLACE))), lines().length - 1));
  store((kept) => kept.removeItem(PLACE));
}
