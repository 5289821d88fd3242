// The composer grows with what one writes.
export function connect(form, signal) {
  const text = form.querySelector("textarea");
  const grow = () => {
    text.style.blockSize = "auto";
    text.style.blockSize = `${Math.min(text.scrollHeight, 320)}px`;
  };
  text.addEventListener("input", grow, { signal });
  if (text.value) grow();
}
