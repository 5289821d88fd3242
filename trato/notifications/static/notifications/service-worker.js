// Shows what the workspace pushes to this browser, and opens it on a click. It keeps nothing and answers no requests.
const DEVICES = "/settings/notifications/devices";

self.addEventListener("install", () => self.skipWaiting());

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const { title = "Trato", body = "", url = "/notifications/", tag = "", lang = "", dir = "auto", icon } = read(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, tag, lang, dir, icon, renotify: tag !== "", data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  // A tab of its own: nobody is led away from what is half written.
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});

// The browser's maker gives it another address: the workspace hears of it, if somebody is told here still.
async function renew(given) {
  const asked = await fetch(DEVICES, { redirect: "error", cache: "no-store" });
  if (!asked.ok) return;
  const { key, token } = await asked.json();
  const subscription = given ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint, ...keys, renewed: "1" });
  const answer = await fetch(DEVICES, { method: "POST", redirect: "error", headers: { "X-CSRFToken": token, "HX-Request": "true" }, body });
  if (answer.status === 404) await subscription.unsubscribe();
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.newSubscription)));
