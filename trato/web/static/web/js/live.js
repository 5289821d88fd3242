// What others do shows by itself: the server names the records that changed, and a page that shows them loads anew.
import { morph } from "web/morph";

// Between two looks of one page, in milliseconds: a mass change is one look, not a hundred.
const PAUSE = 1500;
const address = document.querySelector("[data-events]")?.dataset.events;
let source = null;
let last = "";
let due = null;
let looked = 0;
let news = {};
const own = new Set();

function open() {
  if (source || document.hidden || !address) return;
  const url = new URL(address, location.href);
  if (last) url.searchParams.set("after", last);
  source = new EventSource(url);
  source.addEventListener("message", ({ data, lastEventId }) => {
    last = lastEventId;
    hear(JSON.parse(data));
  });
}

function close() {
  source?.close();
  source = null;
}

// data-live names what a part shows: "deals" is every deal, "deals/7" that one.
const parts = () => [...document.querySelectorAll("[data-live][id]")];
const concerns = (part) => part.dataset.live.split(" ").some((token) => {
  const [type, id] = token.split("/");
  return type && ("*" in news || (type in news && (!id || !news[type] || news[type].includes(Number(id)))));
});

function hear(told) {
  for (const [type, ids] of Object.entries(told)) news[type] = ids && news[type] !== null ? [...(news[type] ?? []), ...ids] : null;
  if (!parts().some(concerns)) news = {};
  else due ??= setTimeout(look, Math.max(0, looked + PAUSE - Date.now()) + 100 + Math.random() * 200);
}

async function look() {
  due = null;
  // A hand at work is not disturbed; then the page looks a moment later.
  if (document.querySelector(".dragged, .moving, .htmx-request")) return void (due = setTimeout(look, 400));
  const wanted = parts().filter((part) => own.has(part) || concerns(part));
  news = {};
  own.clear();
  looked = Date.now();
  const { href } = location;
  const loaded = String(document.querySelectorAll("#rows > tr[data-id]").length);
  const answer = await fetch(href, { headers: { "X-Live": loaded } }).catch(() => null);
  // A panel has opened meanwhile: what it shows is part of the next look.
  if (href !== location.href) {
    wanted.forEach((part) => own.add(part));
    return void (due ??= setTimeout(look, 400));
  }
  if (!answer?.ok || answer.redirected || document.querySelector(".dragged, .moving")) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of wanted) {
    const fresh = page.getElementById(part.id);
    if (fresh && part.isConnected) morph(part, fresh);
  }
  document.dispatchEvent(new CustomEvent("looked"));
}

// What one has changed oneself shows at once, with all that follows from it.
document.addEventListener("edited", ({ target }) => {
  const part = target.closest?.("[data-live][id]");
  if (!part) return;
  own.add(part);
  clearTimeout(due);
  due = setTimeout(look);
});

// What was loaded on demand stays when the first page comes anew; the rows of a list come anew as many as they are.
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.matches?.(".more") && target.parentElement.id !== "rows") target.parentElement.dataset.grown = "";
});
document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", open);
open();
