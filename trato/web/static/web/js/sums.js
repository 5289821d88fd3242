// Amounts added up in the browser: "136000.00 EUR" says its currency and that one's digits.
export function added(amounts) {
  const sums = new Map();
  for (const [number, currency] of amounts.map((one) => one.split(" "))) {
    const digits = number.split(".")[1]?.length ?? 0;
    const known = sums.get(currency)?.minor ?? 0;
    sums.set(currency, { currency, digits, minor: known + Number(number.replace(".", "")) });
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

// As the page writes amounts, with its signs around and between the digits; decimals where there are any.
export function spoken({ minor, digits, currency }, signs) {
  const [before, after, below, afterBelow, group, point] = signs[currency];
  const [whole, rest] = [Math.floor(Math.abs(minor) / 10 ** digits), Math.abs(minor) % 10 ** digits];
  const text = String(whole).replace(/\B(?=(\d{3})+$)/g, group) + (rest ? point + String(rest).padStart(digits, "0") : "");
  return minor < 0 ? below + text + afterBelow : before + text + after;
}
