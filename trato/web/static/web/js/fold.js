// Remembers which groups of the sidebar are folded.
export function connect(group, signal) {
  const key = `fold:${group.dataset.fold}`;
  if (localStorage.getItem(key)) group.open = false;
  group.addEventListener("toggle", () => (group.open ? localStorage.removeItem(key) : localStorage.setItem(key, "1")), { signal });
}
