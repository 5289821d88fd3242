// What one has typed is not lost with the line: it waits in this tab, is sent once there is a connection, and is
// done once. Where the page itself is gone, its form is filled in again. It leaves with the tab or with the sign-out.
// Here from the start: without a line, what lets a message go cannot be fetched any more.
import "web/toast";

const FORMS = "form[method=post]:is([data-guard=yes], .composer)";
const TYPED = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio])";
const PAUSE = 5000;
const words = document.querySelector(".app")?.dataset ?? {};
const place = (form) => `unsent ${words.reader} ${form.getAttribute("action")}`;
const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const controls = (form) => [...form.querySelectorAll(TYPED)].filter((control) => control.name && !control.closest("[hidden]"));
const names = new WeakMap();
const waiting = new Map();
let timer = null;

// A storage that is full or forbidden keeps nothing; what is on the page stays there.
const store = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
};

document.addEventListener("input", ({ target }) => {
  const form = target.closest(FORMS);
  if (!form) return;
  names.delete(form);
  const typed = controls(form).filter((one) => one.value !== (one.defaultValue ?? "")).map((one) => [one.name, one.value]);
  store((kept) => kept.setItem(place(form), JSON.stringify(typed)));
});

export function fill(form) {
  // What comes back refused holds what was typed.
  if (form.querySelector(".error-summary, [aria-invalid=true]")) return;
  const typed = store((kept) => JSON.parse(kept.getItem(place(form)) ?? "[]")) ?? [];
  for (const [key, value] of typed) {
    const control = controls(form).find((one) => one.name === key && one.value !== value && one.matches("textarea, input"));
    if (!control) continue;
    control.value = value;
    for (const typing of ["input", "change"]) control.dispatchEvent(new Event(typing, { bubbles: true }));
    say(words.restored);
  }
}

const forget = (form) => store((kept) => kept.removeItem(place(form)));

const hush = () => document.querySelector("#toasts .unsent")?.remove();

function say(text, stays = false) {
  hush();
  const toast = Object.assign(document.createElement("div"), { className: "toast amber unsent", role: "status" });
  if (!stays) toast.dataset.controller = "web/toast";
  toast.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.getElementById("toasts")?.append(toast);
}

async function retry() {
  clearTimeout(timer);
  timer = null;
  const alive = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (!alive) return void (timer = setTimeout(retry, PAUSE));
  const forms = [...waiting];
  waiting.clear();
  hush();
  for (const [form, submitter] of forms) if (form.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : null);
}

function wait(form, submitter) {
  say(words.offline, true);
  waiting.set(form, submitter);
  timer ??= setTimeout(retry, PAUSE);
}

addEventListener("online", () => waiting.size && retry());

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.matches("[data-forget]")) return void store((kept) => kept.clear());
  if (!form.matches(FORMS) || form.hasAttribute("hx-post") || navigator.onLine) return;
  // It goes to a new page: without a line that would be the browser's own.
  event.preventDefault();
  event.stopImmediatePropagation();
  wait(form, event.submitter);
}, true);

// What nothing on the page has taken goes to a new one.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches(FORMS)) return;
  store((kept) => kept.setItem("sent", JSON.stringify([place(event.target), location.pathname])));
});

// Another page has come of it, or the server has sent the browser back to its own: it has arrived. Where nobody is
// signed in it has not: it waits for who signs in again.
const [arrived, from] = store((kept) => JSON.parse(kept.getItem("sent") ?? "[]")) ?? [];
const [way] = performance.getEntriesByType("navigation");
const sentBack = way?.type === "navigate" && way.redirectCount > 0;
if (words.reader && from && (sentBack || from !== location.pathname)) store((kept) => kept.removeItem(arrived));
store((kept) => kept.removeItem("sent"));

document.addEventListener("click", ({ target }) => {
  const form = target.closest(".form-foot [data-close]")?.closest(FORMS);
  if (form) forget(form);
});

// The form that is sent; what asks beside it, such as for the sums of its lines, sends nothing.
const sent = (verb, element) => (verb === "post" && element.matches("form, [type=submit]") ? element.closest("form") : null);

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const form = sent(detail.verb, detail.elt);
  if (!form) return;
  if (!names.has(form)) names.set(form, name());
  detail.headers["X-Once"] = names.get(form);
});

// While it is on its way, and while its answer leads to another page, a second press sends nothing.
let underway = new WeakSet();
addEventListener("pageshow", () => (underway = new WeakSet()));

document.addEventListener("htmx:confirm", (event) => {
  const { verb, elt, triggeringEvent } = event.detail;
  if (["submit", "click"].includes(triggeringEvent?.type) && underway.has(sent(verb, elt))) event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = sent(detail.requestConfig.verb, detail.elt);
  if (form) underway.add(form);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const leads = ["HX-Redirect", "HX-Refresh"].some((one) => detail.xhr.getResponseHeader(one));
  if (!leads) underway.delete(sent(detail.requestConfig.verb, detail.elt));
});

document.addEventListener("htmx:sendError", ({ detail }) => {
  const form = sent(detail.requestConfig.verb, detail.elt);
  if (form) wait(form, detail.requestConfig.triggeringEvent?.submitter);
  else if (detail.requestConfig.verb === "post") say(words.unchanged);
});

// An answer has come, whatever it is: what comes next is another thing. Before the answer is shown: it may hold the
// same form, empty.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const form = sent(detail.requestConfig.verb, detail.elt);
  if (!form) return;
  names.delete(form);
  if (detail.xhr.status < 400) forget(form);
});
