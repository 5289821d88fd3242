// Moves and stretches what stands in a calendar, which says its hours meanwhile; its own page does the same by keyboard.
const START = 4; // so far a pointer goes before a click becomes a drag
const SLOT = 15;

// Where the hours stood before something was moved.
let kept = null;

const clock = (slot) => hour(slot * SLOT);
const hour = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

export function connect(root, signal) {
  const hours = root.querySelector("[data-scroll]");
  const column = root.querySelector(".column");
  if (hours && column) hours.scrollTop = (column.offsetHeight / 24) * Number(hours.dataset.scroll) - 10;
  if (hours && kept) [hours.scrollLeft, hours.scrollTop] = kept;
  kept = null;
  // The week of the phone stands at today; the days before are above.
  const agenda = root.querySelector(".agenda.phone");
  const today = agenda?.querySelector(".today");
  if (today?.checkVisibility()) agenda.scrollTop += today.getBoundingClientRect().top - agenda.getBoundingClientRect().top;
  root.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
  root.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-move]");
    if (!item || event.button || event.pointerType === "touch") return;
    drag(root, item, event, event.target.closest(".grip") !== null);
  }, { signal });
}

function drag(root, item, down, stretches) {
  const stop = new AbortController();
  const height = item.closest(".column") ? item.closest(".column").offsetHeight / 96 : 0;
  const box = item.getBoundingClientRect();
  const time = item.querySelector("time");
  const was = time?.textContent;
  let moved = false;
  let over = null;
  const options = { signal: stop.signal };

  const follow = (event) => {
    const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (!moved && Math.hypot(x, y) < START) return;
    moved = true;
    item.classList.add("moving");
    if (stretches) {
      item.style.blockSize = `${Math.max(height, box.height + Math.round(y / height) * height)}px`;
      if (time) time.textContent = `${was}–${stretched(item, height).until}`;
      return;
    }
    item.style.translate = `${x}px ${y}px`;
    item.style.pointerEvents = "none";
    over?.classList.remove("over-here");
    over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-day]") ?? null;
    over?.classList.add("over-here");
    if (time && height) time.textContent = lasting(dropped(over, item, event.clientY - (down.clientY - box.top))?.at, item) || was;
  };

  const end = (event) => {
    stop.abort();
    over?.classList.remove("over-here");
    if (!moved) return;
    // The click that follows a drag opens nothing.
    item.addEventListener("click", (click) => (click.preventDefault(), click.stopPropagation()), { once: true, capture: true });
    setTimeout(() => reset(item, time, was));
    if (event.type === "pointerup") send(root, item, stretches ? stretched(item, height) : dropped(over, item, event.clientY - (down.clientY - box.top)));
  };

  window.addEventListener("pointermove", follow, options);
  window.addEventListener("pointerup", end, options);
  window.addEventListener("pointercancel", end, options);
  window.addEventListener("keydown", (event) => event.key === "Escape" && end(event), options);
}

function reset(item, time, was) {
  item.classList.remove("moving");
  if (time) time.textContent = was;
  for (const name of ["translate", "blockSize", "pointerEvents"]) item.style[name] = "";
}

function stretched(item, height) {
  const column = item.closest(".column");
  const end = Math.round((item.getBoundingClientRect().bottom - column.getBoundingClientRect().top) / height);
  return { day: column.dataset.day, until: clock(Math.min(96, end)) };
}

function dropped(place, item, top) {
  if (!place) return null;
  const { day, who } = place.dataset;
  if ("whole" in place.dataset) return { day, who };
  const slot = Math.round((top - place.getBoundingClientRect().top) / (place.offsetHeight / 96));
  const was = Number(/\br(\d+)\b/.exec(item.className)?.[1]) - 1;
  return { day, who, at: slot === was ? "" : clock(Math.max(0, Math.min(95, slot))) };
}

// From when until when, for what has an end.
function lasting(at, item) {
  const [hours, minutes] = (at || "").split(":").map(Number);
  return at && item.dataset.minutes ? `${at}–${hour((hours * 60 + minutes + Number(item.dataset.minutes)) % (24 * 60))}` : at;
}

function send(root, item, where) {
  if (!where) return;
  const form = root.querySelector(".mover");
  const hours = root.querySelector(".hours");
  kept = hours && [hours.scrollLeft, hours.scrollTop];
  const values = Object.fromEntries(new FormData(form));
  window.htmx.ajax("POST", item.dataset.move, { target: "#calendar", swap: "outerHTML", values: { ...values, day: where.day, at: where.at ?? "", until: where.until ?? "", owner: where.who ?? "" } });
}
