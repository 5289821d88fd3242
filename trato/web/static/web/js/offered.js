// The list under an input: lines to choose from by the pointer or by the arrow keys.
const make = (name, given) => Object.assign(document.createElement(name), given);

export function offered(input, id, label, empty = "") {
  const list = make("div", { className: "options", id, hidden: true, tabIndex: -1 });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  // A text of many lines stays one, in which lines are offered only now and then.
  const isText = input.matches("textarea");
  const told = isText ? { "aria-haspopup": "listbox" } : { role: "combobox", "aria-expanded": "false" };
  for (const [name, value] of Object.entries({ ...told, "aria-controls": id, "aria-autocomplete": "list" })) input.setAttribute(name, value);

  function say(open) {
    list.hidden = !open;
    if (!isText) input.setAttribute("aria-expanded", String(open));
  }

  function mark(line) {
    for (const one of list.querySelectorAll('[role="option"]')) one.setAttribute("aria-selected", String(one === line));
    if (line) input.setAttribute("aria-activedescendant", line.id);
    else input.removeAttribute("aria-activedescendant");
  }

  // It floats over everything, so that a small dialog does not cut it off; where there is more room above, it stands there.
  function place() {
    const box = (input.closest(".box") ?? input).getBoundingClientRect();
    const below = innerHeight - box.bottom;
    const isAbove = below < 200 && box.top > below;
    const at = { "inset-inline-start": "auto", left: `${box.left}px`, "min-width": `min(${Math.max(box.width, input.closest("td") ? 320 : 0)}px, 100vw - 1rem)`, width: `${box.width}px`, top: isAbove ? "auto" : `${box.bottom + 4}px`, bottom: isAbove ? `${innerHeight - box.top + 4}px` : "auto", "max-height": `${Math.min(256, (isAbove ? box.top : below) - 12)}px` };
    for (const [name, value] of Object.entries(at)) list.style.setProperty(name, value);
    // Never out of a narrow window.
    list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - list.offsetWidth - 8))}px`;
  }

  function float() {
    if (!list.showPopover) return;
    list.popover = "manual";
    if (!list.matches(":popover-open")) list.showPopover();
    place();
    for (const name of ["scroll", "resize"]) addEventListener(name, place, { capture: true, passive: true });
  }

  function sink() {
    for (const name of ["scroll", "resize"]) removeEventListener(name, place, { capture: true });
    if (list.isConnected && list.matches(":popover-open")) list.hidePopover();
  }

  return {
    list,
    mark,
    get line() { return list.hidden ? null : list.querySelector('[aria-selected="true"]'); },
    close() {
      if (list.showPopover) sink();
      say(false);
      input.removeAttribute("aria-activedescendant");
    },
    // `first` marks the first line, so that Enter takes it.
    show(options, take, first = true) {
      const lines = options.map((one, at) => {
        const line = make("div", { id: `${id}-${at}` });
        line.setAttribute("role", "option");
        line.append(make("span", { textContent: one.label }));
        if (one.hint) line.append(make("small", { textContent: one.hint }));
        line.addEventListener("pointerdown", (event) => (event.preventDefault(), take(one)));
        line.take = () => take(one);
        return line;
      });
      if (!lines.length && !empty) return this.close();
      list.replaceChildren(...(lines.length ? lines : [make("p", { textContent: empty })]));
      say(true);
      float();
      mark(first ? lines[0] : null);
    },
    step(by) {
      const lines = [...list.querySelectorAll('[role="option"]')];
      const at = lines.indexOf(this.line);
      const next = lines[at < 0 && by < 0 ? lines.length - 1 : (at + by + lines.length) % lines.length];
      mark(next);
      next?.scrollIntoView({ block: "nearest" });
    },
    // What the keys do while one types on in a text; a line that is not marked leaves Enter and Tab to the text.
    follow(close, signal) {
      input.addEventListener("blur", close, { signal });
      input.addEventListener("keydown", (event) => {
        if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by) this.step(by);
        else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && this.line) this.line.take();
        else if (event.key === "Escape") close();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }, { signal });
    },
  };
}
