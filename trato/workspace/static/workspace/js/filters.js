// A condition's chip opens its editor over the list; without scripts it is a page of its own.
import { ask } from "web/dialog";

export function connect(root, signal) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter-edit]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.href);
  }, { signal });
}
