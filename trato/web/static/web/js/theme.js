// Light, dark or as the system: at once, and in a cookie for the next page.
export function connect(root, signal) {
  root.addEventListener("change", ({ target }) => {
    if (target.value) document.documentElement.dataset.theme = target.value;
    else delete document.documentElement.dataset.theme;
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `theme=${target.value};path=/;max-age=${target.value ? 31536000 : 0};samesite=lax${secure}`;
  }, { signal });
}
