"""Dynamic pages travel compressed, lightly: by ISA-L's level 1, six times as fast as zlib's and as small."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from isal.igzip import IGzipFile

SMALLEST = 500
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
    out = BytesIO()
    name = "a" * secrets.randbelow(101)
    # type: its stubs know the module, not the calls
    with IGzipFile(filename=name, mode="wb", compresslevel=1, fileobj=out, mtime=0) as file:  # type: ignore[no-untyped-call]
        file.write(content)  # type: ignore[no-untyped-call]
    return out.getvalue()
