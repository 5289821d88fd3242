// Days to choose with one click: they fill the date beside them, a time that stands there stays.
export function connect(root, signal) {
  const input = root.querySelector("input.date");
  const pills = root.querySelector(".pills");
  const mark = () => {
    for (const pill of pills.children) pill.setAttribute("aria-pressed", String(input.value.startsWith(pill.dataset.day)));
  };
  pills.hidden = false;
  pills.addEventListener("click", (event) => {
    const pill = event.target.closest("[data-day]");
    if (!pill) return;
    input.value = input.type === "date" ? pill.dataset.day : `${pill.dataset.day}T${input.value.slice(11) || "10:00"}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, { signal });
  input.addEventListener("input", mark, { signal });
  mark();
}
