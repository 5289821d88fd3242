"""Names and secrets that nobody can guess."""

from __future__ import annotations

import hashlib
import secrets


def random_name() -> str:
    """A name for an uploaded file: 128 random bits, safe in addresses and on any disk."""
    return secrets.token_hex(16)


def new_token(prefix: str) -> str:
    """A secret that is shown once; its prefix lets people and scanners recognize what it opens."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """What is stored of a secret. Its 256 random bits need no slow hashing."""
    return hashlib.sha256(token.encode()).hexdigest()
