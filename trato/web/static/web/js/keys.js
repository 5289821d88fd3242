// Runs the button or link whose data-key is pressed: "c", "g d" (one after the other), "/,Ctrl+k" (either).
// Other elements' data-key tells only which they are when a newer page comes (morph.js).
import { goOn } from "web/begin";

const TYPING = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable=true]";
export const RUN = ":is(a,button,input,[hx-get])[data-key]";
const ALWAYS = new Set(["Ctrl+k", "Ctrl+Enter"]);
let first = "";
let timer;

export const isTyping = (event) => Boolean(event.target.closest?.(TYPING));

export const scope = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;

function pressed(event) {
  const key = event.ctrlKey || event.metaKey ? event.key.toLowerCase().replace("enter", "Enter") : event.key;
  const shift = (event.ctrlKey || event.metaKey) && event.shiftKey && key.length === 1 ? "Shift+" : "";
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + shift + (event.altKey ? "Alt+" : "") + key;
}

function find(keys, target) {
  const wanted = (element) => element.dataset.key.split(",").includes(keys) && !element.closest("[hidden],dialog:not([open])");
  const near = keys === "Ctrl+Enter" ? (target.closest?.("form") ?? scope()) : scope();
  return [...near.querySelectorAll(RUN)].filter(wanted).at(keys.endsWith("z") && keys.startsWith("Ctrl+") ? -1 : 0);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.key === "Shift") return;
  const key = pressed(event);
  if (isTyping(event) && !ALWAYS.has(key)) return;
  const element = (first && find(`${first} ${key}`, event.target)) || find(key, event.target);
  clearTimeout(timer);
  first = key.length === 1 ? key : "";
  timer = setTimeout(() => (first = ""), 1000);
  if (key === "?" && scope() === document) {
    document.getElementById("shortcuts")?.showModal();
  } else if (element) {
    event.preventDefault();
    first = "";
    element.matches(TYPING) ? goOn(element) : element.click();
  }
});
