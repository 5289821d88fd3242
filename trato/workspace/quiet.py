"""Of which records nothing was heard for too long, and how that is said wherever they stand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trato.kernel.saying import ngettext
from trato.records.news import last_news

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def quiet(
    type_key: str, asked: Iterable[tuple[int, int | None, datetime | None]], now: datetime
) -> dict[int, str]:
    """What is said of those without news for more than their days; asked once for all of them.

    `asked` is of records: for how many days each may be quiet, and since when it stands where it stands.
    """
    most: dict[int, timedelta] = {}
    stood: dict[int, datetime] = {}
    for pk, days, since in asked:
        if days and since is not None and now - since > timedelta(days=days):
            most[pk], stood[pk] = timedelta(days=days), since
    news = last_news(type_key, stood) if stood else {}
    silent = {pk: (now - heard).days for pk, heard in news.items() if now - heard > most[pk]}
    said = {count: no_news(count) for count in set(silent.values())}
    return {pk: said[count] for pk, count in silent.items()}


def no_news(days: int) -> str:
    return ngettext("No news for %(count)s day", "No news for %(count)s days", days) % {"count": days}
