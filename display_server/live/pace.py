"""When each connection is pinged, and when it counts as dead.

A dead screen must be noticed within 5 s, while a phone in a pocket should be woken rarely. Engine.IO knows one pace for
the whole server and starts a green thread for every ping; here one ticker serves every connection at its own pace.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from .limits import Bucket, Clock

log = logging.getLogger(__name__)

SLICE_S = 0.1
"""How late a tick may be."""
AT_ONCE = 250
"""Ticks between two breaths of the loop."""

SCREEN_INTERVAL_S = 2.0
SCREEN_TIMEOUT_S = 2.0


class Ticking(Protocol):
    """Something that wants to be looked at again and again."""

    turn: int

    def tick(self, now: float) -> float | None:
        """Do what is due at `now` (monotonic seconds); the next time to come back, or None when it is over."""


class Pacer:
    """One background task that ticks everything added to it."""

    def __init__(
        self,
        start: Callable[[Callable[[], None]], object],
        sleep: Callable[[float], object],
        clock: Clock = time.monotonic,
    ) -> None:
        self._start = start
        self._sleep = sleep
        self._clock = clock
        self._turns = itertools.count(1)
        self._due: list[tuple[float, int, Ticking]] = []
        self._lock = threading.Lock()
        self._running = False

    def add(self, item: Ticking, when: float) -> None:
        """Tick the item at `when`, instead of at any time set before."""
        with self._lock:
            item.turn = next(self._turns)
            heapq.heappush(self._due, (when, item.turn, item))
            starting, self._running = not self._running, True
        if starting:
            self._start(self._run)

    def _run(self) -> None:
        planned = self._clock()
        while True:
            if self._clock() - planned > 5 * SLICE_S:
                # The loop itself was late: first let it read the pongs that lie waiting, then judge.
                self._sleep(SLICE_S)
            for count in itertools.count(1):
                if not self._tick_one():
                    break
                if count % AT_ONCE == 0:
                    self._sleep(0)
            planned = self._clock() + SLICE_S
            self._sleep(SLICE_S)

    def _tick_one(self) -> bool:
        now = self._clock()
        with self._lock:
            if not self._due or self._due[0][0] > now:
                return False
            _, turn, item = heapq.heappop(self._due)
            if item.turn != turn:
                return True
        try:
            again = item.tick(now)
        except Exception:
            # One broken link must not end the pings of all the others.
            log.exception("a link could not be pinged")
            return True
        if again is not None:
            with self._lock:
                if item.turn == turn:
                    heapq.heappush(self._due, (max(again, now + SLICE_S / 2), turn, item))
        return True


def _link(socketio: Any, sid: str, namespace: str) -> Any:
    """The connection behind a Socket.IO id; None when it has just gone."""
    return socketio.server.eio.sockets.get(socketio.server.manager.eio_sid_from_sid(sid, namespace))


def pace(
    socketio: Any,
    sid: str,
    namespace: str = "/live",
    interval_s: float = SCREEN_INTERVAL_S,
    timeout_s: float = SCREEN_TIMEOUT_S,
) -> None:
    """Ping this client every `interval_s` from now on, and drop it when a pong is missing for `timeout_s`.

    May be called from the connect handler. A client that has just gone is not an error.
    """
    link = _link(socketio, sid, namespace)
    if link is not None:
        link.pace(interval_s, timeout_s)


def allow(socketio: Any, sid: str, messages_per_minute: int, namespace: str = "/live") -> None:
    """Let this client (one we know) send more than a stranger may."""
    link = _link(socketio, sid, namespace)
    if link is not None:
        link.messages = Bucket(messages_per_minute, messages_per_minute)


def drop(socketio: Any, sid: str, reason: str, namespace: str = "/live") -> None:
    """End this client's connection now, with whatever still waits to be sent; its disconnect handler runs first."""
    link = _link(socketio, sid, namespace)
    if link is not None:
        link.drop(reason)
