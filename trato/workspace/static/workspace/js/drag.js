// A card under the pointer: at once with a mouse, after a moment's rest with a finger; Esc puts it back.
const FAR = 6;
const REST = 260;
const EDGE = 48;
const PACE = 8; // so far the board goes with each picture

export function drag(board, signal, targets, drop) {
  let held = null;

  function start() {
    const { card, x, y } = held;
    const box = card.getBoundingClientRect();
    held.ghost = card.cloneNode(true);
    held.ghost.removeAttribute("id");
    held.ghost.classList.add("ghost");
    held.ghost.setAttribute("aria-hidden", "true");
    Object.assign(held.ghost.style, { inlineSize: `${box.width}px`, left: `${box.left}px`, top: `${box.top}px` });
    Object.assign(held, { at: { clientX: x, clientY: y }, dx: x - box.left, dy: y - box.top, columns: targets(card) });
    document.body.append(held.ghost);
    card.classList.add("dragged");
    getSelection()?.removeAllRanges();
    requestAnimationFrame(turn);
  }

  // What rests at an edge turns the board on and on.
  function turn() {
    if (!held?.ghost) return;
    const box = board.getBoundingClientRect();
    const side = held.at.clientX > box.right - EDGE ? 1 : held.at.clientX < box.left + EDGE ? -1 : 0;
    if (side) board.scrollBy({ left: side * PACE, behavior: "instant" });
    if (side) follow(held.at);
    requestAnimationFrame(turn);
  }

  function follow({ clientX, clientY }) {
    held.at = { clientX, clientY };
    held.ghost.style.left = `${clientX - held.dx}px`;
    held.ghost.style.top = `${clientY - held.dy}px`;
    const under = document.elementsFromPoint(clientX, clientY);
    const over = held.columns.find((column) => {
      if (under.includes(column) || !board.contains(column)) return under.includes(column);
      const { left, right } = column.getBoundingClientRect();
      return under.includes(board) && clientX >= left && clientX < right;
    });
    if (over === held.over) return;
    held.over?.classList.remove("over");
    held.over = over;
    over?.classList.add("over");
  }

  function end(isDrop) {
    if (!held) return;
    const { card, ghost, over, timer } = held;
    clearTimeout(timer);
    held = null;
    ghost?.remove();
    over?.classList.remove("over");
    card.classList.remove("dragged");
    if (!ghost) return;
    // The click that ends a drag opens nothing.
    const swallowing = new AbortController();
    addEventListener("click", (event) => event.preventDefault() || event.stopPropagation(), { capture: true, signal: swallowing.signal });
    setTimeout(() => swallowing.abort(), 0);
    if (isDrop && over) drop(card, over);
  }

  board.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.button || event.target.closest("button, .mover, select")) return;
    held = { card, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (held.touch) held.timer = setTimeout(() => held && start(), REST);
  }, { signal });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.ghost && far) held.touch ? end(false) : start();
    if (held?.ghost) follow(event);
  }, { signal });
  addEventListener("pointerup", () => end(true), { signal });
  addEventListener("pointercancel", () => end(false), { signal });
  addEventListener("keydown", (event) => held?.ghost && event.key === "Escape" && end(false), { signal });
  board.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false, signal });
  board.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
  board.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault(), { signal });
}
