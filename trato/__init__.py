"""Trato: customers, deals and what people do for them, declared once and shown everywhere."""

from __future__ import annotations

__version__ = "0.1.0"
