"""News by mail: one message for what comes together, in the reader's words, and none twice."""

from __future__ import annotations

import re
import smtplib
import traceback
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django_tasks_db.models import DBTaskResult

from trato.accounts import mail
from trato.accounts.models import User
from trato.notifications import center, letters, stationery, stops, wishes
from trato.notifications.models import Letter, Waiting, Wish
from trato.notifications.tests.conftest import HOME
from trato.notifications.tests.waiting_tasks import run_tasks
from trato.records import actions, outbox, rows
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def give(make: Makers, cast: Cast, *names: str) -> list[int]:
    """Adam makes deals for Ben."""
    made = [make("deals", by=cast.adam, owner=cast.ben.user_id, name=name) for name in names]
    outbox.drain()
    return made


def later(clock: Any, minutes: float = 2) -> None:
    clock.shift(timedelta(minutes=minutes))
    run_tasks()


def sent() -> list[EmailMultiAlternatives]:
    return [one for one in outgoing.outbox if isinstance(one, EmailMultiAlternatives)]


def stop_link(message: EmailMultiAlternatives) -> str:
    """The path that the header names."""
    found = re.fullmatch(rf"<{HOME}(/\S+)>", message.extra_headers["List-Unsubscribe"])
    assert found is not None
    return found[1]


def test_five_within_minutes_are_one_message(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    deals = give(make, cast, "Hall", "Roof", "Wall", "Door", "Gate")
    assert run_tasks() == 0
    later(clock)
    (message,) = sent()
    assert (message.to, message.from_email) == (["ben@example.com"], "crm@example.com")
    assert message.subject == "Adam assigned Hall to you, and 4 more"
    lines = re.findall(r"^Adam assigned (\w+) to you$", str(message.body), re.MULTILINE)
    assert lines == ["Hall", "Roof", "Wall", "Door", "Gate"]
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert str(html).count("Adam assigned") == 7  # title and heading, then a line each
    assert "src=" not in str(html)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert Waiting.objects.count() == 0
    later(clock, 60)
    assert len(sent()) == 1
    assert len(deals) == 5


def test_a_link_opens_the_record(
    cast: Cast, make: Makers, with_mail: None, clock: Any, ben_client: Client
) -> None:
    (deal,) = give(make, cast, "Hall")
    later(clock)
    link = re.search(rf"{HOME}(/notifications/\d+/open)", str(sent()[0].body))
    assert link is not None
    assert ben_client.get(link[1])["Location"] == f"/deals/{deal}"
    assert center.unread(cast.ben) == 0


def test_what_comes_on_and_on_waits_ten_minutes_at_most(
    cast: Cast, make: Makers, with_mail: None, clock: Any
) -> None:
    for number in range(9):
        give(make, cast, f"Deal {number}")
        later(clock, 1.5)
    assert [one.subject for one in sent()] == ["Adam assigned Deal 0 to you, and 6 more"]
    later(clock, 5)
    assert [one.subject for one in sent()][1:] == ["Adam assigned Deal 7 to you, and 1 more"]


def test_each_kind_is_a_message_of_its_own(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    wishes.want(cast.ben, ["assigned", "moved"], wishes.MAIL)
    (deal,) = give(make, cast, "Hall")
    proposal = rows.read(cast.owner, "stages", filter='name="Proposal"').rows[0].id
    for _time in range(2):
        actions.change(cast.adam, "deals", deal, {"stage": proposal})
        outbox.drain()
    later(clock)
    assert sorted(one.subject for one in sent()) == [
        "Adam assigned Hall to you",
        "Adam moved Hall to Proposal",
    ]


def test_in_the_readers_language(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    User.objects.filter(pk=cast.ben.user_id or 0).update(language="es")
    give(make, cast, "Nave")
    later(clock)
    assert sent()[0].subject == "Adam te asignó Nave"
    assert 'lang="es"' in str(sent()[0].alternatives[0][0])


def test_a_name_is_no_markup_and_no_header(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    give(make, cast, "<b>Hall</b> & Co")
    later(clock)
    (message,) = sent()
    assert message.subject == "Adam assigned <b>Hall</b> & Co to you"
    assert "&lt;b&gt;Hall&lt;/b&gt; &amp; Co" in str(message.alternatives[0][0])
    assert "<b>Hall" not in str(message.alternatives[0][0])
    assert message.message()["Subject"] == message.subject


def test_what_went_out_of_sight_is_not_sent(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    deal, _other = give(make, cast, "Secret roof", "Hall")
    actions.change(cast.adam, "deals", deal, {"owner": cast.cleo.user_id})
    outbox.drain()
    later(clock)
    to_ben = [one for one in sent() if one.to == ["ben@example.com"]]
    assert [one.subject for one in to_ben] == ["Adam assigned Hall to you"]
    assert "Secret" not in str(to_ben[0].message())


@pytest.mark.parametrize("end", ["all gone", "read", "left", "unwanted", "no server", "no address"])
def test_no_reason_left(
    cast: Cast, make: Makers, with_mail: None, clock: Any, ben_client: Client, end: str
) -> None:
    (deal,) = give(make, cast, "Hall")
    ben = User.objects.filter(pk=cast.ben.user_id or 0)
    if end == "all gone":
        actions.change(cast.adam, "deals", deal, {"owner": cast.adam.user_id, "name": "Hall 2"})
    elif end == "read":
        center.read_all(cast.ben)
    elif end == "left":
        ben.update(archived_at="2026-11-20T09:01:00Z")
    elif end == "unwanted":
        wishes.want(cast.ben, [], wishes.MAIL)
    elif end == "no server":
        mail.forget()
    else:
        ben.update(email=None)
    later(clock)
    assert sent() == []
    assert Waiting.objects.count() == 0


def test_by_mail_alone(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    wishes.want(cast.ben, [], wishes.APP)
    give(make, cast, "Hall")
    assert center.center(cast.ben).lines == []
    assert center.unread(cast.ben) == 0
    later(clock)
    assert [one.subject for one in sent()] == ["Adam assigned Hall to you"]


def test_without_a_server_nothing_waits(cast: Cast, make: Makers) -> None:
    give(make, cast, "Hall")
    assert (Waiting.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_failure_is_tried_again_and_says_no_address(
    cast: Cast, make: Makers, with_mail: None, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({"ben@example.com": (450, b"later <ben@example.com>")})

    give(make, cast, "Hall")
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.message.EmailMessage.send", refuse)
        clock.shift(timedelta(minutes=2))
        with pytest.raises(letters.NotTaken) as failure:
            letters.mail_news.call(cast.ben.user_id or 0, "assigned")
    assert "ben@example.com" not in "".join(traceback.format_exception(failure.value))
    assert Waiting.objects.filter(letter=None).count() == 1
    letters.mail_news.call(cast.ben.user_id or 0, "assigned")
    letters.mail_news.call(cast.ben.user_id or 0, "assigned")
    assert [one.subject for one in sent()] == ["Adam assigned Hall to you"]
    assert Letter.objects.get().sent_at is not None


def test_what_the_server_never_took_goes_along_with_the_next_within_a_day(
    cast: Cast, make: Makers, with_mail: None, clock: Any
) -> None:
    for name, hours in (("Old", 0), ("Hall", 25), ("Roof", 1)):
        clock.shift(timedelta(hours=hours))
        give(make, cast, name)
        if name != "Roof":
            DBTaskResult.objects.all().delete()  # its last try has failed
    later(clock)
    assert [one.subject for one in sent()] == ["Adam assigned Hall to you, and 1 more"]
    assert Waiting.objects.count() == 0


def test_what_may_have_gone_does_not_go_again(
    cast: Cast, make: Makers, with_mail: None, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after the server took the message and before that could be noted."""

    def taken_and_gone(message: EmailMultiAlternatives) -> None:
        outgoing.outbox.append(message)
        raise KeyboardInterrupt

    give(make, cast, "Hall")
    clock.shift(timedelta(minutes=2))
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.message.EmailMessage.send", taken_and_gone)
        with pytest.raises(KeyboardInterrupt):
            letters.mail_news.call(cast.ben.user_id or 0, "assigned")
    letters.mail_news.call(cast.ben.user_id or 0, "assigned")
    assert len(sent()) == 1
    clock.shift(timedelta(days=2))
    letters.forget_old()
    assert Waiting.objects.count() == 0


def test_the_same_key_goes_once(cast: Cast, with_mail: None, clock: Any) -> None:
    ben = User.objects.get(pk=cast.ben.user_id or 0)
    sheet = stationery.Sheet("Subject", "Text", "", "assigned")
    assert [letters.send_once(ben, "key", sheet) for _time in range(2)] == [True, False]
    assert len(sent()) == 1
    assert sent()[0].extra_headers["Message-ID"].endswith("@crm.example.com>")


def test_one_click_switches_off_that_kind(cast: Cast, make: Makers, with_mail: None, clock: Any) -> None:
    give(make, cast, "Hall")
    later(clock)
    link, stranger = stop_link(sent()[0]), Client(enforce_csrf_checks=True)
    page = stranger.get(link)
    assert (page.status_code, "Somebody gives me a record" in page.text) == (200, True)
    assert "assigned" in wishes.wanted(cast.ben, wishes.MAIL)  # a look changes nothing
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wishes.wanted(cast.ben, wishes.MAIL) == ["mentioned"]
    assert "assigned" in wishes.wanted(cast.ben)
    assert "assigned" in wishes.wanted(cast.ben, wishes.PUSH)
    assert "assigned" in wishes.wanted(cast.ana, wishes.MAIL)
    give(make, cast, "Roof")
    later(clock)
    assert len(sent()) == 1


@pytest.mark.parametrize("token", ["", "x", "WzEsImRpZ2VzdCJd:1vMd8o:abc", "é", "9" * 5000])
def test_a_forged_link_opens_nothing(cast: Cast, eve: Client, token: str) -> None:
    with unchanged():
        for answer in (
            eve.get("/notifications/stop", {"token": token}),
            eve.post(f"/notifications/stop?token={token}"),
        ):
            assert answer.status_code == 404
    assert not Wish.objects.exists()


def test_the_link_of_somebody_who_left(cast: Cast, eve: Client) -> None:
    link = stops.address(cast.ben.user_id or 0, "assigned")
    User.objects.filter(pk=cast.ben.user_id or 0).update(archived_at="2026-11-20T09:01:00Z")
    assert eve.post(link).status_code == 404


def test_nothing_to_forget_writes_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        letters.forget_old()
