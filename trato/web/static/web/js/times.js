// Keeps "25 min ago" true: <time data-relative datetime="…">, in the page's language.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });

// As the server writes it: without dots, and a Chinese unit apart from its number.
function said(number, unit) {
  const text = words.format(number, unit).replace("min.", "min").replace("hr.", "h");
  return text.replace(/(?<=\d)(?=\p{Script=Han})/u, " ");
}

function refresh() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const minutes = Math.round((new Date(element.dateTime) - Date.now()) / 60000);
    if (minutes === 0) continue;
    if (Math.abs(minutes) < 60) element.textContent = said(minutes, "minute");
    else if (Math.abs(minutes) < 1440) element.textContent = said(Math.round(minutes / 60), "hour");
  }
}

setInterval(refresh, 60000);
