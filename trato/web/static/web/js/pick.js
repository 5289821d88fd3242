// Chosen rows: one, a range with Shift, or all that are loaded; tells the page with a "picked" event.
export function connect(table, signal) {
  const boxes = () => [...table.querySelectorAll("tbody .pick input")];
  let last = null;

  function tell() {
    const chosen = boxes().filter((box) => box.checked);
    boxes().forEach((box) => box.closest("tr").setAttribute("aria-selected", box.checked));
    const all = table.querySelector('[data-pick="all"]');
    if (all) {
      all.checked = chosen.length > 0 && chosen.length === boxes().length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
    table.classList.toggle("picking", chosen.length > 0);
    const detail = { ids: chosen.map((box) => box.value), loaded: boxes().length, complete: !table.querySelector("tr.more") };
    table.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail }));
  }

  table.addEventListener("click", (event) => {
    const box = event.target.closest(".pick input");
    if (!box) return;
    if (box.dataset.pick === "all") {
      boxes().forEach((one) => (one.checked = box.checked));
    } else {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
      last = box;
    }
    tell();
  }, { signal });
  document.addEventListener("pickask", tell, { signal });
  document.addEventListener("unpick", () => (boxes().forEach((box) => (box.checked = false)), tell()), { signal });
  // On a phone the boxes are hidden until a long press chooses the first row.
  table.addEventListener("contextmenu", (event) => {
    const row = matchMedia("(pointer: coarse)").matches && event.target.closest("tr[data-id]");
    if (!row) return;
    event.preventDefault();
    row.querySelector(".pick input")?.click();
  }, { signal });
  if (boxes().some((box) => box.checked)) tell();
}
