// A text in which @ offers people: choose with arrows and Enter, or with a tap; the name stands in the text.
const make = (name, given) => Object.assign(document.createElement(name), given);
const AT = /(?:^|[^\p{L}\p{N}_@./])@([\p{L}\p{N}][\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]*){0,2})?$/u;
let number = 0;

export function connect(text, signal) {
  const id = `people-${(number += 1)}`;
  const place = make("div", { className: "mentions combobox" });
  const list = make("div", { className: "options", id, hidden: true });
  let timer;
  let asked = 0;

  const typed = () => AT.exec(text.value.slice(0, text.selectionStart));
  const lines = () => [...list.querySelectorAll('[role="option"]')];
  const current = () => lines().find((line) => line.getAttribute("aria-selected") === "true");

  function close() {
    asked += 1;
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
  }

  function point(line) {
    lines().forEach((one) => one.setAttribute("aria-selected", String(one === line)));
    line.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", line.id);
  }

  function take(name) {
    const found = typed();
    if (!found) return close();
    const end = text.selectionStart;
    const start = end - (found[1] ?? "").length;
    text.setRangeText(`${name} `, start, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    text.focus();
  }

  function show(people) {
    const labels = people.map(({ label }) => label);
    list.replaceChildren(...people.slice(0, 8).map(({ label, hint }, at) => {
      const line = make("div", { id: `${id}-${at}` });
      line.setAttribute("role", "option");
      line.append(make("span", { textContent: label }));
      if (hint) line.append(make("small", { textContent: hint }));
      const isAlone = labels.indexOf(label) === labels.lastIndexOf(label);
      line.addEventListener("pointerdown", (event) => event.preventDefault());
      line.addEventListener("click", () => line.take());
      line.take = () => take(isAlone || !hint?.includes("@") ? label : hint.match(/\S+@\S+/)[0]);
      return line;
    }));
    if (!people.length) return close();
    list.hidden = false;
    point(lines()[0]);
  }

  async function search() {
    const found = typed();
    if (!found) return close();
    const turn = (asked += 1);
    const answer = await fetch(`${text.dataset.people}?q=${encodeURIComponent((found[1] ?? "").trim())}`, { headers: { Accept: "application/json" } });
    if (answer.ok && turn === asked && document.activeElement === text) show((await answer.json()).options);
  }

  function step(by) {
    const all = lines();
    point(all[(all.indexOf(current()) + by + all.length) % all.length]);
  }

  text.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!typed()) return close();
    timer = setTimeout(search, event.isComposing ? 300 : 100);
  }, { signal });
  text.addEventListener("blur", close, { signal });
  text.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) step(by);
    else if (event.key === "Enter" || event.key === "Tab") current().take();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });

  for (const [name, value] of Object.entries({ "aria-controls": id, "aria-autocomplete": "list", "aria-haspopup": "listbox" })) text.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.dataset.peopleLabel);
  place.append(list);
  text.after(place);
}
