// The bar that acts on the chosen rows: shows their number and sum, and sends their ids with its form. Where things of several
// kinds stand each kind has a bar, and one of kind "*" is for what several of them have in common.
import { added, spoken } from "web/sums";

const MANY = "*";

export function connect(form, signal) {
  const part = (name) => form.querySelector(`[data-bulk="${name}"]`);
  const own = form.dataset.kind ?? "";
  const shown = (number) => number.toLocaleString(document.documentElement.lang);
  let ids = [];
  let asked = 0;

  function take(kinds) {
    const names = Object.keys(kinds);
    if (own === MANY) return names.length > 1 ? names.flatMap((name) => kinds[name].map((id) => `${name}/${id}`)) : [];
    return names.length === 1 ? kinds[own] ?? [] : [];
  }

  function say(sum, hint = "") {
    if (!part("sum")) return;
    part("sum").hidden = !sum;
    part("sum").textContent = sum ? `· ${sum}` : "";
    part("sum").title = hint;
  }

  // What the browser does not know: all rows of a list, and the rates between currencies.
  async function ask() {
    if (!part("sum")) return;
    const [turn, body] = [++asked, new FormData(form)];
    body.set("step", "sum");
    const answer = await fetch(part("sum").dataset.url, { method: "POST", body, redirect: "error" }).catch(() => null);
    const told = answer?.ok && turn === asked && (await answer.json());
    if (!told || turn !== asked) return;
    part("count").textContent = told.count;
    say(told.sum, told.hint);
    fit();
  }

  function total(amounts) {
    const [sums, signs] = [added(amounts), JSON.parse(part("sum")?.dataset.signs || "{}")];
    const known = sums.every(({ currency }) => currency in signs);
    asked += 1;
    say(known ? sums.map((one) => spoken(one, signs)).join(" + ") : "");
    if (!known || sums.length > 1) ask();
  }

  function show({ kinds, amounts, loaded, complete }) {
    ids = take(kinds);
    form.hidden = ids.length === 0;
    part("count").textContent = shown(ids.length);
    part("all").value = "";
    total(ids.length ? amounts : []);
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
    say("");
    ask();
    form.querySelectorAll("[data-bulk-range]").forEach((button) => (button.hidden = true));
    everything.hidden = true;
    fit();
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden && !document.querySelector("dialog[open], details.menu[open], .panel")) document.dispatchEvent(new Event("unpick"));
  }, { signal });
}
