// Rows under a heading: a click folds them away; rows that are not there yet come when they are near.
export function connect(body, signal) {
  const button = body.querySelector(".fold");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", !body.classList.toggle("folded"));
  }, { signal });
}
