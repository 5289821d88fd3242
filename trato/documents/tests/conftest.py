from __future__ import annotations

import pytest

from trato.records import actions
from trato.testing.cast import Cast


@pytest.fixture
def deal(cast: Cast) -> int:
    """A deal of Ana's."""
    return actions.create(cast.ana, "deals", {"name": "Cold storage", "value": "1000"})
