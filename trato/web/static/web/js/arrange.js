// Heads one can drag: to another place, or by their edge to another width. The address keeps both, so a saved view can.
const NARROWEST = 48;

export function connect(table, signal) {
  const heads = () => [...table.querySelectorAll("thead [data-column]")];
  const row = table.querySelector("thead tr");
  let moved = null;

  function go(name, value) {
    const url = new URL(location);
    url.searchParams.set(name, value);
    url.searchParams.delete("open");
    location.replace(url);
  }

  function resize(head, start) {
    const col = table.querySelectorAll("colgroup col")[[...row.children].indexOf(head)];
    const from = head.offsetWidth;
    const turn = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    // The others keep the width they have, or the browser would share out anew what one column gives away.
    const widths = heads().filter((one) => one.offsetWidth).map((one) => [one, one.offsetWidth]);
    const move = ({ clientX }) => {
      const width = Math.max(NARROWEST, from + (clientX - start) * turn);
      widths.find(([one]) => one === head)[1] = Math.round(width);
      col.style.inlineSize = `${width}px`;
    };
    const end = new AbortController();
    document.addEventListener("pointermove", move, { signal: end.signal });
    document.addEventListener("pointerup", () => {
      end.abort();
      if (head.offsetWidth !== from) go("widths", widths.map(([one, width]) => `${one.dataset.column}:${width}`).join());
    }, { signal: end.signal });
  }

  heads().forEach((head, at) => {
    const edge = Object.assign(document.createElement("span"), { className: "edge", ariaHidden: "true" });
    head.append(edge);
    edge.addEventListener("pointerdown", (event) => (event.preventDefault(), resize(head, event.clientX)), { signal });
    edge.addEventListener("click", (event) => event.preventDefault(), { signal });
    head.draggable = at > 0;
    head.querySelector("a")?.setAttribute("draggable", "false");
  });

  row.addEventListener("dragstart", ({ target }) => (moved = target.closest?.("[data-column]"))?.classList.add("dragged"), { signal });
  row.addEventListener("dragend", () => (moved?.classList.remove("dragged"), (moved = null)), { signal });
  row.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-column]");
    if (moved && over && over !== moved && heads().indexOf(over) > 0) event.preventDefault();
  }, { signal });
  row.addEventListener("drop", (event) => {
    const over = event.target.closest("[data-column]");
    if (!moved || !over || over === moved) return;
    event.preventDefault();
    heads().indexOf(moved) < heads().indexOf(over) ? over.after(moved) : over.before(moved);
    go("columns", heads().map((head) => head.dataset.column).join());
  }, { signal });
}
