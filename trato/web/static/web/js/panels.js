// Opens a[data-panel] over the list: the fragment goes into #panel, ?open= into the address; Back closes it.
import { isTyping, scope } from "web/keys";

const place = () => document.getElementById("panel");
let before = null;

async function show(url) {
  if (!before) before = document.activeElement;
  await window.htmx.ajax("GET", url, { target: "#panel", swap: "innerHTML" });
  place().querySelector(".panel")?.focus({ preventScroll: true });
}

function empty() {
  place()?.replaceChildren();
  // Who walked on with the panel open stands at the last row.
  const back = document.querySelector("tr.cursor a[data-panel]") ?? before;
  if (back?.isConnected) back.focus({ preventScroll: true });
  before = null;
}

function address(open) {
  const url = new URL(location.href);
  open ? url.searchParams.set("open", open) : url.searchParams.delete("open");
  return url;
}

export function openPanel(link) {
  const id = link.dataset.open || link.closest("[data-id]")?.dataset.id || link.dataset.panel;
  const change = history.state?.panel ? "replaceState" : "pushState";
  history[change]({ panel: link.dataset.panel }, "", address(id));
  document.querySelectorAll("tr.cursor").forEach((row) => row.classList.remove("cursor"));
  link.closest("tr")?.classList.add("cursor");
  return show(link.dataset.panel);
}

export function closePanel() {
  if (history.state?.panel) return history.back();
  history.replaceState(null, "", address(null));
  return empty();
}

window.addEventListener("popstate", ({ state }) => {
  if (state?.panel) show(state.panel);
  else if (place()?.childElementCount) empty();
});

document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !place()) return;
  const link = event.target.closest("a[data-panel]");
  const close = event.target.closest("[data-panel-close]");
  const step = event.target.closest("[data-panel-step]");
  if (!link && !close && !step) return;
  const rows = [...document.querySelectorAll("tr:has(a[data-panel])")];
  const next = step && rows[rows.findIndex((row) => row.classList.contains("cursor")) + Number(step.dataset.panelStep)];
  if (step && !next) return;
  event.preventDefault();
  document.querySelector("dialog[open]")?.close();
  close ? closePanel() : openPanel(link ?? next.querySelector("a[data-panel]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isTyping(event) || scope() !== document) return;
  if (document.querySelector("details.menu[open]") || !place()?.childElementCount) return;
  event.preventDefault();
  closePanel();
});
