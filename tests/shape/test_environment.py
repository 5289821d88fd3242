"""What the test run itself promises."""

from __future__ import annotations

import os
import socket

import pytest
from django.conf import settings
from django.db import connection

from tests.environment import DATABASE, OutsideNetwork


def test_no_other_machine_is_reached() -> None:
    with pytest.raises(OutsideNetwork), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_the_database_is_the_one_asked_for(db: None) -> None:
    assert connection.vendor == DATABASE


def test_the_data_is_this_runs_own() -> None:
    assert str(settings.DATA_DIR) == os.environ["TRATO_DATA"]
    assert "trato-test-" in str(settings.DATA_DIR)
