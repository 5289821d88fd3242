"""Web Push: messages that one browser alone can read (RFC 8291), and the sender's proof (RFC 8292)."""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
#: A push service takes 4096 bytes; one record holds the whole message.
RECORD = 4096
LONGEST = 3000
_POINT, _SECRET, _NUMBER = 65, 16, 32
_LAST = b"\x02"


class NotABrowsersKey(ValueError):
    """What should be a browser's key, or its secret, is none."""


@dataclass(frozen=True)
class Browser:
    """For whom a message is sealed: a public key and a secret, both base64url, as the browser gave them."""

    p256dh: str
    auth: str

    def point(self) -> ec.EllipticCurvePublicKey:
        """Raises NotABrowsersKey."""
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(self.p256dh, _POINT))
        except ValueError:
            raise NotABrowsersKey from None

    def secret(self) -> bytes:
        """Raises NotABrowsersKey."""
        return decoded(self.auth, _SECRET)


def encoded(data: bytes) -> str:
    """Base64 for addresses and headers, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str, length: int) -> bytes:
    """So many bytes from base64url. Raises NotABrowsersKey."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise NotABrowsersKey from None
    if len(data) != length:
        raise NotABrowsersKey
    return data


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(CURVE)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The key's public half as a browser takes it: `applicationServerKey`."""
    return encoded(_point_of(key))


def private_text(key: ec.EllipticCurvePrivateKey) -> str:
    return encoded(key.private_numbers().private_value.to_bytes(_NUMBER, "big"))


def key_from(text: str) -> ec.EllipticCurvePrivateKey:
    """The key that `private_text` wrote. Raises NotABrowsersKey."""
    return ec.derive_private_key(int.from_bytes(decoded(text, _NUMBER), "big"), CURVE)


def sealed(
    message: bytes,
    browser: Browser,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body for the push service, `Content-Encoding: aes128gcm`. Key and salt are new for each message;
    only tests give their own. Raises NotABrowsersKey, and ValueError above 3000 bytes.
    """
    if len(message) > LONGEST:
        raise ValueError(len(message))
    key, salt = key or new_key(), salt or os.urandom(16)
    ours = _point_of(key)
    shared = key.exchange(ec.ECDH(), browser.point())
    theirs = browser.point().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    both = _stretched(shared, browser.secret(), b"WebPush: info\x00" + theirs + ours, 32)
    content_key = _stretched(both, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _stretched(both, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(content_key).encrypt(nonce, message + _LAST, None)


def authorization(endpoint: str, contact: str, expires: int, key: ec.EllipticCurvePrivateKey) -> str:
    """The header that proves who sends: for this service, until a second since 1970, with whom to speak."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": expires, "sub": contact}
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(_NUMBER, "big") + s.to_bytes(_NUMBER, "big"))
    return f"vapid t={signed}.{signature}, k={public_text(key)}"


def _json(value: dict[str, object]) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def _stretched(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=about).derive(secret)


def _point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
