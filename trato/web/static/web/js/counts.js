// How many rows the links with a [data-count] lead to: asked for once the page has come, and when it has looked anew.
// What was told a moment ago is not asked for by the next page, unless something was sent
// meanwhile or the page is loaded anew.
const LONGEST = 4000;
const MOST_KEPT = 200;
const FRESH = 30_000;

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
      sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(Object.entries(told).slice(-MOST_KEPT))));
    } catch {
      // Without room for it nothing is kept.
    }
  }

  function show() {
    const told = kept();
    for (const place of places()) {
      const text = told[address(place)]?.text ?? "";
      if (place.textContent !== text) place.textContent = text;
    }
    document.dispatchEvent(new Event("counted"));
  }

  async function ask() {
    const isOpen = (place) => place.closest(".tabs [aria-current]") !== null;
    const [known, old] = [kept(), Date.now() - FRESH];
    const isOld = (one) => !(known[one]?.at > old);
    const wanted = new Set(places().sort((a, b) => isOpen(b) - isOpen(a)).map(address).filter(isOld));
    const query = new URLSearchParams();
    for (const one of wanted) if (`${query}`.length + encodeURIComponent(one).length < LONGEST) query.append("at", one);
    const asked = query.getAll("at");
    if (!asked.length) return;
    asking?.abort();
    asking = new AbortController();
    const answer = await fetch(`${counts}?${query}`, { redirect: "error", signal: asking.signal }).catch(() => null);
    const told = answer?.ok && (await answer.json().catch(() => null));
    if (!told || signal.aborted) return;
    const at = Date.now();
    keep({ ...kept(), ...Object.fromEntries(asked.map((one) => [one, { text: told[one], at }])) });
    show();
  }

  function age() {
    keep(Object.fromEntries(Object.entries(kept()).map(([one, { text }]) => [one, { text, at: 0 }])));
  }

  if (performance.getEntriesByType("navigation")[0]?.type === "reload") age();
  show();
  ask();
  document.addEventListener("looked", () => (age(), ask()), { signal });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.requestConfig.verb !== "get" && age(), { signal });
  document.addEventListener("submit", ({ target }) => target.method === "post" && age(), { signal, capture: true });
  signal.addEventListener("abort", () => asking?.abort());
}
