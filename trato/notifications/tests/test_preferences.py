"""Kinds by channels: what is usual, what a person chose, and what the page says where mail cannot come."""

from __future__ import annotations

import re

from django.test import Client

from trato.accounts.models import User
from trato.notifications import center, wishes
from trato.notifications.models import Notification, Wish
from trato.records import actions, outbox, rows
from trato.records.notices import kinds
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

PAGE = "/settings/notifications"
NO_SERVER = "No mail server is set up yet: nothing comes by mail."


def ticked(client: Client, channel: str) -> list[str]:
    found = re.findall(rf'name="{channel}" value="(\w+)" checked', client.get(PAGE).text)
    return [str(one) for one in found]


def test_what_is_usual(cast: Cast, ben_client: Client) -> None:
    assert ticked(ben_client, "app") == list(kinds())
    assert ticked(ben_client, "mail") == ["assigned", "mentioned"]
    assert ticked(ben_client, "push") == ["assigned", "mentioned", "reminded", "soon"]


def test_each_cell_is_a_switch(cast: Cast, ben_client: Client) -> None:
    given = {"app": ["assigned", "due"], "mail": ["due", "nonsense"], "push": [], "digest": ["x"]}
    assert ben_client.post(PAGE, given).status_code == 302
    assert [ticked(ben_client, one) for one in wishes.CHANNELS] == [["assigned", "due"], ["due"], []]
    due, moved = kinds()["due"], kinds()["moved"]
    both = [cast.ben.user_id or 0, cast.ana.user_id or 0]
    assert wishes.channels_of(due, both) == {both[0]: {"app", "mail"}, both[1]: {"app"}}
    assert wishes.channels_of(moved, both) == {both[0]: set(), both[1]: {"app"}}


def test_what_is_usual_is_not_stored(cast: Cast, ben_client: Client) -> None:
    given = {one: wishes.wanted(cast.ben, one) for one in wishes.CHANNELS}
    ben_client.post(PAGE, given)
    assert not Wish.objects.exists()


def test_where_mail_cannot_come(cast: Cast, ben_client: Client, owner_client: Client) -> None:
    assert NO_SERVER in ben_client.get(PAGE).text
    assert "/settings/mail" not in ben_client.get(PAGE).text.partition('class="settings-page')[2]
    assert 'href="/settings/mail">Set up a mail server' in owner_client.get(PAGE).text


def test_where_it_can(cast: Cast, with_mail: None, ben_client: Client) -> None:
    assert NO_SERVER not in ben_client.get(PAGE).text
    User.objects.filter(pk=cast.ben.user_id or 0).update(email=None)
    assert "Your profile has no e-mail address: nothing comes by mail." in sign_in(cast.ben).get(PAGE).text


def test_an_older_link_leads_on_and_reads_the_line_that_took_it_in(
    cast: Cast, make: Makers, ben_client: Client
) -> None:
    """What was sent leads somewhere, though the bell has since made one line of several."""
    deal = make.deal(owner=cast.ben, name="Hall")
    stages = [
        rows.read(cast.owner, "stages", filter=f'name="{name}"').rows[0].id
        for name in ("Proposal", "Qualified")
    ]
    for stage in stages:
        actions.change(cast.adam, "deals", deal, {"stage": stage})
        outbox.drain()
    first = Notification.objects.order_by("pk")[0]
    assert [line.note for line in center.center(cast.ben).lines] == ["2 times"]
    assert ben_client.get(f"/notifications/{first.pk}/open")["Location"] == f"/deals/{deal}"
    assert center.unread(cast.ben) == 0


def test_the_wishes_of_many_are_read_at_once(cast: Cast) -> None:
    people = [one.user_id or 0 for one in cast.everyone()]
    assert count_queries(lambda: wishes.channels_of(kinds()["assigned"], people)) == 1
