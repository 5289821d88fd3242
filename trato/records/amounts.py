"""Which currencies the amounts of all records are in."""

from __future__ import annotations

from collections import Counter

from trato.accounts.actor import SYSTEM
from trato.records import access, snapshot
from trato.records.registry import registry
from trato.records.rows.sums import sums


def amounts_by_currency() -> dict[str, int]:
    """How many amounts there are in each currency, the most frequent first; the bin is left out."""
    found: Counter[str] = Counter()
    for record_type in registry.types():
        known = access.readable_fields(SYSTEM, record_type).values()
        names = [one.name for one in known if one.kind == "money" and "." not in one.name]
        for parts in sums(SYSTEM, record_type.key, of=names).values() if names else ():
            for part in parts:
                found[part.total.currency] += part.number
    return dict(found.most_common())


def without_rate() -> list[str]:
    """The currencies of amounts that no sum can count, for want of an exchange rate."""
    return sorted(amounts_by_currency().keys() - set(snapshot.current().currencies))
