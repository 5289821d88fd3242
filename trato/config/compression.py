"""Dynamic pages travel compressed, lightly: by ISA-L's level 1, six times as fast as zlib's and as small."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from isal import igzip_lib

SMALLEST = 500
#: A deflated file that bears a name and was made nobody says when or where (RFC 1952, 2.3).
HEADER = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
ACCEPTS_GZIP = re.compile(r"\bgzip\b")
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "application/javascript",
)


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _worth_it(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
            return response
        packed = compressed(response.content)
        if len(packed) >= len(response.content):
            return response
        response.content = packed
        response.headers["Content-Length"] = str(len(packed))
        response.headers["Content-Encoding"] = "gzip"
        # The ETag stays strong: it is a record's version, and programs send it back in If-Match.
        return response


def _worth_it(response: HttpResponse) -> bool:
    return (
        len(response.content) >= SMALLEST
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(COMPRESSIBLE)
    )


def compressed(content: bytes) -> bytes:
    """The content as gzip; a name of random length hides how well a secret compressed (BREACH)."""
    name = b"a" * secrets.randbelow(101)
    packed: bytes = igzip_lib.compress(content, 1, igzip_lib.COMP_GZIP_NO_HDR)
    return b"".join((HEADER, name, b"\0", packed))
