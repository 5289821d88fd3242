"""A column that names the currency of the amounts beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.records.json_rows import currency_keys
from trato.transfer.labels import label_of

if TYPE_CHECKING:
    from trato.records.record_type import RecordType


def currency_columns(record_type: RecordType) -> dict[str, str]:
    """Where a column of currencies goes, and the amount that each belongs to."""
    return {keys[-1]: name for name, keys in currency_keys(record_type).items() if keys}


def currency_headers(record_type: RecordType) -> dict[str, str]:
    """What such columns are called: as programs call them, and in each of our languages."""
    keys = currency_keys(record_type)
    known = {key: known[-1] for known in reversed(keys.values()) for key in known}
    wanted = currency_columns(record_type)
    for code, _name in settings.LANGUAGES if wanted else ():
        with translation.override(code):
            for key, name in reversed(wanted.items()):
                word, amount = _("Currency"), label_of(record_type.fields[name])
                # of one amount alone, as CRMs write it (“Deal - Currency”), and as we call it
                for called in (word, f"{record_type.label} {word}", f"{amount} {word}", _label(amount)):
                    known[called] = key
    return known


def currency_label(record_type: RecordType, key: str) -> str:
    return _label(label_of(record_type.fields[currency_columns(record_type)[key]]))


def _label(amount: str) -> str:
    return _("Currency of “%(field)s”") % {"field": amount}


def join_currencies(row: dict[str, str], columns: dict[str, str]) -> None:
    """Write each currency of a row into the cell of its amount; a blank one says nothing."""
    for key, name in columns.items():
        code, amount = row.pop(key, "").strip(), row.get(name, "").strip()
        if code and amount:
            is_bare = amount[0].isdigit() or amount[0] in "+-"
            row[name] = f"{code} {amount}" if is_bare else f"{amount} {code}"
