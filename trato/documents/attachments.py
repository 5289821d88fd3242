"""How other rooms hand over uploads; found by name."""

from __future__ import annotations

from trato.documents.actions import keeping

__all__ = ["keeping"]
