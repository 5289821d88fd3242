// Back leads to where one stood, and so does a form that comes back to its own page with nothing wrong: what scrolls within
// the page stands there again, as soon as it is as long as it was.
const NAME = "places";
const SENT = "sent-from";
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

function hasArrived() {
  try {
    const from = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    return from === location.href && !document.querySelector(WRONG);
  } catch {
    return false;
  }
}

addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  try {
    sessionStorage.setItem(SENT, location.href);
  } catch {
    // As below.
  }
});

addEventListener("pagehide", () => {
  const kept = places();
  delete kept[location.href];
  kept[location.href] = scrollers().map(({ scrollTop, scrollLeft }) => [scrollTop, scrollLeft]);
  try {
    sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(Object.entries(kept).slice(-MOST))));
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
const here = (hasArrived() || isBack) && places()[location.href];
if (here) {
  const hands = new AbortController();
  for (const name of ["wheel", "keydown", "pointerdown", "touchstart"]) addEventListener(name, () => hands.abort(), { signal: hands.signal, passive: true });
  stand(here, Date.now() + LONGEST, hands);
}
