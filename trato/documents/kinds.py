"""What a file is, told from its first bytes; what it calls itself is believed for a word to show alone."""

from __future__ import annotations

from pathlib import PurePath

from trato.kernel.saying import gettext as _

UNKNOWN = "application/octet-stream"
#: Pictures that a browser may show inside a page.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
#: How many bytes are looked at.
BEGINNING = 512
TEXT, ZIP = "text/plain", "application/zip"
#: What a browser may be told that bytes are; of all else it learns nothing.
SERVED = PICTURES | {"application/pdf", ZIP}
#: Of plain text and of archives, the name tells which word fits.
_NAMED = {
    (TEXT, ".csv"): "text/csv",
    (ZIP, ".docx"): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (ZIP, ".xlsx"): "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (ZIP, ".pptx"): "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    (ZIP, ".odt"): "application/vnd.oasis.opendocument.text",
    (ZIP, ".ods"): "application/vnd.oasis.opendocument.spreadsheet",
    (ZIP, ".odp"): "application/vnd.oasis.opendocument.presentation",
}
#: Control signs that stand in texts.
_BLANKS = frozenset(b"\t\n\r\f")


def said(kind: str) -> str:
    """A media type in a plain word: the first that fits."""
    words = (
        ("image/", _("Picture")),
        ("application/pdf", "PDF"),
        ("text/csv", _("Table")),
        ("text/", _("Text")),
        (ZIP, _("ZIP archive")),
        ("spreadsheet", _("Table")),
        ("presentation", _("Presentation")),
        ("document", _("Document")),
    )
    return next((word for sign, word in words if sign in kind), _("File"))


def kind_named(beginning: bytes, name: str) -> str:
    """The media type of a file that begins so and is called so."""
    kind = kind_of(beginning)
    return _NAMED.get((kind, PurePath(name).suffix.lower()), kind)


def kind_of(beginning: bytes) -> str:
    """The media type of a file that begins so; of many files, just bytes."""
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "image/webp"
    for sign, kind in _SIGNS:
        if beginning.startswith(sign):
            return kind
    return TEXT if _is_text(beginning) else UNKNOWN


def _is_text(beginning: bytes) -> bool:
    """Whether it reads as UTF-8; a sign may be cut where the look ends."""
    if any(byte < 32 and byte not in _BLANKS for byte in beginning):
        return False
    try:
        beginning.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and len(beginning) == BEGINNING
    return True


_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
