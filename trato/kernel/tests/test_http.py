from __future__ import annotations

import ipaddress
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from trato.kernel.errors import Unreachable
from trato.kernel.http import Policy, fetch, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = "127.0.0.1"


class Server(ThreadingHTTPServer):
    """Answers as its path says and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HERE, 0), Handler)
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
        answer = getattr(self, f"answer_{self.path.split('/')[1].partition('?')[0]}")
        answer(self.path.partition("?")[2])

    do_POST = do_GET  # noqa: N815

    def answer_hello(self, _query: str) -> None:
        self.reply(200, b"hello", {"X-Kind": "greeting"})

    def answer_missing(self, _query: str) -> None:
        self.reply(404, b"nothing here")

    def answer_to(self, query: str) -> None:
        self.reply(302, b"", {"Location": query})

    def answer_keep(self, query: str) -> None:
        self.reply(307, b"", {"Location": query})

    def answer_loop(self, _query: str) -> None:
        self.reply(302, b"", {"Location": "/loop"})

    def answer_big(self, _query: str) -> None:
        self.reply(200, b"x" * 100_000)

    def answer_drip(self, _query: str) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _ in range(100):
                self.wfile.write(b".")
                time.sleep(0.05)

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def everything(_address: object) -> bool:
    return True


def policy(**hosts: str) -> Policy:
    """Every address is allowed, and a host means what the test says."""
    return Policy(allows=everything, resolve=lambda host, _port: [hosts.get(host.split(".")[0], HERE)])


def at(server: Server, path: str, host: str = "acme.test") -> str:
    return f"http://{host}:{server.server_port}{path}"


def test_it_works(server: Server) -> None:
    response = fetch(at(server, "/hello?a=b c".replace(" ", "%20")), headers={"X-Own": "1"}, policy=policy())
    assert (response.status, response.body, response.headers["x-kind"]) == (200, b"hello", "greeting")
    method, path, headers, _body = server.asked[0]
    assert (method, path, headers["X-Own"]) == ("GET", "/hello?a=b%20c", "1")
    assert headers["Host"] == f"acme.test:{server.server_port}"


def test_a_body_is_posted(server: Server) -> None:
    fetch(at(server, "/hello"), method="post", body=b"{}", policy=policy())
    assert server.asked[0][0::3] == ("POST", b"{}")


def test_an_error_of_the_server_is_an_answer(server: Server) -> None:
    assert fetch(at(server, "/missing"), policy=policy()).status == 404


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "::127.0.0.1",
        "fe80::1%eth0",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch("http://acme.test/", policy=Policy(resolve=lambda _host, _port: [address]))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = Policy(resolve=lambda _host, _port: ["1.1.1.1", HERE])
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch("http://acme.test/", policy=mixed)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0"])
def test_this_machine_is_refused_under_every_name(server: Server, host: str) -> None:
    with pytest.raises(Unreachable):
        fetch(at(server, "/hello", host))
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://acme.test/", "file:///etc/passwd", "gopher://acme.test", "acme.test", "", "http://", "http://[::1",
        "http://user:word@acme.test/", "http://acme.test:0/",
        "http://acme.test:99999/", "http://acme.test/\r\nX: 1",
        "http://acme.test\\@evil.test/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch(url, policy=policy())


def test_it_goes_to_the_address_that_was_checked(server: Server) -> None:
    answers = iter([HERE, "10.0.0.1"])
    rebinding = Policy(
        allows=lambda address: str(address) == HERE, resolve=lambda _host, _port: [next(answers)]
    )
    assert fetch(at(server, "/hello"), policy=rebinding).body == b"hello"
    assert next(answers) == "10.0.0.1"


def test_redirects_are_followed(server: Server) -> None:
    response = fetch(at(server, "/to?/hello"), method="POST", body=b"x", policy=policy())
    assert (response.body, response.url) == (b"hello", at(server, "/hello"))
    assert [(method, body) for method, _path, _headers, body in server.asked] == [
        ("POST", b"x"),
        ("GET", b""),
    ]


def test_a_redirect_to_a_private_address_is_refused(server: Server) -> None:
    def allows(address: object) -> bool:
        return str(address) == HERE

    inside = Policy(
        allows=allows, resolve=lambda host, _port: ["10.0.0.1" if host == "inside.test" else HERE]
    )
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch(at(server, "/to?http://inside.test/"), policy=inside)
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch(at(server, "/to?file:///etc/passwd"), policy=inside)
    assert len(server.asked) == 2


def test_redirects_end(server: Server) -> None:
    with pytest.raises(Unreachable, match="without end"):
        fetch(at(server, "/loop"), policy=policy())
    assert len(server.asked) == 6


def test_secrets_stay_with_their_server(server: Server) -> None:
    secrets = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "k", "Accept": "text/plain"}
    fetch(at(server, f"/to?{at(server, '/hello', 'other.test')}"), headers=secrets, policy=policy())
    assert server.asked[0][2]["Authorization"] == "Bearer x"
    assert server.asked[1][2]["Accept"] == "text/plain"
    assert not {"Authorization", "Cookie", "X-Api-Key"} & set(server.asked[1][2])
    fetch(at(server, "/to?/hello"), headers=secrets, policy=policy())
    assert server.asked[3][2]["Authorization"] == "Bearer x"


def test_a_body_stays_with_its_server(server: Server) -> None:
    there = at(server, "/hello", "other.test")
    with pytest.raises(Unreachable, match="is not an address that may be reached"):
        fetch(at(server, f"/keep?{there}"), method="POST", body=b"x", policy=policy())
    assert fetch(at(server, "/keep?/hello"), method="POST", body=b"x", policy=policy()).body == b"hello"
    assert server.asked[-1][3] == b"x"


def test_a_large_answer_is_cut_off(server: Server) -> None:
    with pytest.raises(Unreachable, match="sends more than 1000 bytes"):
        fetch(at(server, "/big"), max_bytes=1_000, policy=policy())
    assert len(fetch(at(server, "/big"), max_bytes=100_000, policy=policy()).body) == 100_000


def test_a_slow_answer_is_given_up(server: Server) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable, match="did not answer in time"):
        fetch(at(server, "/drip"), timeout=0.3, policy=policy())
    assert time.monotonic() - started < 2


def test_unknown_hosts_and_closed_ports_are_sentences(server: Server) -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(Unreachable, match=r"There is no server “acme\.test”\."):
        fetch("http://acme.test/", policy=Policy(resolve=nowhere))
    server.server_close()
    with pytest.raises(Unreachable, match="could not be reached"):
        fetch(at(server, "/hello"), policy=policy())


def test_a_header_cannot_smuggle_another(server: Server) -> None:
    with pytest.raises(Unreachable, match="could not be reached"):
        fetch(at(server, "/hello"), headers={"X-A": "1\r\nX-B: 2"}, policy=policy())
    assert server.asked == []
