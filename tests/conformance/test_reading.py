"""The laws of reading, for every type."""

from __future__ import annotations

import pytest

from tests.conformance.laws.reading import READING
from tests.conformance.stage import Stage


def test_reading(stage: Stage, subtests: pytest.Subtests) -> None:
    stage.fill(33)
    for law in READING:
        with subtests.test(law=law.__name__):
            law(stage)
