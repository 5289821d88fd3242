from __future__ import annotations

import struct
import zlib

import pytest

from trato.kernel.errors import Unreadable
from trato.kernel.pictures import JPEG, PNG, WEBP, read_picture


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(*between: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 0, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(b"\0\1\2\3" * 2))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + body + _chunk(b"IEND", b"")


def _segment(mark: int, data: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data


def _jpeg(*between: bytes) -> bytes:
    size = _segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1) + b"\1\x11\0")
    return b"\xff\xd8" + b"".join(between) + size + _segment(0xDA, b"\1\1\0\0\x3f\0") + b"scan\xff\xd9"


def _webp(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP"
    for kind, data in parts:
        body += kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


LOSSLESS = (b"VP8L", b"\x2f" + struct.pack("<I", (40 - 1) | (30 - 1) << 14) + b"bits")
LOSSY = (b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 50, 60) + b"bits")


def test_a_png_keeps_its_picture_alone() -> None:
    found = read_picture(_png(_chunk(b"tEXt", b"Author\0Ana"), _chunk(b"eXIf", b"place")) + b"<script>")
    assert (found.media_type, found.width, found.height) == (PNG, 3, 2)
    assert found.content == _png()


def test_a_jpeg_keeps_its_picture_alone() -> None:
    exif, color = _segment(0xE1, b"Exif\0\0place"), _segment(0xE2, b"ICC_PROFILE\0")
    found = read_picture(_jpeg(exif, color, _segment(0xFE, b"note")) + b"<script>")
    assert (found.media_type, found.width, found.height) == (JPEG, 30, 20)
    assert found.content == _jpeg(color)


def test_a_webp_keeps_its_picture_alone() -> None:
    found = read_picture(_webp(LOSSLESS, (b"EXIF", b"place")) + b"<script>")
    assert (found.media_type, found.width, found.height) == (WEBP, 40, 30)
    assert found.content == _webp(LOSSLESS)
    assert read_picture(_webp(LOSSY)).width == 50
    extended = (b"VP8X", b"\x3c\0\0\0" + (49).to_bytes(3, "little") + (59).to_bytes(3, "little"))
    found = read_picture(_webp(extended, LOSSY, (b"XMP ", b"<script>")))
    assert (found.width, found.height) == (50, 60)
    assert b"script" not in found.content
    assert found.content[20] == 0x30  # nothing left that the flags of EXIF and XMP spoke of


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a PNG, JPEG or WebP"),
        (b"GIF89a", "not a PNG, JPEG or WebP"),
        (b'<?xml version="1.0"?><svg onload="x">', "SVG can hold programs"),
        (_png()[:-20], "damaged"),
        (_png().replace(b"IDAT", b"IDAX"), "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (_jpeg()[:-2], "damaged"),
        (_jpeg()[:20], "damaged"),
        (b"\xff\xd8\xff\xe0\xff\xff", "damaged"),
        (_webp(LOSSLESS)[:-3], "damaged"),
        (_webp((b"ALPH", b"xx")), "damaged"),
        (_webp((b"ANIM", b"xxxxxx")), "move"),
    ],
)
def test_refusals(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_picture(content)
    assert sentence in str(refused.value.sentence)
