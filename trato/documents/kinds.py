"""What a file is, told from its first bytes alone; what it calls itself is not believed."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
#: Pictures that a browser may show inside a page.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
#: How many bytes are looked at.
BEGINNING = 16


def kind_of(beginning: bytes) -> str:
    """The media type of a file that begins so; of most files, just bytes."""
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "image/webp"
    for sign, kind in _SIGNS:
        if beginning.startswith(sign):
            return kind
    return UNKNOWN


_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
