// A list one puts in order; each step is kept at once.
import { order } from "web/order";

export function connect(form, signal) {
  const list = form.querySelector("ol");
  const lines = () => [...list.children];
  const standing = () => lines().map((line) => line.id).join();
  let kept = standing();
  let turn = Promise.resolve();

  // One after the other, so that the last order stands; one that is refused is shown as it was.
  const keep = () => (turn = turn.then(async () => {
    if (standing() === kept) return;
    const before = kept;
    kept = standing();
    const values = { ids: lines().map((line) => line.querySelector("[name=ids]").value), step: "order" };
    const refused = new Promise((done) => document.addEventListener("htmx:afterRequest", ({ detail }) => done(!detail.successful), { once: true, signal }));
    await window.htmx.ajax("POST", form.action, { target: "#toasts", swap: "beforeend", values });
    if (await refused) {
      before.split(",").forEach((id) => list.append(document.getElementById(id)));
      kept = standing();
    }
  }));

  lines().forEach((line) => (line.draggable = true));
  order(form, "[data-line]", signal, keep);
}
