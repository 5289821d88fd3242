from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from trato.accounts.models import Token, User
from trato.entrance.tests.conftest import PASSWORD
from trato.kernel.ids import digest
from trato.records.models import Change, ChangeSet

NEW = "another set of words"
ABOUT = {
    "name": "Cleo Marín", "email": "cleo@example.com", "language": "es", "time_zone": "Europe/Madrid",
    "theme": "dark",
}  # fmt: skip


@pytest.fixture
def client(cleo: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(cleo)


def save(client: Client, **other: str) -> Any:
    return client.post("/profile", {**ABOUT, **other})


def test_a_member_keeps_the_own_page(client: Client, cleo: User) -> None:
    assert "Cleo Marín" in client.get("/profile").text
    answer = save(client, name="Cleo Marin", email="cleo.marin@example.com")
    assert answer.status_code == 302
    assert answer.cookies["theme"].value == "dark"
    cleo.refresh_from_db()
    assert (cleo.name, cleo.email) == ("Cleo Marin", "cleo.marin@example.com")
    assert (cleo.language, cleo.time_zone, cleo.theme) == ("es", "Europe/Madrid", "dark")
    assert '<html lang="es"' in client.get("/profile").text


def test_history_names_the_person(client: Client, cleo: User) -> None:
    save(client, name="Cleo M.")
    made = ChangeSet.objects.latest("pk")
    assert (made.kind, made.actor_id, made.via) == ("users.change", cleo.pk, "screen")
    change = Change.objects.get(change_set=made)
    assert (change.before, change.after) == ({"name": "Cleo Marín"}, {"name": "Cleo M."})


def test_nothing_but_what_changed_is_history(client: Client) -> None:
    before = ChangeSet.objects.count()
    save(client)
    assert ChangeSet.objects.count() == before


def test_the_role_is_not_ones_own(client: Client, cleo: User) -> None:
    save(client, role="owner")
    cleo.refresh_from_db()
    assert cleo.role == "member"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"email": "ana@example.com"}, "is taken already"),
        ({"email": "nothing"}, "This is not an e-mail address; write it as ana@example.com."),
        ({"name": " "}, "Your name is needed."),
        ({"time_zone": "Mars/Olympus"}, "“Mars/Olympus” is none of the choices of Time zone."),
        ({"language": "tlh"}, "“tlh” is none of the choices of Language."),
        ({"theme": "neon"}, ""),
    ],
)
def test_refusals(client: Client, cleo: User, other: dict[str, str], sentence: str) -> None:
    answer = save(client, **other)
    assert answer.status_code == 422
    assert sentence in answer.text
    cleo.refresh_from_db()
    assert (cleo.name, cleo.email, cleo.language) == ("Cleo Marín", "cleo@example.com", "")


@pytest.mark.parametrize(
    ("place", "given", "line"),
    [
        ("", {"name": ""}, '<a href="#field-name">Your name is needed.</a>'),
        (
            "/password",
            {"current": "wrong words here", "password": NEW},
            '<a href="#field-current">This is not your current password.</a>',
        ),
        ("/tokens", {"name": ""}, '<a href="#field-token_name">Say what the key is for.</a>'),
    ],
)
def test_what_is_wrong_is_summed_up(client: Client, place: str, given: dict[str, str], line: str) -> None:
    """Above its own form, where the reader is led; each line leads into its field."""
    text = client.post(f"/profile{place}", given).text
    before, summary, rest = text.partition('class="error-summary"')
    assert summary
    assert line in rest.partition("</section>")[0]
    assert f'action="/profile{place}"' in (before if place != "/tokens" else rest)
    assert f'id="{line.partition("#")[2].partition(chr(34))[0]}"' in rest


def change_password(client: Client, current: str = PASSWORD, password: str = NEW) -> Any:
    return client.post("/profile/password", {"current": current, "password": password})


def test_a_new_password_ends_other_sessions(
    client: Client, cleo: User, as_user: Callable[..., Client]
) -> None:
    elsewhere, key = as_user(cleo), client.session.session_key
    assert change_password(client).status_code == 302
    assert client.get("/profile").status_code == 200
    assert client.session.session_key != key
    assert elsewhere.get("/profile").status_code == 302
    cleo.refresh_from_db()
    assert cleo.check_password(NEW)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"current": "wrong words here"}, "not your current password"),
        ({"password": "short"}, "A password has at least 10 characters."),
        ({"password": "cleo@example.com"}, "too much like your name or your e-mail address"),
        ({"password": ""}, "New password is needed."),
    ],
)
def test_a_refused_password_changes_nothing(
    client: Client, cleo: User, given: dict[str, str], sentence: str
) -> None:
    answer = change_password(client, **given)
    assert answer.status_code == 422
    assert sentence in answer.text
    cleo.refresh_from_db()
    assert cleo.check_password(PASSWORD)


def test_guessing_the_current_password_waits(client: Client) -> None:
    answers = [change_password(client, current="wrong words here").text for _ in range(6)]
    assert "not your current password" in answers[4]
    assert "Too many tries" in answers[5]
    assert "Too many tries" in change_password(client).text


def test_the_password_is_in_no_history(client: Client) -> None:
    change_password(client)
    kept = str([*ChangeSet.objects.values(), *Change.objects.values()])
    assert "argon2" not in kept
    assert "password" not in kept


def make_key(client: Client, name: str = "Spreadsheet") -> str:
    found = re.search(r'value="(trato_[\w-]+)"', client.post("/profile/tokens", {"name": name}).text)
    return found[1] if found else ""


def test_a_key_is_shown_once(client: Client, cleo: User) -> None:
    secret = make_key(client)
    kept = Token.objects.get()
    assert (kept.user, kept.name, kept.digest) == (cleo, "Spreadsheet", digest(secret))
    page = client.get("/profile").text
    assert "Spreadsheet" in page
    assert secret not in page
    assert client.post("/profile/tokens", {"name": ""}).status_code == 422


def test_a_key_is_revoked_by_its_person_alone(
    client: Client, ben: User, as_user: Callable[..., Client]
) -> None:
    make_key(client)
    kept = Token.objects.get()
    url = f"/profile/tokens/{kept.pk}/revocation"
    assert as_user(ben).post(url).status_code == 404
    assert Token.objects.filter(revoked_at=None).exists()
    assert client.post(url).status_code == 302
    assert not Token.objects.filter(revoked_at=None).exists()
    assert "Spreadsheet" not in client.get("/profile").text
    assert client.post(url).status_code == 404


def test_out_everywhere_else(client: Client, cleo: User, ben: User, as_user: Callable[..., Client]) -> None:
    elsewhere, others = as_user(cleo), as_user(ben)
    assert "one other browser" in client.get("/profile").text
    client.post("/profile/other-sessions")
    assert client.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302
    assert others.get("/profile").status_code == 200


@pytest.mark.parametrize("path", ["", "/password", "/tokens", "/tokens/1/revocation", "/other-sessions"])
def test_strangers_are_sent_to_the_sign_in(ana: User, path: str) -> None:
    answer = Client().post(f"/profile{path}", {})
    assert answer["Location"].startswith("/sign-in")
