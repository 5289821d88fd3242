"""One message over real TLS: what leaves this machine is what the push service and the browser can read."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from typing_extensions import override

from trato.kernel import http
from trato.notifications import push
from trato.notifications.tests.push_service import PushService
from trato.notifications.tests.waiting_tasks import run_tasks
from trato.records import outbox
from trato.testing.cast import Cast
from trato.testing.makers import Makers

HOST = "push.example.net"


def certificate(folder: Path) -> Path:
    """A key and a certificate for the host, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "push.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """The push service behind a socket; its address is the browser's."""
    made = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            url = f"https://{self.headers['Host']}{self.path}"
            self.send_response(made.take(url, "POST", dict(self.headers.items()), body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        @override
        def log_message(self, *_given: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.origin = f"https://{HOST}:{server.server_port}"
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    here = http.Policy(allows=lambda _address: True, resolve=lambda _host, _port: ["127.0.0.1"])
    monkeypatch.setattr(push, "POLICY", here)
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_arrives(cast: Cast, make: Makers, service: PushService, ben_client: Client) -> None:
    browser = service.browser()
    assert browser.subscribe(ben_client).status_code == 204
    make("deals", by=cast.adam, owner=cast.ben.user_id, name="Nave, 北京")
    outbox.drain()
    run_tasks()
    assert [one["body"] for one in browser.shown] == ["Adam assigned Nave, 北京 to you"]
