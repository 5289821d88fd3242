from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.kernel.dates import date_order, parse_date, parse_datetime
from trato.kernel.errors import Unreadable

if TYPE_CHECKING:
    from trato.kernel.dates import DateOrder

MADRID = ZoneInfo("Europe/Madrid")
DAY = date(2016, 10, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2016-10-20",
        " 2016-10-20 ",
        "20/10/2016",
        "10/20/2016",
        "20.10.2016",
        "20. 10. 2016",
        "2016/10/20",
        "2016.10.20",
        "20-10-2016",
        "20 Oct 2016",
        "20-Oct-2016",
        "20-oct-16",
        "Oct 20, 2016",
        "October 20th, 2016",
        "Thu, 20 Oct 2016",
        "Thursday 20th of October 2016",
        "20 de octubre de 2016",
        "20 de octubre del 2016",
        "jueves, 20 de octubre de 2016",
        "20 OCT. 2016",
        "2016 Oct 20",
        "2016年10月20日",
        "2016 年 10 月 20 日",
        "2016年10月20号",
        "二〇一六年十月二十日",
        "２０１６年１０月２０日",
        "20161020",
        "2016-10-20T00:00:00Z",
        "2016-10-20 00:00:00",
        "20/10/2016 14:30",
        "10/20/2016 2:30 PM",
    ],
)
def test_parse_date(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("01/02/2016", "dmy", date(2016, 2, 1)),
        ("01/02/2016", "mdy", date(2016, 1, 2)),
        ("1/2/16", "dmy", date(2016, 2, 1)),
        ("16/10/20", "ymd", DAY),
        ("16-10-20", "ymd", DAY),
        ("20/10/2016", "ymd", DAY),
        ("2016-10-20", "dmy", DAY),
        ("05/05/2016", None, date(2016, 5, 5)),
        ("1.2.68", "dmy", date(2068, 2, 1)),
        ("1.2.69", "dmy", date(1969, 2, 1)),
        ("mar 20 de octubre de 2016", None, DAY),
        ("20 mar 2016", None, date(2016, 3, 20)),
        ("29/02/2016", None, date(2016, 2, 29)),
        ("20/10/16", None, DAY),
        ("2016年一月三十一日", None, date(2016, 1, 31)),
        ("2016年十一月十日", None, date(2016, 11, 10)),
    ],
)
def test_parse_date_in_an_order(text: str, order: DateOrder | None, day: date) -> None:
    assert parse_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "sentence"),
    [
        ("", None, "“” is not a date; write it as 2026-10-31."),
        ("soon", None, "“soon” is not a date; write it as 2026-10-31."),
        ("42663", None, "“42663” is not a date; write it as 2026-10-31."),
        ("2016-13-01", None, "“2016-13-01” is not a date; write it as 2026-10-31."),
        ("30/02/2016", None, "“30/02/2016” is not a date; write it as 2026-10-31."),
        ("0000-01-01", None, "“0000-01-01” is not a date; write it as 2026-10-31."),
        ("20/10-2016", None, "“20/10-2016” is not a date; write it as 2026-10-31."),
        ("May 2016", None, "“May 2016” is not a date; write it as 2026-10-31."),
        ("20 Oct maybe 2016", None, "“20 Oct maybe 2016” is not a date; write it as 2026-10-31."),
        ("x" * 5_000, None, f"“{'x' * 59}…” is not a date; write it as 2026-10-31."),
        (
            "01/02/2016",
            None,
            "“01/02/2016” can be read as 2016-01-02 or as 2016-02-01: say which part is the day.",
        ),
        (
            "10/20/2016",
            "dmy",
            "“10/20/2016” is not a date in the order of day and month that the others have.",
        ),
    ],
)
def test_parse_date_refuses(text: str, order: DateOrder | None, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse_date(text, order)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["01/02/2016"], None),
        (["01/02/2016", "13/02/2016"], "dmy"),
        (["01/02/2016", "02/13/2016"], "mdy"),
        (["01/02/2016", "2016-10-20"], None),
        (["2016-10-20", "2017-03-01", ""], "ymd"),
        (["05/05/2016"], "ymd"),
        (["20 Oct 2016"], "ymd"),
        ([], "ymd"),
        (["13/01/2016", "14/01/2016", "01/13/2016"], "dmy"),
        (["13/01/2016", "01/13/2016"], None),
        (["16-10-20"], None),
        (["16-10-32", "01-02-16"], "dmy"),
        (["20/10/16"], "dmy"),
        (["31-12-99"], "dmy"),
        (["01/02/2016 10:00", "13/02/2016 10:00"], "dmy"),
        (["n/a", "soon"], "ymd"),
    ],
)
def test_date_order(values: list[str], order: str | None) -> None:
    assert date_order(values) == order


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2016-10-20T14:30:00Z", datetime(2016, 10, 20, 14, 30, tzinfo=UTC)),
        ("2016-10-20T14:30:00.123456+02:00", datetime(2016, 10, 20, 12, 30, 0, 123456, tzinfo=UTC)),
        ("2016-10-20 14:30", datetime(2016, 10, 20, 12, 30, tzinfo=UTC)),
        ("2016-12-20 14:30", datetime(2016, 12, 20, 13, 30, tzinfo=UTC)),
        ("20/10/2016 2:30 PM", datetime(2016, 10, 20, 12, 30, tzinfo=UTC)),
        ("20 Oct 2016, 12 a.m.", datetime(2016, 10, 19, 22, 0, tzinfo=UTC)),
        ("2016-10-20 14:30:15 -0500", datetime(2016, 10, 20, 19, 30, 15, tzinfo=UTC)),
        ("2016-10-20", datetime(2016, 10, 19, 22, 0, tzinfo=UTC)),
    ],
)
def test_parse_datetime(text: str, instant: datetime) -> None:
    assert parse_datetime(text, MADRID) == instant
    assert parse_datetime(text, MADRID).tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["2016-10-20 25:00", "2016-10-20 13:00 pm", "0001-01-01T00:00:00+14:00", "2016-10-20 1:00+99:99"]
)
def test_parse_datetime_refuses(text: str) -> None:
    with pytest.raises(Unreadable, match="is not a date with an hour"):
        parse_datetime(text, MADRID)


@given(st.dates())
def test_dates_come_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}/{day.month}/{day.year:04}", "dmy") == day
    assert parse_date(f"{day.month}/{day.day}/{day.year:04}", "mdy") == day


@given(st.text(max_size=30) | st.text("0123456789-/. :TZ+年月日", max_size=20))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    date_order([text])
    with suppress(Unreadable):
        parse_date(text)
    with suppress(Unreadable):
        parse_datetime(text, MADRID)
