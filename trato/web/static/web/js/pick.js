// Chosen rows, cards or events: one, by its box or by x, a range with Shift, or all that are loaded; tells the page
// with a "picked" event, by their kinds where things of several kinds stand. Where fingers find no room for boxes these
// come with a button [data-picking] or a long press; until the last one is let go a touch chooses and opens nothing.
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
  let picking = false;

  function tell() {
    const all = boxes();
    const chosen = all.filter((box) => box.checked);
    all.forEach((box) => box.closest("[role=row]")?.setAttribute("aria-selected", box.checked));
    const whole = root.querySelector('[data-pick="all"]');
    if (whole) {
      whole.checked = chosen.length > 0 && chosen.length === all.length;
      whole.indeterminate = chosen.length > 0 && !whole.checked;
    }
    root.classList.toggle("picking", picking || chosen.length > 0);
    document.querySelectorAll("[data-picking]").forEach((button) => button.setAttribute("aria-pressed", picking));
    told = {};
    const amounts = new Map();
    for (const box of chosen) {
      if (box.dataset.amount) amounts.set(`${kindOf(box)}/${box.value}`, box.dataset.amount);
      const ids = (told[kindOf(box)] ??= []);
      if (!ids.includes(box.value)) ids.push(box.value);
    }
    const detail = { kinds: told, amounts: [...amounts.values()], loaded: all.length, complete: !root.querySelector("tr.more") };
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
    picking &&= boxes().some((one) => one.checked);
    tell();
  }, { signal });
  root.addEventListener("click", (event) => {
    const row = picking && !event.target.closest(".pick") && event.target.closest("[data-id]");
    if (!row || !boxOf(row)) return;
    event.preventDefault();
    event.stopPropagation();
    boxOf(row).click();
  }, { signal, capture: true });
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-picking]")) return;
    if (picking) return document.dispatchEvent(new Event("unpick"));
    picking = true;
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
  document.addEventListener("unpick", () => (boxes().forEach((box) => (box.checked = false)), (picking = false), tell()), { signal });
  document.addEventListener("moved", again, { signal });
  document.addEventListener("looked", again, { signal });
  // A held card is dragged.
  root.addEventListener("contextmenu", (event) => {
    const row = matchMedia("(pointer: coarse)").matches && event.target.closest("[data-id]:not(.card)");
    if (!row) return;
    event.preventDefault();
    picking = true;
    boxOf(row)?.click();
  }, { signal });
  tell();
}
