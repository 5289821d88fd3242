// How many rows the links with a [data-count] lead to: asked for once the page has come, and when it has looked anew.
const LONGEST = 4000;
const MOST_KEPT = 200;

export function connect(app, signal) {
  const { counts, reader } = app.dataset;
  const name = `counts of ${reader}`;
  const places = () => [...document.querySelectorAll("a [data-count]")];
  const address = (place) => place.closest("a").getAttribute("href");
  let asking = null;

  // What was said last stands there until the answer comes, so that nothing moves if it is the same.
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  }

  function keep(told) {
    try {
      sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(Object.entries({ ...kept(), ...told }).slice(-MOST_KEPT))));
    } catch {
      // Without room for it nothing is kept.
    }
  }

  function show(told) {
    for (const place of places()) {
      const text = told[address(place)] ?? "";
      if (place.textContent !== text) place.textContent = text;
    }
    document.dispatchEvent(new Event("counted"));
  }

  async function ask() {
    const isOpen = (place) => place.closest(".tabs [aria-current]") !== null;
    const wanted = new Set(places().sort((a, b) => isOpen(b) - isOpen(a)).map(address));
    if (!wanted.size) return;
    const query = new URLSearchParams();
    for (const one of wanted) if (`${query}`.length + encodeURIComponent(one).length < LONGEST) query.append("at", one);
    asking?.abort();
    asking = new AbortController();
    const answer = await fetch(`${counts}?${query}`, { redirect: "error", signal: asking.signal }).catch(() => null);
    const told = answer?.ok && (await answer.json().catch(() => null));
    if (!told || signal.aborted) return;
    keep(told);
    show(told);
  }

  show(kept());
  ask();
  document.addEventListener("looked", ask, { signal });
  signal.addEventListener("abort", () => asking?.abort());
}
