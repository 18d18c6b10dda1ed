"""Three pages in Chromium, the clocks of what they show and sound."""

from __future__ import annotations

import shutil
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

WATCH = """
const begin = AudioBufferSourceNode.prototype.start;
const mark = performance.mark;
let begins = 0;
globalThis.benchClock = { shown: {}, chimes: {}, ended: 0 };
const now = () => performance.timeOrigin + performance.now();
AudioBufferSourceNode.prototype.start = function start(at = 0, ...rest) {
  begins = now() + Math.max(0, at - this.context.currentTime) * 1000;
  return begin.call(this, at, ...rest);
};
performance.mark = function (name, ...rest) {
  const [kind, id] = String(name).split(/:(.*)/);
  if (kind === 'shown' && !(id in benchClock.shown)) benchClock.shown[id] = now();
  if (kind === 'chime') benchClock.chimes[id] = begins;
  return mark.call(this, name, ...rest);
};
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (/"kind":"(ended|done|failed)"/.test(data)) benchClock.ended += 1;
  return send.call(this, data);
};
"""
"""`shown` is marked by the pages two frames after the number stood in the document; a chime's time is that of its sound."""


class Pages:
    """A paired hall of Z2, the sign of a counter, a paired hall of Z6."""

    def __init__(self, playwright: Playwright, address: str, pairing: dict[str, str], *, sign: int) -> None:
        self._browser = _chromium(playwright)
        self.by_path = {
            path: self._open(address, path, pairing.get(path)) for path in ("/hall/Z2", f"/sign/{sign}", "/hall/Z6")
        }
        self.by_path["/hall/Z2"].wait_for_timeout(4000)

    def clock(self, path: str) -> dict[str, Any]:
        """What a page showed and sounded: wall-clock milliseconds by call id, and by announcement id."""
        read: dict[str, Any] = self.by_path[path].evaluate(
            "() => ({...benchClock, skew: performance.timeOrigin + performance.now() - Date.now()})"
        )
        return read

    def wait_until_said(self, path: str, times: int) -> None:
        """Wait until a hall has ended so many announcements."""
        self.by_path[path].wait_for_function("times => benchClock.ended >= times", arg=times, timeout=30_000)

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()

    def _open(self, address: str, path: str, secret: str | None) -> Page:
        context = self._browser.new_context(viewport={"width": 1920, "height": 1080})
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/pair/{secret}" if secret else address + path)
        return page


def _chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--no-first-run"],
        chromium_sandbox=False,
    )
