"""Screens without a browser: raw sockets that keep the client's rule of docs/protocol.md, each on a thread of its own."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import websocket

HEARD_NOTHING_S = 5.0
PAUSES_S = (1, 2, 5, 10)
MOST_CALLS = 12


class Screen:
    """One client of `/live` at `port`; `place` is its greeting (view, and zone or counter or ticket).

    It holds what a page would hold: the seq of its state, and for a hall the list of calls.
    """

    def __init__(
        self,
        port: int,
        *,
        token: str | None = None,
        cookie: str | None = None,
        reconnects: bool = True,
        on_event: Callable[[dict[str, Any]], None] = lambda _event: None,
        **place: Any,
    ) -> None:
        self.place = place
        self.seq: int | None = None
        self.events: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.snapshots = 0
        self.repeated = 0
        self.gaps: list[tuple[int, dict[str, Any]]] = []
        self.lost: list[float] = []
        self.refused: dict[str, Any] | None = None
        self.ready = threading.Event()
        self.dismissed = threading.Event()
        self._port = port
        self._auth = {**place, **({"token": token} if token else {})}
        self._cookie = cookie
        self._reconnects = reconnects
        self._on_event = on_event
        self._closed = threading.Event()
        self._link: websocket.WebSocket | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def sees(self, seq: int) -> bool:
        """Whether it is connected and its state is at `seq` or later."""
        return self.ready.is_set() and self.seq is not None and self.seq >= seq

    def numbers(self) -> list[str]:
        """Every number it was told to show, in order, recalls left out."""
        return [event["data"]["number"] for event in self.events if event["type"] == "ticket.called"]

    def close(self) -> None:
        """Leave."""
        self._closed.set()
        if self._link is not None:
            self._link.shutdown()
        self._thread.join(10)

    def _run(self) -> None:
        attempt = 0
        while not self._closed.is_set():
            try:
                self._listen()
            except (OSError, websocket.WebSocketException):
                pass
            finally:
                if self._link is not None:
                    self._link.shutdown()
                    self._link = None
            if self.ready.is_set():
                attempt = 0
                self.lost.append(time.monotonic())
                self.ready.clear()
            if not self._reconnects:
                self.dismissed.set()
                return
            pause_s = PAUSES_S[min(attempt, len(PAUSES_S) - 1)] * random.uniform(0.5, 1.0)
            attempt += 1
            self._closed.wait(pause_s)

    def _listen(self) -> None:
        self._link = link = websocket.create_connection(
            f"ws://127.0.0.1:{self._port}/socket.io/?EIO=4&transport=websocket",
            timeout=HEARD_NOTHING_S,
            cookie=self._cookie,
            http_no_proxy=["127.0.0.1"],
        )
        after = {} if self.seq is None else {"after": self.seq}
        link.send("40/live," + json.dumps({**self._auth, **after}))
        while not self._closed.is_set():
            text = link.recv()
            if not text:
                return
            if text == "2":
                link.send("3")
            elif text.startswith("42/live,"):
                self._take(*json.loads(text.removeprefix("42/live,")))
            elif text.startswith("41/live"):
                return
            elif text.startswith("44/live,"):
                self.refused = json.loads(text.removeprefix("44/live,"))
                return

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "snapshot":
            self.seq = data["seq"]
            self.calls = list(data["state"].get("calls", ()))
            self.snapshots += 1
        elif name == "event":
            self._apply(data)
        self.ready.set()

    def _apply(self, event: dict[str, Any]) -> None:
        assert self.seq is not None
        if event["seq"] <= self.seq:
            self.repeated += 1
            return
        if event["after"] > self.seq:
            self.gaps.append((self.seq, event))
            self.seq = None
            raise ConnectionError("a gap: only a snapshot will do")
        self.seq = event["seq"]
        self.events.append(event)
        if event["type"] == "ticket.called":
            call = {key: event["data"][key] for key in ("call", "number", "counter")}
            self.calls = [call, *self.calls][:MOST_CALLS]
        self._on_event(event)


@contextlib.contextmanager
def standing(screens: Sequence[Screen]) -> Iterator[Sequence[Screen]]:
    """Screens that leave at the end, however it comes."""
    try:
        yield screens
    finally:
        for screen in screens:
            screen._closed.set()
        for screen in screens:
            screen.close()
