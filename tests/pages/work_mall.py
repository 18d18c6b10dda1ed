"""One running demo mall for all the pages people work at; every test has a counter of its own in it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser import Pages
from tests.server import Server

ADMIN = "admin"
ONE_SERVICE = {
    15: "SM-THN", 17: "IM-BARU", 18: "AG-HAJI", 19: "BN-CEK", 20: "BK-PBB",
    21: "PJ-NPWP", 22: "BS-DFT", 23: "BT-DFT", 24: "NK-AK1", 25: "SO-DTSEN",
}  # fmt: skip
"""Counters of the demo mall that share their services with nobody, each with one of them."""

LATER = """(() => {
  const real = Date.now;
  let ahead = 0;
  Date.now = () => real() + ahead;
  window.passSeconds = (seconds) => { ahead += seconds * 1000; };
})()"""
"""Lets the machine's clock run ahead while links and timers go on."""


class WorkMall:
    """The server, the people who may sign in, and tickets on demand."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.address = server.address
        accounts = json.loads((server.instance / "demo-accounts.json").read_text())["accounts"]
        self.passwords: dict[str, str] = {account["name"]: account["password"] for account in accounts}
        self.admin = server.api(server.token("admin"))
        self._kiosk_cookies: Any = None

    def clerk(self, counter: int) -> str:
        """The name of the clerk of a counter."""
        return f"loket-{counter:02}"

    def take(self, service: str, priority_class: str = "none") -> dict[str, Any]:
        """Take a number."""
        answer = self.admin.post("/api/v1/tickets", {"service": service, "priority_class": priority_class})
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()
        return ticket

    def act(self, counter: int, act: str, body: Any = None) -> dict[str, Any]:
        """What the clerk of a counter does, without a page."""
        answer = self.admin.post(f"/api/v1/counters/{counter}/{act}", body)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def opened(self, counter: int) -> int:
        """The counter, open and with nobody before it."""
        self.act(counter, "open")
        while self.admin.post(f"/api/v1/counters/{counter}/call-next").status_code == 200:
            pass
        if self.admin.get(f"/api/v1/snapshot?view=desk&counter={counter}").json()["state"]["ticket"]:
            self.act(counter, "finish")
        return counter

    def pairing_link(self, place: str) -> str:
        """A one-time link that pairs a browser as `hall:Z1`, `sign:3` or `kiosk:`."""
        page = self.admin.post("/setup/links", data={"place": place}, json=None).text
        link: str = re.findall(r"http://[^<\s]+/pair/[\w-]+", page)[0]
        return link

    def sign_in(self, context: BrowserContext, name: str) -> None:
        """Sign a browser in without its sign-in page."""
        answer = context.request.post(
            f"{self.address}/api/v1/session",
            data={"name": name, "password": self.passwords[name]},
            headers={"Origin": self.address},
        )
        assert answer.status == 200, answer.text()

    def pair_kiosk(self, context: BrowserContext) -> None:
        """Let a browser give numbers, as the one kiosk of this mall."""
        if self._kiosk_cookies is None:
            context.request.get(self.pairing_link("kiosk:"))
            self._kiosk_cookies = context.cookies()
        context.add_cookies(self._kiosk_cookies)

    def desk(self, pages: Pages, counter: int, *, query: str = "", **options: Any) -> Page:
        """The desk of a counter, signed in and live."""
        context = pages.context(**options)
        self.sign_in(context, self.clerk(counter))
        page = pages(f"{self.address}/desk{query}", context=context)
        expect(page.locator(".link.is-live")).to_be_visible()
        return page

    def kiosk(self, pages: Pages, *, query: str = "", script: str = "", **options: Any) -> Page:
        """The paired kiosk on its first page; fingers touch it."""
        context = pages.context(**{"width": 1080, "height": 1920, "has_touch": True, **options})
        self.pair_kiosk(context)
        context.add_init_script(script)
        page = pages(f"{self.address}/kiosk{query}", context=context)
        expect(page.locator(".page-start .tile").first).to_be_visible()
        return page

    @contextmanager
    def away(self) -> Iterator[None]:
        """The server is gone inside; it is there again afterwards."""
        self.server.kill()
        try:
            yield
        finally:
            self.server.start()


@dataclass
class Weight:
    """What a page loads, in bytes: as gzip would send it (typefaces are packed already), by kind."""

    by_path: dict[str, int] = field(default_factory=dict)

    def hear(self, response: Response) -> None:
        """Weigh an answer to the page."""
        path = urlsplit(response.url).path
        if response.status == 200 and not path.startswith("/api/"):
            body = response.body()
            self.by_path[path] = len(body) if path.endswith(".woff2") else len(gzip.compress(body, mtime=0))

    def of(self, *endings: str) -> int:
        """The weight of the files that end so; the document itself has no ending."""
        return sum(size for path, size in self.by_path.items() if PurePosixPath(path).suffix in endings)

    @property
    def whole(self) -> int:
        """All of it."""
        return sum(self.by_path.values())


def assert_no_sideways(page: Page) -> None:
    """Fail when the page is wider than its window."""
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > innerWidth + 1)"
        ".map(node => `${node.tagName}.${node.className}`).slice(0, 5)"
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, wide
