from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from trato.accounts.models import User
from trato.entrance import devices, throttle
from trato.entrance.models import Attempt
from trato.entrance.tests.conftest import PASSWORD, MakeUser

HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def attempt(client: Client, password: str, email: str = "ana@example.com", address: str = HERE) -> Any:
    return client.post("/sign-in", {"email": email, "password": password}, REMOTE_ADDR=address)


def fail(times: int, client: Client | None = None, **more: Any) -> list[int]:
    client = client or Client()
    return [attempt(client, "wrong words here", **more).status_code for _ in range(times)]


def test_after_five_failures_one_waits(ana: User, clock: Any) -> None:
    assert fail(6) == [422] * 5 + [429]
    answer = attempt(Client(), PASSWORD)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "10"
    assert "In 10 seconds, you can try again." in answer.text
    clock.shift(timedelta(seconds=10))
    assert attempt(Client(), PASSWORD).status_code == 302


def test_waits_grow(ana: User, clock: Any) -> None:
    fail(5)
    waits = []
    for _ in range(4):
        waits.append(int(attempt(Client(), "x")["Retry-After"]))
        clock.shift(timedelta(seconds=waits[-1]))
        assert fail(1) == [422]
    assert waits == [10, 20, 40, 80]


def test_after_a_quarter_of_an_hour_all_is_forgotten(ana: User, clock: Any) -> None:
    fail(6)
    clock.shift(throttle.WINDOW)
    assert fail(5) == [422] * 5


def test_the_right_password_clears_typing_errors(ana: User, clock: Any) -> None:
    fail(4)
    assert attempt(Client(), PASSWORD).status_code == 302
    assert fail(5) == [422] * 5


def test_unknown_accounts_wait_like_known_ones(ana: User, clock: Any) -> None:
    assert fail(6, email="nobody@example.com") == [422] * 5 + [429]


def test_a_stranger_elsewhere_stops_nobody(ana: User, clock: Any) -> None:
    fail(6, address=THERE)
    assert attempt(Client(), PASSWORD, address=HERE).status_code == 302


def test_the_owners_browser_never_waits_for_a_stranger(ana: User, clock: Any) -> None:
    browser = Client()
    assert attempt(browser, PASSWORD).status_code == 302
    browser.post("/sign-out")
    fail(6)  # from the very same address
    assert attempt(Client(), PASSWORD).status_code == 429
    assert attempt(browser, PASSWORD).status_code == 302


def test_a_known_browser_is_counted_too(ana: User, clock: Any) -> None:
    browser = Client()
    attempt(browser, PASSWORD)
    browser.post("/sign-out")
    assert fail(6, browser) == [422] * 5 + [429]
    assert attempt(Client(), PASSWORD).status_code == 302


def test_a_browser_is_known_for_its_own_accounts_only(make_user: MakeUser, ana: User, clock: Any) -> None:
    make_user("Ben Ode")
    browser = Client()
    attempt(browser, PASSWORD, email="ben@example.com")
    browser.post("/sign-out")
    fail(6)
    assert attempt(browser, PASSWORD).status_code == 429


def test_a_forged_browser_is_a_stranger(ana: User, clock: Any) -> None:
    fail(6)
    forged = Client()
    forged.cookies[devices.cookie_name()] = "eyJuYW1lIjoiYSJ9:1vABC:forged"
    assert attempt(forged, PASSWORD).status_code == 429


def test_guessing_many_accounts_waits_too(ana: User, clock: Any) -> None:
    client = Client()
    codes = [attempt(client, "x", email=f"u{number}@example.com").status_code for number in range(21)]
    assert codes == [422] * 20 + [429]
    assert attempt(client, PASSWORD, address=THERE).status_code == 302


def test_neighbors_in_a_range_count_together(ana: User, clock: Any) -> None:
    for last in range(5):
        fail(1, address=f"203.0.113.{last}")
    assert fail(1, address="203.0.113.200") == [429]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_ranges(address: str, network: str) -> None:
    assert throttle.network_of(request(REMOTE_ADDR=address)) == network


def request(**meta: str) -> HttpRequest:
    made = RequestFactory().get("/")
    made.META.update(meta)
    return made


def test_only_the_proxy_is_believed(settings: Any) -> None:
    asked = request(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.1, {HERE}")
    assert throttle.network_of(asked) == "127.0.0.0/24"
    settings.HTTPS = True
    assert throttle.network_of(asked) == "203.0.113.0/24"


def test_what_was_typed_is_not_kept(ana: User) -> None:
    fail(1, email="my password by mistake")
    kept = Attempt.objects.get()
    assert "password" not in f"{kept.account} {kept.network} {kept.device}"
    assert len(kept.account) == 64


def test_old_attempts_go(ana: User, clock: Any) -> None:
    fail(2)
    clock.shift(timedelta(minutes=14))
    fail(1)
    clock.shift(timedelta(minutes=2))
    assert throttle.forget_old() == 2
    assert throttle.forget_old() == 0
    assert Attempt.objects.count() == 1
