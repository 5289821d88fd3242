"""What sales wants of a person today: deals that stand still, and deals without a next step."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trato.accounts.rights import Right
from trato.kernel.money import Money
from trato.records import access, rows, snapshot
from trato.records.day import Figure, Happening, Line, Queue, Reading
from trato.records.news import last_news
from trato.records.prepared import Prepared
from trato.records.reading import read_once
from trato.records.registry import registry
from trato.records.rows.summary import by_value
from trato.records.upcoming import upcoming
from trato.sales.models import Stage
from trato.workspace.reader import formats_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from trato.accounts.actor import Actor
    from trato.records.rows import Row
    from trato.web.formats import Formats

DEALS = "deals"
OPEN = "owner:me status:open"
UNPLANNED = f"{OPEN} next-step:none"
LATE = f"{OPEN} expected_close_on<today"
WON = "owner:me status:won"
COLUMNS = ("name", "value", "stage", "company", "expected_close_on")
#: What all of somebody's open deals are looked through by; the rest is read of those that are shown.
FACTS = ("value", "stage", "expected_close_on", "created_at")
#: The most valuable of somebody's open deals; nobody works on more.
MOST_OPEN = 300
#: So many deals past their day are counted; more are too many anyway.
MOST_LATE = 99
WEEKS = 12

#: After how many quiet days a deal stands still, by its stage.
_PATIENT = Prepared(lambda: Stage._base_manager.exclude(stale_after=None).values_list("pk", "stale_after"))
#: How likely a deal is to be won, in percent, by its stage.
_LIKELY = Prepared(lambda: Stage._base_manager.filter(kind=Stage.OPEN).values_list("pk", "probability"))


def _may(actor: Actor) -> bool:
    record_type = registry.get(DEALS)
    return access.may(actor, record_type, Right.READ) and set(COLUMNS) <= set(
        access.readable_fields(actor, record_type)
    )


def _open(actor: Actor) -> list[Row]:
    if not _may(actor):
        return []
    return read_once((OPEN, actor), lambda: _read_open(actor))


def _read_open(actor: Actor) -> list[Row]:
    return rows.read(actor, DEALS, columns=FACTS, filter=OPEN, sort="-value", limit=MOST_OPEN).rows


def _quiet(found: list[Row]) -> dict[int, int]:
    """Those of which nothing was heard for longer than their stage allows, and for how many days."""
    allowed = dict(_PATIENT())
    now = timezone.now()
    most = {row.id: allowed[row["stage"].id] for row in found if row["stage"] and row["stage"].id in allowed}
    news = last_news(DEALS, {row.id: row["created_at"] for row in found if row.id in most})
    silent = {pk: (now - heard).days for pk, heard in news.items()}
    return {pk: days for pk, days in silent.items() if days > most[pk]}


def _lines(actor: Actor, chosen: list[int], whys: dict[int, str]) -> list[Line]:
    """A line for each of these deals, in their order."""
    found = rows.read(actor, DEALS, columns=COLUMNS, ids=chosen, limit=len(chosen)).rows if chosen else []
    known, formats = {row.id: row for row in found}, formats_for(actor)
    return [_line(formats, known[pk], whys.get(pk, "")) for pk in chosen if pk in known]


def _line(formats: Formats, row: Row, why: str) -> Line:
    value = row["value"]
    parts = [
        row["company"].label if row["company"] else "",
        formats.money(value.minor, value.currency) if value is not None else "",
        row["stage"].label if row["stage"] else "",
        why,
    ]
    icon = registry.get(DEALS).icon
    return Line(
        DEALS, row.id, str(row["name"]), " · ".join(part for part in parts if part), icon, None, "late"
    )


def stale(actor: Actor, limit: int) -> list[Line]:
    """The most valuable first."""
    found = _open(actor)
    quiet = _quiet(found)
    chosen = [row.id for row in found if row.id in quiet][:limit]
    return _lines(actor, chosen, {pk: _silence(quiet[pk]) for pk in chosen})


def _silence(days: int) -> str:
    return ngettext("no news for %(n)s day", "no news for %(n)s days", days) % {"n": days}


def unplanned(actor: Actor, limit: int) -> list[Line]:
    """Open deals for which nothing is planned."""
    found = _open(actor)
    planned = upcoming(actor, DEALS, [row.id for row in found])
    return _lines(actor, [row.id for row in found if row.id not in planned][:limit], {})


# figures


def _sum(found: list[Row], weigh: Callable[[Row], int] = lambda _row: 100) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for row in found:
        if row["value"] is not None:
            sums[row["value"].currency] = sums.get(row["value"].currency, 0) + row["value"].minor * weigh(row)
    return _ordered({code: minor // 100 for code, minor in sums.items()})


def _ordered(sums: dict[str, int]) -> tuple[Money, ...]:
    """The workspace's own currency first."""
    own = snapshot.current().workspace.currency
    return tuple(Money(sums[code], code) for code in sorted(sums, key=lambda code: (code != own, code)))


def won_this_month(actor: Actor) -> Reading | None:
    """What somebody has won this month, beside the last twelve weeks."""
    if not _may(actor):
        return None
    today = formats_for(actor).today
    first = today - timedelta(days=WEEKS * 7 - 1)
    days = rows.group(actor, DEALS, by="closed_on", total="value", filter=f"{WON} closed_on>={first}")
    month = [one for one in days if (one.value.year, one.value.month) == (today.year, today.month)]
    sums: dict[str, int] = {}
    for one in month:
        if one.total is not None:
            sums[one.total.currency] = sums.get(one.total.currency, 0) + one.total.minor
    weeks = [0.0] * WEEKS
    for one in days:
        if one.total is not None and one.value <= today:
            weeks[WEEKS - 1 - (today - one.value).days // 7] += one.total.minor
    number = sum(one.count for one in month)
    filter = f"{WON} closed_on:this-month"
    note = ngettext("%(n)s deal", "%(n)s deals", number) % {"n": number}
    own = snapshot.current().workspace.currency
    return Reading(None, _ordered(sums) or (Money(0, own),), note, weeks, DEALS, filter)


def forecast(actor: Actor) -> Reading | None:
    """Somebody's open deals, each by the probability of its stage; by the months in which they may close."""
    if not _may(actor):
        return None
    found = _open(actor)
    weights = dict(_LIKELY())

    def weigh(row: Row) -> int:
        return int(weights.get(row["stage"].id, 0)) if row["stage"] else 0

    whole, weighed = _counted(actor, weights) or (_sum(found), _sum(found, weigh))
    formats = formats_for(actor)
    said = formats.short_money(whole[0].minor, whole[0].currency) if whole else ""
    note = _("of %(amount)s open") % {"amount": said} if said else ""
    today = formats.today
    months = [0.0] * 6
    for row in found:
        day, value = row["expected_close_on"], row["value"]
        if day is not None and value is not None:
            place = (day.year - today.year) * 12 + day.month - today.month
            months[min(5, max(0, place))] += value.minor * weigh(row) / 100
    own = snapshot.current().workspace.currency
    return Reading(None, weighed or (Money(0, own),), note, months, DEALS, OPEN)


def _counted(actor: Actor, weights: dict[int, int]) -> tuple[tuple[Money, ...], tuple[Money, ...]] | None:
    """All of somebody's open deals, whole and weighed, from counters; None where these are not right."""
    kept = by_value(actor, DEALS, "stage", total="value", filter="owner:me")
    if kept is None:
        return None
    whole: dict[str, int] = {}
    weighed: dict[str, int] = {}
    for stage, weight in weights.items():
        for one in kept[str(stage)].totals or () if str(stage) in kept else ():
            whole[one.currency] = whole.get(one.currency, 0) + one.minor
            weighed[one.currency] = weighed.get(one.currency, 0) + one.minor * weight
    return _ordered(whole), _ordered({code: minor // 100 for code, minor in weighed.items()})


def closing_soon(actor: Actor) -> Reading | None:
    """How many of somebody's deals should close within a week."""
    if not _may(actor):
        return None
    late = rows.count(actor, DEALS, filter=LATE, cap=MOST_LATE)
    note = ngettext("%(n)s past its day", "%(n)s past their day", late.number) if late.number else ""
    found = rows.group(actor, DEALS, by="expected_close_on", filter=f"{OPEN} expected_close_on:next-28d")
    formats = formats_for(actor)
    today = formats.today
    weeks = [0.0] * 4
    for one in found:
        weeks[min(3, (one.value - today) // timedelta(days=7))] += one.count
    note = note and note % {"n": formats.count(late.number, late.capped)}
    filter = f"{OPEN} expected_close_on:next-7d"
    return Reading(int(weeks[0]), note=note, series=weeks, type_key=DEALS, filter=filter, note_filter=LATE)


QUEUES = [
    Queue("stale", gettext_lazy("Deals gone quiet"), 40, stale, DEALS, OPEN),
    Queue("unplanned", gettext_lazy("Deals without a next step"), 50, unplanned, DEALS, UNPLANNED),
]
FIGURES = [
    Figure("won", gettext_lazy("Won this month"), 10, won_this_month),
    Figure("forecast", gettext_lazy("Weighted forecast"), 20, forecast),
    Figure("closing", gettext_lazy("Closing within a week"), 30, closing_soon),
]
HAPPENINGS = [
    Happening(
        10,
        "leads",
        "created_at>={since}",
        lambda n: ngettext("%(number)s new lead", "%(number)s new leads", n),
    ),
    Happening(
        20, DEALS, "created_at>={since}", lambda n: ngettext("%(number)s new deal", "%(number)s new deals", n)
    ),
    Happening(
        30,
        DEALS,
        "status:open stage_since>={since} created_at<{since}",
        lambda n: ngettext("%(number)s deal moved on", "%(number)s deals moved on", n),
    ),
    Happening(
        40,
        DEALS,
        "status:won stage_since>={since}",
        lambda n: ngettext("%(number)s deal won", "%(number)s deals won", n),
    ),
    Happening(
        50,
        DEALS,
        "status:lost stage_since>={since}",
        lambda n: ngettext("%(number)s deal lost", "%(number)s deals lost", n),
    ),
]
