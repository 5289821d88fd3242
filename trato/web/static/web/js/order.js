// A list one puts in order: by dragging, or with the buttons on each line.
export function connect(root, signal) {
  const line = (element) => element.closest?.(".order li");
  root.querySelectorAll("[data-order]").forEach((button) => (button.hidden = false));
  root.querySelectorAll(".order li").forEach((one) => (one.draggable = true));
  let dragged = null;
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-order]");
    if (!button) return;
    const item = line(button);
    button.dataset.order === "up" ? item.previousElementSibling?.before(item) : item.nextElementSibling?.after(item);
    button.focus();
  }, { signal });
  root.addEventListener("dragstart", ({ target }) => (dragged = line(target))?.classList.add("dragged"), { signal });
  root.addEventListener("dragend", () => dragged?.classList.remove("dragged"), { signal });
  root.addEventListener("dragover", (event) => {
    const over = line(event.target);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    event.clientY < top + height / 2 ? over.before(dragged) : over.after(dragged);
  }, { signal });
}
