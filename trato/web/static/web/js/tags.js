// Words with commas between, shown as chips; the input that is sent stays what it was.
export function connect(root, signal) {
  const held = root.querySelector("input");
  const box = Object.assign(document.createElement("div"), { className: "box" });
  const input = Object.assign(document.createElement("input"), { autocomplete: "off" });
  input.setAttribute("list", held.getAttribute("list"));
  for (const name of ["aria-label", "aria-describedby", "aria-invalid", "autofocus"]) if (held.hasAttribute(name)) input.setAttribute(name, held.getAttribute(name));
  let tags = held.value.split(",").map((tag) => tag.trim()).filter(Boolean);

  function draw() {
    held.value = tags.join(", ");
    held.dispatchEvent(new Event("change", { bubbles: true }));
    box.replaceChildren(...tags.map((tag) => {
      const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: tag });
      const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      off.setAttribute("aria-label", `${root.dataset.remove} ${tag}`);
      off.addEventListener("click", () => ((tags = tags.filter((one) => one !== tag)), draw(), input.focus()));
      chip.append(off);
      return chip;
    }), input);
    input.placeholder = tags.length ? "" : root.dataset.placeholder || "";
  }

  function take() {
    const given = input.value.split(",").map((tag) => tag.trim()).filter((tag) => tag && !tags.includes(tag));
    input.value = "";
    if (!given.length) return;
    tags.push(...given);
    draw();
    input.focus();
  }

  input.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === ",") && input.value && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      take();
    } else if (event.key === "Backspace" && !input.value) {
      tags.pop();
      draw();
      input.focus();
    }
  }, { signal });
  input.addEventListener("blur", take, { signal });
  if (held.id) [input.id, held.id] = [held.id, `${held.id}-held`];
  const focused = document.activeElement === held;
  held.type = "hidden";
  root.append(box);
  draw();
  if (focused) input.focus();
}
