"""Of which records nothing was heard for too long, and how that is said wherever they stand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trato.kernel.saying import ngettext
from trato.records.news import last_news

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def quiet(type_key: str, asked: Mapping[int, int], now: datetime) -> dict[int, str]:
    """What is said of those without news for more than their days; asked once for all of them."""
    news = last_news(type_key, asked) if asked else {}
    return {
        pk: no_news((now - news[pk]).days)
        for pk, days in asked.items()
        if pk in news and news[pk] < now - timedelta(days=days)
    }


def no_news(days: int) -> str:
    return ngettext("No news for %(count)s day", "No news for %(count)s days", days) % {"count": days}
