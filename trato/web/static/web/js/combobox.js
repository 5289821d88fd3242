import { offered } from "web/offered";

// A select that searches: it keeps the chosen values, this gives it a box to type in and a list to choose from.
const make = (name, given) => Object.assign(document.createElement(name), given);

export function connect(root, signal) {
  const select = root.querySelector("select");
  const { url, empty, remove, placeholder, makes, typed: unchosen } = root.dataset;
  const listId = `${select.id || select.name}-options`;
  const input = make("input", { type: "text", autocomplete: "off", placeholder });
  const box = make("div", { className: "box" });
  // What is not chosen is sent as it was typed, to be refused rather than lost.
  if (unchosen !== undefined) Object.assign(input, { name: `${select.name}_typed`, value: unchosen });
  const offer = offered(input, listId, select.labels[0]?.textContent ?? placeholder, empty);
  const { list } = offer;
  let timer;
  let asked = 0;
  // The list still answers an earlier text; Enter then waits for the answer to this one.
  let isLate = false;
  let isWanted = false;

  function chips() {
    box.querySelectorAll(".chip").forEach((one) => one.remove());
    for (const option of [...select.selectedOptions].filter((one) => one.value)) {
      const chip = make("span", { className: "chip", title: option.label });
      const off = make("button", { type: "button", textContent: "×" });
      off.setAttribute("aria-label", `${remove} ${option.label}`);
      off.addEventListener("click", () => (set(option, false), input.focus()));
      chip.append(make("span", { textContent: option.label }), off);
      input.before(chip);
    }
    input.placeholder = box.childElementCount > 1 ? "" : placeholder;
  }

  function set(option, on) {
    if (on && !select.multiple) [...select.options].forEach((one) => (one.selected = false));
    option.selected = on;
    chips();
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take({ id, label }) {
    const known = [...select.options].find((one) => one.value === String(id));
    const option = known ?? select.appendChild(make("option", { value: id, textContent: label }));
    input.value = "";
    set(option, true);
    offer.close();
    if (!select.multiple) root.dispatchEvent(new Event("chosen", { bubbles: true }));
  }

  // A line that makes what is typed, where nothing is called so.
  function made(options) {
    const name = input.value.trim().replace(/\s+/g, " ");
    const isThere = options.some((one) => one.label.toLowerCase() === name.toLowerCase());
    return makes && name && !isThere ? [{ id: `new:${name}`, label: makes.replace("{}", () => name) }] : [];
  }

  async function search() {
    const turn = ++asked;
    const chosen = new Set([...select.selectedOptions].map((one) => one.value));
    let options = [...select.options].filter((one) => one.value).map((one) => ({ id: one.value, label: one.label }));
    if (url) {
      const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(input.value)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return void (isLate = isWanted = false);
      options = (await answer.json()).options;
    } else options = options.filter((one) => one.label.toLowerCase().includes(input.value.toLowerCase()));
    if (turn !== asked || document.activeElement !== input) return;
    const known = options.filter((one) => !chosen.has(String(one.id)));
    offer.show([...known, ...made(options)], take);
    // Who goes on before the answer means one that is there.
    const line = isWanted && known.length && list.querySelector('[role="option"]');
    isLate = isWanted = false;
    if (line) line.take();
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    [isLate, isWanted] = [true, false];
    asked += 1;
    timer = setTimeout(search, 120);
  }, { signal });
  input.addEventListener("click", () => list.hidden && search(), { signal });
  input.addEventListener("blur", offer.close, { signal });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { line } = offer;
    // What goes on, to the next field or to the form, takes the line that is marked along.
    const goesOn = event.key === "Tab" ? !event.shiftKey : event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const typed = input.value.trim().toLowerCase();
    if (goesOn && line && typed && (!isLate || line.textContent.toLowerCase().includes(typed))) line.take();
    if (goesOn) return;
    if (by) list.hidden ? search() : offer.step(by);
    else if (event.key === "Enter" && isLate && input.value && !event.isComposing) isWanted = true;
    else if (event.key === "Enter" && line && !event.isComposing) line.take();
    else if (event.key === "Escape" && !list.hidden) offer.close();
    else if (event.key === "Backspace" && !input.value && select.selectedOptions.length) set([...select.selectedOptions].at(-1), false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });

  for (const name of ["aria-label", "aria-labelledby", "aria-describedby", "aria-invalid", "autofocus"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  if (select.id) [input.id, select.id] = [select.id, `${select.id}-held`];
  const focused = document.activeElement === select;
  select.hidden = true;
  box.append(input);
  chips();
  root.append(box, list);
  if (focused) input.focus();
}
