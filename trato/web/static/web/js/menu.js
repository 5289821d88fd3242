// A menu of <details>: arrows move, Esc and a click elsewhere close it.
export function connect(menu, signal) {
  const items = () => [...menu.querySelectorAll(".menu-item")];
  const close = (focus) => {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("click", ({ target }) => menu.open && !menu.contains(target) && close(false), { signal });
  menu.addEventListener("click", ({ target }) => target.closest("a.menu-item, button.menu-item") && setTimeout(close), { signal });
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    const list = menu.querySelector(".menu-list");
    const { right, left } = list.getBoundingClientRect();
    if (right > innerWidth || left < 0) menu.classList.toggle("end");
    items()[0]?.focus({ preventScroll: true });
  }, { signal });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && menu.open) close(true);
    else if (step && menu.open) {
      const all = items();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    } else return;
    event.preventDefault();
  }, { signal });
}
