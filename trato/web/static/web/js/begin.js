// Where the keyboard begins in a control that a key or a button leads to.
const TEXT = "textarea, input:is(:not([type]), [type=text], [type=search])";

// To change it: a line is chosen whole, so that typing replaces it; a longer text is gone on with.
export function begin(control) {
  control?.focus();
  if (control?.matches("textarea")) control.setSelectionRange(control.value.length, control.value.length);
  else control?.select?.();
}

// To add to it: the caret stands at the end, after what parts one thing from the next.
export function goOn(control) {
  const { value, dataset } = control;
  const gap = value && !/\s$/.test(value) ? dataset.gap ?? "" : "";
  if (gap) control.setRangeText(gap, value.length, value.length);
  control.focus();
  if (control.matches(TEXT)) control.setSelectionRange(control.value.length, control.value.length);
}
