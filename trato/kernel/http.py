"""The one client for addresses that people type in: it reaches public servers and nothing else."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from trato.kernel.errors import Unreachable, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from urllib.parse import SplitResult

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_REDIRECTS = 5
_REDIRECTS = frozenset([301, 302, 303, 307, 308])
# Only these go along when a redirect leads to another server: anything else may be a secret.
_HARMLESS = frozenset(["accept", "accept-language", "user-agent"])
_PORTS = {"http": 80, "https": 443}
_CHUNK = 65_536
# Networks whose addresses wrap an IPv4 address that a relay would unwrap for us.
_WRAPPING = tuple(
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


@dataclass(frozen=True)
class Response:
    """What the server answered; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


def is_public(address: Address) -> bool:
    """Whether the address belongs to the internet rather than to a machine or network of ours."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.scope_id or address.is_site_local or any(address in network for network in _WRAPPING):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@dataclass(frozen=True)
class Policy:
    """How hosts are resolved and which addresses may be reached; tests give their own."""

    allows: Callable[[Address], bool] = is_public
    resolve: Callable[[str, int], list[str]] = resolve


PUBLIC = Policy()


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10,
    max_bytes: int = 5_000_000,
    policy: Policy = PUBLIC,
) -> Response:
    """Asks a public server and follows its redirects, each of which is checked like the first address."""
    request = _Request(url, method.upper(), dict(headers or {}), body)
    limits = _Limits(time.monotonic() + timeout, max_bytes, policy)
    for _redirect in range(MOST_REDIRECTS + 1):
        response = _ask(request, limits)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or not location:
            return response
        request = request.redirected(response.status, location)
    raise Unreachable(_("“%(url)s” leads from one address to the next without end."), url=shortened(url))


@dataclass(frozen=True)
class _Limits:
    deadline: float
    max_bytes: int
    policy: Policy

    @property
    def seconds(self) -> float:
        return max(self.deadline - time.monotonic(), 0.001)


@dataclass(frozen=True)
class _Request:
    url: str
    method: str
    headers: dict[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)

    def parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in _PORTS and parts.hostname and parts.port != 0
        except ValueError:
            raise self.refused() from None
        if not usable or "@" in parts.netloc or re.search(r"[\x00-\x20\x7f\\]", self.url):
            raise self.refused()
        return parts

    def origin(self) -> tuple[str, str, int]:
        parts = self.parts()
        return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]

    def redirected(self, status: int, location: str) -> _Request:
        keeps = status in (307, 308) or self.method in ("GET", "HEAD")
        there = _Request(
            urljoin(self.url, location),
            self.method if keeps else "GET",
            self.headers,
            self.body if keeps else None,
        )
        if there.origin() == self.origin():
            return there
        if there.body is not None:
            # What was written for one server is not for another.
            raise self.refused()
        harmless = {name: value for name, value in self.headers.items() if name.lower() in _HARMLESS}
        return _Request(there.url, there.method, harmless, None)

    def refused(self) -> Unreachable:
        return Unreachable(_("“%(url)s” is not an address that may be reached."), url=shortened(self.url))


def _ask(request: _Request, limits: _Limits) -> Response:
    scheme, host, port = request.origin()
    address = _checked_address(request, host, port, limits)
    connection = _connection(scheme, host, port, address, limits)
    # A server that sends a byte now and then never runs into the socket's timeout: this ends it all the same.
    watch = threading.Timer(limits.seconds, connection.give_up)
    watch.daemon = True
    watch.start()
    try:
        return _answer(connection, request, limits)
    except TimeoutError:
        raise _too_slow(request) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.has_given_up:
            raise _too_slow(request) from None
        raise Unreachable(
            _("“%(url)s” could not be reached: %(reason)s"),
            url=shortened(request.url),
            reason=shortened(str(error)),
        ) from error
    finally:
        watch.cancel()
        connection.close()


def _answer(connection: _Connection, request: _Request, limits: _Limits) -> Response:
    parts = request.parts()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "Trato", "Accept-Encoding": "identity", **request.headers, "Connection": "close"}
    connection.request(request.method, _ascii(target), body=request.body, headers=headers)
    answer = connection.getresponse()
    received = bytearray()
    while chunk := answer.read1(_CHUNK):
        received += chunk
        if len(received) > limits.max_bytes:
            raise Unreachable(
                _("“%(url)s” sends more than %(bytes)s bytes."),
                url=shortened(request.url),
                bytes=limits.max_bytes,
            )
    if connection.has_given_up:
        raise TimeoutError
    names = {name.lower(): value for name, value in answer.getheaders()}
    return Response(answer.status, names, bytes(received), request.url)


def _checked_address(request: _Request, host: str, port: int, limits: _Limits) -> str:
    """One address of the host, after all of them were found to be allowed."""
    try:
        found = limits.policy.resolve(_ascii_host(host), port)
    except (OSError, ValueError):
        found = []
    if not found:
        raise Unreachable(_("There is no server “%(host)s”."), host=shortened(host))
    if not all(limits.policy.allows(ipaddress.ip_address(address)) for address in found):
        raise request.refused()
    return found[0]


class _Connection(http.client.HTTPConnection):
    """Goes to the very address that was checked, whatever the host's name may mean by now."""

    address: str
    has_given_up = False
    # The response takes the socket over and sets the connection's own to None.
    line: socket.socket | None = None

    @override
    def connect(self) -> None:
        # Not create_connection by name: a second look-up could give another address.
        self.sock = self.line = socket.create_connection((self.address, self.port), self.timeout)

    def give_up(self) -> None:
        self.has_given_up = True
        if self.line is not None:
            with contextlib.suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


class _SecureConnection(_Connection):
    @override
    def connect(self) -> None:
        super().connect()
        # The certificate must still be the named host's.
        context = ssl.create_default_context()
        self.sock = self.line = context.wrap_socket(self.sock, server_hostname=self.host)


def _connection(scheme: str, host: str, port: int, address: str, limits: _Limits) -> _Connection:
    kind = _SecureConnection if scheme == "https" else _Connection
    connection = kind(_ascii_host(host), port, timeout=limits.seconds)
    connection.default_port = _PORTS[scheme]
    connection.address = address
    return connection


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _ascii(target: str) -> str:
    from urllib.parse import quote

    return quote(target, safe="/?#[]@!$&'()*+,;=:%~-._")


def _too_slow(request: _Request) -> Unreachable:
    return Unreachable(_("“%(url)s” did not answer in time."), url=shortened(request.url))
