from __future__ import annotations

import pytest

from trato.records import actions
from trato.testing.cast import Cast

#: What htmx says of itself.
HTMX = {"HX-Request": "true"}


@pytest.fixture
def company(cast: Cast) -> int:
    given = {"name": "Harbour & Vale", "domain": "harbour.example", "industry": "Food", "revenue": "1200000"}
    return actions.create(cast.ana, "companies", given)


@pytest.fixture
def deal(cast: Cast, company: int) -> int:
    """A deal of Ana's."""
    given = {"name": "Cold storage", "value": "48600", "company": company, "tags": [], "opened_on": None}
    return actions.create(cast.ana, "deals", given)
