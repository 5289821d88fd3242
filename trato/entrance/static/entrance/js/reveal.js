// Shows a password while it is typed, and hides it again before it is sent.
export function connect(root, signal) {
  const input = root.querySelector("input");
  const button = root.querySelector("[data-reveal]");
  const show = (on) => {
    input.type = on ? "text" : "password";
    button.setAttribute("aria-pressed", String(on));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"), { signal });
  input.form?.addEventListener("submit", () => show(false), { signal });
}
