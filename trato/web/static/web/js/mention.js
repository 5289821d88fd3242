// A text in which @ offers people: choose with arrows and Enter, or with a tap; the name stands in the text.
import { offered } from "web/offered";

const AT = /(?:^|[^\p{L}\p{N}_@./])@([\p{L}\p{N}][\p{L}\p{N}.'’-]*(?: [\p{L}\p{N}.'’-]+){0,2})?$/u; // a name with a space after it is a finished one
const MOST = 8;
let number = 0;

export function connect(text, signal) {
  const place = Object.assign(document.createElement("div"), { className: "mentions combobox" });
  const offer = offered(text, `people-${(number += 1)}`, text.dataset.peopleLabel);
  let timer;
  let asked = 0;

  const typed = () => AT.exec(text.value.slice(0, text.selectionStart));

  function close() {
    asked += 1;
    offer.close();
  }

  function take(name) {
    const found = typed();
    if (!found) return close();
    const end = text.selectionStart;
    const start = end - (found[1] ?? "").length;
    text.setRangeText(`${name} `, start, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    text.focus();
  }

  // One of several of the same name is meant by the address.
  function named(person, people) {
    const isAlone = people.filter(({ label }) => label === person.label).length === 1;
    return isAlone || !person.hint?.includes("@") ? person.label : person.hint.match(/\S+@\S+/)[0];
  }

  async function search() {
    const found = typed();
    if (!found) return close();
    const turn = (asked += 1);
    const answer = await fetch(`${text.dataset.people}?q=${encodeURIComponent((found[1] ?? "").trim())}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked || document.activeElement !== text) return;
    const people = (await answer.json()).options;
    offer.show(people.slice(0, MOST), (person) => take(named(person, people)));
  }

  text.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!typed()) return close();
    timer = setTimeout(search, event.isComposing ? 300 : 100);
  }, { signal });
  offer.follow(close, signal);

  place.append(offer.list);
  text.after(place);
  if (document.activeElement === text && typed()) search(); // typed before anybody listened
}
