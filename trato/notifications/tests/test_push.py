"""News on devices: sealed for one browser, proven, for who is signed in there, of what they may see."""

from __future__ import annotations

import traceback
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.accounts.models import User
from trato.kernel import http, webpush
from trato.notifications import center, devices, push, push_keys, wishes
from trato.notifications.models import Device, Notification, PushKey
from trato.notifications.tests.push_service import CHROME, ORIGIN, Browser, PushService
from trato.notifications.tests.waiting_tasks import run_tasks
from trato.records import actions, outbox
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

PAGE = "/settings/notifications"
DEVICES = f"{PAGE}/devices"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> PushService:
    made = PushService()
    monkeypatch.setattr(http, "fetch", made.fetch)
    return made


@pytest.fixture
def phone(service: PushService, ben_client: Client) -> Browser:
    """Ben's browser, switched on."""
    made = service.browser()
    assert made.subscribe(ben_client).status_code == 204
    return made


def give(make: Makers, cast: Cast, name: str = "Hall") -> int:
    """Adam makes a deal for Ben, and the worker works."""
    made = make("deals", by=cast.adam, owner=cast.ben.user_id, name=name)
    outbox.drain()
    run_tasks()
    return made


def bodies(browser: Browser) -> list[str]:
    return [one["body"] for one in browser.shown]


def test_it_comes_at_once_and_opens_the_record(
    cast: Cast, make: Makers, service: PushService, phone: Browser, ben_client: Client
) -> None:
    deal = give(make, cast)
    number = Notification.objects.get().pk
    assert phone.shown == [
        {
            "title": "Trato",
            "body": "Adam assigned Hall to you",
            "url": f"/notifications/{number}/open",
            "tag": f"assigned/deals/{deal}",
            "lang": "en",
            "dir": "ltr",
            "icon": "/static/web/icon-192.png",
        }
    ]
    assert ben_client.get(phone.shown[0]["url"])["Location"] == f"/deals/{deal}"
    assert service.asked[0]["TTL"] == "43200"
    assert Device.objects.get().told_at is not None


def test_in_the_readers_language(cast: Cast, make: Makers, phone: Browser) -> None:
    User.objects.filter(pk=cast.ben.user_id or 0).update(language="es")
    give(make, cast)
    assert [(one["body"], one["lang"]) for one in phone.shown] == [("Adam te asignó Hall", "es")]


def test_details_can_be_hidden(cast: Cast, make: Makers, phone: Browser, ben_client: Client) -> None:
    ben_client.post(f"{DEVICES}/details", {"hides_details": "on"})
    give(make, cast)
    ben_client.post(f"{DEVICES}/details", {})
    give(make, cast, "Roof")
    assert bodies(phone) == ["There is something new for you.", "Adam assigned Roof to you"]
    assert "Hall" not in str(phone.shown[0])


def test_a_long_name_is_cut(
    cast: Cast, make: Makers, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "LONGEST_TEXT", 20)
    give(make, cast, "北京" * 50)
    assert bodies(phone) == ["Adam assigned 北京北京北…"]


def test_every_device_of_one_person_alone(
    cast: Cast, make: Makers, service: PushService, phone: Browser, ana_client: Client
) -> None:
    second, strange = service.browser("two"), service.browser("three")
    second.subscribe(sign_in(cast.ben))
    strange.subscribe(ana_client)
    give(make, cast)
    assert [len(one.shown) for one in (phone, second, strange)] == [1, 1, 0]


def test_only_the_kinds_that_one_wants_there(cast: Cast, make: Makers, phone: Browser) -> None:
    wishes.want(cast.ben, ["moved"], wishes.PUSH)
    give(make, cast)
    assert phone.shown == []
    assert [line.text for line in center.center(cast.ben).lines] == ["Adam assigned Hall to you"]
    wishes.want(cast.ben, ["assigned"], wishes.PUSH)
    wishes.want(cast.ben, [], wishes.APP)
    give(make, cast, "Roof")
    assert bodies(phone) == ["Adam assigned Roof to you"]


@pytest.mark.parametrize("end", ["gone", "read", "unwanted", "old"])
def test_no_reason_left(
    cast: Cast, make: Makers, service: PushService, ben_client: Client, clock: Any, end: str
) -> None:
    phone = service.browser()
    phone.subscribe(ben_client)
    deal = make("deals", by=cast.adam, owner=cast.ben.user_id, name="Hall")
    outbox.drain()
    if end == "gone":
        actions.change(cast.adam, "deals", deal, {"owner": cast.cleo.user_id})
    elif end == "read":
        center.read_all(cast.ben)
    elif end == "unwanted":
        wishes.want(cast.ben, [], wishes.PUSH)
    else:
        clock.shift(timedelta(minutes=61))
    run_tasks()
    assert phone.shown == []


def test_signing_out_ends_it(cast: Cast, make: Makers, phone: Browser, ben_client: Client) -> None:
    ben_client.post("/sign-out")
    give(make, cast)
    assert phone.shown == []
    assert not Device.objects.exists()


@pytest.mark.parametrize("end", ["left", "expired", "signed out elsewhere", "another person signs in"])
def test_the_session_is_over(
    cast: Cast, make: Makers, service: PushService, ben_client: Client, clock: Any, end: str
) -> None:
    phone = service.browser()
    phone.subscribe(ben_client)
    if end == "left":  # and comes back
        actions.archive(cast.owner, "users", [cast.ben.user_id or 0])
        User.objects.filter(pk=cast.ben.user_id or 0).update(archived_at=None)
    elif end == "expired":
        clock.shift(timedelta(days=31))
    elif end == "signed out elsewhere":
        Session.objects.all().delete()
    else:
        ben_client.force_login(User.objects.get(pk=cast.ana.user_id or 0))
    give(make, cast)
    assert phone.shown == []
    assert not Device.objects.exists()


def test_a_new_password_in_that_browser_does_not_end_it(
    cast: Cast, make: Makers, phone: Browser, ben_client: Client
) -> None:
    given = {"current": "Ben", "password": "four unrelated words"}
    before = ben_client.session.session_key
    assert ben_client.post("/profile/password", given).status_code == 302
    assert ben_client.session.session_key != before
    give(make, cast)
    assert bodies(phone) == ["Adam assigned Hall to you"]
    assert Device.objects.get().session_key == ben_client.session.session_key


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone(
    cast: Cast, make: Makers, service: PushService, phone: Browser, status: int
) -> None:
    service.answers = [status]
    give(make, cast)
    assert not Device.objects.exists()
    give(make, cast, "Roof")
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_out_of_breath_is_tried_again(
    cast: Cast, make: Makers, service: PushService, phone: Browser, status: int
) -> None:
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Hall")
    outbox.drain()
    service.answers = [status]
    with pytest.raises(push.NotTaken) as failure:
        run_tasks()
    assert ORIGIN not in "".join(traceback.format_exception(failure.value))
    push.push_line.call(Device.objects.get().pk, Notification.objects.get().pk)
    assert bodies(phone) == ["Adam assigned Hall to you"]


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_refusal_is_not_repeated(
    cast: Cast, make: Makers, service: PushService, phone: Browser, status: int
) -> None:
    service.answers = [status]
    give(make, cast)
    assert Device.objects.exists()
    assert not DBTaskResult.objects.ready().exists()
    assert len(service.asked) == 1


def test_the_test_message(phone: Browser, ben_client: Client, cleo_client: Client) -> None:
    device = Device.objects.get().pk
    assert cleo_client.post(f"{DEVICES}/{device}/test").status_code == 404
    assert ben_client.post(f"{DEVICES}/{device}/test").status_code == 302
    run_tasks()
    assert bodies(phone) == ["This is how you are told here."]


def test_the_list_and_its_end(cast: Cast, phone: Browser, ben_client: Client, cleo_client: Client) -> None:
    device = Device.objects.get()
    page = ben_client.get(PAGE).text
    assert "Chrome, Windows · this browser" in page
    assert 'data-on="yes"' in page
    assert "Chrome, Windows" not in cleo_client.get(PAGE).text
    assert device.endpoint not in page
    assert 'data-on=""' in sign_in(cast.ben).get(PAGE).text
    cleo_client.post(f"{DEVICES}/{device.pk}/removal")
    assert Device.objects.count() == 1
    ben_client.post(f"{DEVICES}/{device.pk}/removal")
    assert Device.objects.count() == 0
    assert ben_client.post(f"{DEVICES}/{device.pk}/removal").status_code == 302


def test_many_devices_are_read_at_once(cast: Cast, service: PushService, ben_client: Client) -> None:
    def more(number: int) -> None:
        for _one in range(number):
            service.browser(str(Device.objects.count())).subscribe(sign_in(cast.ben))

    more(2)
    few = count_queries(lambda: ben_client.get(PAGE))
    more(6)
    assert count_queries(lambda: ben_client.get(PAGE)) == few
    assert ben_client.get(PAGE).text.count("Chrome, Windows") == 3 * 8  # its name, and on two buttons


def test_one_browser_is_one_device_of_one_person(
    cast: Cast, service: PushService, phone: Browser, ben_client: Client, ana_client: Client
) -> None:
    phone.subscribe(ben_client)
    renewed = service.browser("renewed")
    renewed.subscribe(ben_client)
    assert list(Device.objects.values_list("endpoint", flat=True)) == [renewed.endpoint]
    renewed.subscribe(ana_client)
    assert list(Device.objects.values_list("user_id", flat=True)) == [cast.ana.user_id]


ENDPOINTS = [
    "", "http://push.example.net/x", "https://localhost/x", "https://127.0.0.1/x", "https://10.0.0.8/x",
    "https://[::1]/x", "https://169.254.169.254/x", "https://u:p@push.example.net/x", "https://push.example.net/\nx",
    "https://push.example.net:x/", f"https://push.example.net/{'x' * 1000}", "javascript:alert(1)", "https://é.example/x",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_where_nothing_is_sent(service: PushService, ben_client: Client, endpoint: str) -> None:
    refused = ben_client.post(DEVICES, {**service.browser().subscription(), "endpoint": endpoint})
    assert refused.status_code == 422
    assert not Device.objects.exists()


@pytest.mark.parametrize("wrong", [{"p256dh": "x"}, {"p256dh": "A" * 87}, {"auth": ""}, {"auth": "é" * 22}])
def test_what_is_no_key(service: PushService, ben_client: Client, wrong: dict[str, str]) -> None:
    assert ben_client.post(DEVICES, {**service.browser().subscription(), **wrong}).status_code == 422


def test_a_name_that_leads_inside_is_not_reached(
    cast: Cast, make: Makers, ben_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = http.Policy(resolve=lambda _host, _port: ["10.0.0.8"])
    monkeypatch.setattr(push, "POLICY", inside)
    Browser("https://rebound.example.net/x").subscribe(ben_client)
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Hall")
    outbox.drain()
    with pytest.raises(push.NotTaken):
        run_tasks()


def test_too_many(
    cast: Cast, service: PushService, ben_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trato.notifications.devices.MOST", 2)
    answers = [service.browser(str(one)).subscribe(sign_in(cast.ben)).status_code for one in range(3)]
    assert answers == [204, 204, 403]


def test_the_key_is_made_once_and_sealed(db: None) -> None:
    public = push_keys.public()
    assert push_keys.public() == public
    kept = PushKey.objects.get()
    private = webpush.private_text(push_keys.private())
    assert (kept.public, private in kept.sealed) == (public, False)


def test_under_another_secret_devices_begin_anew(
    cast: Cast, phone: Browser, ben_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = push_keys.public()
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert push_keys.public() != before
    assert (PushKey.objects.count(), Device.objects.count()) == (1, 0)


def test_a_renewed_subscription_takes_the_place_of_the_old_one(
    cast: Cast, make: Makers, service: PushService, phone: Browser, ben_client: Client
) -> None:
    """What the service worker does by itself; nothing is said on a page."""
    fresh = service.browser("fresh")
    fresh.vapid_key = ben_client.get(DEVICES).json()["key"]
    before = Device.objects.get().pk
    answer = ben_client.post(DEVICES, {**fresh.subscription(), "renewed": "1"})
    assert answer.status_code == 204
    assert (Device.objects.get().pk, Device.objects.get().endpoint) == (before, fresh.endpoint)
    give(make, cast)
    assert (len(phone.shown), len(fresh.shown)) == (0, 1)
    # Only what the click had said when it was switched on.
    assert ben_client.get(PAGE).text.count("From now on you are told in this browser.") == 1


def test_who_is_told_nowhere_is_not_told_by_a_renewal(
    cast: Cast, service: PushService, phone: Browser, ana_client: Client
) -> None:
    """Another person in the same browser, whom nobody asked."""
    fresh = service.browser("fresh")
    for client in (ana_client, sign_in(cast.ben)):
        assert client.post(DEVICES, {**fresh.subscription(), "renewed": "1"}).status_code == 404
    assert Device.objects.get().endpoint == phone.endpoint


def test_a_renewal_is_checked_as_the_first_one(phone: Browser, ben_client: Client) -> None:
    given = {**phone.subscription(), "endpoint": "http://127.0.0.1/x", "renewed": "1"}
    assert ben_client.post(DEVICES, given).status_code == 422
    given = {**phone.subscription(), "endpoint": f"{ORIGIN}/other", "p256dh": "x", "renewed": "1"}
    before = Device.objects.values().get()
    assert ben_client.post(DEVICES, given).status_code == 422
    assert Device.objects.values().get() == before


def test_the_worker_needs_the_token(cast: Cast, phone: Browser) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(cast.ben).cookies
    assert client.post(DEVICES, {**phone.subscription(), "renewed": "1"}).status_code == 403
    token = client.get(DEVICES).json()["token"]
    answer = client.post(DEVICES, phone.subscription(), headers={"X-CSRFToken": token})
    assert answer.status_code == 204


def test_the_service_worker(eve: Client) -> None:
    answer = eve.get("/service-worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert (answer["Cache-Control"], "default-src 'none'" in answer["Content-Security-Policy"]) == (
        "no-cache",
        True,
    )
    assert "notificationclick" in answer.text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_what_a_browser_is_called(agent: str, name: str) -> None:
    assert devices.name_of(agent) == name


def test_nobody_hears_without_a_device(cast: Cast, make: Makers) -> None:
    give(make, cast)
    assert DBTaskResult.objects.count() == 0
