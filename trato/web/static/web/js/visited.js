// Which records one looked at last, in this browser: types and numbers alone, which the search asks for by name.
const MOST = 8;
const name = `visited ${document.querySelector(".app")?.dataset.reader ?? ""}`;

const here = document.getElementById("main")?.dataset.live;

function known() {
  try {
    return localStorage.getItem(name)?.split(",") ?? [];
  } catch {
    return [];
  }
}

// Nobody looks for the one that is on the page.
export const visited = () => known().filter((one) => one !== here);

// By its address, whatever stands before it: /deals/107
export function note(address) {
  const [record] = address?.match(/[a-z-]+\/\d+$/) ?? [];
  if (!record) return;
  try {
    localStorage.setItem(name, [record, ...known().filter((one) => one !== record)].slice(0, MOST + 1).join(","));
  } catch {
    // A storage that is forbidden keeps nothing.
  }
}

note(here);
