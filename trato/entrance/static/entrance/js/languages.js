// What a stranger has typed stays while another language is chosen; what is secret, and what the page itself says, does not.
const TYPED = "form:not(.languages) :is(input:not([type=hidden], [type=password], [type=radio]), input[type=radio]:checked, textarea)";
const place = `typed at ${location.pathname}`;

export function connect(form) {
  try {
    const typed = JSON.parse(sessionStorage.getItem(place) ?? "[]");
    sessionStorage.removeItem(place);
    for (const [name, value] of typed) {
      const field = document.querySelector(`form:not(.languages) [name="${CSS.escape(name)}"]`)?.form.elements[name];
      if (field) field.value = value;
    }
    form.addEventListener("submit", () => {
      const now = [...document.querySelectorAll(TYPED)].filter((one) => one.name && one.value).map((one) => [one.name, one.value]);
      sessionStorage.setItem(place, JSON.stringify(now));
    });
  } catch {
    // A storage that is full or forbidden keeps nothing.
  }
}
