"""The laws about what one may not see, for every type."""

from __future__ import annotations

import pytest

from tests.conformance.laws.strangers import STRANGERS
from tests.conformance.stage import AROUND, Stage
from trato.accounts.actor import SYSTEM
from trato.testing.samples import fill


def test_strangers(stage: Stage, subtests: pytest.Subtests) -> None:
    for key in AROUND:
        fill(SYSTEM, key, 3)
    for law in STRANGERS:
        with subtests.test(law=law.__name__):
            law(stage)
