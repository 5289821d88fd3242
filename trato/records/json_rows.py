"""Rows as programs read and write them: fields by name, the currency beside its amount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from trato.accounts.actor import SYSTEM
from trato.kernel.errors import Unreadable
from trato.kernel.money import Money, is_currency
from trato.records import snapshot
from trato.records.errors import Invalid
from trato.records.fields.base import Field
from trato.records.paths import field_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trato.records.record_type import RecordType
    from trato.records.rows import Row

#: What every row has beside its fields.
ALWAYS = ("id", "version")
PLAIN_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


def row_to_json(record_type: RecordType, row: Row) -> dict[str, Any]:
    """One row: `id`, `version`, then its fields."""
    return rows_to_json(record_type, [row])[0]


def rows_to_json(record_type: RecordType, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of one page, which all have the same fields."""
    currencies = currency_keys(record_type)
    found = [{"id": row.id, "version": row.version, **row.values_by_name} for row in rows]
    for name in [name for name in found[0] if name not in ALWAYS] if found else ():
        field = record_type.fields.get(name) or field_at(SYSTEM, record_type, name)
        keys = (f"{name}_currency",) if "." in name and field.kind == "money" else currencies.get(name, ())
        if type(field).to_json is Field.to_json:  # plain text, whole numbers: written as they are
            continue
        for written in found:
            value = written[name]
            written[name] = field.to_json(value)
            for key in keys:
                written[key] = None if value is None else value.currency
    return found


def currency_keys(record_type: RecordType) -> dict[str, tuple[str, ...]]:
    """The keys that name the currency of each money field.

    The type's first amount has `currency`; where there are several, each has `<field>_currency` too, so that
    a second amount, added later, takes no key away from programs that read the first.
    """
    fields = record_type.fields
    amounts = [name for name, field in fields.items() if field.kind == "money"]
    keys: dict[str, tuple[str, ...]] = {}
    for position, name in enumerate(amounts):
        wanted = [] if position else ["currency"]
        if len(amounts) > 1 or "currency" in fields:
            wanted.append(f"{name}_currency")
        keys[name] = tuple(key for key in wanted if key not in fields)
    return keys


def given_from_json(record_type: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a program sent, with each amount joined to the currency beside it. Raises Invalid."""
    joined = dict(given)
    for name, keys in currency_keys(record_type).items():
        named = [(key, joined.pop(key)) for key in keys if key in joined]
        if named and name not in joined:
            raise Invalid(
                _("A currency goes with its amount: send %(field)s too.") % {"field": name}, field=named[0][0]
            )
        if joined.get(name) is not None:
            codes = [code for _key, code in named if code is not None]
            joined[name] = _amount(name, joined[name], codes[-1] if codes else None)
    return joined


def _amount(name: str, given: Any, currency: Any) -> Any:
    """An amount that the money field reads; a plain one is exact, whatever its number of decimals."""
    if isinstance(given, dict):
        return given if given.get("currency") or currency is None else {**given, "currency": currency}
    code = currency or snapshot.current().workspace.currency
    is_plain = isinstance(given, str) and PLAIN_AMOUNT.fullmatch(given)
    if is_plain and isinstance(code, str) and is_currency(code):
        try:
            return Money.of(given, code)
        except Unreadable as error:
            raise Invalid(str(error.sentence), field=name) from None
    return given if currency is None else {"amount": given, "currency": currency}
