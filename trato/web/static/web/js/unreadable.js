// Half a date or a number that is none is not sent: it would come as nothing and empty what is there. Only the browser
// knows of it, so it says so; all else is said by the server.
document.addEventListener("submit", (event) => {
  const bad = [...event.target.elements].find((one) => one.validity?.badInput);
  if (!bad) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  bad.reportValidity();
}, true);
