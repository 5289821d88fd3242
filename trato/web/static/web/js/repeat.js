// Lines of the same kind: adds one, removes one.
export function connect(root, signal) {
  const lines = () => [...root.querySelectorAll('[data-repeat="line"]')];
  root.querySelectorAll("[data-repeat][hidden]").forEach((button) => (button.hidden = false));
  root.addEventListener("click", ({ target }) => {
    if (target.closest('[data-repeat="remove"]')) {
      const line = target.closest('[data-repeat="line"]');
      if (lines().length > 1) line.remove();
      else line.querySelector("input").value = "";
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (target.closest('[data-repeat="add"]')) {
      const line = lines().at(-1).cloneNode(true);
      const input = line.querySelector("input");
      input.removeAttribute("id");
      input.value = "";
      lines().at(-1).after(line);
      input.focus();
    }
  }, { signal });
}
