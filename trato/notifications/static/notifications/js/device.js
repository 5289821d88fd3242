// Switches this browser's push messages on and off; only the click on the button asks for permission.
const WORKER = "/service-worker.js";
const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const same = (one, other) => one?.byteLength === other.byteLength && new Uint8Array(one).every((byte, place) => byte === other[place]);

async function existing() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration?.pushManager.getSubscription();
}

async function subscribed(url) {
  const key = bytes((await (await fetch(url)).json()).key);
  const { pushManager } = await navigator.serviceWorker.register(WORKER).then(() => navigator.serviceWorker.ready);
  const old = await pushManager.getSubscription();
  if (old && same(old.options.applicationServerKey, key)) return old;
  await old?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function post(url, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return fetch(url, { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" }, body: new URLSearchParams({ endpoint, ...keys }) });
}

export async function connect(element, signal) {
  const { url, on, unable, denied, failed } = element.dataset;
  const button = element.querySelector("[data-switch]");
  const said = element.querySelector("[data-said]");
  const say = (text) => {
    said.textContent = text;
    said.hidden = !text;
    button.hidden = text === unable || text === denied;
  };
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say(unable);
  if (Notification.permission === "denied") return say(denied);
  const subscription = await existing();
  say("");
  button.hidden = Boolean(on && subscription);
  button.addEventListener("click", async () => {
    const permission = await Notification.requestPermission();
    if (permission === "denied") say(denied);
    if (permission !== "granted") return;
    try {
      const answer = await post(url, await subscribed(url));
      if (answer.status === 204) location.reload();
      else say(failed);
    } catch {
      say(failed);
    }
  }, { signal });
  element.querySelector("form[data-here]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await (await existing())?.unsubscribe();
    event.target.submit();
  }, { signal });
}
