// Cards move between the columns of their lane: dragged by mouse or finger, or by [ and ] from the one in focus;
// dragged to an end at the board's foot, they leave it. Of several chosen ones each takes all of them along, after a
// question. e edits the one in focus, d finishes it, Shift+Enter opens its page.
import { ask } from "web/dialog";
import { drag } from "workspace/drag";
import { isTyping, scope } from "web/keys";

const cards = (column) => [...column.querySelectorAll(":scope > .card")];
const columns = (card) => [...card.closest(".lane").querySelectorAll(":scope > .column")];
const ends = (board) => [...(board.parentElement.querySelector(":scope > .board-ends")?.children ?? [])];
// The whole card comes into sight: the focus alone is content with a part of it.
const focus = (card) => {
  card?.querySelector("h3 a")?.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

// The bar that moves all chosen ones at once, if this card is one of several.
function barFor(card, by) {
  const bar = document.querySelector(`.bulkbar:not([hidden]):has([name=step][value="field-${CSS.escape(by)}"])`);
  const chosen = new Set([...card.closest(".board").querySelectorAll(".card:has(.pick input:checked)")].map((one) => one.dataset.id));
  return chosen.size > 1 && chosen.has(card.dataset.id) ? bar : null;
}

function put(card, column) {
  const head = column.querySelector(":scope > .column-head");
  head ? head.after(card) : column.prepend(card);
}

// The next one is in focus where it stood, and whatever counts the chosen ones counts anew.
function leave(card) {
  const near = [card.nextElementSibling, card.previousElementSibling].find((one) => one?.matches(".card"));
  card.remove();
  focus(near);
  document.dispatchEvent(new Event("pickask"));
}

export function connect(board, signal) {
  const { by } = board.dataset;
  const underway = new Map();
  let last = "";
  let turn = Promise.resolve();

  // One after the other: the next move of a card starts where the one before has put it.
  const move = (card, column) => (turn = turn.then(() => go(document.getElementById(card.id), column)));
  const step = (card, by) => (turn = turn.then(() => {
    const now = document.getElementById(card.id);
    const all = columns(now);
    return go(now, all[all.indexOf(now.parentElement) + by]);
  }));

  async function go(card, column) {
    const from = card.parentElement;
    if (!column || column === from) return;
    const bar = barFor(card, by);
    if (bar) return window.htmx.ajax("POST", bar.action, { source: bar, target: "#dialogs", swap: "innerHTML", values: { step: `preview-${by}`, [by]: column.dataset.value } });
    const moved = new Promise((done) => document.addEventListener("moved", done, { once: true, signal }));
    const next = card.nextElementSibling;
    if (column.matches(".column")) {
      underway.set(card.dataset.id, () => from.insertBefore(card, next?.parentElement === from ? next : null));
      put(card, column);
      focus(card);
    } else {
      underway.set(card.dataset.id, () => card.classList.remove("leaving"));
      card.classList.add("leaving");
    }
    const values = { by, [by]: column.dataset.value, was: card.dataset.place, board: 1 };
    await window.htmx.ajax("POST", `${card.querySelector("h3 a").pathname}/move`, { target: "#dialogs", swap: "innerHTML", values }).catch(() => {});
    // Not accepted: refused, or asked for more; then it stands where it stood.
    if (!underway.has(card.dataset.id)) return moved;
    underway.get(card.dataset.id)();
    underway.delete(card.dataset.id);
    focus(card);
  }

  document.addEventListener("accepted", ({ detail }) => underway.delete(String(detail.id)), { signal });

  // The card has come anew, with its days and its next step: it stands first in its column.
  document.addEventListener("moved", ({ detail }) => {
    const card = document.getElementById(`card-${detail.id}`);
    const column = card && columns(card).find((one) => one.dataset.place === detail.place);
    if (!card) return;
    if (!column) return leave(card);
    if (card.parentElement !== column) put(card, column);
    document.querySelectorAll(".card.moved").forEach((one) => one.classList.remove("moved"));
    card.classList.add("moved");
    focus(card);
  }, { signal });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || scope() !== document) return;
    const card = document.activeElement?.closest?.(".board .card") ?? document.getElementById(last);
    const pace = { "[": -1, "]": 1 }[event.key];
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const line = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const acts = (event.key === "e" && "movable" in board.dataset) || (event.key === "Enter" && event.shiftKey && card?.contains(document.activeElement));
    const tick = event.key === "d" && card?.querySelector("button.finish");
    if (!pace && !side && !line && !acts && !tick) return;
    if (!card) {
      if (line) focus(board.querySelector(".card"));
      return;
    }
    if (tick) {
      event.preventDefault();
      return tick.click();
    }
    if (acts) {
      const { pathname } = card.querySelector("h3 a");
      event.preventDefault();
      return event.key === "e" ? ask(`${pathname}/edit`) : location.assign(pathname);
    }
    const all = columns(card);
    const place = all.indexOf(card.parentElement);
    last = card.id;
    event.preventDefault();
    if (pace && "movable" in board.dataset) step(card, pace);
    if (line) focus(cards(card.parentElement)[cards(card.parentElement).indexOf(card) + line]);
    if (side) {
      const turned = side * (document.dir === "rtl" ? -1 : 1);
      const row = cards(card.parentElement).indexOf(card);
      for (let at = place + turned; all[at]; at += turned) {
        const there = cards(all[at]);
        if (there.length) return focus(there[Math.min(row, there.length - 1)]);
      }
    }
  }, { signal });

  // On the phone, where one column is in sight, its tab is marked.
  const tell = () => {
    const { left, width } = board.getBoundingClientRect();
    const here = [...board.querySelectorAll(".lane .column")].find((one) => {
      const side = one.getBoundingClientRect();
      return side.left <= left + width / 2 && side.right >= left + width / 2;
    });
    document.querySelectorAll(".stagetabs a").forEach((tab) => {
      if (!here?.id || tab.hash !== `#${here.id}`) return tab.removeAttribute("aria-current");
      if (tab.hasAttribute("aria-current")) return;
      tab.setAttribute("aria-current", "true");
      tab.scrollIntoView({ block: "nearest", inline: "center" });
    });
  };
  board.addEventListener("scroll", tell, { signal, passive: true });
  tell();

  if ("movable" in board.dataset) drag(board, signal, (card) => [...ends(board), ...columns(card)], move);
}
