// Back leads to where one stood, and so does a form that comes back to its own page with nothing wrong: what scrolls within
// the page stands there again, as soon as it is as long as it was; after a form, the keyboard is there, too.
import { spotAt, spotOf } from "web/spot";

const NAME = "places";
const SENT = "sent-from";
const SPOT = "spot";
// What goes away with what is done in it.
const PASSING = "dialog, .bulkbar, .toast";
const WRONG = ".error-summary, [aria-invalid=true]";
const MOST = 30;
const LONGEST = 3000;

const scrollers = () => [...document.querySelectorAll(".main, #main :is(.content, .board, .middle)")];

function places() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

// The page itself, or one below it: where a form came back refused.
const isOfHere = (from) => from === location.href || new URL(from).pathname.startsWith(`${location.pathname}/`);

function hasArrived() {
  try {
    const from = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    return isOfHere(from) && !document.querySelector(WRONG);
  } catch {
    return false;
  }
}

function leave() {
  try {
    sessionStorage.setItem(SENT, location.href);
  } catch {
    // As below.
  }
}

addEventListener("submit", (event) => event.defaultPrevented || event.target.method !== "post" || leave());
document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
  if (["HX-Redirect", "HX-Refresh"].some((one) => xhr.getResponseHeader(one))) leave();
});

let last = document.body;
addEventListener("focusin", ({ target }) => (last = target.closest(PASSING) ? last : target));

addEventListener("pagehide", () => {
  const kept = places();
  delete kept[location.href];
  kept[location.href] = scrollers().map(({ scrollTop, scrollLeft }) => [scrollTop, scrollLeft]);
  try {
    sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))));
    sessionStorage.setItem(SPOT, JSON.stringify(spotOf(document.activeElement.closest(PASSING) ? last : document.activeElement)));
  } catch {
    // A tab that keeps nothing begins at the top.
  }
});

// Whoever scrolls, types or points meanwhile is somewhere else already.
function stand(places, until, hands) {
  if (hands.signal.aborted) return;
  const isThere = scrollers().map((one, number) => {
    const [top, left] = places[number] ?? [0, 0];
    one.scrollTo({ top, left, behavior: "instant" });
    return Math.abs(one.scrollTop - top) < 2;
  });
  if (isThere.every(Boolean) || Date.now() > until) hands.abort();
  else setTimeout(() => stand(places, until, hands), 60);
}

const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const isHere = hasArrived();
const here = (isHere || isBack) && places()[location.href];
if (isHere && document.activeElement === document.body) spotAt(JSON.parse(sessionStorage.getItem(SPOT) ?? '{"homes":[]}'))?.focus({ preventScroll: true });
if (here) {
  const hands = new AbortController();
  for (const name of ["wheel", "keydown", "pointerdown", "touchstart"]) addEventListener(name, () => hands.abort(), { signal: hands.signal, passive: true });
  stand(here, Date.now() + LONGEST, hands);
}
