from __future__ import annotations

from playwright.sync_api import Page


def test_the_browser_reaches_the_server(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert answer.json() == {"status": "ok"}
