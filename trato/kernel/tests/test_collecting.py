from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from trato.kernel.collecting import collecting_later


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
