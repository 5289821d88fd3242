// Colors the field names of the filter one types; the text itself stays in the input.
export function connect(form, signal) {
  const input = form.querySelector('input[name="filter"]');
  const ink = form.querySelector(".ink");
  const FIELD = /("[^"]*"?)|(\b[\w.]+(?::|!=|>=|<=|[=<>]))/gu;

  function paint() {
    const text = input.value;
    const parts = [];
    let at = 0;
    for (const found of text.matchAll(FIELD)) {
      if (!found[2]) continue;
      parts.push(text.slice(at, found.index), Object.assign(document.createElement("i"), { textContent: found[2] }));
      at = found.index + found[2].length;
    }
    ink.replaceChildren(...parts, text.slice(at));
    ink.scrollLeft = input.scrollLeft;
    ink.style.inlineSize = `${input.clientWidth}px`;
    ink.style.insetInlineStart = `${input.offsetLeft}px`;
  }

  form.classList.add("painted");
  for (const event of ["input", "scroll", "keyup", "blur", "focus"]) input.addEventListener(event, paint, { signal });
  new ResizeObserver(paint).observe(input);
  paint();
}
