// The list's cursor: j and k move, e edits, Enter opens at the side, Shift+Enter the page.
import { edit } from "web/edit";
import { isTyping, scope } from "web/keys";
import { openPanel } from "web/panels";

const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

export function connect(table, signal) {
  const rows = () => [...table.querySelectorAll("tbody tr[data-id]")];
  const current = () => table.querySelector("tr.cursor");
  const link = (row) => row?.querySelector("a[href]");

  function move(step) {
    const all = rows();
    const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(current()) + step))];
    if (!next) return;
    const place = [...(current()?.children ?? [])].indexOf(table.querySelector("td.here"));
    current()?.classList.remove("cursor");
    next.classList.add("cursor");
    if (place > 0) stand(next.children[place]);
    next.scrollIntoView({ block: "nearest" });
    const panel = document.getElementById("panel")?.childElementCount;
    panel && link(next).dataset.panel ? openPanel(link(next)) : link(next)?.focus({ preventScroll: true });
  }

  // Left and right go from cell to cell of the row one is at; e, F2 or Enter edits the cell, Esc lets it go.
  function moveCell(step) {
    const row = current();
    if (!row) return;
    const cells = [...row.querySelectorAll("td:not(.pick)")].filter((cell) => cell.checkVisibility());
    const next = cells.indexOf(row.querySelector("td.here")) + step;
    stand(cells[Math.max(-1, Math.min(cells.length - 1, next))]);
  }

  function stand(cell) {
    table.querySelector("td.here")?.classList.remove("here");
    cell?.classList.add("here");
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Done from its row: where that leaves the list, the cursor is on the one that comes up.
  let left = -1;
  function finish(row) {
    const tick = row.querySelector("button.finish");
    if (!tick) return;
    left = rows().indexOf(row);
    tick.click();
  }
  document.addEventListener("looked", () => {
    const next = left >= 0 && !current() && rows()[Math.min(left, rows().length - 1)];
    left = -1;
    if (!next) return;
    next.classList.add("cursor");
    link(next).focus({ preventScroll: true });
  }, { signal });

  // Where the page comes back to a row, its cursor does.
  if (!current()) table.querySelector("tbody tr[data-id]:focus-within")?.classList.add("cursor");

  const onward = document.dir === "rtl" ? -1 : 1;
  const here = () => table.querySelector("tr.cursor td.here[data-edit]");
  const acts = {
    ArrowRight: () => moveCell(onward),
    ArrowLeft: () => moveCell(-onward),
    Escape: () => stand(null),
    F2: (row) => edit(here() ?? row.querySelector("[data-edit]")),
    d: (row) => finish(row),
    e: (row) => edit(here() ?? row.querySelector("[data-edit]")),
    Enter: (row, event) => (here() && !event.shiftKey ? edit(here()) : event.shiftKey ? location.assign(link(row).href) : link(row).click()),
  };

  table.querySelectorAll("col[data-width]").forEach((col) => (col.style.inlineSize = `${col.dataset.width}px`));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || scope() !== document) return;
    const arrow = event.key.startsWith("Arrow");
    if (arrow && !table.contains(document.activeElement)) return;
    const held = event.key === "Enter" && event.target.closest?.("a, button, summary") && !table.contains(event.target);
    if (event.key === "Escape" && !table.querySelector("td.here")) return;
    const step = STEPS[event.key];
    if (held || (!step && !(acts[event.key] && current()))) return;
    event.preventDefault();
    step ? move(step) : acts[event.key](current(), event);
  }, { signal });

  // The cursor is where the keyboard is, by whatever way that came there; a cell stays the one that was edited.
  table.addEventListener("focusin", ({ target }) => {
    const row = target.closest("tbody tr[data-id]");
    if (!row) return;
    const cell = target.closest("[data-editor]")?.closest("td");
    if (row !== current()) {
      stand(null);
      current()?.classList.remove("cursor");
      row.classList.add("cursor");
    }
    if (cell) stand(cell);
  }, { signal });

  let opening;
  table.addEventListener("dblclick", () => clearTimeout(opening), { signal });
  table.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input, label, form") || event.detail > 1 || String(getSelection())) return;
    const row = event.target.closest("tbody tr[data-id]");
    // A cell that can be edited waits for a second click.
    if (row) opening = setTimeout(() => row.querySelector("[data-editor]") || link(row)?.click(), event.target.closest("[data-edit]") ? 250 : 0);
  }, { signal });
}
