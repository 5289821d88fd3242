// Fires "near" when the reader comes close to this element: the next rows are fetched before they are missed.
export function connect(element, signal) {
  const root = element.closest(".content, .middle");
  const watch = new IntersectionObserver(
    ([entry]) => entry.isIntersecting && element.dispatchEvent(new Event("near")),
    { root, rootMargin: "800px" },
  );
  // htmx may not have read the element's attributes yet when the page is new.
  setTimeout(() => signal.aborted || watch.observe(element));
  signal.addEventListener("abort", () => watch.disconnect());
}
