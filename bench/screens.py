"""The screens of the bench as raw sockets in a process of their own: `python -m bench.screens PORT`, places on standard input.

One thread reads them all. Prints `ready` when every screen has its state; on `stop` it prints, as JSON, what it heard.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import websocket

ROOT = Path(__file__).parents[1]


class Screens:
    """The process, seen from outside."""

    def __init__(self, port: int, places: list[dict[str, Any]]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.screens", str(port)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._say(json.dumps(places))
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the screens did not get their state")

    def stop(self) -> dict[str, Any]:
        """What they heard: `arrivals` as [screen, seq, when], `calls` as [seq, call id], `lost` and `gaps` as counts."""
        self._say("stop")
        assert self._process.stdout is not None
        heard: dict[str, Any] = json.loads(self._process.stdout.readline())
        self._process.wait(10)
        return heard

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


class Wall:
    """Every screen, on one thread."""

    def __init__(self) -> None:
        self.arrivals: list[tuple[int, int, float]] = []
        self.calls: dict[int, str] = {}
        self.gaps = self.lost = 0
        self.seqs: list[int | None] = []
        self.watched = selectors.DefaultSelector()

    def join(self, port: int, place: dict[str, Any]) -> None:
        """One screen more."""
        link = _join(port, place)
        self.watched.register(link.fileno(), selectors.EVENT_READ, (len(self.seqs), link))
        self.seqs.append(None)
        self.listen(0)

    def listen(self, timeout_s: float | None = None) -> bool:
        """Read whatever has come; whether anything came on standard input."""
        asked = False
        for key, _ in self.watched.select(timeout_s):
            if key.fileobj is sys.stdin:
                asked = True
                continue
            number, link = key.data
            try:
                self._hear(number, link, link.recv())
            except (OSError, websocket.WebSocketException) as error:
                print(f"screen {number} lost its link: {error}", file=sys.stderr)
                self.watched.unregister(key.fd)
                self.lost += 1
        return asked

    def _hear(self, number: int, link: Any, text: str) -> None:
        now = time.time()
        if text == "2":
            link.send("3")
        elif text.startswith("42"):
            name, data = json.loads(text.partition(",")[2])
            seq = self.seqs[number]
            if name == "event" and seq is not None:
                self.gaps += data["after"] > seq
                if data["type"] == "ticket.called":
                    self.arrivals.append((number, data["seq"], now))
                    self.calls[data["seq"]] = data["data"]["call"]
            if name in ("event", "snapshot"):
                self.seqs[number] = data["seq"]
        elif not text or text.startswith("41"):
            raise ConnectionError("the server ended it")


def main() -> None:
    """Listen until told to stop."""
    port, places = int(sys.argv[1]), json.loads(sys.stdin.readline())
    wall = Wall()
    for place in places:
        wall.join(port, place)
    while None in wall.seqs and not wall.lost:
        wall.listen(1)
    print("lost" if wall.lost else "ready", flush=True)
    wall.watched.register(sys.stdin, selectors.EVENT_READ)
    while not wall.listen():
        pass
    told = {"arrivals": wall.arrivals, "calls": list(wall.calls.items()), "gaps": wall.gaps, "lost": wall.lost}
    print(json.dumps(told), flush=True)


def _join(port: int, place: dict[str, Any]) -> websocket.WebSocket:
    link = websocket.create_connection(
        f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket", timeout=20, http_no_proxy=["127.0.0.1"]
    )
    link.recv()
    link.send("40/live," + json.dumps(place))
    return link


if __name__ == "__main__":
    main()
