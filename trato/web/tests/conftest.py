from __future__ import annotations

import pytest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


@pytest.fixture
def templates() -> Environment:
    engine = next(engine for engine in engines.all() if isinstance(engine, Jinja2))
    return engine.env
