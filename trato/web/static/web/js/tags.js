import { offered } from "web/offered";

// Several texts with commas between, as trato/kernel/cells.py writes them: a comma within one has a backslash.
function parted(text) {
  const found = [""];
  let at = 0;
  for (const mark of text.matchAll(/(\\*),/g)) {
    found[found.length - 1] += text.slice(at, mark.index) + "\\".repeat(mark[1].length >> 1);
    at = mark.index + mark[0].length;
    if (mark[1].length % 2) found[found.length - 1] += ",";
    else found.push("");
  }
  found[found.length - 1] += text.slice(at);
  return found.map((one) => one.trim()).filter(Boolean);
}

function joined(texts) {
  const guarded = texts.map((text) => text.replace(/(\\*),/g, "$1$1\\,"));
  return guarded.map((text, place) => (place < guarded.length - 1 ? text.replace(/\\+$/, "$&$&") : text)).join(", ");
}

// Words with commas between, shown as chips; the input that is sent stays what it was.
export function connect(root, signal) {
  const held = root.querySelector("input");
  const box = Object.assign(document.createElement("div"), { className: "box" });
  const input = Object.assign(document.createElement("input"), { autocomplete: "off" });
  const known = [...(held.list?.options ?? [])].map((one) => one.value);
  const offer = offered(input, `${held.name}-options`, held.labels[0]?.textContent ?? held.getAttribute("aria-label") ?? "");
  for (const name of ["aria-label", "aria-describedby", "aria-invalid", "autofocus"]) if (held.hasAttribute(name)) input.setAttribute(name, held.getAttribute(name));
  let tags = parted(held.value);

  function draw() {
    held.value = joined(tags);
    held.dispatchEvent(new Event("change", { bubbles: true }));
    box.querySelectorAll(".chip").forEach((one) => one.remove());
    input.before(...tags.map((tag) => {
      const chip = Object.assign(document.createElement("span"), { className: "chip", title: tag });
      const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      off.setAttribute("aria-label", `${root.dataset.remove} ${tag}`);
      off.addEventListener("click", () => ((tags = tags.filter((one) => one !== tag)), draw(), input.focus()));
      chip.append(Object.assign(document.createElement("span"), { textContent: tag }), off);
      return chip;
    }));
    input.placeholder = tags.length ? "" : root.dataset.placeholder || "";
  }

  function take(words = parted(input.value)) {
    const given = words.filter((tag) => !tags.includes(tag));
    input.value = "";
    if (!given.length) return;
    tags.push(...given);
    draw();
    offer.close();
  }

  // What is there already, as one types; Enter takes the word itself unless a line was chosen.
  function suggest() {
    const typed = input.value.trim().toLowerCase();
    const found = known.filter((one) => !tags.includes(one) && one.toLowerCase().includes(typed));
    offer.show(found.map((label) => ({ label })), ({ label }) => (take([label]), offer.close()), false);
  }

  input.addEventListener("input", (event) => (event.stopPropagation(), suggest()), { signal });
  input.addEventListener("click", () => offer.list.hidden && suggest(), { signal });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Tab" && !event.shiftKey && offer.line) return offer.line.take(); // and goes on
    if (by || (event.key === "Escape" && !offer.list.hidden) || (event.key === "Enter" && offer.line && !event.isComposing)) {
      event.preventDefault();
      event.stopPropagation();
      if (!by) event.key === "Enter" ? offer.line.take() : offer.close();
      else offer.list.hidden ? suggest() : offer.step(by);
    } else if ((event.key === "Enter" || event.key === ",") && input.value && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      take();
    } else if (event.key === "Backspace" && !input.value) {
      tags.pop();
      draw();
    }
  }, { signal });
  input.addEventListener("blur", () => (offer.close(), take()), { signal });
  if (held.id) [input.id, held.id] = [held.id, `${held.id}-held`];
  const focused = document.activeElement === held;
  held.type = "hidden";
  held.removeAttribute("list");
  box.append(input);
  root.append(box, offer.list);
  draw();
  if (focused) input.focus();
}
