// A list one puts in order: by its handles, with the buttons, or with Alt and an arrow; each step is kept at once.
export function connect(form, signal) {
  const list = form.querySelector("ol");
  const lines = () => [...list.children];
  const order = () => lines().map((line) => line.id).join();
  let kept = order();
  let dragged = null;
  let turn = Promise.resolve();

  // One after the other, so that the last order stands; one that is refused is shown as it was.
  const keep = () => (turn = turn.then(async () => {
    if (order() === kept) return;
    const before = kept;
    kept = order();
    const values = { ids: lines().map((line) => line.querySelector("[name=ids]").value), step: "order" };
    const refused = new Promise((done) => document.addEventListener("htmx:afterRequest", ({ detail }) => done(!detail.successful), { once: true, signal }));
    await window.htmx.ajax("POST", form.action, { target: "#toasts", swap: "beforeend", values });
    if (await refused) {
      before.split(",").forEach((id) => list.append(document.getElementById(id)));
      kept = order();
    }
  }));

  function move(line, step, focus) {
    const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    step < 0 ? other.before(line) : other.after(line);
    focus?.focus();
    keep();
  }

  lines().forEach((line) => (line.draggable = true));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-line]"), "up" in button.dataset ? -1 : 1, button);
  }, { signal });
  form.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(line, event.key === "ArrowUp" ? -1 : 1, event.target);
  }, { signal });
  list.addEventListener("dragstart", ({ target }) => (dragged = target.closest("[data-line]"))?.classList.add("dragged"), { signal });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-line]");
    if (!dragged || !over || over === dragged || over.parentElement !== list) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    event.clientY < top + height / 2 ? over.before(dragged) : over.after(dragged);
  }, { signal });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    keep();
  }, { signal });
}
