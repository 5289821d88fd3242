"""A browser is switched on by a click, shows what is pushed to it, and is switched off again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import visit
from trato.notifications.models import Device

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGE = "/settings/notifications"
#: The push service of the browser's maker is out of reach here; what it would answer.
SUBSCRIBING = """
  const subscription = {
    endpoint: "https://push.example.net/send/journey",
    options: { applicationServerKey: null },
    toJSON: () => ({ endpoint: subscription.endpoint, keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    } }),
    unsubscribe: async () => delete localStorage.subscribed,
  };
  PushManager.prototype.getSubscription = async () => (localStorage.subscribed ? subscription : null);
  PushManager.prototype.subscribe = async (options) => {
    localStorage.subscribed = options.applicationServerKey.byteLength;
    return subscription;
  };
"""
#: What the browser tells its service worker, with the other subscription.
RENEWED = """async () => {
  const subscription = {
    toJSON: () => ({ endpoint: "https://push.example.net/send/renewed", keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    } }),
    unsubscribe: async () => (self.unsubscribed = true),
  };
  let done;
  const event = new Event("pushsubscriptionchange");
  Object.assign(event, { newSubscription: subscription, waitUntil: (promise) => (done = promise) });
  self.dispatchEvent(event);
  await done;
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
}"""


@pytest.fixture
def browser(whole_browser: Browser) -> Browser:
    return whole_browser


def deliver(page: Page, context: BrowserContext, said: dict[str, Any]) -> None:
    """What the browser does when its push service has a message."""
    tools = context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    origin = page.evaluate("location.origin")
    registration = found[-1]["registrationId"]
    given = {"origin": origin, "registrationId": registration, "data": json.dumps(said)}
    tools.send("ServiceWorker.deliverPushMessage", given)


def test_a_browser_is_told(desk: Page, context: BrowserContext) -> None:
    context.add_init_script(SUBSCRIBING)
    context.grant_permissions(["notifications"])
    visit(desk, PAGE)
    desk.get_by_role("button", name="Tell me in this browser").click()
    expect(desk.get_by_text("Chrome, Linux · this browser")).to_be_visible()
    expect(desk.get_by_role("button", name="Tell me in this browser")).to_be_hidden()
    assert desk.evaluate("localStorage.subscribed") == "65"
    assert Device.objects.get().endpoint == "https://push.example.net/send/journey"
    said = {
        "title": "Norte",
        "body": "Adam assigned Hall to you",
        "url": "/deals/1",
        "tag": "assigned/deals/1",
    }
    deliver(desk, context, said)
    desk.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    assert desk.evaluate(SHOWN) == [said]
    desk.get_by_role("button", name="Remove Chrome, Linux").click()
    expect(desk.get_by_text("That device is told nothing more.")).to_be_visible()
    expect(desk.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    assert desk.evaluate("localStorage.subscribed") is None
    assert not Device.objects.exists()


def test_a_browser_that_takes_another_address_stays_told(desk: Page, context: BrowserContext) -> None:
    context.add_init_script(SUBSCRIBING)
    context.grant_permissions(["notifications"])
    visit(desk, PAGE)
    with context.expect_event("serviceworker") as found:
        desk.get_by_role("button", name="Tell me in this browser").click()
    expect(desk.get_by_text("Chrome, Linux · this browser")).to_be_visible()
    worker = found.value
    worker.evaluate(RENEWED)
    assert Device.objects.get().endpoint == "https://push.example.net/send/renewed"
    desk.get_by_role("button", name="Remove Chrome, Linux").click()
    expect(desk.get_by_text("That device is told nothing more.")).to_be_visible()
    worker.evaluate(RENEWED)
    assert worker.evaluate("self.unsubscribed") is True
    assert not Device.objects.exists()


def test_without_permission_it_says_what_to_do(desk: Page, context: BrowserContext) -> None:
    context.add_init_script('Notification.requestPermission = async () => "denied"')
    visit(desk, PAGE)
    desk.get_by_role("button", name="Tell me in this browser").click()
    expect(desk.get_by_text("This browser does not allow it.")).to_be_visible()
    assert not Device.objects.exists()
