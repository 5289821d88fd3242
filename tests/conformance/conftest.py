"""What the laws are asked with."""

from __future__ import annotations

import pytest

from tests.conformance.stage import Stage
from trato.records.registry import registry
from trato.testing.cast import Cast
from trato.testing.makers import Makers

KEYS = [one.key for one in registry.types()]


@pytest.fixture(params=KEYS)
def stage(request: pytest.FixtureRequest, cast: Cast, make: Makers) -> Stage:
    """Every registered type in turn, the toy included; still empty."""
    return Stage(str(request.param), cast, make)
