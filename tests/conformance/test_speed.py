"""The laws of size, for every type: empty, with a few rows, with a thousand."""

from __future__ import annotations

import pytest

from tests.conformance.laws import speed
from tests.conformance.stage import Stage
from trato.records.custom import add_field, index_name
from trato.testing.assertions import count_queries
from trato.testing.cast import Cast
from trato.testing.makers import Makers


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


@pytest.mark.parametrize("kind", ["integer", "text", "date", "money"])
def test_an_indexed_custom_field_sorts_and_filters_by_its_index(cast: Cast, make: Makers, kind: str) -> None:
    """The expression of the index is the very expression of the sort and of the filter."""
    stage = Stage("boats", cast, make)
    add_field(cast.owner, "boats", "extra", kind, indexed=True)
    stage.fill(300)
    speed.analyze()
    for sort in ("extra", "-extra"):
        plan = speed.plan_of(stage, sort)
        assert index_name("boats", "extra") in plan, plan
        assert speed.uses_index(plan), plan
    value = {"integer": "3", "text": '"acme 3"', "date": "2026-01-05", "money": "137"}[kind]
    plan = speed.plan_of(stage, "id", filter=f"extra={value}")
    assert index_name("boats", "extra") in plan, plan
