// The bar that acts on the chosen rows: shows their number and sends their ids with its form. Where things of several
// kinds stand each kind has a bar, and one of kind "*" is for what several of them have in common.
const MANY = "*";

export function connect(form, signal) {
  const part = (name) => form.querySelector(`[data-bulk="${name}"]`);
  const own = form.dataset.kind ?? "";
  const shown = (number) => number.toLocaleString(document.documentElement.lang);
  let ids = [];

  function take(kinds) {
    const names = Object.keys(kinds);
    if (own === MANY) return names.length > 1 ? names.flatMap((name) => kinds[name].map((id) => `${name}/${id}`)) : [];
    return names.length === 1 ? kinds[own] ?? [] : [];
  }

  function show({ kinds, loaded, complete }) {
    ids = take(kinds);
    form.hidden = ids.length === 0;
    part("count").textContent = shown(ids.length);
    part("all").value = "";
    part("everything").hidden = complete || ids.length < loaded;
    for (const button of form.querySelectorAll("[data-bulk-range]")) {
      const [least, most] = button.dataset.bulkRange.split("-");
      button.hidden = ids.length < least || ids.length > most;
    }
    for (const button of form.querySelectorAll("[data-bulk-kinds]")) {
      const known = button.dataset.bulkKinds.split(" ");
      button.hidden = !Object.keys(kinds).every((name) => known.includes(name));
    }
    for (const note of form.querySelectorAll("[data-bulk-kind]")) {
      const number = kinds[note.dataset.bulkKind]?.length ?? 0;
      note.hidden = number === 0;
      note.textContent = number ? ` · ${shown(number)} ${number === 1 ? note.dataset.one : note.dataset.many}` : "";
    }
  }

  // On one line: as far as there is no room, buttons keep only their icon, the last ones first.
  function fit() {
    const buttons = [...form.querySelectorAll(".button:not(.icon-only)")].filter((one) => !one.hidden);
    const wraps = () => buttons.some((one) => one.offsetTop > buttons[0].offsetTop + one.offsetHeight / 2);
    buttons.forEach((one) => one.classList.remove("bare"));
    for (const one of buttons.filter((each) => each.querySelector("svg")).reverse()) {
      if (!wraps()) break;
      one.classList.add("bare");
      one.title = one.textContent.trim();
    }
  }

  document.addEventListener("picked", ({ detail }) => (show(detail), fit()), { signal });
  addEventListener("resize", fit, { signal });
  document.dispatchEvent(new Event("pickask"));
  form.addEventListener("formdata", ({ formData }) => ids.forEach((id) => formData.append("ids", id)), { signal });
  form.addEventListener("click", ({ target }) => {
    if (target.closest('[data-bulk="clear"]')) document.dispatchEvent(new Event("unpick"));
    const everything = target.closest('[data-bulk="everything"]');
    if (!everything) return;
    part("all").value = "1";
    part("count").textContent = "∞";
    form.querySelectorAll("[data-bulk-range]").forEach((button) => (button.hidden = true));
    everything.hidden = true;
    fit();
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden && !document.querySelector("dialog[open], details.menu[open], .panel")) document.dispatchEvent(new Event("unpick"));
  }, { signal });
}
