// The lines of an offer: add, remove, and put in order.
import { order } from "web/order";

let made = 0;

export function connect(form, signal) {
  const body = form.querySelector("[data-lines]");
  const lines = () => [...body.querySelectorAll("[data-line]")];
  const pattern = lines().at(-1).cloneNode(true);
  const tell = () => form.dispatchEvent(new Event("lines"));
  const dirty = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  const handles = (line) => {
    const cell = line.querySelector(".line-item");
    cell.draggable = false;
    line.querySelector(".line-acts").draggable = true;
    return line;
  };

  function add(after) {
    const line = pattern.cloneNode(true);
    const key = `n${(made += 1)}`;
    for (const one of line.querySelectorAll("[name], [id], [value]")) {
      for (const name of ["name", "id", "value", "aria-describedby"]) {
        const text = one.getAttribute(name);
        if (text === "new" || text?.endsWith("-new")) one.setAttribute(name, text.replace(/new$/, key));
      }
    }
    (after ?? lines().at(-1))?.after(line) ?? body.append(line);
    if (!line.isConnected) body.append(line);
    const first = handles(line).querySelector("input:not([type=hidden])");
    first.focus();
    first.select();
  }

  lines().forEach(handles);
  form.querySelectorAll("[data-line-add][hidden]").forEach((button) => (button.hidden = false));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const line = button?.closest("[data-line]");
    if (!button || !(line || button.hasAttribute("data-line-add"))) return;
    event.preventDefault();
    if (!line) return add();
    if (button.hasAttribute("data-line-remove")) {
      const next = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      if (!lines().length) add();
      next?.querySelector("input:not([type=hidden])").focus();
      dirty();
      tell();
    }
  }, { signal });
  order(form, "[data-line]", signal, dirty);
}
