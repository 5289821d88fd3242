"""The workspace's key for Web Push: made once, its private half sealed with the workspace's secret."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from trato.kernel import webpush
from trato.notifications.models import Device, PushKey
from trato.records.transactions import write_transaction

_ABOUT = b"trato.notifications.push-key"
_NONCE = 12


def public() -> str:
    """What a browser is given when it subscribes; the key is made when it is first asked for."""
    return webpush.public_text(private())


def private() -> ec.EllipticCurvePrivateKey:
    """The key itself. Under another secret it opens no more: a new one is made, and devices end."""
    found = PushKey.objects.order_by("pk").first()
    opened = _open(found) if found is not None else None
    if opened is not None:
        return opened
    with write_transaction():
        # Whoever came first has made it.
        current = PushKey.objects.order_by("pk").first()
        opened = _open(current) if current is not None else None
        return opened if opened is not None else _make()


def _make() -> ec.EllipticCurvePrivateKey:
    key = webpush.new_key()
    PushKey.objects.all().delete()
    Device.objects.all().delete()
    PushKey.objects.create(pk=1, public=webpush.public_text(key), sealed=_seal(key))
    return key


def _seal(key: ec.EllipticCurvePrivateKey) -> str:
    nonce = os.urandom(_NONCE)
    return webpush.encoded(nonce + _box().encrypt(nonce, webpush.private_text(key).encode(), None))


def _open(kept: PushKey) -> ec.EllipticCurvePrivateKey | None:
    data = base64.urlsafe_b64decode(kept.sealed + "=" * (-len(kept.sealed) % 4))
    try:
        return webpush.key_from(_box().decrypt(data[:_NONCE], data[_NONCE:], None).decode())
    except InvalidTag:
        return None


def _box() -> AESGCM:
    secret = str(settings.SECRET_KEY).encode()
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_ABOUT).derive(secret))
