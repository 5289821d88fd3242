// The record that stays gives its own values first: choosing it chooses them, wherever it has one.
export function connect(form, signal) {
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "into") return;
    for (const radio of form.querySelectorAll(`.merge-value:not(.empty) input[type="radio"][value="${target.value}"]`)) radio.checked = true;
  }, { signal });
}
