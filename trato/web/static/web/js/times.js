// Keeps "25 min ago" true: <time data-relative datetime="…">, in the page's language.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });

function refresh() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const minutes = Math.round((new Date(element.dateTime) - Date.now()) / 60000);
    if (Math.abs(minutes) < 60) element.textContent = words.format(minutes, "minute");
    else if (Math.abs(minutes) < 1440) element.textContent = words.format(Math.round(minutes / 60), "hour");
  }
}

setInterval(refresh, 60000);
