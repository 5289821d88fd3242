// A record at the side was looked at. One that came with the page: its row in the list is marked.
import { note } from "web/visited";

export function connect(panel) {
  note(panel.querySelector("[data-panel-open]")?.pathname);
  const open = new URL(location.href).searchParams.get("open");
  const row = open && document.querySelector(`tr[data-id="${CSS.escape(open)}"]`);
  if (!row || document.querySelector("tr.cursor")) return;
  row.classList.add("cursor");
  row.scrollIntoView({ block: "nearest" });
}
