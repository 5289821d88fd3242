"""The team's day in the calendar: a column a person."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from trato.records import rows
from trato.records.models import ChangeSet
from trato.records.undo import undo
from trato.testing.assertions import assert_same_queries, unchanged
from trato.testing.cast import Cast, sign_in
from trato.testing.makers import Makers

#: On the day itself its column would be marked as today.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HTMX = {"HX-Request": "true"}
DAY = "view=day&on=2026-11-24&who=team"


def shown(actor: Any, query: str) -> str:
    answer = sign_in(actor).get(f"/calendar/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def column(page: str, who: int | None) -> str:
    """The hours of one person."""
    part = page.split(f'class="column" data-day="2026-11-24" data-who="{who}">')[1]
    return part.split('<div class="column')[0]


def above(page: str, who: int | None) -> str:
    """What stands above them."""
    return page.split(f'data-day="2026-11-24" data-whole data-who="{who}">')[1].split("<div data-day")[0]


def meeting(make: Makers, owner: Any, name: str, hour: int = 9) -> int:
    times = {"starts_at": f"2026-11-24T{hour:02}:00:00Z", "ends_at": f"2026-11-24T{hour + 1:02}:00:00Z"}
    return make.meeting(owner=owner, name=name, **times)


def whose(cast: Cast, pk: int) -> tuple[int | None, datetime]:
    row = rows.one(cast.owner, "meetings", pk)
    return row["owner"].id, row["starts_at"]


def test_each_of_the_team_has_a_column(cast: Cast, make: Makers) -> None:
    meeting(make, cast.ana, "Ana meets")
    meeting(make, cast.ben, "Ben meets")
    make.task(owner=cast.ben, name="Ben writes", due_on="2026-11-24")
    page = shown(cast.ana, DAY)
    heads = page.split('class="heads"')[1].split('class="whole"')[0]
    assert re.findall(r'who=(\d+)">([^<]+)</a>', heads) == [
        (str(cast.ana.user_id), "Ana"),
        (str(cast.ben.user_id), "Ben"),
        (str(cast.mia.user_id), "Mia"),
    ]
    assert heads.count('class="avatar') == 3
    assert "Ben writes" in above(page, cast.ben.user_id)
    assert "Ben writes" not in above(page, cast.ana.user_id)
    for who, mine, other in ((cast.ana, "Ana meets", "Ben meets"), (cast.ben, "Ben meets", "Ana meets")):
        part = column(page, who.user_id)
        assert mine in part
        assert other not in part
        assert "lane-1 of-1" in part
    assert 'class="event' not in column(page, cast.mia.user_id)


def test_a_click_in_a_column_plans_for_its_person(cast: Cast) -> None:
    part = column(shown(cast.ana, DAY), cast.ben.user_id)
    assert f"starts_at=2026-11-24T09%3A00&amp;ends_at=2026-11-24T10%3A00&amp;owner={cast.ben.user_id}" in part


def test_only_the_teams_day_has_columns_of_people(cast: Cast) -> None:
    for query in ("view=week&on=2026-11-24&who=team", "view=day&on=2026-11-24&who=me"):
        assert "data-who=" not in shown(cast.ana, query)


def test_who_has_no_team_has_a_column_alone(cast: Cast, make: Makers) -> None:
    assert re.findall(r'data-who="(\d*)"', shown(cast.adam, DAY)) == [str(cast.adam.user_id)] * 2


def test_a_drag_into_anothers_column_gives_it_to_them(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast.ana, "Survey")
    given = {"view": "day", "on": "2026-11-24", "who": "team", "day": "2026-11-24", "owner": cast.ben.user_id}
    page = sign_in(cast.ana).post(f"/calendar/meetings/{pk}", given, headers=HTMX).content.decode()
    assert whose(cast, pk) == (cast.ben.user_id, datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert "Survey" in column(page, cast.ben.user_id)
    assert re.findall(r'class="toast[^"]*".*?<p>([^<]*)', page, re.DOTALL) == ["Assigned to Ben."]
    undo(cast.ana, ChangeSet.objects.latest("pk").pk)
    assert whose(cast, pk)[0] == cast.ana.user_id


def test_a_drag_to_another_hour_of_another_is_one_act(cast: Cast, make: Makers) -> None:
    pk, before = meeting(make, cast.ana, "Survey"), ChangeSet.objects.count()
    given = {"day": "2026-11-24", "at": "15:00", "owner": cast.ben.user_id}
    sign_in(cast.ana).post(f"/calendar/meetings/{pk}", given)
    assert whose(cast, pk) == (cast.ben.user_id, datetime(2026, 11, 24, 15, tzinfo=UTC))
    assert ChangeSet.objects.count() == before + 1


def test_within_a_column_it_only_moves(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast.ana, "Survey")
    given = {"day": "2030-11-26", "at": "15:00", "owner": cast.ana.user_id}
    page = sign_in(cast.ana).post(f"/calendar/meetings/{pk}", given, headers=HTMX).content.decode()
    assert re.findall(r'class="toast[^"]*".*?<p>([^<]*)', page, re.DOTALL) == ["Moved to 26 Nov 2030, 15:00."]


def test_strangers_are_given_nothing(cast: Cast, make: Makers) -> None:
    pk = meeting(make, cast.ana, "Survey")
    given, url = {"day": "2026-11-24", "owner": cast.cleo.user_id}, f"/calendar/meetings/{pk}"
    with unchanged():
        assert sign_in(cast.cleo).post(url, given).status_code == 404
        nobody = sign_in(cast.ana).post(url, {**given, "owner": "nobody"}, headers=HTMX)
        assert nobody.status_code == 422


def test_more_things_ask_no_more_often(cast: Cast, make: Makers) -> None:
    browser = sign_in(cast.ana)
    few, many = DAY, DAY.replace("-24", "-25")
    for who in (cast.ana, cast.ben):
        make.task(owner=who, due_on="2026-11-24")
        for _number in range(3):
            make.task(owner=who, due_on="2026-11-25")
    browser.get(f"/calendar/?{many}")
    assert_same_queries(lambda: browser.get(f"/calendar/?{few}"), lambda: browser.get(f"/calendar/?{many}"))
