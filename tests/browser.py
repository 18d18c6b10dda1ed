"""Debian's Chromium for the tests, and what every page must hold: no console error, no external request, no axe finding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.programs import ROOT, whereabouts
from tests.sound_sink import SoundSink

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map((node) => node.target.join(' ')) }));
}"""
OWN = {"127.0.0.1", "localhost", "::1"}


@dataclass
class Watch:
    """What went wrong on a page so far; `expected` holds pieces of text of errors that belong to the test."""

    expected: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def note(self, problem: str) -> None:
        """Remember a problem."""
        self.problems.append(problem)

    def attach(self, page: Page) -> None:
        """Listen to everything `page` complains about or asks from elsewhere."""
        page.on("console", self._check_message)
        page.on("pageerror", lambda error: self.note(f"exception: {error}"))
        page.on("request", lambda request: self._check_address(request.url))
        page.on("websocket", lambda socket: self._check_address(socket.url))

    def _check_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text}")

    def _check_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname not in OWN:
            self.note(f"external request: {url}")

    def assert_clean(self) -> None:
        """Fail when a page complained of anything that was not expected."""
        left = [text for text in self.problems if not any(piece in text for piece in self.expected)]
        assert not left, "the page complained:\n" + "\n".join(left)


@contextmanager
def chromium(playwright: Playwright, *, sound: SoundSink | None = None, autoplay: bool = False) -> Iterator[Browser]:
    """A Chromium. Silent unless `sound` says where its sound goes; `autoplay` is the flag a hall's machine starts it with."""
    arguments = ["--disable-quic", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if autoplay:
        arguments.append("--autoplay-policy=no-user-gesture-required")
    browser = playwright.chromium.launch(
        executable_path=whereabouts("chromium", "chromium"),
        args=arguments,
        ignore_default_args=["--mute-audio"] if sound else None,
        env={**sound.environment} if sound else None,
        chromium_sandbox=False,
    )
    try:
        yield browser
    finally:
        browser.close()


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe finds on `page` of serious or critical impact, as `{id, impact, help, where}`. The page must come from `open_page`."""
    found: list[dict[str, Any]] = page.evaluate(FINDINGS)
    return [finding for finding in found if finding["impact"] in {"serious", "critical"}]


def assert_accessible(page: Page) -> None:
    """Fail with axe's words when `page` has a serious or critical finding."""
    found = findings(page)
    assert not found, json.dumps(found, indent=2)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browsers; its loop lives as long as the tests."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A silent Chromium for all tests; each page gets a context (cookies, storage) of its own."""
    with chromium(playwright) as running:
        yield running


@pytest.fixture
def sounding_browser(playwright: Playwright, sound_sink: SoundSink) -> Iterator[Browser]:
    """A Chromium as the hall runs it: it may play by itself, and `sound_sink` hears it."""
    with chromium(playwright, sound=sound_sink, autoplay=True) as running:
        yield running


class Pages:
    """Opens pages under watch, each in a context of its own unless one is given."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def context(self, *, width: int = 1366, height: int = 768, **options: Any) -> BrowserContext:
        """A browser profile: the pages of one machine share its cookies. `options` are Playwright's."""
        context = self._browser.new_context(viewport={"width": width, "height": height}, **options)
        context.add_init_script(path=AXE)
        context.on("page", self.watch.attach)
        self._contexts.append(context)
        return context

    def __call__(self, url: str, *, context: BrowserContext | None = None, **options: Any) -> Page:
        """Open `url` and wait until it has loaded. `options` as in `context`."""
        page = (context or self.context(**options)).new_page()
        page.goto(url)
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def pages_of() -> Iterator[Callable[[Browser], Pages]]:
    """Make `Pages` for a browser of the test's own; every page must have stayed clean in the end."""
    made: list[Pages] = []

    def make(browser: Browser) -> Pages:
        made.append(Pages(browser))
        return made[-1]

    yield make
    for pages in made:
        pages.close()
    for pages in made:
        pages.watch.assert_clean()


@pytest.fixture
def open_page(browser: Browser, pages_of: Callable[[Browser], Pages]) -> Pages:
    """Open pages in the shared silent browser: `open_page(url, width=1920, height=1080)`; they must stay clean."""
    return pages_of(browser)
