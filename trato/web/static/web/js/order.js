// Lines one puts in order: by dragging, with the buttons on each, or with Alt and an arrow.
export function order(root, lines, signal, changed = () => {}) {
  const lineOf = (element) => element.closest?.(lines);
  let dragged = null;
  let before = null;

  function step(line, up, focus) {
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other?.matches(lines)) return;
    up ? other.before(line) : other.after(line);
    focus.focus();
    changed();
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order]");
    if (!button) return;
    event.preventDefault();
    step(lineOf(button), button.dataset.order === "up", button);
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const line = lineOf(event.target);
    if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(line, event.key === "ArrowUp", event.target);
  }, { signal });
  root.addEventListener("dragstart", ({ target }) => {
    dragged = lineOf(target);
    before = dragged?.nextElementSibling;
    dragged?.classList.add("dragged");
  }, { signal });
  root.addEventListener("dragover", (event) => {
    const over = lineOf(event.target);
    if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    event.clientY < top + height / 2 ? over.before(dragged) : over.after(dragged);
  }, { signal });
  root.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    const hasMoved = dragged && dragged.nextElementSibling !== before;
    dragged = null;
    if (hasMoved) changed();
  }, { signal });
}

// A list whose order is sent with its form.
export function connect(root, signal) {
  root.querySelectorAll("[data-order]").forEach((button) => (button.hidden = false));
  root.querySelectorAll(".order li").forEach((one) => (one.draggable = true));
  order(root, ".order li", signal);
}
