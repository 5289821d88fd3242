// Shows what the workspace pushes to this browser, and opens it on a click. It keeps nothing and answers no requests.
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
