// Chosen rows, cards or events: one, by its box or by x, a range with Shift, or all that are loaded; tells the page
// with a "picked" event, by their kinds where things of several kinds stand.
import { isTyping, scope } from "web/keys";

const BOX = ".pick input:not([data-pick])";
const kindOf = (box) => box?.dataset.kind ?? "";

export function connect(root, signal) {
  const boxes = () => [...root.querySelectorAll(BOX)];
  const boxOf = (place) => place?.querySelector(BOX);
  // The same thing may stand in two places, of which the screen shows one.
  const isSame = (one, box) => one.value === box.value && kindOf(one) === kindOf(box);
  let last = null;
  let told = {};

  function tell() {
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("[role=row]")?.setAttribute("aria-selected", box.checked));
    const whole = root.querySelector('[data-pick="all"]');
    if (whole) {
      whole.checked = chosen.length > 0 && chosen.length === all.length;
      whole.indeterminate = chosen.length > 0 && !whole.checked;
    }
    root.classList.toggle("picking", chosen.length > 0);
    told = {};
    for (const box of chosen) {
      const ids = (told[kindOf(box)] ??= []);
      if (!ids.includes(box.value)) ids.push(box.value);
    }
    const detail = { kinds: told, loaded: all.length, complete: !root.querySelector("tr.more") };
    root.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail }));
  }

  // What came anew in place of a chosen one is chosen, and what went is not.
  function again() {
    boxes().forEach((box) => (box.checked ||= told[kindOf(box)]?.includes(box.value) ?? false));
    tell();
  }

  root.addEventListener("click", (event) => {
    const box = event.target.closest(".pick input");
    if (!box) return;
    const all = boxes();
    if (box.dataset.pick === "all") {
      all.forEach((one) => (one.checked = box.checked));
    } else {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
      for (const one of all) if (isSame(one, box)) one.checked = box.checked;
      last = box;
    }
    tell();
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || scope() !== document) return;
    const focused = document.activeElement?.closest("[data-id]");
    const box = boxOf(root.querySelector("tr.cursor") ?? (root.contains(focused) ? focused : null));
    if (!box) return;
    event.preventDefault();
    box.click();
  }, { signal });
  document.addEventListener("pickask", tell, { signal });
  document.addEventListener("unpick", () => (boxes().forEach((box) => (box.checked = false)), tell()), { signal });
  document.addEventListener("moved", again, { signal });
  document.addEventListener("looked", again, { signal });
  // Where fingers find no room for boxes they are hidden until a long press chooses the first; a held card is dragged.
  root.addEventListener("contextmenu", (event) => {
    const row = matchMedia("(pointer: coarse)").matches && event.target.closest("[data-id]:not(.card)");
    if (!row) return;
    event.preventDefault();
    boxOf(row)?.click();
  }, { signal });
  tell();
}
