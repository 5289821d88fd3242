// Back leads to where one stood: what scrolls within the page stands there again, as soon as it is as long as it was.
const NAME = "places";
const MOST = 30;
const LONGEST = 3000;

const scrollers = () => [...document.querySelectorAll("#main :is(.content, .board, .middle)")];

function places() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

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

const here = performance.getEntriesByType("navigation")[0]?.type === "back_forward" && places()[location.href];
if (here) {
  const hands = new AbortController();
  for (const name of ["wheel", "keydown", "pointerdown", "touchstart"]) addEventListener(name, () => hands.abort(), { signal: hands.signal, passive: true });
  stand(here, Date.now() + LONGEST, hands);
}
