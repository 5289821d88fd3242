// Makes a part of the page like a newer one, node by node: what is the same stays, with its focus, scroll and choice.
const OWN = new Set(["style", "open", "hidden", "aria-expanded", "aria-selected", "draggable"]);
const LOOKS = ["cursor", "here", "moved", "open", "folded", "picking"];
// What scripts have built, or somebody is at work in.
const BUILT = "[data-count], thead, colgroup, dialog, [data-controller~='web/combobox'], [data-controller~='web/tags'], [data-controller~='web/words'], [data-controller~='web/mention']";

const key = (node) => node.id || node.dataset?.key || (node.dataset?.id ? `${node.localName} ${node.dataset.id}` : "");
const changed = (control) => (control.type === "checkbox" || control.type === "radio" ? control.checked !== control.defaultChecked : "defaultValue" in control && control.type !== "hidden" && control.value !== control.defaultValue);
const isTyped = (form) => form.contains(document.activeElement) || form.matches("[data-editor]") || [...form.elements].some(changed);
const isKept = (node) => node.matches?.(BUILT) || (node.localName === "form" && (isTyped(node) || node.querySelector(BUILT)));
const holds = (node) => node.nodeType === 1 && [node, ...node.querySelectorAll("form")].some((one) => one.localName === "form" && isTyped(one));
const isAlike = (old, fresh) => old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && !key(old) && (old.localName !== "form" || old.getAttribute("action") === fresh.getAttribute("action"));

export function morph(old, fresh) {
  const at = document.activeElement;
  each(old, fresh);
  if (at !== document.activeElement && at?.isConnected) at.focus({ preventScroll: true });
}

function each(old, fresh) {
  if (old.nodeType !== 1) {
    if (old.data !== fresh.data) old.data = fresh.data;
  } else if (!isKept(old) && !old.isEqualNode(fresh)) {
    attributes(old, fresh);
    children(old, fresh);
  }
}

function attributes(old, fresh) {
  const looks = LOOKS.filter((name) => old.classList.contains(name));
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !OWN.has(name) && name !== "data-grown") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!OWN.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (looks.length) old.classList.add(...looks);
}

function children(old, fresh) {
  // What was said of an act goes by itself, not with the rest of a page that looks anew.
  const isGrown = "grown" in old.dataset || old.id === "toasts";
  const keyed = new Map([...old.children].map((child) => [key(child), child]));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    if (isGrown && next.matches?.(".more")) continue;
    let found = key(next) ? keyed.get(key(next)) : at;
    while (found && !key(next) && !isAlike(found, next)) found = found.nextSibling;
    if (!found) old.insertBefore(made(next), at);
    else if (found === at) at = at.nextSibling;
    else old.insertBefore(found, at);
    if (found) each(found, next);
  }
  while (at) {
    const next = at.nextSibling;
    // More than the first page had been loaded here, or somebody is typing.
    if (!isGrown && !holds(at)) at.remove();
    at = next;
  }
}

function made(next) {
  const node = document.importNode(next, true);
  if (node.nodeType === 1) {
    if (key(node)) node.classList.add("fresh");
    setTimeout(() => window.htmx.process(node));
  }
  return node;
}
