"""Which encoding a file is in, and what it is if it is no text at all."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable, shortened
from trato.kernel.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import Promise

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
#: The encodings that are offered when a name is not known.
OFFERED = (
    "utf-8",
    "utf-16",
    "windows-1252",
    "gb18030",
    "iso-8859-15",
    "macroman",
    "big5",
    "shift_jis",
    "windows-1251",
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS: tuple[tuple[bytes, Promise], ...] = (
    (b"\x89PNG", _("a PNG picture")),
    (b"\xff\xd8\xff", _("a JPEG picture")),
    (b"GIF8", _("a GIF picture")),
    (b"%PDF", _("a PDF document")),
    (b"\xd0\xcf\x11\xe0", _("an old Excel or Word file")),
    (b"\x1f\x8b", _("a compressed file")),
    (b"7z\xbc\xaf\x27\x1c", _("a compressed file")),
    (b"Rar!", _("a compressed file")),
    (b"SQLite format 3", _("a database")),
    (b"{\\rtf", _("a text document with formatting (RTF)")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
)
_ZIPPED: tuple[tuple[bytes, Promise], ...] = (
    (b"xl/", _("an Excel workbook")),
    (b"opendocument.spreadsheet", _("an OpenDocument spreadsheet")),
    (b"word/", _("a Word document")),
)
_ZIP = b"PK\x03\x04"
_MARKUP: tuple[tuple[bytes, Promise], ...] = (
    (b"<!doctype html", _("a web page")),
    (b"<html", _("a web page")),
    (b"<?xml", _("an XML file")),
    (b"begin:vcard", _("a file of contact cards (vCard)")),
)
_HIGH_RUN = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)([A-Za-z]?)")


def detect_encoding(source: str | Path | bytes) -> str:
    """The encoding of a text; anything else is refused by what it is or by its line."""
    with opened(source) as stream:
        start = stream.read(_SAMPLE)
    _refuse_other_kinds(start)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return checked_encoding(source, name)
    if _offset_of_error(source, "utf-8") is None:
        return "utf-8"
    if _looks_chinese(source) and _offset_of_error(source, "gb18030") is None:
        return "gb18030"
    offset = _offset_of_error(source, "windows-1252")
    if offset is None:
        return "windows-1252"
    raise Unreadable(
        _("Line %(line)s is in an unknown encoding (byte %(offset)s): name the encoding."),
        line=_line_of(source, offset),
        offset=offset,
    )


def checked_encoding(source: str | Path | bytes, encoding: str) -> str:
    """The encoding that was named, if the text is really in it."""
    try:
        known = codecs.lookup(encoding)._is_text_encoding
    except (LookupError, ValueError):
        known = False
    if not known:
        raise Unreadable(
            _("There is no encoding “%(encoding)s”.%(did_you_mean)s"),
            encoding=shortened(encoding),
            did_you_mean=did_you_mean(encoding, OFFERED),
        )
    offset = _offset_of_error(source, encoding)
    if offset is not None:
        raise Unreadable(
            _("Line %(line)s is not in the encoding %(encoding)s (byte %(offset)s)."),
            line=_line_of(source, offset),
            encoding=encoding,
            offset=offset,
        )
    return encoding


def opened(source: str | Path | bytes) -> BinaryIO:
    """The bytes of a file or of an upload in memory, from their beginning."""
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")


def opened_text(source: str | Path | bytes, encoding: str) -> io.TextIOWrapper:
    """The characters, without a byte order mark and with line ends as they are."""
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    return io.TextIOWrapper(opened(source), name, newline="")


def _refuse_other_kinds(start: bytes) -> None:
    kind = next((kind for signature, kind in _KINDS if start.startswith(signature)), None)
    if start.startswith(_ZIP):
        kind = next((kind for part, kind in _ZIPPED if part in start), _("a compressed file"))
    beginning = start.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    kind = kind or next((kind for signature, kind in _MARKUP if beginning.startswith(signature)), None)
    if kind:
        raise Unreadable(_("This is %(kind)s, not a table as text; choose a CSV file."), kind=kind)


def _offset_of_error(source: str | Path | bytes, encoding: str) -> int | None:
    """Where the first byte lies that the encoding does not have."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    for chunk, is_last in _chunks(source):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            return offset - pending + error.start
        except UnicodeError:
            return offset
        offset += len(chunk)
    return None


def _chunks(source: str | Path | bytes) -> Iterator[tuple[bytes, bool]]:
    with opened(source) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk, False
        yield b"", True


def _line_of(source: str | Path | bytes, offset: int) -> int:
    line = 1
    with opened(source) as stream:
        while offset > 0 and (chunk := stream.read(min(offset, _CHUNK))):
            line += chunk.count(b"\n")
            offset -= len(chunk)
    return line


def _looks_chinese(source: str | Path | bytes) -> bool:
    """Chinese letters are pairs of high bytes; ñ and é stand alone among plain letters."""
    latin = chinese = 0
    for chunk, _is_last in _chunks(source):
        for before, run, after in _HIGH_RUN.findall(chunk):
            if before or after or len(run) % 2:
                latin += len(run)
            else:
                chinese += len(run)
    return chinese > latin
