"""What stands around a list's rows is the same for every filter, but for the filter itself.

So it is worked out and written once with a stand-in, and in its place the filter is put: as text, in an
address, and in an address that an address names as the way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from trato.web.escaping import escaped
from trato.workspace.address import SAFE, ListAddress

if TYPE_CHECKING:
    from collections.abc import Collection

#: Signs that Unicode leaves to nobody, so that nobody's text holds them.
STAND_IN = "\ue000filter\uf8f0"
_IN_ADDRESS = quote(STAND_IN)
_IN_WAY_BACK = quote(_IN_ADDRESS)


def shaped(asked: ListAddress, known: Collection[str]) -> ListAddress:
    """The address with the stand-in for its filter, unless that is one which lists know by heart."""
    return asked.but(filter=STAND_IN) if asked.filter and asked.filter not in known else asked


def places(asked: ListAddress) -> dict[str, str]:
    """What is put where the stand-in stands, in HTML."""
    if not asked.filter:
        return {}
    said = quote(asked.filter, safe=SAFE)
    return {STAND_IN: escaped(asked.filter), _IN_ADDRESS: said, _IN_WAY_BACK: quote(said, safe=SAFE)}


def put_into(url: str, asked: ListAddress) -> str:
    """An address with the filter in its place."""
    return url.replace(_IN_ADDRESS, quote(asked.filter, safe=SAFE)) if asked.filter else url
