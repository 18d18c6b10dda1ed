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


def main() -> None:
    """Listen until told to stop."""
    port, places = int(sys.argv[1]), json.loads(sys.stdin.readline())
    watched = selectors.DefaultSelector()
    links = [_join(port, place) for place in places]
    seqs: list[int | None] = [None] * len(links)
    for number, link in enumerate(links):
        watched.register(link.sock, selectors.EVENT_READ, number)
    watched.register(sys.stdin, selectors.EVENT_READ, None)
    arrivals: list[tuple[int, int, float]] = []
    calls: dict[int, str] = {}
    gaps = lost = 0
    ready = False
    while True:
        for key, _ in watched.select():
            if key.data is None:
                sys.stdin.readline()
                print(json.dumps({"arrivals": arrivals, "calls": list(calls.items()), "gaps": gaps, "lost": lost}), flush=True)
                return
            number = key.data
            text = links[number].recv()
            now = time.time()
            if text == "2":
                links[number].send("3")
            elif text.startswith("42"):
                name, data = json.loads(text.partition(",")[2])
                if name == "event" and seqs[number] is not None:
                    gaps += data["after"] > seqs[number]
                    if data["type"] == "ticket.called":
                        arrivals.append((number, data["seq"], now))
                        calls[data["seq"]] = data["data"]["call"]
                if name in ("event", "snapshot"):
                    seqs[number] = data["seq"]
            elif not text or text.startswith("41"):
                watched.unregister(key.fileobj)
                lost += 1
        if not ready and None not in seqs:
            ready = True
            print("ready", flush=True)


def _join(port: int, place: dict[str, Any]) -> websocket.WebSocket:
    link = websocket.create_connection(
        f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket", timeout=20, http_no_proxy=["127.0.0.1"]
    )
    link.recv()
    link.send("40/live," + json.dumps(place))
    return link


if __name__ == "__main__":
    main()
