// A native dialog: a click on the backdrop or on [data-close] closes it; data-open-now opens it at once, ready to be filled in:
// where what is wrong is said, in the part called data-begin, else in the first field; where there is none, Enter does what it asks about.
import { begin } from "web/begin";
import { endsBehind } from "web/behind";
import { spotAt, spotOf } from "web/spot";

const FIRST = ".dialog-body :is(input,select,textarea):not([type=hidden],[type=checkbox],[hidden])";
const WRONG = ".dialog-body :is(.error-summary, [aria-invalid=true])";
const DOES = ".dialog-body .form-foot .primary";
const MEANT = "[data-begin] :is(input,select,textarea):not([type=hidden],[hidden])";

// Where one was before the first of several dialogs: the one that comes back refused takes the place of the one before.
let from;
let spot;

function goBack() {
  if (from && document.activeElement === document.body) (from.isConnected ? from : spotAt(spot))?.focus();
  from = undefined;
}

// Opens what an address asks as a dialog over the page.
export const ask = (url) => window.htmx.ajax("GET", url, { target: "#dialogs", swap: "innerHTML" });

export function connect(dialog, signal) {
  endsBehind(dialog, signal);
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  }, { signal });
  if (dialog.hasAttribute("data-remove-on-close")) dialog.addEventListener("close", () => {
    dialog.remove();
    goBack();
  }, { signal });
  if (!dialog.hasAttribute("data-open-now") || dialog.open) return;
  const { activeElement } = document;
  if (activeElement !== document.body) [from, spot] = [activeElement, spotOf(activeElement)];
  dialog.showModal();
  const first = [WRONG, MEANT, FIRST].map((one) => dialog.querySelector(one)).find(Boolean);
  if (first) begin(first);
  else dialog.querySelector(DOES)?.focus({ preventScroll: true }); // at its foot, while one reads from the top
}
