// The filter one types: its field names in color, the text itself stays in the input; under it what may come next.
import { offered } from "web/offered";

export function connect(form, signal) {
  const input = form.querySelector('input[name="filter"]');
  const ink = form.querySelector(".ink");
  const FIELD = /("[^"]*"?)|(\b[\w.-]+(?::|!=|>=|<=|[=<>]))/gu;

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
  if (form.dataset.url) suggest(form, input, signal);
}

function suggest(form, input, signal) {
  const offer = offered(input, "filter-offers", input.getAttribute("aria-label"));
  let timer;
  let asked = 0;
  const before = () => input.value.slice(0, input.selectionStart);

  function close() {
    clearTimeout(timer);
    asked += 1;
    offer.close();
  }

  async function search() {
    const turn = (asked += 1);
    const typed = before();
    const answer = await fetch(`${form.dataset.url}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked || document.activeElement !== input) return;
    const { options, replaced, is_sure } = await answer.json();
    offer.show(options, ({ text }) => {
      if (before() !== typed) return; // the list stands for what was there before
      input.setRangeText(text, typed.length - replaced, typed.length, "end");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, is_sure);
  }

  function wait(event) {
    clearTimeout(timer);
    asked += 1;
    offer.mark(null); // Enter means what is typed, until there is an answer to it
    timer = setTimeout(search, event.isComposing ? 300 : 80);
  }

  input.addEventListener("input", wait, { signal });
  input.addEventListener("focus", wait, { signal });
  input.addEventListener("click", (event) => offer.list.hidden && wait(event), { signal });
  input.addEventListener("keydown", (event) => event.key === "ArrowDown" && offer.list.hidden && wait(event), { signal });
  offer.follow(close, signal);
  form.append(offer.list);
  if (document.activeElement === input) search(); // typed before anybody listened
}
