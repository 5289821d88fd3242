// A press on what is behind a dialog ends it. One that began within does not: text is chosen, and a list is left, with the pointer outside.
export function endsBehind(dialog, signal) {
  let pressed;
  dialog.addEventListener("pointerdown", ({ target }) => (pressed = target), { capture: true, signal });
  dialog.addEventListener("click", ({ target }) => target === dialog && pressed === dialog && dialog.close(), { signal });
}
