// Where the keyboard is, so that it is found again where the page, or a part of it, has come anew.
const kept = (name, value) => (value ? `[${name}="${CSS.escape(value)}"]` : "");
const named = (element) => kept("id", element?.id) || kept("data-id", element?.dataset.id);
const keyed = (element) => kept("data-key", element.dataset.key);
const seen = (element) => (element && element.checkVisibility() ? element : null);
const MOST = 50;

// The rows or cards around the one it is in: those after it, then those before it.
function around(element) {
  const one = element?.closest("[data-id]");
  const all = one ? [...one.parentElement.querySelectorAll(":scope > [data-id]")] : [];
  const at = all.indexOf(one);
  return [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0)).reverse()].slice(0, MOST).map((other) => other.localName + named(other));
}

// By its own name, and by those of what it stands in.
export function spotOf(element) {
  const own = named(element) || kept("name", element.name) || kept("href", element.getAttribute("href")) || keyed(element);
  const homes = [];
  for (let home = element; (home = home.parentElement?.closest("[data-id], [data-key], [id]")); ) homes.push([home.localName, named(home) || keyed(home)]);
  const form = element.form?.id ? named(element.form) : "";
  return { own, form, homes: homes.map((one) => one.join("")), beside: around(element) };
}

// It itself, where it stood: elsewhere what is called the same is another; else its row or card, what stands in its place, what
// saves its form, or a row or card beside it where its own is gone.
export function spotAt({ own, form, homes, beside = [] }) {
  for (const home of homes) {
    const place = document.querySelector(home);
    const isThere = own && (home === homes[0] || own.startsWith("[id="));
    const found = (isThere && seen(place?.querySelector(own))) || (place?.matches("[data-id]") && seen(place.querySelector("a[href]"))) || (home === homes[0] && place?.matches("[data-spot]") && seen(place.querySelector("button")));
    if (found) return found;
  }
  const left = beside.map((one) => document.querySelector(one)).find(seen);
  return (form && seen(document.querySelector(`${form} .primary[type=submit]`))) || seen(left?.querySelector("a[href]"));
}
