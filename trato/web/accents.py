"""The colors that a workspace may take; each reads well in light and dark. tokens.css holds what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Trato's own, which needs no name on a page.
OWN = "petrol"
ACCENTS: dict[str, StrPromise] = {
    OWN: pgettext_lazy("color", "Petrol"),
    "teal": pgettext_lazy("color", "Teal"),
    "blue": pgettext_lazy("color", "Blue"),
    "indigo": pgettext_lazy("color", "Indigo"),
    "violet": pgettext_lazy("color", "Violet"),
    "plum": pgettext_lazy("color", "Plum"),
    "copper": pgettext_lazy("color", "Copper"),
    "graphite": pgettext_lazy("color", "Graphite"),
}
