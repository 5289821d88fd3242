// Tabs that do not fit take the room of the words of the tools beside them; where they still do not, they say so:
// a button at the end brings the next ones, and the one that is open is in sight.
export function connect(nav, signal) {
  const links = () => [...nav.querySelectorAll(":scope > a")].filter((link) => link.checkVisibility());
  const side = (element) => element.getBoundingClientRect();
  const isTurned = () => getComputedStyle(nav).direction === "rtl";

  function tell() {
    const [first, last] = [links()[0], links().at(-1)];
    if (!last) return;
    const [start, end] = isTurned() ? [last, first] : [first, last];
    const before = side(nav).left - side(start).left > 2;
    const after = side(end).right - side(nav).right > 2;
    nav.classList.toggle("goes-on", isTurned() ? before : after);
    nav.classList.toggle("went-on", isTurned() ? after : before);
  }

  const bar = nav.closest(".toolbar");
  function fit() {
    bar?.classList.remove("crowded");
    bar?.classList.toggle("crowded", nav.scrollWidth > nav.clientWidth + 2);
    tell();
  }

  nav.addEventListener("scroll", tell, { signal, passive: true });
  nav.addEventListener("click", ({ target }) => {
    if (target.closest(".tabs-more")) nav.scrollBy({ left: (isTurned() ? -0.6 : 0.6) * nav.clientWidth, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }, { signal });
  document.addEventListener("looked", fit, { signal });
  document.addEventListener("counted", fit, { signal });
  const sizes = new ResizeObserver(fit);
  sizes.observe(bar ?? nav);
  signal.addEventListener("abort", () => sizes.disconnect());
  fit();
  const here = nav.querySelector(":scope > [aria-current]");
  if (here) nav.scrollLeft += side(here).left + side(here).width / 2 - side(nav).left - nav.clientWidth / 2;
  tell();
}
