"""What Django holds for a request is held for its thread and its task alone."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.urls.base import clear_script_prefix
from django.utils import timezone, translation

from trato.kernel.held import PLACES, Held


def test_django_holds_its_four_so() -> None:
    assert [type(getattr(module, name)) for module, name in PLACES] == [Held] * 4


def test_a_language_is_that_of_its_thread() -> None:
    with translation.override("es"), ThreadPoolExecutor(1) as beside:
        assert beside.submit(translation.get_language).result() == "en"
        beside.submit(translation.activate, "de").result()
        assert translation.get_language() == "es"
        assert beside.submit(translation.get_language).result() == "de"


def test_a_language_is_that_of_its_task() -> None:
    async def spoken(language: str) -> str | None:
        with translation.override(language):
            await asyncio.sleep(0)
            return translation.get_language()

    async def both() -> list[str | None]:
        return [*await asyncio.gather(spoken("es"), spoken("zh-hans"))]

    assert asyncio.run(both()) == ["es", "zh-hans"]


def test_what_is_over_is_not_held() -> None:
    with translation.override("es"), timezone.override("Asia/Shanghai"):
        assert timezone.get_current_timezone_name() == "Asia/Shanghai"
    assert timezone.get_current_timezone_name() == "UTC"
    with translation.override(None):
        assert translation.get_language() is None
    set_script_prefix("/crm/")
    set_urlconf("trato.web.urls")
    assert (get_script_prefix(), get_urlconf()) == ("/crm/", "trato.web.urls")
    clear_script_prefix()
    set_urlconf(None)
    assert (get_script_prefix(), get_urlconf()) == ("/", None)


def test_nothing_held_is_an_attribute_that_is_not_there() -> None:
    held = Held()
    with pytest.raises(AttributeError):
        _ = held.value
    held.value = 1
    del held.value
    assert getattr(held, "value", "none") == "none"
