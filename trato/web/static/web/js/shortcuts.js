// Adds the page's own keys to the list that ? opens.
export function connect(dialog, signal) {
  const here = dialog.querySelector("[data-here]");
  dialog.addEventListener("toggle", () => {
    if (!dialog.open) return;
    here.replaceChildren();
    const known = new Set([...dialog.querySelectorAll("kbd")].map((key) => key.textContent));
    for (const element of document.querySelectorAll("[data-key]")) {
      const keys = element.dataset.key.split(",")[0];
      if (known.has(keys) || element.closest("dialog") || keys.startsWith("Ctrl+")) continue;
      known.add(keys);
      const name = document.createElement("dt");
      name.append(...keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
      const label = element.querySelector(".label, span")?.textContent || element.getAttribute("aria-label") || element.title;
      here.append(name, Object.assign(document.createElement("dd"), { textContent: label }));
    }
  }, { signal });
}
