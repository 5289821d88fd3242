"""The browser of the journeys: Debian's Chromium, started once, a fresh profile for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trato.testing.makers import learn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

learn({"boats": lambda number: {"name": f"Boat {number}"}})
#: Chromium without windows and what goes with them: it takes half the time and shows pages as Chromium does.
SHELL = "/usr/bin/chromium-headless-shell"
CANDIDATES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
#: Nothing leaves the machine; as root Chromium has no sandbox of its own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--hide-scrollbars"]


def chromium(*before: str) -> str:
    wanted = (os.environ.get("TRATO_BROWSER", ""), *before, *CANDIDATES)
    found = next((path for path in wanted if path and Path(path).exists()), "")
    if not found:
        pytest.fail(
            "The journeys need Chromium: apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
        )
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    # Playwright's own loop runs in the thread of the tests from here on; no view of ours is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as started:
        yield started
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium(SHELL), args=FLAGS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """With what the shell lacks: push messages."""
    started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def browser_options() -> dict[str, Any]:
    """What a test may change before its page opens: viewport, locale, color_scheme …"""
    return {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def context(browser: Browser, live_server: Any, browser_options: dict[str, Any]) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=live_server.url, **browser_options)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def expected() -> tuple[str, ...]:
    """What a module's tests provoke on the console besides."""
    return ()


@pytest.fixture
def page(context: BrowserContext, expected: tuple[str, ...]) -> Iterator[Page]:
    """A page that fails its test when a script fails or the content policy stops something."""
    made = context.new_page()
    problems: list[str] = []
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on("console", lambda line: problems.append(line.text) if _is_fault(line, expected) else None)
    yield made
    assert problems == []


#: Told on the console, and no fault: a refusal that the test provokes (404, 409, 422), and what htmx says
#: when typing on calls off a search under way. (A request that fails is an htmx:sendError.)
EXPECTED = ("the server responded with a status of 4", "htmx:afterRequest", "htmx:sendAbort")


def _is_fault(line: Any, expected: tuple[str, ...]) -> bool:
    return line.type == "error" and not any(said in line.text for said in (*EXPECTED, *expected))


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path:
    """Where pictures go, by `make screenshots` or into the run's own folder."""
    folder = Path(request.config.getoption("--screenshots") or request.getfixturevalue("tmp_path"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
