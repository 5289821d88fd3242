"""The calendar: whose time, which days, moved and stretched."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from trato.accounts.models import User
from trato.records import actions, rows
from trato.records.models import ChangeSet
from trato.testing.assertions import assert_same_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers
from trato.workspace.calendar.asking import Asked

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def meeting(make: Makers, cast: Cast, start: str, end: str, **given: Any) -> int:
    return make.meeting(owner=cast.ana, starts_at=start, ends_at=end, **given)


def shown(actor: Any, query: str) -> str:
    answer = sign_in(actor).get(f"/calendar/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def times(actor: Any, pk: int) -> list[datetime]:
    row = rows.one(actor, "meetings", pk)
    return [row["starts_at"], row["ends_at"]]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_every_view_shows_what_stands_in_it(cast: Cast, make: Makers, clock: Any) -> None:
    meeting(make, cast, "2026-11-24T09:30:00Z", "2026-11-24T11:00:00Z", name="Survey")
    make.task(owner=cast.ana, name="Offer", due_on="2026-11-24")
    make.task(owner=cast.ana, name="Call back", due_at="2026-11-24T14:00:00Z", status="done")
    make.call(owner=cast.ana, name="Old call", started_at="2026-11-20T08:00:00Z", outcome="busy")
    for view in ("day", "week", "month", "agenda"):
        page = shown(cast.ana, f"view={view}&on=2026-11-24")
        assert all(name in page for name in ("Survey", "Offer", "Call back")), view
    assert "Old call" in shown(cast.ana, "view=month&on=2026-11-24")
    week = shown(cast.ana, "view=week&on=2026-11-24")
    assert "Old call" not in week
    (survey,) = re.findall(r'class="event ([^"]+)"[^>]*title="Survey · [^"]*09:30', week)
    assert survey == "tone-2 r39 e45 lane-1 of-1 long-6"
    assert re.search(r'class="event tone-0 over r57 e59 lane-1 of-1 short"', week)
    assert re.search(r'class="event tone-0" data-key="/tasks/', week)


def test_what_is_at_the_same_time_stands_side_by_side(cast: Cast, make: Makers) -> None:
    for begin, end in (("09:00", "11:00"), ("10:00", "10:30"), ("10:45", "12:00"), ("12:00", "13:00")):
        meeting(make, cast, f"2026-11-24T{begin}:00Z", f"2026-11-24T{end}:00Z")
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert re.findall(r"lane-\d of-\d", page) == [
        "lane-1 of-2", "lane-2 of-2", "lane-2 of-2", "lane-1 of-1",
    ]  # fmt: skip


def test_what_is_beside_free_lanes_takes_them(cast: Cast, make: Makers) -> None:
    """Four calls within minutes before a meeting: it meets the last one alone, and has what is left."""
    for minute in ("05", "10", "12"):
        make.call(
            owner=cast.ana, name=f"At {minute}", started_at=f"2026-11-24T10:{minute}:00Z", outcome="busy"
        )
    make.call(owner=cast.ana, name="At 20", started_at="2026-11-24T10:20:00Z", outcome="busy")
    meeting(make, cast, "2026-11-24T10:30:00Z", "2026-11-24T11:30:00Z", name="Review")
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert re.findall(r"(r\d+ e\d+ lane-\d of-\d(?: wide-\d)?)", page) == [
        "r41 e43 lane-1 of-4", "r41 e43 lane-2 of-4", "r41 e43 lane-3 of-4",
        "r42 e44 lane-4 of-4", "r43 e47 lane-1 of-4 wide-3",
    ]  # fmt: skip


def test_what_is_beside_others_keeps_to_its_lane(cast: Cast, make: Makers) -> None:
    for begin, end in (("09:00", "10:00"), ("09:00", "12:00"), ("09:00", "10:00"), ("10:00", "12:00")):
        meeting(make, cast, f"2026-11-24T{begin}:00Z", f"2026-11-24T{end}:00Z")
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert re.findall(r"(lane-\d of-\d(?: wide-\d)?)", page) == [
        "lane-1 of-3", "lane-2 of-3", "lane-3 of-3", "lane-1 of-3",
    ]  # fmt: skip


def test_a_call_just_logged_leaves_the_next_meeting_its_width(cast: Cast, make: Makers) -> None:
    """How long it took nobody said: it is drawn as short as can be read."""
    make.call(owner=cast.ana, name="Logged", started_at="2026-11-24T10:43:00Z", outcome="connected")
    meeting(make, cast, "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z")
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert re.findall(r'class="event tone-. ?(?:over)? (r\d+ e\d+ lane-\d of-\d)', page) == [
        "r43 e45 lane-1 of-1",
        "r45 e49 lane-1 of-1",
    ]


def test_whose_calendar(cast: Cast, make: Makers) -> None:
    meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z", name="Ana meets")
    asked = "view=week&on=2026-11-24&who="
    assert "Ana meets" in shown(cast.ana, asked + "me")
    assert "Ana meets" not in shown(cast.ben, asked + "me")
    assert "Ana meets" in shown(cast.ben, asked + "team")
    assert "Ana meets" in shown(cast.ben, f"{asked}{cast.ana.user_id}")
    for who in ("me", "team", str(cast.ana.user_id)):
        assert "Ana meets" not in shown(cast.cleo, asked + who)
    assert sign_in(cast.ben).get(f"/calendar/?{asked}999999999").status_code == 404


def test_the_team_is_told_apart_by_faces(cast: Cast, make: Makers) -> None:
    meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z", name="Ana meets")
    face = r'<span class="avatar[^>]*>[^<]+</span>(?:(?!</a>).)*Ana meets.*?<small class="hide">Ana</small>'
    for reader, who in ((cast.ben, "team"), (cast.ana, "team")):
        assert re.search(face, shown(reader, f"view=week&on=2026-11-24&who={who}"), re.DOTALL)
    own = shown(cast.ana, "view=week&on=2026-11-24&who=me")
    assert 'class="avatar' not in own.split('id="calendar"')[1].split("</section>")[0]


def test_above_a_day_stand_whole_lines_and_how_many_more(cast: Cast, make: Makers) -> None:
    for number in range(5):
        make.task(owner=cast.ana, name=f"Task {number}", due_on="2026-11-24")

    def above(view: str) -> str:
        return (
            shown(cast.ana, f"view={view}&on=2026-11-24").split('class="whole"')[1].split('class="grid"')[0]
        )

    assert above("week").count("data-key=") == 5
    assert "more link" not in above("week")
    make.task(owner=cast.ana, name="Task 5", due_on="2026-11-24")
    assert above("week").count("data-key=") == 4
    link = '<a class="more link" href="/calendar/?view=day&amp;on=2026-11-24&amp;who=me">2 more</a>'
    assert link in above("week")
    assert above("day").count("data-key=") == 6


def test_three_quarters_of_an_hour_have_two_lines(cast: Cast, make: Makers) -> None:
    meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T09:45:00Z")
    meeting(make, cast, "2026-11-24T11:00:00Z", "2026-11-24T11:30:00Z")
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert re.findall(r"lane-1 of-1( short| long-3)?\"", page) == [" long-3", " short"]


def test_the_legend_says_what_a_day_means(cast: Cast) -> None:
    page = shown(cast.ana, "view=week")
    assert ">Deals closing</li>" in page
    assert ">Tasks</li>" in page


def test_a_wrong_address_is_this_week(cast: Cast, clock: Any) -> None:
    page = shown(cast.ana, "view=decade&on=2026-02-30&who=x'y")
    assert "16 Nov – 22 Nov" in page
    for on in ("0001-01-01", "9999-12-31"):
        assert sign_in(cast.ana).get(f"/calendar/?view=month&on={on}").status_code == 200


def test_weeks_begin_where_the_reader_lives() -> None:
    for first, begin in ((0, date(2026, 11, 16)), (6, date(2026, 11, 22))):
        week = Asked("week", date(2026, 11, 22), "me", first)
        assert (week.begin, len(week.days)) == (begin, 7)
        month = Asked("month", date(2026, 11, 22), "me", first)
        assert (month.begin.weekday(), len(month.days) % 7) == (first, 0)
    assert Asked("month", date(2026, 1, 31), "me").moved(1).on == date(2026, 2, 1)


def test_a_click_plans_at_that_hour(cast: Cast) -> None:
    page = shown(cast.ana, "view=day&on=2026-11-24")
    assert "/meetings/new?starts_at=2026-11-24T23%3A00&amp;ends_at=2026-11-25T00%3A00" in page
    assert "/tasks/new?due_on=2026-11-24" in page
    form = sign_in(cast.ana).get("/meetings/new?starts_at=2026-11-24T23:00&ends_at=2026-11-25T00:00")
    assert 'value="2026-11-24T23:00"' in form.content.decode()
    assert "/new" not in re.sub(r'data-key="c"', "", shown(cast.rita, "view=day")).split('id="calendar"')[1]


def test_a_drag_moves_and_undo_moves_back(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z", name="Survey")
    given = {"view": "week", "on": "2026-11-24", "who": "me", "day": "2026-11-26", "at": "14:15"}
    answer = sign_in(cast.ana).post(f"/calendar/meetings/{pk}", given, headers=HTMX)
    page = answer.content.decode()
    assert times(cast.ana, pk) == [at(2026, 11, 26, 14, 15), at(2026, 11, 26, 15, 15)]
    assert re.search(r'data-day="2026-11-26">.*Survey', page, re.DOTALL)
    number = ChangeSet.objects.filter(actor_id=cast.ana.user_id).latest("pk").pk
    assert f'action="/undo/{number}"' in page
    sign_in(cast.ana).post(f"/undo/{number}")
    assert times(cast.ana, pk) == [at(2026, 11, 24, 9), at(2026, 11, 24, 10)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"day": "2026-11-30"}, [at(2026, 11, 30, 9), at(2026, 11, 30, 10)]),
        ({"day": "2026-11-24", "until": "11:30"}, [at(2026, 11, 24, 9), at(2026, 11, 24, 11, 30)]),
        ({"day": "2026-11-24", "until": "24:00"}, [at(2026, 11, 24, 9), at(2026, 11, 25, 0)]),
    ],
)
def test_another_day_or_a_later_end(cast: Cast, make: Makers, given: Any, expected: list[datetime]) -> None:
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")
    answer = sign_in(cast.ana).post(f"/calendar/meetings/{pk}", {"on": "2026-11-24", **given})
    assert answer["Location"] == "/calendar/?view=week&on=2026-11-24&who=me"
    assert times(cast.ana, pk) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "2030-11-25", "at": "11:00"}, "Moved to 25 Nov 2030, 11:00."),
        ({"day": "2030-11-26"}, "Moved to 26 Nov 2030, 09:00."),
        ({"day": "2026-11-24", "until": "11:30"}, "Now 09:00–11:30."),
        ({"day": "2026-11-24", "until": "24:00"}, "Now 09:00–00:00."),
    ],
)
def test_what_was_done_is_said(cast: Cast, make: Makers, given: dict[str, str], said: str) -> None:
    """Stretching moves nothing."""
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")
    client, asked = sign_in(cast.ana), {"on": "2026-11-24", **given}
    page = client.post(f"/calendar/meetings/{pk}", asked, headers=HTMX).content.decode()
    assert re.match(r'\s*<section class="calendar', page), "what comes before it would stand there twice"
    assert re.findall(r'class="toast[^"]*".*?<p>([^<]*)', page, re.DOTALL) == [said]
    page = client.post(f"/calendar/meetings/{pk}", asked, follow=True).content.decode()
    assert re.findall(r'class="toast[^"]*".*?<p>([^<]*)', page, re.DOTALL) == [said]


def test_a_task_moves_by_day_and_gets_an_hour(cast: Cast, make: Makers) -> None:
    pk = make.task(owner=cast.ana, due_on="2026-11-24")
    client = sign_in(cast.ana)
    client.post(f"/calendar/tasks/{pk}", {"day": "2026-11-25"})
    client.post(f"/calendar/tasks/{pk}", {"day": "2026-11-26", "at": "08:00"})
    client.post(f"/calendar/tasks/{pk}", {"day": "2026-11-27"})
    task = rows.one(cast.ana, "tasks", pk)
    assert (task["due_on"], task["due_at"]) == (date(2026, 11, 27), at(2026, 11, 27, 8))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"day": "some day", "at": "10:00"}, "This is not a day; write it as 2026-10-31."),
        ({"day": "2026-11-24", "at": "25:00"}, "This is not an hour; write it as 15:00."),
        ({"day": "2026-11-24", "until": "08:00"}, "The meeting ends before it begins."),
        ({"day": "2027-03-28", "at": "02:30"}, "On 2027-03-28 clocks go forward: there is no 02:30."),
        ({"day": "9999-12-31", "until": "24:00"}, "This is not a day; write it as 2026-10-31."),
    ],
)
def test_where_nothing_can_stand(cast: Cast, make: Makers, given: dict[str, str], sentence: str) -> None:
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Berlin")
    with unchanged():
        answer = sign_in(cast.ana).post(f"/calendar/meetings/{pk}", given, headers=HTMX)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_strangers_move_nothing(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")
    given = {"day": "2026-11-25"}
    with unchanged():
        assert sign_in(cast.cleo).post(f"/calendar/meetings/{pk}", given).status_code == 404
        assert sign_in(cast.ana).post(f"/calendar/companies/{pk}", given).status_code == 404
        assert sign_in(cast.ana).post(f"/calendar/nothing/{pk}", given).status_code == 404


def test_the_hours_are_the_readers(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast, "2027-03-28T00:30:00Z", "2027-03-28T02:00:00Z", name="Night")
    User.objects.filter(pk=cast.ana.user_id or 0).update(time_zone="Europe/Berlin")
    page = shown(cast.ana, "view=day&on=2027-03-28")
    assert re.search(r'class="event tone-2 r7 e17 [^"]*"[^>]*title="[^"]*01:30', page)
    sign_in(cast.ana).post(f"/calendar/meetings/{pk}", {"day": "2027-03-28", "at": "23:00"})
    assert times(cast.ana, pk) == [at(2027, 3, 28, 21), at(2027, 3, 28, 22, 30)]


def test_many_things_ask_no_more_often_than_one(cast: Cast, make: Makers) -> None:
    client = sign_in(cast.ana)
    for _number in range(2):
        meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")
        make.task(owner=cast.ana, due_on="2026-11-24")
        make.call(owner=cast.ana, started_at="2026-11-24T09:00:00Z")
    many = "/calendar/?view=week&on=2026-12-02&who=team"
    for _number in range(12):
        meeting(make, cast, "2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z")
        make.task(owner=cast.ana, due_on="2026-12-02")
        make.call(owner=cast.ana, started_at="2026-12-03T09:00:00Z")
    client.get(many)
    assert_same_queries(
        lambda: client.get("/calendar/?view=week&on=2026-11-24&who=team"), lambda: client.get(many)
    )


def test_what_is_in_the_bin_is_not_in_the_calendar(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast, "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z", name="Binned")
    actions.archive(cast.ana, "meetings", [pk])
    assert "Binned" not in shown(cast.ana, "view=week&on=2026-11-24")


def test_who_plans_in_the_calendar_comes_back_to_it(cast: Cast) -> None:
    here = "http://testserver/calendar/?view=week&on=2026-11-24"
    given = {"name": "Lunch", "starts_at": "2026-11-24T12:00", "owner": cast.ana.user_id}
    answer = sign_in(cast.ana).post("/meetings/new", given, headers={**HTMX, "HX-Current-URL": here})
    assert answer["HX-Redirect"] == here
    elsewhere = {**HTMX, "HX-Current-URL": "https://evil.example/calendar/"}
    answer = sign_in(cast.ana).post("/meetings/new", {**given, "name": "Tea"}, headers=elsewhere)
    assert re.fullmatch(r"/meetings/\d+", answer["HX-Redirect"])


def test_what_stands_there_can_be_chosen(cast: Cast, make: Makers) -> None:
    """Each event has a box of its type, and each type the bar of its list, that leads back here."""
    survey = meeting(make, cast, "2026-11-24T09:30:00Z", "2026-11-24T11:00:00Z", name="Survey")
    task = make.task(owner=cast.ana, name="Offer", due_on="2026-11-24")
    for view in ("day", "week", "month", "agenda"):
        page = " ".join(shown(cast.ana, f"view={view}&on=2026-11-24").split())
        for pk, name, kind in ((survey, "Survey", "meetings"), (task, "Offer", "tasks")):
            assert f'value="{pk}" aria-label="Select {name}" data-kind="{kind}"' in page, view
        bars = re.findall(r'<form novalidate class="bulkbar".*?</form>', page)
        bar = next(one for one in bars if 'data-kind="tasks"' in one)
        assert 'action="/tasks/bulk"' in bar
        assert f'name="back" value="/calendar/?view={view}&amp;on=2026-11-24&amp;who=me"' in bar
        assert 'value="field-owner"' in bar
    sent = {"ids": [task], "step": "apply-owner", "owner": cast.ben.user_id, "back": "/calendar/?view=week"}
    done = sign_in(cast.ana).post("/tasks/bulk", sent, headers=HTMX)
    assert done["HX-Redirect"] == "/calendar/?view=week"
    assert rows.one(cast.owner, "tasks", task)["owner"].label == "Ben"


def test_who_may_not_change_it_is_not_offered_to(cast: Cast) -> None:
    offers = {'value="choose"', 'value="archive"'}
    assert {one for one in offers if one in shown(cast.ana, "view=week")} == offers
    assert {one for one in offers if one in shown(cast.rita, "view=week")} == set()


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        ("en", "Tue 1 Dec", "Mon 4 Jan 2027"),
        ("es", "mar, 1 dic", "lun, 4 ene 2027"),
        ("zh-hans", "12月1日周二", "2027年1月4日周一"),
    ],
)
def test_days_of_this_year_are_headed_without_it(
    cast: Cast, make: Makers, clock: Any, language: str, near: str, far: str
) -> None:
    User.objects.filter(pk=cast.ana.user_id or 0).update(language=language)
    make.task(owner=cast.ana, name="Offer", due_on="2026-12-01")
    make.task(owner=cast.ana, name="Review", due_on="2027-01-04")
    for day, heading in (("2026-12-01", near), ("2027-01-04", far)):
        page = shown(cast.ana, f"view=agenda&on={day}")
        assert re.findall(rf'<h3><a href="[^"]*on={day}[^"]*">([^<]*)</a>', page) == [heading]


def test_a_phone_is_told_whose_days_they_are(cast: Cast) -> None:
    """Its menu of people is an icon; one's own need no name."""
    asked = sign_in(cast.ana).get
    told = '<small class="phone"><bdi>{}</bdi></small></h2>'
    assert told.format("Ben") in asked(f"/calendar/?who={cast.ben.user_id}").text
    assert told.format("My team") in asked("/calendar/?who=team").text
    assert '<small class="phone">' not in asked("/calendar/").text


def won(make: Makers, cast: Cast, **given: Any) -> int:
    """A deal that was expected in a week, and closed yesterday."""
    values = {"stage": "Won", "expected_close_on": "2026-11-27", "closed_on": "2026-11-20", **given}
    return make.deal(owner=cast.ana, name="Roof", **values)


def test_what_has_closed_stands_on_its_day_and_stays_there(cast: Cast, make: Makers) -> None:
    pk, open_ = won(make, cast), make.deal(owner=cast.ana, name="Yard", expected_close_on="2026-11-20")
    agenda = shown(cast.ana, "view=day&on=2026-11-20")
    (head,) = re.findall(r'<div class="event[^>]*title="Roof[^>]*>', agenda)
    assert (" over" in head, "data-move" in head, f'data-id="{pk}"' in head) == (True, False, True)
    (other,) = re.findall(r'<div class="event[^>]*title="Yard[^>]*>', agenda)
    assert (" over" in other, "data-move" in other) == (False, True)
    assert "Roof" not in shown(cast.ana, "view=day&on=2026-11-27")
    client = sign_in(cast.ana)
    asked = {"view": "week", "on": "2026-11-20", "day": "2026-11-30"}
    url = re.search(r'data-move="([^"]+)"', other)
    assert url is not None
    refused = client.post(url[1].replace(str(open_), str(pk)), asked, headers=HTMX)
    assert refused.status_code == 422
    assert "Roof is over, and stays on the day on which it closed." in refused.content.decode()
    chosen = {"ids": [f"deals/{pk}", f"deals/{open_}"], "step": "apply-day", "day": "2026-11-30"}
    refused = client.post("/calendar/chosen", chosen, headers=HTMX)
    assert refused.status_code == 409
    assert "Roof is over, and stays on the day on which it closed." in refused.content.decode()
    row, kept = (rows.one(cast.ana, "deals", one) for one in (pk, open_))
    assert (row["expected_close_on"], row["closed_on"]) == (date(2026, 11, 27), date(2026, 11, 20))
    assert kept["expected_close_on"] == date(2026, 11, 20)


def test_what_closed_on_an_unknown_day_stands_where_it_was_expected(cast: Cast, make: Makers) -> None:
    pk = won(make, cast)
    actions.change(cast.ana, "deals", pk, {"closed_on": None})
    assert "Roof" in shown(cast.ana, "view=day&on=2026-11-27")
    assert "Roof" not in shown(cast.ana, "view=day&on=2026-11-20")
