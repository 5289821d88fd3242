// A place to drop files on: gives them to the file input inside and says their names.
export function connect(root, signal) {
  const input = root.querySelector("input");
  const said = root.querySelector("output");
  const say = () => (said.textContent = [...input.files].map((file) => file.name).join(", "));
  for (const type of ["dragover", "dragenter"]) {
    root.addEventListener(type, (event) => (event.preventDefault(), root.classList.add("over")), { signal });
  }
  root.addEventListener("dragleave", () => root.classList.remove("over"), { signal });
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    root.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, { signal });
  input.addEventListener("change", say, { signal });
}
