from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as ours
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from trato.accounts.models import User
from trato.entrance.tests.conftest import PASSWORD, MakeUser
from trato.records import actions

WRONG = "That e-mail and password do not belong together."


def sign_in(client: Client, email: str = "ana@example.com", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/profile").status_code == 200


def test_it_works(ana: User, client: Client) -> None:
    assert client.get("/sign-in").status_code == 200
    answer = sign_in(client, stays="on")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    cookie = answer.cookies[ours.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == ours.SESSION_COOKIE_AGE
    assert cookie["httponly"]


def test_the_address_may_be_capitalized(ana: User, client: Client) -> None:
    assert sign_in(client, email=" Ana@Example.COM ").status_code == 302


def test_without_staying_the_session_ends_with_the_browser(ana: User, client: Client) -> None:
    assert sign_in(client).cookies[ours.SESSION_COOKIE_NAME]["max-age"] == ""


def test_the_session_key_changes(ana: User, client: Client) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    planted = session.session_key
    client.cookies[ours.SESSION_COOKIE_NAME] = planted or ""
    sign_in(client)
    assert client.session.session_key != planted


def test_a_stranger_is_sent_here_and_back(ana: User, client: Client) -> None:
    answer = client.get("/profile")
    assert answer["Location"] == "/sign-in?next=/profile"
    assert 'name="next" value="/profile"' in client.get(answer["Location"]).text
    assert sign_in(client, next="/profile")["Location"] == "/profile"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://testserver@evil.example/",
        "\x00//evil.example",
        " //evil.example",
    ],
)
def test_nobody_is_led_elsewhere(ana: User, client: Client, elsewhere: str) -> None:
    answer = sign_in(client, next=elsewhere)
    assert answer.status_code == 422 or answer["Location"] == "/"
    client.force_login(ana)
    assert client.get("/sign-in", {"next": elsewhere})["Location"] == "/"


def test_who_is_in_needs_no_sign_in(ana: User, client: Client) -> None:
    client.force_login(ana)
    assert client.get("/sign-in?next=/settings/")["Location"] == "/settings/"


def test_every_wrong_pair_gets_the_same_sentence(make_user: MakeUser, client: Client, ana: User) -> None:
    make_user("Dov Katz", password="")
    gone = make_user("Eve Stern")
    actions.archive(_owner(ana), "users", [gone.pk])
    pairs = [
        ("ana@example.com", "wrong words here"),
        ("nobody@example.com", PASSWORD),
        ("dov@example.com", ""),
        ("dov@example.com", "!"),
        ("eve@example.com", PASSWORD),
        ("no address", PASSWORD),
    ]
    for email, password in pairs:
        answer = sign_in(client, email, password or " ")
        assert answer.status_code == 422, email
        assert WRONG in answer.text
        assert PASSWORD not in answer.text
        assert not is_in(client)


def _owner(user: User) -> Any:
    from trato.accounts.actor import actor_of

    return actor_of(user)


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com", "dov@example.com"])
def test_the_hasher_runs_once_for_every_account(
    make_user: MakeUser, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, email: str
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("Dov Katz", password="")
    runs: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(self: Any, *given: Any, _real: Any = real, _name: str = name) -> Any:
            runs.append(_name)
            return _real(self, *given)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    sign_in(client, email, "wrong words here")
    assert len(runs) == 1


def test_an_archived_person_is_out_at_once(cleo: User, ana: User, client: Client) -> None:
    client.force_login(cleo)
    User.objects.filter(pk=cleo.pk).update(archived_at=cleo.created_at)
    assert not is_in(client)


def test_sign_out_is_a_post(ana: User, client: Client) -> None:
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not is_in(client)


def test_a_forged_form_is_refused(ana: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    assert not is_in(strict)


def test_a_fragment_leads_the_whole_page_here(ana: User, client: Client) -> None:
    seen = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals/?sort=name"}
    answer = client.get("/deals/42/panel", headers=seen)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in?next=/deals/%3Fsort%3Dname")


PAGE = {"Referer": "http://testserver/history/?who=me"}
PART = {"HX-Request": "true", "HX-Current-URL": "http://testserver/history/?who=me"}


@pytest.mark.parametrize("act", ["/tasks/1/verbs/complete", "/undo/1", "/contacts/new"])
def test_an_act_of_nobody_leads_back_to_its_page_and_says_so(ana: User, client: Client, act: str) -> None:
    to = "/sign-in?next=/history/%3Fwho%3Dme&lost=yes"
    assert client.post(act, headers=PAGE)["Location"] == to
    assert client.post(act, headers=PART)["HX-Redirect"] == to
    text = client.get(to).text
    assert "You had been signed out, and nothing was changed. Sign in, and do it once more." in text
    assert 'name="lost" value="yes"' in text
    assert WRONG in sign_in(client, password="wrong words here", lost="yes").text
    answer = sign_in(client, next="/history/?who=me", lost="yes")
    assert answer["Location"] == "/history/?who=me"
    toast = client.get("/profile").text.partition('class="toast amber"')[2].partition("</div>")[0]
    assert "You had been signed out, and nothing was changed. Do it once more." in toast
    assert "M20 6 9 17l-5-5" not in toast  # no tick


@pytest.mark.parametrize(
    "page",
    ["", "https://evil.example/history/", "http://testserver/sign-in?next=/"],
)
def test_an_act_from_nowhere_leads_to_the_start(ana: User, client: Client, page: str) -> None:
    headers = {"Referer": page} if page else {}
    assert client.post("/undo/1", headers=headers)["Location"] == "/sign-in?next=/&lost=yes"


def test_it_says_why_one_stands_here(ana: User, client: Client) -> None:
    asked = "Sign in to see the page that you asked for."
    assert asked in client.get("/sign-in?next=/deals/").text
    assert asked not in client.get("/sign-in?next=/").text
    assert asked not in client.get("/sign-in").text


@pytest.mark.parametrize("before", ["/sign-in?next=/settings/", "/sign-in/forgotten", "/first-run"])
def test_nobody_is_led_before_the_sign_in(ana: User, client: Client, before: str) -> None:
    assert sign_in(client, next=before)["Location"] == "/"


def test_a_stranger_chooses_the_language(ana: User, client: Client) -> None:
    answer = client.post("/language", {"language": "es", "next": "/sign-in"})
    assert answer["Location"] == "/sign-in"
    assert '<html lang="es"' in client.get("/sign-in").text
    assert client.post("/language", {"language": "xx", "next": "//evil.example"})["Location"] == "/"


def test_the_door_speaks_the_language_of_who_went_through_it_last(ana: User, client: Client) -> None:
    """When a session ends, its person is asked in the language of the pages before."""
    User.objects.filter(pk=ana.pk).update(language="zh-hans")
    sign_in(client)
    client.post("/sign-out")
    assert '<html lang="zh' in client.get("/sign-in").text


def test_the_password_is_in_no_log(ana: User, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    sign_in(client, password="wrong words here")
    sign_in(client)
    assert "words" not in caplog.text


def test_odd_input_is_no_fault(ana: User, client: Client) -> None:
    for email, password in [("a\x00b", "x"), ("x" * 9000, "x"), ("ana@example.com", "x" * 9000), ("", "")]:
        assert sign_in(client, email, password).status_code == 422


def test_forgotten_says_what_to_do(client: Client) -> None:
    """Whom to ask; the command waits for whoever runs it."""
    text = client.get("/sign-in/forgotten").text
    asked, folded = text.split("<details>")
    assert "Ask whoever runs Trato in your firm for a new link." in asked
    assert "trato user invite" not in asked
    assert "trato user invite" in folded.split("</details>")[0]


def test_what_was_lost_is_told_in_the_persons_own_language(ana: User, client: Client) -> None:
    """The browser that asked to sign in may have spoken another."""
    User.objects.filter(pk=ana.pk).update(language="es")
    sign_in(client, lost="yes")
    assert (
        "Se había cerrado tu sesión y no se ha cambiado nada. Hazlo otra vez." in client.get("/profile").text
    )
