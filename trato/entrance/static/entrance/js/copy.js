// Puts the text beside the button on the clipboard; without one it selects the text.
export function connect(root, signal) {
  const input = root.querySelector("input");
  const button = root.querySelector("[data-copy]");
  button.hidden = false;
  input.addEventListener("focus", () => input.select(), { signal });
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      return;
    }
    button.querySelector(".label").textContent = root.dataset.done;
    document.getElementById("said").textContent = root.dataset.done;
  }, { signal });
}
