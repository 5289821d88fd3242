// Attaches each [data-controller="room/name"] to its module, now and whenever the page grows.
import "web/keys";
import "web/live";
import { morph } from "web/morph";
import "web/panels";
import "web/place";
import "web/edit";
import "web/times";
import "web/unreadable";
import "web/unsent";
import "web/visited";

const ends = new WeakMap();

function attach(element) {
  if (ends.has(element)) return;
  const end = new AbortController();
  ends.set(element, end);
  for (const name of element.dataset.controller.split(/\s+/).filter(Boolean)) {
    import(name).then(({ connect }) => end.signal.aborted || connect(element, end.signal), console.error);
  }
}

function each(root, work) {
  if (root.matches?.("[data-controller]")) work(root);
  root.querySelectorAll?.("[data-controller]").forEach(work);
}

function release(element) {
  ends.get(element)?.abort();
  ends.delete(element);
}

document.documentElement.classList.add("scripted");
each(document, attach);
new MutationObserver((changes) => {
  for (const { addedNodes, removedNodes } of changes) {
    removedNodes.forEach((node) => node.isConnected || each(node, release));
    addedNodes.forEach((node) => each(node, attach));
  }
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
});

// A refused form comes back as 422 with its errors in it, any other refusal with a place of its own: show it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const told = detail.xhr.getResponseHeader("HX-Retarget");
  if (told || detail.xhr.status === 422) Object.assign(detail, { shouldSwap: true, isError: false });
  // What lies outside an open dialog is out of reach.
  const dialog = told === "#toasts" && detail.requestConfig.elt.closest("dialog:modal");
  if (dialog) detail.target = dialog;
});

const isTyping = (part) => [...part.querySelectorAll("input:not([type='hidden']), textarea")].some((one) => one === document.activeElement || one.value !== one.defaultValue);

// A part that comes anew since something happened leaves alone what somebody is typing in it.
document.addEventListener("htmx:beforeSwap", ({ detail, target }) => {
  if (!detail.shouldSwap || detail.requestConfig.triggeringEvent?.type !== "happened" || !isTyping(target)) return;
  const fresh = new DOMParser().parseFromString(detail.serverResponse, "text/html").body.firstElementChild;
  if (!fresh) return;
  detail.shouldSwap = false;
  morph(target, fresh);
});
document.addEventListener("htmx:afterRequest", ({ detail, target }) => {
  if (detail.successful && target.matches("[data-empties]")) target.reset();
});

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) toggle.setAttribute("aria-expanded", document.getElementById(toggle.dataset.toggle).classList.toggle("open"));
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (dialog.open) return;
  // A line of the palette opens another dialog in its place.
  opener.closest("dialog.palette")?.close();
  dialog.dataset.mode = opener.dataset.mode ?? "";
  dialog.showModal();
});
