from __future__ import annotations

from typing import TYPE_CHECKING

from trato.records.inserting import insert_tuples
from trato.records.models import MatchKey

if TYPE_CHECKING:
    from trato.records.touched import Touched


#: The kinds of field whose values are found by normalized keys.
KEPT = {"emails", "phones"}


def write_match_keys(changed: list[Touched]) -> None:
    """Keep the normalized addresses of these records in step with their fields."""
    rows: list[tuple[str, str, str, int]] = []
    stale: dict[tuple[str, str], list[int]] = {}
    addresses = {
        one.record_type.key: [name for name, field in one.fields.items() if field.component in KEPT]
        for one in {touched.record_type.key: touched for touched in changed}.values()
    }
    for touched in changed:
        for name in addresses[touched.record_type.key]:
            if name not in touched.after:
                continue
            field = touched.fields[name]
            if not touched.is_new:
                stale.setdefault((touched.record_type.key, name), []).append(touched.id)
            keys = dict.fromkeys(key for key in field.match_keys(touched.value(name)) if key)
            rows += [(touched.record_type.key, name, key, touched.id) for key in keys]
    for (key, name), ids in stale.items():
        MatchKey.objects.filter(type=key, field=name, record_id__in=ids).delete()
    insert_tuples(MatchKey, ("type", "field", "key", "record_id"), rows)
