// Sifts the lines that follow in the same part of the page: those without what was typed hide; Enter follows the first that is left.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function connect(input, signal) {
  const place = input.closest("[data-sifts]");
  function sift() {
    const wanted = plain(input.value.trim());
    for (const line of place.querySelectorAll("li")) line.hidden = !plain(line.textContent).includes(wanted);
    for (const part of place.querySelectorAll("details")) {
      part.hidden = !part.querySelector("li:not([hidden])");
      part.open = wanted !== "" && !part.hidden;
    }
    for (const part of place.querySelectorAll("section")) part.hidden = !part.querySelector("details:not([hidden])");
  }
  function enter(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (input.value.trim()) place.querySelector("li:not([hidden]) :is(a, button)")?.click();
  }
  input.addEventListener("input", sift, { signal });
  input.addEventListener("keydown", enter, { signal });
  if (input.value) sift(); // typed before anybody listened
}
