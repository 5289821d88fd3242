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

// As the page writes amounts: decimals where there are any.
export function spoken({ minor, digits, currency }) {
  const places = minor % 10 ** digits ? digits : 0;
  const look = { style: "currency", useGrouping: "always", numberingSystem: "latn", minimumFractionDigits: places, maximumFractionDigits: places };
  return (minor / 10 ** digits).toLocaleString(document.documentElement.lang, { ...look, currency });
}
