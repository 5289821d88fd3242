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
#: The same for what reads no stylesheet, such as mail: on white and on black.
PLAIN: dict[str, tuple[str, str]] = {
    OWN: ("#006985", "#66c6db"),
    "teal": ("#256c66", "#5fcbc2"),
    "blue": ("#225ea9", "#8bb8f5"),
    "indigo": ("#4a50b7", "#a4b1f6"),
    "violet": ("#6c44ac", "#bda8ee"),
    "plum": ("#943476", "#e29cc8"),
    "copper": ("#904822", "#eba27f"),
    "graphite": ("#625e5a", "#b9b5b0"),
}
