// A block from a spreadsheet, pasted into the list from the cell one is at or is editing.
import { isTyping } from "web/keys";

export function connect(root, signal) {
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const editor = event.target.closest?.("td[data-edit]");
    const isBlock = /[\t\n]/.test(text.replace(/\r?\n$/, ""));
    const cell = editor ?? (isTyping(event) ? null : root.querySelector("td.here"));
    if (!text || !cell || !root.contains(cell) || (editor && !isBlock)) return;
    event.preventDefault();
    const row = cell.closest("tr");
    const at = [...row.querySelectorAll("td:not(.pick)")].indexOf(cell);
    const names = [...root.querySelectorAll("thead [data-column]")].map((head) => head.dataset.column);
    const rows = [...root.querySelectorAll("tbody:not(.folded) tr[data-id]")];
    const ids = rows.slice(rows.indexOf(row)).map((one) => one.dataset.id);
    const values = { text, columns: names.slice(at).join(), ids: ids.join(), back: location.pathname + location.search };
    window.htmx.ajax("POST", root.dataset.paste, { target: "#dialogs", swap: "innerHTML", values });
  }, { signal });
}
