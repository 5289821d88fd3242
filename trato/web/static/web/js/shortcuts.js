// Fills the list that ? opens with the keys of this very page: those its parts name, its buttons' and its places'.
import { RUN } from "web/keys";

const shownOn = (element) => !element.closest("[hidden], dialog");

function line(keys, label) {
  const name = document.createElement("dt");
  name.append(...keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  return [name, Object.assign(document.createElement("dd"), { textContent: label })];
}

const labelOf = (element) =>
  element.querySelector(".label, span:not(.n)")?.textContent || element.getAttribute("aria-label") || element.title;

export function connect(dialog, signal) {
  const group = (name) => dialog.querySelector(`[data-filled="${name}"]`);

  function fill(name, lines) {
    group(name).querySelector("dl").replaceChildren(...lines.flatMap(([keys, label]) => line(keys, label)));
    group(name).hidden = lines.length === 0;
  }

  function parts() {
    const seen = new Map([...document.querySelectorAll("template[data-keys]")].map((one) => [one.innerHTML, one]));
    dialog.querySelector("[data-parts]").replaceChildren(...[...seen.values()].map((one) => one.content.cloneNode(true)));
  }

  dialog.addEventListener("toggle", () => {
    if (!dialog.open) return;
    parts();
    fill("go", []);
    fill("here", []);
    const known = new Set([...dialog.querySelectorAll("dt")].map((name) => name.textContent));
    const [go, here] = [[], []];
    for (const element of document.querySelectorAll(RUN)) {
      const keys = element.dataset.key.split(",")[0];
      if (known.has(keys) || keys.startsWith("Ctrl+") || !shownOn(element)) continue;
      known.add(keys);
      (keys.startsWith("g ") ? go : here).push([keys, labelOf(element)]);
    }
    fill("go", go);
    fill("here", here);
  }, { signal });
}
