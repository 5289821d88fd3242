from __future__ import annotations

from datetime import date, time

import pytest

from trato.kernel.office_hours import OfficeHours, office_hours, usual_week

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


def test_the_usual_week() -> None:
    hours = office_hours(usual_week())
    assert (hours.works_on(FRIDAY), hours.works_on(SATURDAY)) == (True, False)
    assert hours.next_day(FRIDAY) == FRIDAY
    assert hours.next_day(SATURDAY) == MONDAY
    assert hours.begins(FRIDAY) == hours.begins(SATURDAY) == time(9)
    assert hours.earliest == 540
    assert hours.as_json() == usual_week()


@pytest.mark.parametrize(
    ("at", "minutes", "fits"),
    [((9, 0), 60, True), ((17, 0), 60, True), ((17, 15), 60, False), ((8, 45), 15, False)],
)
def test_room_within_the_hours(at: tuple[int, int], minutes: int, fits: bool) -> None:
    assert office_hours(usual_week()).has_room(FRIDAY, time(*at), minutes) is fits
    assert not office_hours(usual_week()).has_room(SATURDAY, time(*at), minutes)


def test_a_week_from_sunday_to_thursday() -> None:
    hours = office_hours([[480, 960], [480, 960], [480, 960], [480, 960], None, None, [600, 1440]])
    assert hours.next_day(FRIDAY) == date(2026, 11, 22)
    assert hours.begins(date(2026, 11, 22)) == time(10)
    assert hours.has_room(date(2026, 11, 22), time(23), 60)


def test_without_any_working_day_every_day_is_one() -> None:
    never = OfficeHours((None,) * 7)
    assert never.next_day(SATURDAY) == SATURDAY
    assert (never.begins(SATURDAY), never.earliest) == (time(9), 540)


@pytest.mark.parametrize("given", [None, [], {}, [[1, 2]] * 6])
def test_what_is_no_week_is_the_usual_one(given: object) -> None:
    assert office_hours(given).as_json() == usual_week()
