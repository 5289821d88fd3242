// The bar that acts on the chosen rows: shows their number and sends their ids with its form.
export function connect(form, signal) {
  const part = (name) => form.querySelector(`[data-bulk="${name}"]`);
  let ids = [];

  function show({ loaded, complete }) {
    form.hidden = ids.length === 0;
    part("count").textContent = ids.length.toLocaleString(document.documentElement.lang);
    part("all").value = "";
    part("everything").hidden = complete || ids.length < loaded;
    for (const button of form.querySelectorAll("[data-bulk-range]")) {
      const [least, most] = button.dataset.bulkRange.split("-");
      button.hidden = ids.length < least || ids.length > most;
    }
  }

  document.addEventListener("picked", ({ detail }) => ((ids = detail.kind === (form.dataset.kind ?? "") ? detail.ids : []), show(detail)), { signal });
  document.dispatchEvent(new Event("pickask"));
  form.addEventListener("formdata", ({ formData }) => ids.forEach((id) => formData.append("ids", id)), { signal });
  form.addEventListener("click", ({ target }) => {
    if (target.closest('[data-bulk="clear"]')) document.dispatchEvent(new Event("unpick"));
    const everything = target.closest('[data-bulk="everything"]');
    if (!everything) return;
    part("all").value = "1";
    part("count").textContent = "∞";
    form.querySelectorAll("[data-bulk-range]").forEach((button) => (button.hidden = true));
    everything.hidden = true;
  }, { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden && !document.querySelector("dialog[open], details.menu[open], .panel")) document.dispatchEvent(new Event("unpick"));
  }, { signal });
}
