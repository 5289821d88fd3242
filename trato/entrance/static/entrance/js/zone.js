// Tells the form the browser's time zone.
export function connect(form) {
  const input = form.elements.time_zone;
  input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
