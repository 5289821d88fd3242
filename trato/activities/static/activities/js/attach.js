// Files for a note: chosen with the clip, or dropped anywhere on the composer; their names stand beside it.
export function connect(root, signal) {
  const input = root.querySelector("input");
  const said = root.querySelector("output");
  const form = root.closest("form");
  for (const type of ["dragover", "dragenter"]) {
    form.addEventListener(type, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
    }, { signal });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"), { signal });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, { signal });
  input.addEventListener("change", () => (said.textContent = [...input.files].map((file) => file.name).join(", ")), { signal });
}
