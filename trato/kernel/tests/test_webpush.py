"""The example of RFC 8291, what its receiver reads, and a proof that its verifier believes."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from trato.kernel import webpush
from trato.kernel.webpush import Browser, NotABrowsersKey

# RFC 8291, section 5 and appendix A.
MESSAGE = b"When I grow up, I want to be a watermelon"
BROWSER = Browser(
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
)
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SENDER_PUBLIC = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard() -> None:
    key, salt = webpush.key_from(SENDER), webpush.decoded(SALT, 16)
    assert webpush.public_text(key) == SENDER_PUBLIC
    assert webpush.encoded(webpush.sealed(MESSAGE, BROWSER, key=key, salt=salt)) == BODY


def test_each_message_has_its_own_key_and_salt() -> None:
    one, other = webpush.sealed(MESSAGE, BROWSER), webpush.sealed(MESSAGE, BROWSER)
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


def test_a_key_survives_being_written() -> None:
    key = webpush.new_key()
    assert webpush.public_text(webpush.key_from(webpush.private_text(key))) == webpush.public_text(key)


def test_the_proof() -> None:
    key = webpush.new_key()
    header = webpush.authorization("https://push.example.net:8443/a/b?c", "mailto:a@example.com", 1234, key)
    scheme, _space, rest = header.partition(" ")
    token, _comma, public = rest.partition(", k=")
    head, claims, signature = token.removeprefix("t=").split(".")
    assert (scheme, public) == ("vapid", webpush.public_text(key))
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(base64.urlsafe_b64decode(claims + "==")) == {
        "aud": "https://push.example.net:8443",
        "exp": 1234,
        "sub": "mailto:a@example.com",
    }
    raw = webpush.decoded(signature, 64)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key.public_key().verify(
        encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", BROWSER.auth),
        ("x" * 87, BROWSER.auth),
        ("é" * 87, BROWSER.auth),
        (webpush.encoded(b"\x04" + b"\x01" * 64), BROWSER.auth),
        (BROWSER.p256dh, ""),
        (BROWSER.p256dh, "!!!!"),
    ],
)
def test_what_is_no_key(p256dh: str, auth: str) -> None:
    with pytest.raises(NotABrowsersKey):
        webpush.sealed(MESSAGE, Browser(p256dh, auth))


def test_too_long() -> None:
    assert len(webpush.sealed(b"x" * webpush.LONGEST, BROWSER)) < webpush.RECORD
    with pytest.raises(ValueError, match="3001"):
        webpush.sealed(b"x" * (webpush.LONGEST + 1), BROWSER)
