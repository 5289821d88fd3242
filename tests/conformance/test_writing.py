"""The laws of writing, for every type."""

from __future__ import annotations

import pytest

from tests.conformance.laws.writing import WRITING
from tests.conformance.stage import AROUND, Stage
from trato.accounts.actor import SYSTEM
from trato.testing.samples import fill


def test_writing(stage: Stage, subtests: pytest.Subtests) -> None:
    for key in AROUND:
        fill(SYSTEM, key, 5)
    for law in WRITING:
        with subtests.test(law=law.__name__):
            law(stage)
