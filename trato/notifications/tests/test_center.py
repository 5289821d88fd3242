"""Who is told of what, once, and only what they may see; reading it, and not wanting it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone, translation

from trato.accounts import workspace
from trato.accounts.actor import Actor
from trato.accounts.models import FieldRight
from trato.notifications import center, delivering, tasks, wishes
from trato.notifications.models import Notification
from trato.records import actions, outbox, rows, snapshot
from trato.records.models import ChangeSet, Delivery, OutboxEvent
from trato.records.notices import kinds
from trato.records.work import writing
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers


def told(actor: Actor) -> list[str]:
    """The sentences of somebody's center, the newest first."""
    return [line.text for line in center.center(actor).lines]


def lines_of(actor: Actor) -> QuerySet[Notification]:
    return Notification.objects.filter(user_id=actor.user_id or 0)


def stage(cast: Cast, name: str) -> int:
    return rows.read(cast.owner, "stages", filter=f'name="{name}"').rows[0].id


def test_given_to_somebody(cast: Cast, make: Makers, ana_client: Client) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    outbox.drain()
    assert told(cast.ana) == []  # what one does oneself is no news
    actions.change(cast.adam, "deals", deal, {"owner": cast.ben.user_id})
    outbox.drain()
    assert told(cast.ben) == ["Adam assigned Hall to you"]
    assert told(cast.ana) == []
    made = make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    outbox.drain()
    assert told(cast.ben) == ["Adam assigned Roof to you", "Adam assigned Hall to you"]
    assert made


def test_what_is_heard_of_late_is_told_as_of_its_day(cast: Cast, make: Makers) -> None:
    """And no more once it is two weeks old."""
    then = timezone.now() - timedelta(days=13, hours=23)
    for name, at in (("Roof", then), ("Hall", then - timedelta(hours=2))):
        make("deals", by=cast.adam, owner=cast.ben.user_id, name=name)
        ChangeSet.objects.filter(pk=ChangeSet.objects.latest("pk").pk).update(at=at)
    outbox.drain()
    assert told(cast.ben) == ["Adam assigned Roof to you"]
    assert lines_of(cast.ben).get().at == then


def test_a_repeat_tells_nothing_twice(cast: Cast, make: Makers) -> None:
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    outbox.drain()
    assert Delivery.objects.filter(handler="trato.notifications.events.tell").exists()
    OutboxEvent.objects.update(delivered_at=None)
    outbox.drain()
    assert told(cast.ben) == ["Adam assigned Roof to you"]
    assert lines_of(cast.ben).get().count == 1


def test_moves_within_the_hour_are_one_line(cast: Cast, make: Makers, clock: Any) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    outbox.drain()
    for name in ("Proposal", "Qualified", "Proposal"):
        actions.change(cast.adam, "deals", deal, {"stage": stage(cast, name)})
        outbox.drain()
    found = center.center(cast.ana)
    assert [(line.text, line.note) for line in found.lines] == [("Adam moved Hall to Proposal", "3 times")]
    clock.shift(timedelta(hours=2))
    actions.change(cast.adam, "deals", deal, {"stage": stage(cast, "Qualified")})
    outbox.drain()
    assert told(cast.ana) == ["Adam moved Hall to Qualified", "Adam moved Hall to Proposal"]


def test_a_line_says_whose_it_is_unless_its_name_does(cast: Cast, make: Makers) -> None:
    forge = make.company(owner=cast.ben, name="Orbital Forge")
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof", company=forge)
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Orbital Forge, hall", company=forge)
    outbox.drain()
    found = {
        line.text.removeprefix("Adam assigned ").split(" to ")[0]: line.note
        for line in center.center(cast.ben).lines
    }
    assert found["Roof"] == "Orbital Forge"
    assert found["Orbital Forge, hall"] == ""


def test_many_records_are_one_line_that_leads_to_them(cast: Cast, make: Makers, ben_client: Client) -> None:
    deals = make.many("deals", 6, owner=cast.ana)
    outbox.drain()
    actions.change_all(cast.adam, "deals", deals, {"owner": cast.ben.user_id})
    outbox.drain()
    assert told(cast.ben) == ["Adam assigned records to you: 6 deals"]
    line = center.center(cast.ben).lines[0]
    assert ben_client.get(line.url)["Location"] == "/deals/?filter=owner%3Ame"


def test_the_team_hears_of_an_end(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall", value="10")
    outbox.drain()
    actions.change(cast.ana, "deals", deal, {"stage": stage(cast, "Won")})
    outbox.drain()
    assert told(cast.ben) == ["Ana won Hall"]
    assert told(cast.mia) == ["Ana won Hall"]
    assert told(cast.ana) == told(cast.cleo) == told(cast.rita) == []


def test_who_may_not_see_it_is_not_told(cast: Cast, make: Makers) -> None:
    note = make.note(owner=cast.ana, body="Hush")
    with writing(cast.ana, "notes.mentioned") as work:
        work.load("notes", [note])
        work.emit("notes.mentioned", "notes", [note], users=[cast.ben.user_id, cast.cleo.user_id, 2**40])
    outbox.drain()
    assert told(cast.ben) == ["Ana mentioned you in Hush"]
    assert not Notification.objects.filter(user_id__in=[cast.cleo.user_id or 0, 2**40]).exists()


def test_what_went_out_of_sight_is_shown_no_more(cast: Cast, make: Makers, ben_client: Client) -> None:
    deal = make("deals", by=cast.adam, owner=cast.ben.user_id, name="Secret roof")
    outbox.drain()
    assert center.unread(cast.ben) == 1
    actions.change(cast.adam, "deals", deal, {"owner": cast.cleo.user_id})
    outbox.drain()
    assert "Secret roof" not in ben_client.get("/notifications/").text
    assert center.unread(cast.ben) == 0


def test_a_hidden_field_is_not_told(cast: Cast, make: Makers) -> None:
    deal = make.deal(owner=cast.ana, name="Hall")
    FieldRight.objects.create(role="member", type="deals", field="stage", level=FieldRight.HIDDEN)
    workspace.touch()
    snapshot.reset()
    actions.change(cast.adam, "deals", deal, {"stage": stage(cast, "Proposal")})
    outbox.drain()
    assert told(cast.ana) == []


def test_reading(cast: Cast, make: Makers, ben_client: Client, cleo_client: Client) -> None:
    deal = make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Wall")
    outbox.drain()
    page = ben_client.get("/contacts/").text
    assert '<span class="count new">2</span>' in page
    number = lines_of(cast.ben).get(record_id=deal).pk
    assert cleo_client.get(f"/notifications/{number}/open").status_code == 404
    assert center.unread(cast.ben) == 2
    gone = ben_client.get(f"/notifications/{number}/open")
    assert (gone.status_code, gone["Location"]) == (302, f"/deals/{deal}")
    assert center.unread(cast.ben) == 1
    panel = ben_client.get("/notifications/latest", headers={"HX-Request": "true"}).text
    assert "<b>Adam</b> assigned <b>Wall</b> to you" in panel
    assert "<html" not in panel
    ben_client.post("/notifications/read")
    assert center.unread(cast.ben) == 0
    assert '<span class="count new">' not in ben_client.get("/notifications/").text


def test_strange_addresses(cast: Cast, make: Makers, ben_client: Client) -> None:
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    outbox.drain()
    for before in ("", "x", "-1", "²", "9" * 40):
        page = ben_client.get("/notifications/", {"before": before}).text
        assert "<b>Adam</b> assigned <b>Roof</b> to you" in page


def test_each_kind_can_be_switched_off(cast: Cast, make: Makers, ben_client: Client) -> None:
    usual = sum(1 + kind.mails + kind.pushes for kind in kinds().values())
    assert ben_client.get("/settings/notifications").text.count(" checked") == usual
    ben_client.post("/settings/notifications", {"app": ["moved", "nonsense"]})
    assert wishes.wanted(cast.ben) == ["moved"]
    assert wishes.wanted(cast.ana) == list(kinds())
    deal = make("deals", by=cast.adam, owner=cast.ben.user_id, name="Roof")
    outbox.drain()
    assert told(cast.ben) == []
    actions.change(cast.adam, "deals", deal, {"stage": stage(cast, "Proposal")})
    outbox.drain()
    assert told(cast.ben) == ["Adam moved Roof to Proposal"]


def test_time_brings_tasks_and_meetings(cast: Cast, make: Makers, clock: Any) -> None:
    make.task(owner=cast.ana, name="Call Olga", due_on="2026-11-20")
    make.task(owner=cast.ana, name="Send terms", due_on="2026-11-19")
    make.task(owner=cast.ana, name="Long ago", due_on="2026-11-01")
    make.task(owner=cast.ana, name="Done", due_on="2026-11-20", status="done")
    make.meeting(
        owner=cast.ana, name="Tasting", starts_at="2026-11-20T09:10:00Z", ends_at="2026-11-20T10:00:00Z"
    )
    clock.shift(timedelta(hours=-3))
    tasks.look_now_and_then()
    assert told(cast.ana) == []  # it is six in the morning
    clock.shift(timedelta(hours=3))
    for _time in range(2):
        tasks.look_now_and_then()
        tasks.look_each_minute()
    assert told(cast.ana) == ["Begins at 09:10: Tasting", "Overdue: Send terms", "Due today: Call Olga"]
    assert told(cast.ben) == []


def test_many_due_tasks_are_one_line_told_once(cast: Cast, make: Makers, clock: Any) -> None:
    for _number in range(7):
        make.task(owner=cast.ana, due_on="2026-11-20")
    for _time in range(2):
        tasks.look_now_and_then()
    assert told(cast.ana) == ["Due today: 7 tasks"]


def test_what_was_true_of_a_day_is_said_with_the_day(cast: Cast, make: Makers, clock: Any) -> None:
    call = make.task(owner=cast.ana, name="Call Olga", due_on="2026-11-20")
    make.task(owner=cast.ana, name="Send terms", due_on="2026-11-19")
    make.meeting(
        owner=cast.ana, name="Tasting", starts_at="2026-11-20T09:10:00Z", ends_at="2026-11-20T10:00:00Z"
    )
    tasks.look_now_and_then()
    tasks.look_each_minute()
    actions.change(cast.ana, "tasks", call, {"status": "done"})
    clock.shift(timedelta(minutes=30))
    assert told(cast.ana) == ["Began at 09:10: Tasting", "Overdue: Send terms", "Due today: Call Olga"]
    clock.shift(timedelta(days=1))
    assert told(cast.ana) == [
        "Began at 09:10: Tasting",
        "Overdue on 20 Nov: Send terms",
        "Was due on 20 Nov: Call Olga",
    ]
    with translation.override("es"):
        assert told(cast.ana)[1:] == ["Vencida el 20 nov: Send terms", "Vencía el 20 nov: Call Olga"]
    with translation.override("zh-hans"):
        assert told(cast.ana)[1:] == ["11月20日已逾期：Send terms", "11月20日到期：Call Olga"]


def test_many_of_a_past_day_lead_to_the_tasks_of_that_day(cast: Cast, make: Makers, clock: Any) -> None:
    for _number in range(7):
        make.task(owner=cast.ana, due_on="2026-11-20")
    tasks.look_now_and_then()
    line = center.own(cast.ana).get()
    assert center.open_line(cast.ana, line.pk).endswith("due_on%3Atoday")
    clock.shift(timedelta(days=2))
    assert told(cast.ana) == ["Were due on 20 Nov: 7 tasks"]
    assert center.open_line(cast.ana, line.pk).endswith("due_on%3A2026-11-20")


def test_old_lines_go(cast: Cast, make: Makers, clock: Any) -> None:
    make("deals", by=cast.adam, owner=cast.ben.user_id)
    outbox.drain()
    clock.shift(timedelta(days=89))
    assert delivering.forget_old() == 0
    clock.shift(timedelta(days=2))
    assert delivering.forget_old() == 1


def test_few_queries(cast: Cast, make: Makers, ben_client: Client) -> None:
    def more(number: int) -> None:
        for _one in range(number):
            make("deals", by=cast.adam, owner=cast.ben.user_id)
            outbox.drain()

    more(2)
    ben_client.get("/notifications/")
    few = count_queries(lambda: ben_client.get("/notifications/"))
    more(10)
    assert count_queries(lambda: ben_client.get("/notifications/")) == few
    assert count_queries(lambda: center.unread(cast.ben)) == 1


def test_more_lines(cast: Cast, ben_client: Client) -> None:
    deal = Makers(cast.owner).deal(owner=cast.ben)
    Notification.objects.bulk_create(
        Notification(
            user_id=cast.ben.user_id or 0, kind="assigned", type="deals", record_id=deal, field="owner"
        )
        for _number in range(120)
    )
    first = center.center(cast.ben)
    assert (len(first.lines), first.unread) == (50, 100)
    more = ben_client.get(first.more_url, headers={"HX-Request": "true"}).text
    assert more.count('<li class="new">') == 50
    assert '<span class="count new">99+</span>' in ben_client.get("/contacts/").text


def test_lines_stand_under_their_days(cast: Cast, make: Makers, ben_client: Client) -> None:
    """Each day is said once, on the next page too; names are marked, whatever they hold."""
    now = timezone.now().replace(hour=12, minute=30)
    for away, name in ((3, "Old"), (1, "Cut"), (1, "<i>Wall"), (0, "Roof")):
        make("deals", by=cast.adam, owner=cast.ben.user_id, name=name)
        outbox.drain()
        newest = Notification.objects.filter(user_id=cast.ben.user_id or 0).latest("pk")
        Notification.objects.filter(pk=newest.pk).update(at=now - timedelta(days=away))
    first = center.center(cast.ben, most=2)
    assert [(line.heading, line.text) for line in first.lines] == [
        ("Today", "Adam assigned Roof to you"),
        ("Yesterday", "Adam assigned <i>Wall to you"),
    ]
    assert first.lines[1].when == "12:30"
    assert str(first.lines[1].marked) == "<b>Adam</b> assigned <b>&lt;i&gt;Wall</b> to you"
    rest = ben_client.get(first.more_url, headers={"HX-Request": "true"}).text
    assert "Yesterday" not in rest
    assert rest.count("<h3>") == 1
