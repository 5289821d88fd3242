"""A push service and the browsers behind it (RFC 8030, 8291, 8292): it believes nothing unproven."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils import timezone

from trato.kernel import http
from trato.kernel.errors import Unreachable

ORIGIN = "https://push.example.net"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Browser:
    """One browser: its secrets, and what it has shown."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    vapid_key: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)

    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self) -> dict[str, str]:
        return {"endpoint": self.endpoint, "p256dh": text_of(self.point()), "auth": text_of(self.auth)}

    def subscribe(self, client: Client, agent: str = CHROME) -> Any:
        """What the page's script does after the click."""
        self.vapid_key = client.get("/settings/notifications/devices").json()["key"]
        headers = {"User-Agent": agent}
        return client.post("/settings/notifications/devices", self.subscription(), headers=headers)

    def read(self, body: bytes) -> dict[str, Any]:
        """Open a message: RFC 8188's header, RFC 8291's keys."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert size >= len(sealed)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), public)
        both = _stretched(shared, self.auth, b"WebPush: info\0" + self.point() + sender, 32)
        key = _stretched(both, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _stretched(both, salt, b"Content-Encoding: nonce\0", 12)
        opened = AESGCM(key).decrypt(nonce, sealed, None)
        assert opened.endswith(b"\x02")
        said: dict[str, Any] = json.loads(opened[:-1])
        return said


def _stretched(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=about).derive(secret)


@dataclass
class PushService:
    """Takes what is proven and hands it on; first it gives its `answers`, one each, and hands nothing on."""

    origin: str = ORIGIN
    browsers: dict[str, Browser] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    def browser(self, name: str = "one") -> Browser:
        made = Browser(f"{self.origin}/send/{name}")
        self.browsers[made.endpoint] = made
        return made

    def fetch(self, url: str, **given: Any) -> http.Response:
        """In place of `http.fetch`."""
        headers: dict[str, str] = given["headers"]
        self.asked.append(headers)
        status = (
            self.answers.pop(0) if self.answers else self.take(url, given["method"], headers, given["body"])
        )
        if status == 0:
            raise Unreachable("%(url)s is out", url=url)
        return http.Response(status, {}, b"", url)

    def take(self, url: str, method: str, headers: dict[str, str], body: bytes) -> int:
        browser = self.browsers.get(url)
        if browser is None:
            return 410
        if method != "POST" or headers["Content-Encoding"] != "aes128gcm" or int(headers["TTL"]) < 0:
            return 400
        if len(body) > 4096:
            return 413
        if not proves(headers["Authorization"], browser.vapid_key, self.origin):
            return 403
        browser.shown.append(browser.read(body))
        return 201


def proves(header: str, expected_key: str, origin: str) -> bool:
    """RFC 8292: signed by the key that the browser subscribed with, for this service, for less than a day."""
    scheme, _space, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
    raw = bytes_of(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        public.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    said, now = json.loads(bytes_of(claims)), timezone.now().timestamp()
    lasts = now < said["exp"] <= now + 86_400
    reachable = urlsplit(said["sub"]).scheme in {"mailto", "https"}
    return scheme == "vapid" and parts["k"] == expected_key and said["aud"] == origin and lasts and reachable
