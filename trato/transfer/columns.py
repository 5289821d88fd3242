"""Which column goes to which field: by its header in any of our languages, then by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.kernel.text import fold
from trato.records import access
from trato.records.custom import RESERVED, name_from
from trato.records.errors import Invalid
from trato.records.fields.kinds import KINDS
from trato.transfer.currencies import currency_columns, currency_headers
from trato.transfer.options import NEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trato.accounts.actor import Actor
    from trato.records.record_type import RecordType
    from trato.transfer.profile import ColumnProfile

#: Columns that our own list of refused rows adds; a mended list comes in without them.
OURS = {"refused line", "refused reason"}
MOST_COLUMNS = 500
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass
class Column:
    """One column of the file: the field it fills, or the field that is to be made for it."""

    index: int
    header: str
    field: str = ""
    new_kind: str = ""
    #: A column that holds what Trato works out by itself.
    ignored: bool = False

    @property
    def label(self) -> str:
        """What the field is called that is made for it."""
        words = self.header.replace("_", " ").strip()
        return words[:1].upper() + words[1:]


def normalized(header: str) -> str:
    return NOT_WORDS.sub(" ", fold(header)).strip()


def map_columns(
    actor: Actor, record_type: RecordType, profiles: list[ColumnProfile], chosen: Mapping[str, str | None]
) -> list[Column]:
    """Find each column its field. Raises Invalid.

    `chosen` goes first: header → field, `new:KIND`, or None to leave the column out.
    """
    columns = [Column(index, profile.header) for index, profile in enumerate(profiles)]
    _apply_choice(record_type, columns, chosen)
    for column in columns:
        column.ignored = column.ignored or normalized(column.header) in OURS
    _by_all_headers(record_type, columns)
    for find in (_by_content, _as_custom):
        for column in _open(columns):
            find(record_type, column, profiles[column.index], columns)
    for column in columns:
        if column.field in record_type.fields and not access.may_write(actor, record_type, column.field):
            column.ignored = True
    return columns


def by_headers(record_type: RecordType, headers: Iterable[str]) -> list[Column]:
    """What the headers alone say of a file's own columns."""
    columns = [Column(index, one) for index, one in enumerate(headers) if normalized(one) not in OURS]
    _by_all_headers(record_type, columns)
    return columns


def _by_all_headers(record_type: RecordType, columns: list[Column]) -> None:
    for names in header_names(record_type):
        for column in _open(columns):
            _by_header(record_type, column, names, columns)
    filled, currencies = {column.field for column in columns}, currency_columns(record_type)
    for column in columns:
        if column.field in currencies and currencies[column.field] not in filled:
            column.field = ""  # the currency of nothing is a word like any other


def _open(columns: list[Column]) -> list[Column]:
    """The columns that nobody knows yet."""
    return [column for column in columns if not column.field and not column.ignored]


def _apply_choice(record_type: RecordType, columns: list[Column], chosen: Mapping[str, str | None]) -> None:
    headers = {column.header for column in columns}
    alike = {normalized(column.header): column.header for column in columns}
    wanted: dict[str, str | None] = {}
    for header, field in chosen.items():
        if header not in headers and normalized(header) not in alike:
            raise Invalid(_("The file has no column “%(name)s”.") % {"name": header})
        wanted[header if header in headers else alike[normalized(header)]] = field
    for column in columns:
        if column.header in wanted:
            _choose(record_type, column, wanted[column.header], columns)


def _choose(record_type: RecordType, column: Column, field: str | None, columns: list[Column]) -> None:
    known = {name for name, field in record_type.fields.items() if field.editable} | _virtual(record_type)
    if field is None:
        column.ignored = True
    elif field.startswith(NEW):
        _as_chosen_custom(record_type, column, field.removeprefix(NEW), columns)
    elif field not in known:
        hint = did_you_mean(field, sorted(known))
        values = {"type": record_type.label_plural, "name": field, "hint": hint}
        raise Invalid((_("%(type)s have no field “%(name)s”.%(hint)s") % values).strip(), field=field)
    elif any(other.field == field for other in columns) and not _takes_several(record_type, field):
        raise Invalid(
            _("Two columns go to “%(name)s”; leave one of them out.") % {"name": field}, field=field
        )
    else:
        column.field = field


def _takes_several(record_type: RecordType, name: str) -> bool:
    field = record_type.fields.get(name)
    return field is not None and (field.is_many or field.component in {"emails", "phones"})


def _as_chosen_custom(record_type: RecordType, column: Column, kind: str, columns: list[Column]) -> None:
    if not record_type.customizable or kind not in KINDS or kind in {"choice", "choices"}:
        raise Invalid(_("No field of the kind “%(kind)s” can be made for a column.") % {"kind": kind})
    there = record_type.fields.get(name_from(column.header))
    if there is not None and there.custom and there.kind == kind:
        column.field = there.name  # made by an interrupted run of the same import
    else:
        column.field, column.new_kind = free_name(record_type, column, columns), kind


def _virtual(record_type: RecordType) -> set[str]:
    """Names that a row may give although they are no editable fields, such as a deal's pipeline."""
    through = {via.name for via in record_type.via if record_type.fields[via.name].target}
    return through | set(record_type.transfer.synonyms) | set(currency_columns(record_type))


def _labels(record_type: RecordType) -> dict[str, str]:
    """What fields are called in each of our languages."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, field in record_type.fields.items():
                found.setdefault(normalized(str(field.label)), name)
    return found


def header_names(record_type: RecordType) -> list[dict[str, str]]:
    """Normalized headers and the fields they mean: field names, shipped synonyms, labels.

    Fields that follow from others come last: their columns are left out.
    """
    names = {normalized(name): name for name in (*record_type.fields, *_virtual(record_type))}
    synonyms = {
        normalized(word): name for name, words in record_type.transfer.synonyms.items() for word in words
    }
    synonyms |= {normalized(word): name for word, name in currency_headers(record_type).items()}
    known, virtual = [names, synonyms, _labels(record_type)], _virtual(record_type)
    fields = record_type.fields

    def is_taken(name: str) -> bool:
        return name in virtual or name not in fields or fields[name].editable

    written = [{header: name for header, name in one.items() if is_taken(name)} for one in known]
    following = [{header: name for header, name in one.items() if not is_taken(name)} for one in known]
    return written + following


def _by_header(record_type: RecordType, column: Column, names: dict[str, str], columns: list[Column]) -> None:
    name = names.get(normalized(column.header), "")
    if not name or any(other.field == name for other in columns):
        return
    field = record_type.fields.get(name)
    if field is not None and not field.editable and name not in _virtual(record_type):
        column.ignored = True
        return
    column.field = name


def _by_content(
    record_type: RecordType, column: Column, profile: ColumnProfile, columns: list[Column]
) -> None:
    """An unnamed column of e-mail addresses goes to the type's e-mails, and so on."""
    kind = profile.kind()
    if kind not in {"email", "phone"}:
        return
    for name, field in record_type.fields.items():
        taken = any(other.field == name for other in columns)
        if field.kind == kind and field.editable and not field.custom and not taken:
            column.field = name
            return


def _as_custom(
    record_type: RecordType, column: Column, profile: ColumnProfile, columns: list[Column]
) -> None:
    if not record_type.customizable or not profile.filled:
        column.ignored = True
        return
    column.field, column.new_kind = free_name(record_type, column, columns), profile.kind()


def free_name(record_type: RecordType, column: Column, columns: list[Column]) -> str:
    """A name for the column's own field that nothing has yet."""
    base = name_from(column.header)
    if base in RESERVED:
        base = f"{base}_value"
    taken = set(record_type.fields) | {other.field for other in columns} | _virtual(record_type)
    name, number = base, 2
    while name in taken:
        name, number = f"{base[:55]}_{number}", number + 1
    return name
