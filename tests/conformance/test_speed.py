"""The laws of size, for every type: empty, with a few rows, with a thousand."""

from __future__ import annotations

import pytest

from tests.conformance.laws import speed
from tests.conformance.stage import Stage
from trato.testing.assertions import count_queries


def test_empty(stage: Stage) -> None:
    speed.it_opens_empty(stage)


def test_a_thousand(stage: Stage, subtests: pytest.Subtests) -> None:
    stage.fill(60)
    for door in speed.doors(stage).values():  # what is read once a process
        door()
    few = {name: count_queries(door) for name, door in speed.doors(stage).items()}
    stage.fill(950)
    with subtests.test(law="queries_do_not_grow"):
        speed.queries_do_not_grow(stage, few)
    for law in speed.LARGE:
        with subtests.test(law=law.__name__):
            law(stage)
