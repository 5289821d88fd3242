import { isTyping, scope } from "web/keys";

// j and k go from one to the next of the links that data-walk names, of those in sight.
export function connect(root, signal) {
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || scope() !== document) return;
    const all = [...root.querySelectorAll(root.dataset.walk)].filter((one) => one.checkVisibility());
    const at = all.findIndex((one) => one.parentElement.contains(document.activeElement));
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }, { signal });
}
