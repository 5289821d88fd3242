// What is wrong is read out at once; its lines lead into their fields.
export function connect(element, signal) {
  element.focus();
  element.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
  }, { signal });
}
