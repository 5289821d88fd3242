from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from trato.kernel.collecting import BETWEEN_SEARCHES, collecting_later, settle


@pytest.mark.parametrize("was_on", [True, False])
def test_it_is_afterwards_as_it_was(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with suppress(ZeroDivisionError), collecting_later():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() is was_on
        with collecting_later(), collecting_later():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_what_was_loaded_is_not_searched_again() -> None:
    before = gc.get_threshold()
    gc.unfreeze()
    try:
        settle()
        assert gc.get_freeze_count() > 1000
        assert gc.get_threshold() == (BETWEEN_SEARCHES, *before[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
