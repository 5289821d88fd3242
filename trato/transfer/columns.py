"""Which column goes to which field: by its header in any of our languages, then by its content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from trato.kernel.nearest import did_you_mean
from trato.kernel.text import fold
from trato.records.custom import name_from
from trato.records.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trato.records.record_type import RecordType
    from trato.transfer.profile import ColumnProfile

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


def normalized(header: str) -> str:
    return NOT_WORDS.sub(" ", fold(header)).strip()


def map_columns(
    record_type: RecordType, profiles: list[ColumnProfile], chosen: Mapping[str, str | None]
) -> list[Column]:
    """Find each column its field. `chosen` (header → field, or None to leave it out) goes first. Raises Invalid."""
    names = header_names(record_type)
    columns = [Column(index, profile.header) for index, profile in enumerate(profiles)]
    _apply_choice(record_type, columns, chosen)
    open_columns = [column for column in columns if not column.field and not column.ignored]
    for rank in range(3):
        for column in open_columns:
            _by_header(record_type, column, names[rank], columns)
    for column in open_columns:
        if not column.field and not column.ignored:
            _by_content(record_type, column, profiles[column.index], columns)
    for column in open_columns:
        if not column.field and not column.ignored:
            _as_custom(record_type, column, profiles[column.index], columns)
    return columns


def _apply_choice(record_type: RecordType, columns: list[Column], chosen: Mapping[str, str | None]) -> None:
    wanted = {normalized(header): field for header, field in chosen.items()}
    unknown = set(wanted) - {normalized(column.header) for column in columns}
    if unknown:
        raise Invalid(_("The file has no column “%(name)s”.") % {"name": sorted(unknown)[0]})
    known = {name for name, field in record_type.fields.items() if field.editable} | _virtual(record_type)
    for column in columns:
        if normalized(column.header) not in wanted:
            continue
        field = wanted[normalized(column.header)]
        if field is None:
            column.ignored = True
        elif field not in known:
            hint = did_you_mean(field, sorted(known))
            raise Invalid(
                (_("%(type)s have no field “%(name)s”. %(hint)s") % {
                    "type": record_type.label_plural, "name": field, "hint": hint,
                }).strip(),
                field=field,
            )  # fmt: skip
        else:
            column.field = field


def _virtual(record_type: RecordType) -> set[str]:
    """Names that a row may give although they are no editable fields, such as a deal's pipeline."""
    return {via.name for via in record_type.via if record_type.fields[via.name].target} | set(
        record_type.transfer.synonyms
    )


@lru_cache(maxsize=64)
def _labels(key: str, edition: int) -> dict[str, str]:
    from trato.records.registry import registry

    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, field in registry.get(key).fields.items():
                found.setdefault(normalized(str(field.label)), name)
    return found


def header_names(record_type: RecordType) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Normalized headers and the fields they mean: field names, shipped synonyms, labels."""
    from trato.records import snapshot

    exact = {normalized(name): name for name in (*record_type.fields, *_virtual(record_type))}
    synonyms = {
        normalized(word): name for name, words in record_type.transfer.synonyms.items() for word in words
    }
    return exact, synonyms, _labels(record_type.key, snapshot.current().generation)


def _by_header(record_type: RecordType, column: Column, names: dict[str, str], columns: list[Column]) -> None:
    if column.field or column.ignored:
        return
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


def _as_custom(record_type: RecordType, column: Column, profile: ColumnProfile, columns: list[Column]) -> None:
    if not record_type.customizable or not profile.filled:
        column.ignored = True
        return
    base = name_from(column.header or f"column {column.index + 1}")
    taken = set(record_type.fields) | {other.field for other in columns} | _virtual(record_type)
    name, number = base, 2
    while name in taken:
        name, number = f"{base[:55]}_{number}", number + 1
    column.field, column.new_kind = name, profile.kind()
