"""The mail server is kept in secret and tried out; a forgotten password is chosen anew by a link."""

from __future__ import annotations

import json
import re
import smtplib
import stat
import traceback
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.accounts import mail
from trato.accounts.actor import actor_of
from trato.accounts.models import User
from trato.entrance import resets
from trato.entrance.tasks import NotTaken
from trato.entrance.tests.conftest import PASSWORD, MakeUser
from trato.records.models import ChangeSet
from trato.testing.cast import sign_in

SERVER = {
    "host": "smtp.example.com",
    "port": "587",
    "security": "starttls",
    "user": "post",
    "password": "s3cret words",
    "sender": "crm@example.com",
}
NEW = "other unrelated words"


@pytest.fixture
def owner_client(ana: User) -> Client:
    return sign_in(actor_of(ana))


@pytest.fixture
def with_mail(ana: User) -> None:
    mail.keep(mail.MailServer("smtp.example.com", 587, "starttls", "post", "s3cret words", "crm@example.com"))


def ask(client: Client, email: str) -> Any:
    return client.post("/sign-in/forgotten", {"email": email})


def run_tasks() -> None:
    """What the worker does with the tasks that wait."""
    for row in DBTaskResult.objects.ready():
        result: Any = row.task_result
        row.task.call(*result.args, **result.kwargs)


def link_to(email: str) -> str:
    """The way in the last message to that address."""
    message = next(one for one in reversed(outgoing.outbox) if one.to == [email])
    found = re.search(r"http://testserver(/\S+)", str(message.body))
    assert found is not None
    return found[1]


def test_the_server_is_kept_in_secret(owner_client: Client) -> None:
    assert owner_client.post("/settings/mail", SERVER).status_code == 302
    path = settings.DATA_DIR / "mail.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page = owner_client.get("/settings/mail").text
    assert "smtp.example.com" in page
    assert "s3cret" not in page
    owner_client.post("/settings/mail", {**SERVER, "password": "", "sender": "desk@example.com"})
    kept = mail.server()
    assert kept == mail.MailServer(
        "smtp.example.com", 587, "starttls", "post", "s3cret words", "desk@example.com", "http://testserver"
    )
    assert mail.home() == "http://testserver"
    assert [one.name for one in settings.DATA_DIR.glob(".mail*")] == []
    owner_client.post("/settings/mail/removal")
    assert not path.exists()


def test_the_ledger_tells_of_it_without_its_secret(owner_client: Client) -> None:
    """What was set is told; the password never, and nobody sends it to an old server by an undo."""
    owner_client.post("/settings/mail", SERVER)
    owner_client.post("/settings/mail", {**SERVER, "host": "mx.example.org", "password": "another s3cret"})
    ledger = " ".join(owner_client.get("/history/").text.split())
    assert "changed Mail server: Server and Password" in ledger
    second, first = ChangeSet.objects.filter(kind="mail-server.settings").order_by("-pk")
    for act in (first, second):
        assert "s3cret" not in json.dumps([[one.before, one.after] for one in act.changes.all()])
        assert f"/undo/{act.pk}" not in ledger
    page = " ".join(owner_client.get(f"/history/{second.pk}").text.split())
    assert '<span class="field-name">Server</span> <s><bdi>smtp.example.com</bdi></s>' in page
    assert '<span class="field-name">Password</span> <s><bdi>hidden</bdi></s>' in page
    assert "Undo all of it" not in page
    refused = owner_client.post(f"/undo/{second.pk}")
    assert refused.status_code == 409
    assert "This cannot be taken back" in refused.text
    kept = mail.server()
    assert kept is not None
    assert (kept.host, kept.password) == ("mx.example.org", "another s3cret")
    owner_client.post("/settings/mail/removal")
    assert "changed Mail server" in owner_client.get("/history/").text


@pytest.mark.parametrize(
    "other", [{"host": "evil.example.net"}, {"port": "25"}, {"security": "plain"}, {"user": "x"}]
)
def test_a_kept_password_goes_to_no_other_server(
    owner_client: Client, with_mail: None, other: dict[str, str]
) -> None:
    refused = owner_client.post("/settings/mail", {**SERVER, "password": "", **other})
    assert refused.status_code == 422
    assert "Type the password again for another server." in refused.text
    assert mail.server() == mail.MailServer(**{**SERVER, "port": 587})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"host": "a b"}, {"port": "0"}, {"port": "x"}, {"security": "rot13"}, {"sender": "nobody"}]
)
def test_nonsense_is_refused(owner_client: Client, wrong: dict[str, str]) -> None:
    assert owner_client.post("/settings/mail", {**SERVER, **wrong}).status_code == 422
    assert mail.server() is None


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"port": "70000"}, '<a href="#field-port">Port must not be above 65535.</a>'),
        ({"port": "x"}, '<a href="#field-port">Expected a whole number.</a>'),
        ({"host": ""}, '<a href="#field-host">Server is needed.</a>'),
        (
            {"host": "a b"},
            '<a href="#field-host">This is not the name of a server; write it as smtp.example.com.</a>',
        ),
    ],
)
def test_what_is_wrong_is_summed_up(owner_client: Client, wrong: dict[str, str], line: str) -> None:
    text = owner_client.post("/settings/mail", {**SERVER, **wrong}).text
    assert line in text.partition('class="error-summary"')[2].partition("</section>")[0]


def test_only_administrators(make_user: MakeUser) -> None:
    member = sign_in(actor_of(make_user("Cleo Paz")))
    for name in ("", "/test", "/removal"):
        assert member.post(f"/settings/mail{name}", SERVER).status_code == 403


def test_a_test_message(owner_client: Client, with_mail: None) -> None:
    said = owner_client.post("/settings/mail/test", follow=True).text
    assert "A message is on its way to ana@example.com." in said
    assert [(one.to, one.from_email) for one in outgoing.outbox] == [(["ana@example.com"], "crm@example.com")]


def test_the_servers_own_sentence(
    owner_client: Client, with_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad <credentials>")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    answer = owner_client.post("/settings/mail/test")
    assert answer.status_code == 422
    assert "535 5.7.8 Bad &lt;credentials&gt;" in answer.text


def test_the_backend_reads_the_server_that_is_set_now(with_mail: None) -> None:
    made = mail.Backend()
    assert (made.host, made.port, made.use_tls, made.use_ssl) == ("smtp.example.com", 587, True, False)
    assert (made.username, made.password) == ("post", "s3cret words")


def test_a_new_password_by_mail(client: Client, ana: User, owner_client: Client, with_mail: None) -> None:
    assert "a message with a link is on its way" in ask(client, " ANA@example.com").text
    run_tasks()
    link = link_to("ana@example.com")
    assert client.get(link).status_code == 200
    token = link.partition("token=")[2]
    weak = client.post("/sign-in/new-password", {"token": token, "password": "short"})
    assert weak.status_code == 422
    done = client.post("/sign-in/new-password", {"token": token, "password": NEW})
    assert (done.status_code, done["Location"]) == (302, "/")
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert client.get("/profile").status_code == 200
    assert owner_client.get("/profile").status_code == 302  # signed out elsewhere
    again = client.post("/sign-in/new-password", {"token": token, "password": "yet other unrelated words"})
    assert again.status_code == 410
    ana.refresh_from_db()
    assert ana.check_password(NEW)


def test_the_answer_tells_nothing(client: Client, ana: User, make_user: MakeUser, with_mail: None) -> None:
    make_user("Ida New", password="")
    known, unknown, without = (
        ask(client, email) for email in ("ana@example.com", "nobody@example.com", "ida@example.com")
    )
    strip = re.compile(r"nonce=\S+|\"\w{64}\"")
    assert strip.sub("", known.text) == strip.sub("", unknown.text) == strip.sub("", without.text)
    run_tasks()
    assert [one.to for one in outgoing.outbox] == [["ana@example.com"]]


def test_asking_is_slowed_down(client: Client, with_mail: None) -> None:
    assert [ask(client, "ana@example.com").status_code for _try in range(6)] == [200] * 5 + [429]


def test_the_link_works_an_hour(client: Client, ana: User, with_mail: None, clock: Any) -> None:
    resets.send(ana, "http://testserver")
    link = link_to("ana@example.com")
    clock.shift(timedelta(minutes=59))
    assert client.get(link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("token", ["", "x", "1", "1.", "²." + "a" * 20, "9" * 40 + ".a", "1.cdj7pk-0000"])
def test_strange_tokens(client: Client, ana: User, token: str) -> None:
    assert client.get("/sign-in/new-password", {"token": token}).status_code == 410
    posted = client.post("/sign-in/new-password", {"token": token, "password": NEW})
    assert posted.status_code == 410
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_without_a_server_an_administrator_helps(client: Client, ana: User) -> None:
    assert "trato user invite" in ask(client, "ana@example.com").text
    run_tasks()
    assert outgoing.outbox == []


def test_a_failure_is_the_workers_and_names_no_address(
    client: Client, with_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({"ana@example.com": (550, b"no <ana@example.com>")})

    ask(client, "ana@example.com")
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    with pytest.raises(NotTaken) as failure:
        run_tasks()
    assert "ana@example.com" not in "".join(traceback.format_exception(failure.value))
    waiting = DBTaskResult.objects.ready().get()
    assert "ana@example.com" not in str(waiting.args_kwargs)
