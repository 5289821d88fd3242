"""Calls and meetings: logged in one line, told on the timeline, followed by what comes next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.errors import Denied, Invalid, InvalidFields, NotFound
from trato.records.undo import undo
from trato.records.upcoming import upcoming
from trato.testing.assertions import unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers, last_set

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
CALL = {"kind": "calls", "outcome": "connected", "direction": "out", "duration": "14", "text": "Price agreed"}


def only(actor: Any, key: str) -> dict[str, Any]:
    (row,) = rows.read(actor, key, columns=None).rows
    return dict(rows.one(actor, key, row.id))


def instant(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_call_is_logged_in_one_line(cast: Cast, deal: int, clock: Any) -> None:
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", CALL, headers=HTMX)
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "happened")
    call = only(cast.ana, "calls")
    assert [call[name] for name in ("name", "outcome", "direction", "duration", "started_at")] == [
        "Price agreed", "connected", "out", 14, instant(2026, 11, 20, 9, 0),
    ]  # fmt: skip
    assert [(ref.type, ref.id) for ref in call["about"]] == [("deals", deal)]
    told = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert re.search(
        r"Ana</bdi></b> called: <a[^>]*><bdi>Connected</bdi></a>\s*<span[^>]*>14 min</span>", told
    )
    assert "Price agreed" in told


def test_a_wide_colon_has_no_space_after_it(cast: Cast, deal: int) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language="zh-hans")
    sign_in(cast.ana).post(f"/deals/{deal}/write", CALL, headers=HTMX)
    told = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert re.search("Ana</bdi></b> 致电：<a[^>]*><bdi>已接通</bdi>", told)


def test_a_call_says_when_it_was_where_it_was_logged_later(cast: Cast, deal: int, clock: Any) -> None:
    sign_in(cast.ana).post(f"/deals/{deal}/write", {**CALL, "started_at": "2026-11-18T15:00"}, headers=HTMX)
    told = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert re.search(r"Connected</bdi></a>\s*<span[^>]*>14 min · 2 days ago</span>", told)


def test_after_a_call_comes_what_next(cast: Cast, deal: int, clock: Any) -> None:
    client = sign_in(cast.ana)
    asked = client.post(f"/deals/{deal}/write", CALL, headers=HTMX).content.decode()
    assert "What next?" in asked
    assert re.findall(r'data-day="([^"]+)"[^>]*>([^<]+)<', asked) == [
        ("2026-11-23", "Monday"),
        ("2026-11-27", "Next week"),
    ]
    assert 'name="due_on"\n         value="2026-11-23"' in asked
    given = {"kind": "tasks", "after": "calls", "text": "Send the offer", "due_on": "2026-11-23"}
    then = client.post(f"/deals/{deal}/write", given, headers=HTMX).content.decode()
    assert "What next?" not in then
    assert str(only(cast.ana, "tasks")["due_on"]) == "2026-11-23"


def test_a_call_was_now_unless_one_says_otherwise(cast: Cast, deal: int, clock: Any) -> None:
    """The moment that stands there is the present one, however long the page was open."""
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Madrid")
    client = sign_in(cast.ana)
    part = client.get(f"/deals/{deal}/write?write=calls", headers=HTMX).content.decode()
    shown = dict(re.findall(r'name="(started_at|shown_at)"\s+value="([^"]*)"', part))
    assert shown == {"started_at": "2026-11-20T10:00", "shown_at": "2026-11-20T10:00"}
    clock.shift(timedelta(hours=2))
    client.post(f"/deals/{deal}/write", {**CALL, **shown}, headers=HTMX)
    assert only(cast.ana, "calls")["started_at"] == instant(2026, 11, 20, 11)


def test_a_call_is_followed_up_by_a_task_and_not_asked_about_twice(cast: Cast, deal: int, clock: Any) -> None:
    client = sign_in(cast.ana)
    part = client.get(f"/deals/{deal}/write?write=calls", headers=HTMX).content.decode()
    assert '<option value="2026-11-23">Follow up: Monday</option>' in " ".join(part.split())
    given = {**CALL, "follow_up": "2026-11-23"}
    answer = client.post(f"/deals/{deal}/write", given, headers=HTMX).content.decode()
    assert "What next?" not in answer
    assert 'name="kind" value="calls"' in answer
    task = only(cast.ana, "tasks")
    assert (task["name"], task["body"], str(task["due_on"])) == ("Follow up", "Price agreed", "2026-11-23")
    assert [(ref.type, ref.id) for ref in task["about"]] == [("deals", deal)]
    with unchanged():
        wrong = client.post(f"/deals/{deal}/write", {**CALL, "follow_up": "soonish"}, headers=HTMX)
    assert wrong.status_code == 422


def test_a_new_call_was_now(cast: Cast, clock: Any) -> None:
    client = sign_in(cast.ana)
    form = " ".join(client.get("/calls/new").content.decode().split())
    assert 'name="started_at" value="2026-11-20T09:00"' in form
    clock.shift(timedelta(minutes=5))
    with unchanged():  # nothing was filled in, though it is later by now
        assert client.post("/calls/new", {"started_at": "2026-11-20T09:00"}).status_code == 422


def test_without_scripts_what_next_is_asked_on_the_record(cast: Cast, deal: int) -> None:
    came_from = {"Referer": f"http://testserver/deals/{deal}"}  # as browsers say
    answer = sign_in(cast.ana).post(f"/deals/{deal}/write", CALL, headers=came_from)
    assert answer["Location"] == f"/deals/{deal}?write=tasks&after=calls"
    assert "What next?" in sign_in(cast.ana).get(answer["Location"]).content.decode()


def test_a_call_that_is_still_to_come_has_no_outcome(cast: Cast, deal: int, clock: Any) -> None:
    given = {**CALL, "started_at": "2026-11-20T15:00"}
    sign_in(cast.ana).post(f"/deals/{deal}/write", given, headers=HTMX)
    call = only(cast.ana, "calls")
    assert (call["outcome"], call["duration"], call["started_at"]) == (None, None, instant(2026, 11, 20, 15))
    page = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert page.index("Upcoming") < page.index("Price agreed") < page.index("planned a call:")


def test_a_meeting_is_planned_held_and_followed(cast: Cast, deal: int, clock: Any) -> None:
    client = sign_in(cast.ana)
    given = {"kind": "meetings", "text": "Survey\nBring boots", "place": "Avonmouth"}
    given |= {"starts_at": "2026-11-24T09:30", "minutes": "90"}
    assert client.post(f"/deals/{deal}/write", given, headers=HTMX).status_code == 200
    meeting = only(cast.ana, "meetings")
    assert [meeting[name] for name in ("name", "body", "place", "outcome", "starts_at", "ends_at")] == [
        "Survey", "Bring boots", "Avonmouth", "planned", instant(2026, 11, 24, 9, 30),
        instant(2026, 11, 24, 11, 0),
    ]  # fmt: skip
    page = client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert page.index("Upcoming") < page.index("Survey") < page.index("Tue 24, 09:30")
    pk = rows.read(cast.ana, "meetings").rows[0].id
    answer = client.post(f"/meetings/{pk}/held", {"on": f"deals/{deal}"}, headers=HTMX).content.decode()
    assert "“Survey” was held." in answer
    assert 'hx-swap-oob="outerHTML"' in answer
    assert "What next?" in answer
    assert rows.one(cast.ana, "meetings", pk)["outcome"] == "held"
    told = client.get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert "Upcoming" not in told
    assert "met:" in told


def test_a_meeting_told_at_its_own_hour_does_not_say_it_twice(
    cast: Cast, make: Makers, deal: int, clock: Any
) -> None:
    """One that was logged later says when it was."""
    about = [f"deals/{deal}"]
    given = {"owner": cast.ana, "about": about, "outcome": "held"}
    make.meeting(**given, name="Survey", place="Dock", starts_at=timezone.now())
    told = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert '<span class="mute nowrap">Dock</span>' in told
    clock.shift(timedelta(days=3))
    late = timezone.now() - timedelta(days=2)
    make.meeting(**given, name="Tour", place="Yard", starts_at=late)
    told = sign_in(cast.ana).get(f"/deals/{deal}/timeline", headers=HTMX).content.decode()
    assert '<span class="mute nowrap">2 d ago · Yard</span>' in told


def test_a_guest_sees_the_meeting_on_their_page(cast: Cast, make: Makers) -> None:
    contact = make.contact(owner=cast.ana)
    given = {"kind": "meetings", "text": "Lunch", "starts_at": "2030-11-24T09:30"}
    sign_in(cast.ana).post(f"/contacts/{contact}/write", given, headers=HTMX)
    assert [(ref.type, ref.id) for ref in only(cast.ana, "meetings")["attendees"]] == [("contacts", contact)]
    told = sign_in(cast.ana).get(f"/contacts/{contact}/timeline", headers=HTMX).content.decode()
    assert told.count("planned a meeting:") == 1


def test_who_leaves_a_meeting_keeps_its_story_if_it_is_about_them(cast: Cast, make: Makers) -> None:
    contact = make.contact(owner=cast.ana)
    both = [{"type": "contacts", "id": contact}]
    pk = make.meeting(owner=cast.ana, name="Lunch", about=both, attendees=both)
    page = f"/contacts/{contact}/timeline"
    actions.change(cast.ana, "meetings", pk, {"attendees": []})
    assert "Lunch" in sign_in(cast.ana).get(page, {"kind": "meetings"}, headers=HTMX).content.decode()
    actions.change(cast.ana, "meetings", pk, {"about": []})
    assert "Lunch" not in sign_in(cast.ana).get(page, {"kind": "meetings"}, headers=HTMX).content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"starts_at": ""}, "Say when the meeting begins."),
        ({"starts_at": "2026-11-24T09:30", "text": " "}, "Write something first."),
        ({"starts_at": "soon"}, "is not a date"),
        ({"starts_at": "9999-12-31T23:59", "place": "x" * 251}, "must not be longer than 250"),
    ],
)
def test_a_meeting_that_cannot_be(cast: Cast, deal: int, given: dict[str, str], sentence: str) -> None:
    client = sign_in(cast.ana)
    with unchanged():
        answer = client.post(
            f"/deals/{deal}/write", {"kind": "meetings", "text": "Survey", **given}, headers=HTMX
        )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_hour_that_daylight_saving_skips(cast: Cast, deal: int) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Berlin")
    client = sign_in(cast.ana)
    given = {"kind": "meetings", "text": "Night shift", "starts_at": "2027-03-28T02:30"}
    with unchanged():
        answer = client.post(f"/deals/{deal}/write", given, headers=HTMX)
    assert answer.status_code == 422
    assert "On 2027-03-28 clocks go forward: there is no 02:30." in answer.content.decode()
    client.post(f"/deals/{deal}/write", {**given, "starts_at": "2027-03-28T03:30"}, headers=HTMX)
    assert only(cast.ana, "meetings")["starts_at"] == instant(2027, 3, 28, 1, 30)


def test_a_meeting_that_moves_keeps_its_length(cast: Cast, make: Makers) -> None:
    pk = make.meeting(owner=cast.ana)
    number = last_set(
        cast.ana, lambda: actions.change(cast.ana, "meetings", pk, {"starts_at": "2026-11-25T15:00:00Z"})
    )
    assert rows.one(cast.ana, "meetings", pk)["ends_at"] == instant(2026, 11, 25, 16)
    undo(cast.ana, number)
    meeting = rows.one(cast.ana, "meetings", pk)
    assert (meeting["starts_at"], meeting["ends_at"]) == (instant(2026, 11, 24, 9), instant(2026, 11, 24, 10))
    with pytest.raises(Invalid, match="ends before it begins"), unchanged():
        actions.change(cast.ana, "meetings", pk, {"ends_at": "2026-11-24T08:59:00Z"})


def test_a_meeting_without_an_end_takes_an_hour(cast: Cast, make: Makers) -> None:
    pk = make.meeting(owner=cast.ana, starts_at="2026-11-24T09:00:00Z", ends_at=None)
    assert rows.one(cast.ana, "meetings", pk)["ends_at"] == instant(2026, 11, 24, 10)
    last = make.meeting(owner=cast.ana, starts_at="9999-12-31T23:59:00Z", ends_at=None)
    assert rows.one(cast.ana, "meetings", last)["ends_at"] == instant(9999, 12, 31, 23, 59)


def test_no_call_lasts_longer_than_a_day(cast: Cast) -> None:
    for minutes in ("1441", "-1", "10000000000000000000"):
        with pytest.raises((Invalid, InvalidFields)), unchanged():
            actions.create(cast.ana, "calls", {"duration": minutes})


def test_strangers_neither_hear_nor_hold(cast: Cast, make: Makers, deal: int) -> None:
    pk = make.meeting(owner=cast.ana, about=[{"type": "deals", "id": deal}])
    with unchanged():
        assert sign_in(cast.cleo).post(f"/meetings/{pk}/held", headers=HTMX).status_code == 404
        assert sign_in(cast.cleo).post(f"/deals/{deal}/write", CALL, headers=HTMX).status_code == 404
    with pytest.raises((NotFound, Denied)):
        actions.change(cast.cleo, "meetings", pk, {"outcome": "held"})


def test_what_is_next_knows_meetings_and_calls(cast: Cast, make: Makers, deal: int, clock: Any) -> None:
    about = [{"type": "deals", "id": deal}]
    make.task(owner=cast.ana, due_on="2026-11-21", about=about)
    meeting = make.meeting(owner=cast.ana, starts_at="2026-11-20T16:00:00Z", ends_at=None, about=about)
    found = upcoming(cast.ana, "deals", [deal])[deal]
    assert (found.type_key, found.record_id, found.state) == ("meetings", meeting, "today")
    call = make.call(owner=cast.ana, started_at="2026-11-20T15:00:00Z", about=about)
    assert upcoming(cast.ana, "deals", [deal])[deal].record_id == call
    actions.change(cast.ana, "calls", call, {"outcome": "busy"})
    actions.change(cast.ana, "meetings", meeting, {"starts_at": "2026-11-20T08:00:00Z"})
    assert upcoming(cast.ana, "deals", [deal])[deal].state == "overdue"
    actions.change(cast.ana, "meetings", meeting, {"outcome": "cancelled"})
    assert upcoming(cast.ana, "deals", [deal])[deal].type_key == "tasks"


def test_the_form_of_a_call_is_called_as_the_act(cast: Cast, deal: int) -> None:
    browser = sign_in(cast.ana)
    title = re.compile(r"<h\d[^>]*>\s*([^<]+?)\s*</h\d>")
    for url, said in ((f"/calls/new?about=deals/{deal}", "Log call"), ("/calls/new", "New call")):
        assert title.findall(browser.get(url, headers=HTMX).content.decode())[0] == said
