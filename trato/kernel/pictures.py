"""Pictures that may be shown to anybody: told from their bytes, and rid of all but the picture."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from trato.kernel.errors import Unreadable

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
#: Chunks of a PNG that the picture itself is made of, with its colors.
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"cHRM", b"iCCP", b"sBIT"}
#: Segments of a JPEG that carry what people wrote into it: where it was taken, who made it.
_JPEG_DROPPED = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN, _JPEG_END = 0xDA, b"\xff\xd9"
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
#: The flags of an extended WebP for what is kept: a color profile and an alpha channel.
_WEBP_FLAGS = 0x30


@dataclass(frozen=True)
class Picture:
    """A PNG, JPEG or WebP picture; sizes in pixels."""

    media_type: str
    width: int
    height: int
    content: bytes


def read_picture(content: bytes) -> Picture:
    """The picture without notes, places and whatever hides behind its end. Raises Unreadable."""
    try:
        if content.startswith(_PNG_SIGN):
            return _png(content)
        if content.startswith(b"\xff\xd8\xff"):
            return _jpeg(content)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):
        raise Unreadable(_("This picture is damaged; choose another one.")) from None
    if b"<svg" in content[:2048].lower():
        raise Unreadable(_("An SVG can hold programs and is not taken; save it as PNG."))
    raise Unreadable(_("This is not a PNG, JPEG or WebP picture; choose another one."))


def _png(content: bytes) -> Picture:
    kept, place, kind = [_PNG_SIGN], len(_PNG_SIGN), b""
    width, height = struct.unpack(">II", content[16:24])
    while kind != b"IEND":
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, end = content[place + 4 : place + 8], place + 12 + length
        (sum_there,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[place + 4 : end - 4]) != sum_there or (place == 8) != (kind == b"IHDR"):
            raise Unreadable(_("This picture is damaged; choose another one."))
        if kind in _PNG_KEPT:
            kept.append(content[place:end])
        place = end
    return Picture(PNG, width, height, b"".join(kept))


def _jpeg(content: bytes) -> Picture:
    kept, place, size = [content[:2]], 2, (0, 0)
    while content[place + 1] != _JPEG_SCAN:
        mark, (length,) = content[place + 1], struct.unpack(">H", content[place + 2 : place + 4])
        end = place + 2 + length
        if content[place] != 0xFF or end > len(content):
            raise Unreadable(_("This picture is damaged; choose another one."))
        if mark in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            size = (width, height)
        if mark not in _JPEG_DROPPED:
            kept.append(content[place:end])
        place = end
    end = content.rfind(_JPEG_END, place)
    if end < 0 or not all(size):
        raise Unreadable(_("This picture is damaged; choose another one."))
    kept.append(content[place : end + 2])
    return Picture(JPEG, *size, b"".join(kept))


def _webp(content: bytes) -> Picture:
    kept, place, size = [], 12, (0, 0)
    whole = 8 + int(struct.unpack("<I", content[4:8])[0])
    if whole > len(content):
        raise Unreadable(_("This picture is damaged; choose another one."))
    while place < whole:
        kind, (length,) = content[place : place + 4], struct.unpack("<I", content[place + 4 : place + 8])
        end = place + 8 + length + length % 2
        if kind in {b"ANIM", b"ANMF"}:
            raise Unreadable(_("Pictures that move are not taken."))
        chunk = content[place:end]
        size = _webp_size(kind, chunk) or size
        if kind in _WEBP_KEPT:
            kept.append(chunk[:8] + bytes([chunk[8] & _WEBP_FLAGS]) + chunk[9:] if kind == b"VP8X" else chunk)
        place = end
    body = b"WEBP" + b"".join(kept)
    if not all(size):
        raise Unreadable(_("This picture is damaged; choose another one."))
    return Picture(WEBP, *size, b"RIFF" + struct.pack("<I", len(body)) + body)


def _webp_size(kind: bytes, chunk: bytes) -> tuple[int, int] | None:
    """Width and height, from those chunks that tell them."""
    if kind == b"VP8X":
        wide, high = (int.from_bytes(chunk[place : place + 3], "little") + 1 for place in (12, 15))
        return wide, high
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", chunk[9:13])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        wide, high = struct.unpack("<HH", chunk[14:18])
        return wide & 0x3FFF, high & 0x3FFF
    return None
