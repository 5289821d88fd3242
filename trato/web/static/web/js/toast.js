// A message that goes by itself after a while, but not while one points at it.
export function connect(toast, signal) {
  let timer;
  const wait = () => (timer = setTimeout(() => toast.remove(), toast.querySelector("form") ? 10000 : 5000));
  toast.addEventListener("pointerenter", () => clearTimeout(timer), { signal });
  toast.addEventListener("pointerleave", wait, { signal });
  toast.addEventListener("focusin", () => clearTimeout(timer), { signal });
  toast.addEventListener("click", ({ target }) => target.closest("[data-close]") && toast.remove(), { signal });
  toast.addEventListener("htmx:afterRequest", () => toast.remove(), { signal });
  wait();
  if ("atOnce" in toast.dataset) toast.querySelector("form").requestSubmit();
}
